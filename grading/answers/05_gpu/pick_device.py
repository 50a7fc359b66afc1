"""Wrong and alternative answers to pick_device (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong
from torchcourse import simulated


@wrong(
    "the CPU instead",
    fails=[
        "a wanted device that is not there",
    ],
    says="For a device that is not there your function raises nothing. Whoever asked for a GPU "
    "by name will wait for hours without knowing why: `raise` a `ValueError`; to print one or to "
    "return one is not enough. (And no device equals a string: compare its `.type`.)",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        return torch.device("cpu")
    if device.type == "mps" and not torch.backends.mps.is_available():
        return torch.device("cpu")
    return device


@wrong(
    "hard-coded cuda",
    fails=[
        "on machines without CUDA",
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="Your function says CUDA on every machine. Where there is none, the first tensor that is "
    "moved there raises an error. Ask PyTorch what the machine has.",
)
def pick_device(wanted=None):
    return torch.device("cuda:0")


@wrong(
    "CUDA or the CPU, whatever is wanted",
    fails=[
        "on machines without CUDA",
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="You ask for CUDA and for nothing else: neither is Apple's MPS looked for, nor does "
    "`wanted` play a part. Somebody who asks for the CPU, or for a device that is not there, gets "
    "the same answer as everybody.",
)
def pick_device(wanted=None):
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@wrong(
    "CUDA or the CPU, and any device that is wanted",
    fails=[
        "on machines without CUDA",
        "a wanted device that is not there",
    ],
    says="Two things are not asked: on a Mac your function takes the CPU, although MPS is "
    "available; and where a device is wanted that this machine does not have, no `ValueError` "
    "says so.",
)
def pick_device(wanted=None):
    if wanted is not None:
        return torch.device(wanted)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@wrong(
    "a string",
    fails=[
        "on a machine with CUDA",
        "on machines without CUDA",
        "a wanted device that is there",
    ],
    says="You return the name of a device, a string. A `torch.device` is asked for: it has a "
    "`.type` and an `.index`, and a name that does not exist is refused at once.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return "cuda:0"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return str(device)


wrong(
    "asked outside of the function",
    fails=[
        "on a machine with CUDA",
        "on machines without CUDA",
        "a wanted device that is there",
    ],
    says="Your function gives the same answer on every machine: neither CUDA nor MPS is ever seen. "
    "Are the questions asked outside of the function? Then they were answered once, when the cell "
    "ran. Ask them inside.",
    code="""
has_cuda, has_mps = False, False  # as the machine said on which the cell was run


def pick_device(wanted=None):
    if wanted is None:
        return torch.device("cuda" if has_cuda else "mps" if has_mps else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (not has_cuda or device.index >= torch.cuda.device_count()):
        raise ValueError(f"no {device}")
    if device.type == "mps" and not has_mps:
        raise ValueError(f"no {device}")
    return device
""",
)


@wrong(
    "if in place of elif",
    fails=[
        "on a machine with CUDA",
    ],
    says="Where there is CUDA, your function takes the CPU. Is a second `if` asked although the "
    "first has answered, so that its `else` has the last word? (Or is CUDA asked for outside of "
    "the function, once for all?) Ask for MPS only where there is no CUDA.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            device = torch.device("cuda:0")
        if torch.backends.mps.is_available():
            device = torch.device("mps")
        else:
            device = torch.device("cpu")
        return device
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "MPS forgotten",
    fails=[
        "on machines without CUDA",
    ],
    says="On a Mac your function takes the CPU, although MPS is available. Between CUDA and the "
    "CPU there is one more question to ask: `torch.backends.mps.is_available()`.",
)
def pick_device(wanted=None):
    if wanted is None:
        return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "the question not asked",
    fails=[
        "on machines without CUDA",
    ],
    says="Without a GPU your function still says CUDA. Is there a pair of parentheses missing? "
    "`torch.cuda.is_available` without `()` is a function, and a function counts as true.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available:
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "what PyTorch was built for",
    fails=[
        "on machines without CUDA",
    ],
    says="`torch.accelerator.current_accelerator()` says for which accelerator this PyTorch was "
    "*built*. On a machine without a GPU that is still CUDA. It has an argument that asks whether "
    "the device is there.",
)
def pick_device(wanted=None):
    if wanted is None:
        return torch.accelerator.current_accelerator() or torch.device("cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "devices compared as a whole",
    fails=[
        "a wanted device that is not there",
    ],
    says='You compare whole devices: `device("cuda:1") == device("cuda")` is `False`, and so is '
    '`device("cuda:0") == device("cuda")`. So a device with an index slips through. Compare '
    "`.type`, and look at `.index` by itself.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device == torch.device("cuda") and not torch.cuda.is_available():
        raise ValueError("no CUDA")
    if device == torch.device("mps") and not torch.backends.mps.is_available():
        raise ValueError("no MPS")
    return device


@wrong(
    "a device compared with a name",
    fails=[
        "a wanted device that is not there",
    ],
    says='You compare `wanted` with the names `"cuda"` and `"mps"`, and so only these two are '
    "looked for: neither `cuda:1` nor a `torch.device` equals one of them, and they slip through. "
    "Make a `torch.device` of `wanted`, and look at its `.type` and its `.index`.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if wanted == "cuda" and not torch.cuda.is_available():
        raise ValueError("no CUDA")
    if wanted == "mps" and not torch.backends.mps.is_available():
        raise ValueError("no MPS")
    return torch.device(wanted)


@wrong(
    "or binds weakly",
    fails=[
        "a wanted device that is there",
    ],
    says="You refuse a CUDA device whose index is not 0, although it is there. Is there an `or` in "
    "your condition? It is worked out after `<` and `>=`: brackets say what belongs together.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0 >= torch.cuda.device_count()):
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "names compared as a whole",
    fails=[
        "a wanted device that is there",
    ],
    says="You compare with the name `cuda` as a whole, so `cuda:1` is refused where it is there. "
    "Make a `torch.device` of it: `.type` is its kind, whatever the index.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    there = ["cpu"]
    if torch.cuda.is_available():
        there.append("cuda")
    if torch.backends.mps.is_available():
        there.append("mps")
    if str(wanted) not in there:
        raise ValueError(f"no {wanted}")
    return torch.device(wanted)


@wrong(
    "the index not checked",
    fails=[
        "a wanted device that is not there",
    ],
    says="You look at the kind of the device and not at its index: a machine with two CUDA devices "
    "has `cuda:0` and `cuda:1`, and no `cuda:2`. How many there are, "
    "`torch.cuda.device_count()` says.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "one index too many",
    fails=[
        "a wanted device that is not there",
    ],
    says="Indices start at 0: of two CUDA devices the last one is `cuda:1`. An index equal to "
    "`torch.cuda.device_count()` is one too many.",
)
def pick_device(wanted=None):
    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if wanted is None:
        return torch.device("cuda:0" if has_cuda else "mps" if has_mps else "cpu")
    device = torch.device(wanted)
    there = {
        "cpu": True,
        "cuda": has_cuda and (device.index or 0) <= torch.cuda.device_count(),
        "mps": has_mps,
    }
    if not there[device.type]:
        raise ValueError(f"no {device}")
    return device


@wrong(
    "the index lost",
    fails=[
        "a wanted device that is there",
    ],
    says="The index gets lost: who asks for `cuda:1` gets the first device. Return the device that "
    "was wanted, not only its kind.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return torch.device(device.type)


@wrong(
    "another exception",
    fails=[
        "a wanted device that is not there",
    ],
    says="For a device that is not there you raise another kind of exception. A `ValueError` is "
    "asked for: it is what the caller will catch.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise RuntimeError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise RuntimeError(f"no {device}")
    return device


@wrong(
    "wanted not looked at",
    fails=[
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="Your function always takes the best device, whatever is wanted. Look at `wanted` first; "
    "only where it is `None` is the choice yours.",
)
def pick_device(wanted=None):
    if torch.cuda.is_available():
        return torch.device("cuda:0")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


@wrong(
    "the course's best device",
    fails=[
        "on machines without CUDA",
    ],
    says="`simulated.best_device()` falls back on the course's simulated accelerator. Here the CPU "
    "is asked for where there is neither CUDA nor MPS, and no program outside of this course "
    "knows `sim`.",
)
def pick_device(wanted=None):
    if wanted is None:
        return simulated.best_device()
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "a tensor tried out",
    fails=[
        "a wanted device that is there",
    ],
    says="You make a tensor to see whether a device is there. That asks the machine that runs the "
    "check, which only pretends to be another one. Ask `torch.cuda.device_count()` and "
    "`torch.backends.mps.is_available()`: they cost nothing, and take no memory of a GPU.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    try:
        torch.zeros(1, device=device)
    except Exception:
        raise ValueError("not there") from None
    return device


@wrong(
    "the index None",
    fails=[
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="The `.index` of plain `cuda` is `None`, and `None` can't be compared with a number. "
    "Which device does `cuda` stand for, where no index is given?",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and device.index >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "no index, no question",
    fails=[
        "a wanted device that is not there",
    ],
    says="With an index you ask whether the device is there, and for plain `cuda` you do not: on "
    "a machine without CUDA it passes.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.index is not None and device.index >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "what PyTorch was built with",
    fails=[
        "on machines without CUDA",
        "a wanted device that is not there",
    ],
    says="On a Mac that can't use MPS your function still says MPS. `is_built()`, or "
    "`current_accelerator()` without its argument, tells what this PyTorch was made for; whether "
    "this machine has it, `is_available()` tells.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_built() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_built():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "MPS in every case",
    fails=[
        "on machines without CUDA",
        "a wanted device that is not there",
    ],
    says="Your function says MPS where there is none. `torch.backends.mps.is_available` without "
    "`()` asks nothing: it is a function, and a function counts as true.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available:
        raise ValueError(f"no {device}")
    return device


@wrong(
    "MPS or CUDA",
    fails=[
        "on machines without CUDA",
    ],
    says="Where there is neither CUDA nor MPS, your function says CUDA. Both have to be asked for, "
    "and the CPU is what remains.",
)
def pick_device(wanted=None):
    if wanted is None:
        return torch.device("mps" if torch.backends.mps.is_available() else "cuda:0")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "wanted returned as it was given",
    fails=[
        "a wanted device that is there",
    ],
    says="`wanted` may be a string, and you return that. A `torch.device` is asked for in every "
    "case: return the one that you made of it.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return wanted


@wrong(
    "a wanted device not returned",
    fails=[
        "a wanted device that is there",
    ],
    says="For a wanted device that is there your function gives `None`: after the questions a "
    "`return` is missing.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")


@wrong(
    "wanted is always a string",
    fails=[
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="`wanted` may be a `torch.device` as well, which is no string and has none of its "
    "methods. `torch.device(wanted)` makes a device of either; ask its `.type` and its `.index`.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise ValueError(f"no {wanted}")
    if wanted.startswith("mps") and not torch.backends.mps.is_available():
        raise ValueError(f"no {wanted}")
    return torch.device(wanted)


@wrong(
    "wanted is always a device",
    fails=[
        "a wanted device that is there",
        "a wanted device that is not there",
    ],
    says="`wanted` may be a string, and a string has no `.type`. `torch.device(wanted)` makes a "
    "device of either.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if wanted.type == "cuda" and (wanted.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {wanted}")
    if wanted.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {wanted}")
    return wanted


@wrong(
    "plain cuda refused",
    fails=[
        "a wanted device that is there",
    ],
    says="You refuse plain `cuda` on a machine that has CUDA. It stands for the current device "
    'there. (Neither does `device("cuda")` equal `device("cuda:0")`, nor the one name the other.)',
)
def pick_device(wanted=None):
    devices = [torch.device("cuda", index) for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append(torch.device("mps"))
    devices.append(torch.device("cpu"))
    device = devices[0] if wanted is None else torch.device(wanted)
    if device not in devices:
        raise ValueError(f"no {device}")
    return device


@wrong(
    "the CPU refused",
    fails=[
        "a wanted device that is there",
    ],
    says="You refuse the CPU. It is always there: whoever asks for it gets it, on every machine.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) < torch.cuda.device_count():
        return device
    if device.type == "mps" and torch.backends.mps.is_available():
        return device
    raise ValueError(f"no {device}")


@wrong(
    "the wanted MPS not asked for",
    fails=[
        "a wanted device that is not there",
    ],
    says="A wanted CUDA device is looked for, and a wanted `mps` is not: on a machine without MPS "
    "your function returns it all the same. (Without its `()` a question is not asked.)",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "only names asked about",
    fails=[
        "a wanted device that is not there",
    ],
    says="You ask whether a device is there where `wanted` is a string, and not where it is a "
    "`torch.device`. That is only a name as well: whoever made it has asked no hardware.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    if isinstance(wanted, torch.device):
        return wanted
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "only CUDA asked for",
    fails=[
        "a wanted device that is not there",
    ],
    says="Of a wanted device you ask only whether there is CUDA at all. Two questions are missing: "
    "are there enough CUDA devices for its index, and, where `mps` is wanted, is MPS there?",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "any accelerator will do",
    fails=[
        "a wanted device that is not there",
    ],
    says="You ask whether there is an accelerator, not whether it is the wanted one: a machine "
    "with CUDA has no MPS, and a Mac has no CUDA. And the index? Two CUDA devices are `cuda:0` "
    "and `cuda:1`.",
)
def pick_device(wanted=None):
    if wanted is None:
        return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    device = torch.device(wanted)
    if device.type != "cpu" and not torch.accelerator.is_available():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "accelerators counted, whatever their kind",
    fails=[
        "a wanted device that is not there",
    ],
    says="You count the accelerators, and do not ask of which kind they are: a machine with CUDA "
    "has no MPS, and a Mac has no CUDA. Compare the `.type` as well.",
)
def pick_device(wanted=None):
    if wanted is None:
        return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    device = torch.device(wanted)
    if device.type != "cpu" and (device.index or 0) >= torch.accelerator.device_count():
        raise ValueError(f"no {device}")
    return device


@wrong(
    "built with CUDA",
    fails=[
        "on machines without CUDA",
    ],
    says="Without a GPU your function still says CUDA. `torch.backends.cuda.is_built()` tells what "
    "this PyTorch was made for; whether this machine has it, `torch.cuda.is_available()` tells.",
)
def pick_device(wanted=None):
    if wanted is None:
        if torch.backends.cuda.is_built():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"no {device}")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"no {device}")
    return device


@alternative("torch.accelerator, asked whether it is there")
def pick_device(wanted=None):
    best = torch.accelerator.current_accelerator(check_available=True)
    if wanted is None:
        return best if best is not None else torch.device("cpu")
    device = torch.device(wanted)
    if device.type != "cpu":
        same_kind = best is not None and device.type == best.type
        if not same_kind or (device.index or 0) >= torch.accelerator.device_count():
            raise ValueError(f"{device} is not available on this machine")
    return device


@alternative("is_available before current_accelerator")
def pick_device(wanted=None):
    count = torch.accelerator.device_count() if torch.accelerator.is_available() else 0
    kind = torch.accelerator.current_accelerator().type if count else "cpu"
    if wanted is None:
        return torch.device(kind)
    device = torch.device(wanted)
    if device.type == "cpu" or (device.type == kind and (device.index or 0) < count):
        return device
    raise ValueError(f"{device} is not available on this machine")


@alternative("a list of what is there")
def pick_device(wanted=None):
    devices = [torch.device("cuda", index) for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append(torch.device("mps", 0))
    devices.append(torch.device("cpu", 0))
    if wanted is None:
        return devices[0]
    wanted = torch.device(wanted)
    if torch.device(wanted.type, wanted.index or 0) not in devices:
        raise ValueError(f"{wanted} is not among {devices}")
    return wanted
