"""Wrong and alternative answers to the tasks of 05_gpu (read by grading.bank, never run)."""

import copy
import time

import torch
from torch import nn

from grading.bank import alternative, wrong
from torchcourse import simulated

# 1. pick_device


@wrong(
    "pick_device",
    "the CPU instead",
    fails=[
        "a wanted device that is not there",
    ],
    says="For a device that is not there your function raises nothing. Whoever asked for a GPU "
    "by name will wait for hours without knowing why: `raise` a `ValueError`; to print one or to "
    "return one is not enough.",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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


@wrong(
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
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
    "pick_device",
    "what PyTorch was built with",
    fails=[
        "on machines without CUDA",
        "a wanted device that is not there",
    ],
    says="On a Mac that can't use MPS your function still says MPS. `is_built()` tells what this "
    "PyTorch was made for; whether this machine has it, `is_available()` tells.",
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
    "pick_device",
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
    "pick_device",
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


@alternative("pick_device", "torch.accelerator, asked whether it is there")
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


@alternative("pick_device", "is_available before current_accelerator")
def pick_device(wanted=None):
    count = torch.accelerator.device_count() if torch.accelerator.is_available() else 0
    kind = torch.accelerator.current_accelerator().type if count else "cpu"
    if wanted is None:
        return torch.device(kind)
    device = torch.device(wanted)
    if device.type == "cpu" or (device.type == kind and (device.index or 0) < count):
        return device
    raise ValueError(f"{device} is not available on this machine")


@alternative("pick_device", "a list of what is there")
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


# 2. to_device


@wrong(
    "to_device",
    "the result of to discarded",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="The tensors have not moved. `x.to(device)` leaves `x` where it is and returns a new "
    "tensor: is it kept? (Only a module moves in place, and a new value for a loop's variable "
    "changes no list.) And is it called in every case? A device never equals a string such as "
    '`"cuda"`.',
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.to(device)
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "hard-coded cuda",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="Your function asks for CUDA, whatever `device` is, and not every machine has that. Move "
    "the tensors to the device that you are given.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.cuda()
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "a device of its own choice",
    fails=[
        "back to the CPU",
    ],
    says="Your function moves everything to the accelerator, also when the CPU is wanted. Where "
    "the batch goes is for the caller to say: use `device`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(torch.accelerator.current_accelerator())
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "only away from the CPU",
    fails=[
        "back to the CPU",
    ],
    says="Nothing comes back: a tensor on the accelerator stays there when the CPU is wanted. "
    "Call `.to(device)` in every case; where a tensor is there already, it costs nothing.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device) if device.type != "cpu" else batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "tuples forgotten",
    fails=[
        "lists and tuples",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="What is in a tuple is left behind. A `DataLoader` and many data sets give their batches "
    "as tuples, and a tuple is no list: `isinstance(batch, list)` is `False` for it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, list):
        return [to_device(item, device) for item in batch]
    return batch


@wrong(
    "to_device",
    "tuples become lists",
    fails=[
        "lists and tuples",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="Your function makes a list of a tuple. The same type is asked for: the code that gets "
    "the batch may rely on it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return [to_device(item, device) for item in batch]
    return batch


@wrong(
    "to_device",
    "a generator",
    fails=[
        "lists and tuples",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="In place of a list or a tuple you return a generator: round parentheses around a `for` "
    "make no tuple. Write `tuple(…)` or `list(…)`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return (to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "dicts forgotten",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="What is in a dict is left behind. Move its values, and keep its keys.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "a dict taken for a list",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="A `for` loop over a dict goes through its keys. The tensors are its values: loop over "
    "`.items()`, and build a dict again.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, (list, tuple, dict)):
        items = [to_device(item, device) for item in batch]
        return items if isinstance(batch, dict) else type(batch)(items)
    return batch


@wrong(
    "to_device",
    "one level only",
    fails=[
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="Your function goes one level deep: tensors in a list in a dict stay behind. Call "
    "`to_device` itself for the items, then any depth is reached.",
)
def to_device(batch, device):
    def move(item):
        return item.to(device) if isinstance(item, torch.Tensor) else item

    if isinstance(batch, dict):
        return {key: move(item) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(item) for item in batch)
    return move(batch)


@wrong(
    "to_device",
    "written into what was given",
    fails=[
        "the batch that was given",
        "what is no tensor",
    ],
    says="You hand back the lists and dicts that were given. If you put the new tensors into them, "
    "you change the caller's batch; if not, nothing has moved. Build new ones.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        for key in batch:
            batch[key] = to_device(batch[key], device)
        return batch
    if isinstance(batch, list):
        for index, item in enumerate(batch):
            batch[index] = to_device(item, device)
        return batch
    if isinstance(batch, tuple):
        return tuple(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "everything built anew",
    fails=["what is no tensor"],
    says="Your function makes a new set of a set, or a new range of a range. Only a `list`, a "
    "`tuple` and a `dict` are made anew; anything else is returned as it is.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple, set, frozenset)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "cut off from autograd",
    fails=[
        "a gradient through the move",
    ],
    says="The moved tensor knows nothing of the old one: no gradient flows back. That is what "
    "`.data` and `.detach()` do. `.to(device)` is an operation like others, autograd records it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.data.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "a new leaf",
    fails=[
        "a gradient through the move",
    ],
    says="You make a new tensor that requires a gradient of its own. The gradient stops there, and "
    "the one that was given gets none (`.grad` is `None`). `.to(device)` alone keeps the two "
    "connected.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.detach().to(device).requires_grad_(batch.requires_grad)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "everything has a to",
    fails=[
        "what is no tensor",
        "a nested batch",
    ],
    says="You call `.to` on something that is no tensor: a string, a number and `None` have no "
    "such method. Return them as they are.",
)
def to_device(batch, device):
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch.to(device)


@wrong(
    "to_device",
    "the rest lost",
    fails=[
        "what is no tensor",
        "a nested batch",
    ],
    says="What is no tensor becomes `None`: a function that ends without `return` gives that. "
    "Return such a thing as it is.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)


@wrong(
    "to_device",
    "handed back where nothing had to move",
    fails=[
        "the batch that was given",
    ],
    says="Where nothing has to move, you hand back the caller's own list or dict. Whoever changes "
    "the result then changes what was given: make a new one in every case.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if not batch:
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "keys in another order",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="The keys of your dicts come in another order than those that were given. A dict keeps "
    "the order in which it is filled: go through `.items()` as they are.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(batch[key], device) for key in sorted(batch)}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "to_device",
    "nothing returned but tensors",
    fails=[
        "lists and tuples",
        "dicts",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="For a list, a tuple or a dict your function gives `None`: the new one is built, and "
    "then not returned. Each of the cases needs its `return`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    elif isinstance(batch, dict):
        batch = {key: to_device(item, device) for key, item in batch.items()}
    elif isinstance(batch, (list, tuple)):
        batch = type(batch)(to_device(item, device) for item in batch)
    else:
        return batch


@wrong(
    "to_device",
    "the caller's tensors moved",
    fails=[
        "the batch that was given",
    ],
    says="The tensors that were given are on the device as well: assigning to `.data` moves the "
    "caller's tensor itself. Take the new one that `.to` returns.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.data = batch.data.to(device)
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@alternative("to_device", "by the method, not by the type; non_blocking")
def to_device(batch, device):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=True)
    if type(batch) is dict:
        return dict(zip(batch, to_device(list(batch.values()), device), strict=True))
    if type(batch) is tuple:
        return tuple(to_device(list(batch), device))
    return [to_device(item, device) for item in batch] if type(batch) is list else batch


@alternative("to_device", "torch.utils._pytree")
def to_device(batch, device):
    from torch.utils._pytree import tree_map

    return tree_map(lambda x: x.to(device) if isinstance(x, torch.Tensor) else x, batch)


# 3. train_on


@wrong(
    "train_on",
    "data left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The model is on the device and `x` is not. Was it moved, and was the result kept? "
    "`x.to(device)` alone moves nothing: it returns a new tensor.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x.to(device)
    y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the device in place of the data",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="Your `x` is the device itself, and no tensor: `x, y = (device), (device)` lost its "
    "`.to`. Parentheses around a name do nothing.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = (device), (device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "targets left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The prediction is on the device, and the targets `y` are not: the criterion wants both "
    "in one place.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "model left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The data are on the device, and the model is not: its parameters are where they were. A "
    "module has a `to` as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "weight left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "a device given by its name",
        "the caller's data",
    ],
    says="Model and data are on the device, and the weight in the criterion is not. A "
    "criterion is a module too, and its tensors move with its `to`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "hard-coded cuda",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="Your function asks for CUDA, whatever `device` is. On a machine without it that raises "
    "an error; on one with it, the caller may still want another device. Use `device`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device("cuda:0")
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "moved only where there is CUDA",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="Nothing has been moved to `device`. Do you move only if there is CUDA, or only if the "
    "device equals one that you name? Move in every case.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device(device)
    if device == torch.device("cuda"):
        model, criterion = model.to(device), criterion.to(device)
        x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the best device",
    fails=[
        "on the CPU, with a model and data from elsewhere",
    ],
    says="Your function takes the best device that it can find. The caller asked for another one: "
    "where the work is done is what the argument `device` says.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.accelerator.current_accelerator()
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "where the model is",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="Your function works where the model happens to be. The caller says with `device` where "
    "the work is to be done: move the model there as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    place = next(model.parameters()).device
    criterion.to(place)
    x, y = x.to(place), y.to(place)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "always the CPU",
    fails=[
        "where the work is done",
    ],
    says="The numbers are right, and the work was done on the CPU. Move model, criterion and data "
    "to `device`, whatever it is.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.cpu()
    criterion.cpu()
    x, y = x.cpu(), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "trained on the CPU and then moved",
    fails=[
        "where the work is done",
    ],
    says="The model ends on `device`, but the work was done on the CPU: that is where its inputs "
    "were. Move first, then train.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.cpu()
    criterion.cpu()
    x, y = x.cpu(), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.to(device)
    return history


@wrong(
    "train_on",
    "moved back at the end",
    fails=[
        "where the work is done",
    ],
    says="You bring the model back to the CPU at the end. It is to stay on `device`: the caller "
    "may want to go on there.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.cpu()
    return history


@wrong(
    "train_on",
    "a name has no type",
    fails=[
        "a device given by its name",
    ],
    says='`device` may be a name, such as `"cpu"`, and a string has no `.type`. `to` takes both; '
    "where you need a `torch.device`, `torch.device(device)` makes one of either.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    if device.type == "cuda":
        torch.cuda.empty_cache()
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the caller's data moved",
    fails=[
        "the caller's data",
    ],
    says="You moved the tensors of the caller themselves, by assigning to `.data`: behind the back "
    "of autograd, and of everyone else who holds them. Take the new tensor that `.to` returns.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x.data = x.data.to(device)
    y.data = y.data.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "a copy trained",
    fails=[
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="You train a copy, and the model that was given has learned nothing. `model.to(device)` "
    "needs no copy: it moves the module itself, and returns it.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model = copy.deepcopy(model).to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the optimizer holds the old parameters",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The loss stays the same: your optimizer was made from one model's parameters, and "
    "then another one, a copy on the device, was trained. Make the optimizer from the parameters "
    "that take part in the loss. (`model.to(device)` keeps the parameters that it moves; a copy "
    "does not.)",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    model = copy.deepcopy(model).to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "gradients gone before the step",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The loss stays the same: no step is made, or there is no gradient when it is made. Are "
    "`backward` and `step` both there, in this order, and `zero_grad` not between the two?",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "arguments the wrong way round",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The criterion gets its arguments the wrong way round: first the predictions, then the "
    "targets. (With `MSELoss` nobody would notice.)",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(y, model(x))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "losses as tensors",
    fails=[
        "the losses on the accelerator",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The losses that you return are tensors on the device. Python `float`s are asked for: "
    "`.item()` brings one number back.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.detach())
    return history


@wrong(
    "train_on",
    "no momentum",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The first step is right, the next ones are too short: that is SGD without its momentum "
    "of 0.9. Is the optimizer made once, before the loop, with `momentum=0.9`?",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "only the parameters moved",
    fails=[
        "where the work is done",
    ],
    says="The parameters are on `device`, and a buffer of the model is not. Buffers are tensors "
    "that the model keeps without learning them; `model.to(device)` moves them as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    for parameter in model.parameters():
        parameter.data = parameter.data.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the loss on the CPU",
    fails=[
        "where the work is done",
    ],
    says="The numbers are right, and the loss was computed on the CPU: the criterion gets its "
    "predictions or targets there. So all predictions come back in each epoch. Move `y` and the "
    "criterion to `device` instead.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.cpu()
    x, y = x.to(device), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the predictions on the CPU, the targets where they were",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="The predictions come back to the CPU in each epoch, and the loss is computed there, with "
    "`y` and the criterion left where they were: that fails where one of them is not on the CPU. "
    "Move both to `device`, and leave the predictions there.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "zero_grad forgotten",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The first step is right, and the next ones use the gradients of all epochs before: "
    "`backward` adds to `.grad`. Set them back with `optimizer.zero_grad()`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_on",
    "the loss after the step",
    fails=[
        "the losses on the accelerator",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="Your losses are those after each step. The loss before it is asked for: the one that you "
    "have computed for `backward` already.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        history.append(criterion(model(x), y).item())
    return history


@alternative("train_on", "the optimizer made before the move: the parameters stay the same objects")
def train_on(device, model, criterion, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    model, criterion = model.to(device), criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(float(loss))
    return history


@alternative("train_on", "moved in each epoch, the losses brought back together")
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device(device)
    for module in (model, criterion):
        module.to(device=device)
    optimizer = torch.optim.SGD(list(model.parameters()), lr=lr, momentum=0.9)
    losses = []
    for _ in range(epochs):
        loss = criterion(model(x.to(device)), y.to(device, non_blocking=True))
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


@alternative("train_on", "all the data as one batch of a loader, which draws random numbers")
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion = copy.deepcopy(criterion).to(device)
    data = torch.utils.data.TensorDataset(x.to(device), y.to(device))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        for inputs, targets in torch.utils.data.DataLoader(data, batch_size=len(x)):
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history


# 4. to_numpy


@wrong(
    "to_numpy",
    "numpy alone",
    fails=[
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="Neither `.numpy()` nor NumPy itself takes a tensor that requires a gradient, one on "
    "another device, or one of a dtype that NumPy lacks; and `.numpy()` makes no copy. Each of the "
    "four wants a step of its own, and its result has to be kept: `detach()` and `cpu()` alone "
    "change nothing.",
)
def to_numpy(tensor):
    return tensor.numpy()


@wrong(
    "to_numpy",
    "cpu forgotten",
    fails=[
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "a bfloat16 tensor",
    ],
    says="NumPy can't read the memory of a device. The message says what to call first: "
    "`Tensor.cpu()`. Call it in every case, and not only for CUDA: for a tensor on the CPU it "
    "costs nothing.",
)
def to_numpy(tensor):
    tensor = tensor.detach()
    if tensor.device.type == "cuda":
        tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "to_numpy",
    "detach forgotten",
    fails=[
        "a tensor that requires a gradient",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="This tensor requires a gradient, and NumPy would change its numbers unseen by autograd. "
    "So `.numpy()` refuses; `.detach()` gives the same numbers without the history.",
)
def to_numpy(tensor):
    tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "to_numpy",
    "detach taken for a copy",
    fails=[
        "changing one of the two afterwards",
    ],
    says="Array and tensor share one memory: changing one changes the other. Neither `detach()` "
    "nor `.data` is a copy, of whatever depth; nor is `cpu()` for a tensor that is on the CPU, "
    "nor `.numpy()`. Make a copy.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy()


@wrong(
    "to_numpy",
    "numpy before cpu",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="The order is the other way round: first the tensor to the CPU, then NumPy's array of it. "
    "An array has no `.cpu()`.",
)
def to_numpy(tensor):
    return tensor.detach().numpy().cpu().copy()


@wrong(
    "to_numpy",
    "a tensor",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="You return a tensor, and a NumPy array is asked for: `.numpy()` is missing at the end.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu().clone()
    return tensor.float() if tensor.dtype == torch.bfloat16 else tensor


@wrong(
    "to_numpy",
    "a list",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
        "a bfloat16 tensor",
    ],
    says="You return Python lists or numbers, and a NumPy array with the shape and the dtype of "
    "the tensor is asked for.",
)
def to_numpy(tensor):
    return tensor.tolist()


@wrong(
    "to_numpy",
    "dtype lost on the way",
    fails=["a tensor on the CPU", "a bfloat16 tensor"],
    says="The dtype is another one: yours is `float64`. `.numpy()` keeps the dtype, and only a "
    "`bfloat16` tensor is to become `float32`. (A Python list remembers no dtype: of its fractions "
    "NumPy makes `float64`.)",
)
def to_numpy(tensor):
    import numpy as np

    return np.array(tensor.tolist())


@wrong(
    "to_numpy",
    "all float32",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
    ],
    says="You make `float32` of every dtype. Only `bfloat16`, which NumPy does not know, needs "
    "that; the others keep theirs, integers too.",
)
def to_numpy(tensor):
    return tensor.detach().cpu().float().numpy().copy()


@wrong(
    "to_numpy",
    "every fraction float32",
    fails=[
        "a tensor on the CPU",
        "a tensor that requires a gradient",
        "a tensor on the accelerator",
        "one that requires a gradient, on the accelerator",
        "changing one of the two afterwards",
        "what autograd knows of the tensor",
    ],
    says="You make `float32` of every floating dtype. NumPy knows `float16` and `float64`, so they "
    "stay; only `bfloat16` is missing there.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point():
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "to_numpy",
    "bfloat16 forgotten",
    fails=[
        "a bfloat16 tensor",
    ],
    says="NumPy has no `bfloat16`, hence *unsupported ScalarType*. After autocast such tensors are "
    "everywhere: make `float32` of them first. (`float()` returns a new tensor, and a dtype never "
    "equals a string.)",
)
def to_numpy(tensor):
    return tensor.detach().cpu().numpy().copy()


@wrong(
    "to_numpy",
    "the tensor cut off",
    fails=["a tensor on the CPU", "what autograd knows of the tensor"],
    says="You changed the tensor that was given: it no longer takes part in autograd, and whoever "
    "calls `backward` next will find out. `detach_()` and `requires_grad_(False)` change the "
    "tensor, `detach()` returns another one.",
)
def to_numpy(tensor):
    tensor.detach_()
    tensor = tensor.cpu()
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.float()
    return tensor.numpy().copy()


@wrong(
    "to_numpy",
    "float16 as well",
    fails=[
        "a tensor on the CPU",
    ],
    says="You make `float32` of a `float16` tensor. NumPy knows `float16`: only `bfloat16` is "
    "missing there.",
)
def to_numpy(tensor):
    tensor = tensor.detach().cpu()
    if tensor.dtype in (torch.float16, torch.bfloat16):
        tensor = tensor.float()
    return tensor.numpy().copy()


@alternative("to_numpy", "an empty one on the CPU, filled")
def to_numpy(tensor):
    kind = torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype
    return torch.empty_like(tensor, dtype=kind, device="cpu").copy_(tensor.detach()).numpy()


@alternative("to_numpy", "clone before, under no_grad")
def to_numpy(tensor):
    with torch.no_grad():
        dtype = torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype
        return tensor.clone().to("cpu", dtype).detach().numpy()


@alternative("to_numpy", "force, then a copy")
def to_numpy(tensor):
    import numpy as np

    if tensor.dtype == torch.bfloat16:
        tensor = tensor.to(torch.float32)
    return np.array(tensor.numpy(force=True))


@alternative("to_numpy", "a list with its dtype")
def to_numpy(tensor):
    import numpy as np

    dtype = str(tensor.dtype).removeprefix("torch.").replace("bfloat16", "float32")
    return np.array(tensor.tolist(), dtype=dtype).reshape(tuple(tensor.shape))


# 5. train_epochs


@wrong(
    "train_epochs",
    "item at every step",
    fails=[
        "copies from the device",
    ],
    says="The numbers are right, and a copy comes back at every step: `.item()`, `float(loss)` and "
    "`.cpu()` each make the host wait for the device. (A list of tensors fetched one by one at the "
    "end costs as much.) Add the losses up on the device, and fetch the sum once.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "train_epochs",
    "the loss shown at every step",
    fails=[
        "copies from the device",
    ],
    says="The numbers are right, and a copy comes back at every step: `.item()`, `float(loss)` and "
    "`.cpu()` each make the host wait for the device. (A list of tensors fetched one by one at the "
    "end costs as much.) Add the losses up on the device, and fetch the sum once.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows, shown = torch.zeros((), device=device), 0, []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            shown.append(f"{loss:.3f}")
            total += loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "a look at the loss at every step",
    fails=[
        "copies from the device",
    ],
    says="Two copies come back at every step. Besides the sum, something else looks at the loss "
    "each time: a `print`, or an `if` such as the one for NaN. Whatever Python must know of a "
    "tensor has to be fetched.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if torch.isnan(loss):
                raise ValueError("the loss is not a number")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "train_epochs",
    "the total on the CPU",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
    ],
    says="One tensor is on the device and another on the CPU. Are x *and* y moved? A total that "
    "is a new tensor is on the CPU, too, unless told otherwise: make it with `device=device`.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros(()), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "numpy without cpu",
    fails=["the mean losses", "the weights afterwards", "copies from the device"],
    says="NumPy can't read the memory of the device. And one `.cpu()` per loss would be one "
    "copy per step: keep the sum in a tensor on the device.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    import numpy as np

    history = []
    for _ in range(epochs):
        losses, sizes = [], []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().numpy())
            sizes.append(len(x))
        history.append(float(np.average(losses, weights=sizes)))
    return history


@wrong(
    "train_epochs",
    "tensors returned",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You return tensors on the device, and Python `float`s are asked for. One `.item()` per "
    "epoch is allowed.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "train_epochs",
    "mean of the batches",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You take the mean of the batches' losses. The last batch is smaller, so its rows count "
    "too much: weigh each loss with the rows of its batch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        losses = []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        history.append(torch.stack(losses).mean().item())
    return history


@wrong(
    "train_epochs",
    "the last batch only",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You report the loss of the epoch's last batch. That is one copy, but not the mean over "
    "all rows: sum up during the epoch, on the device.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "train_epochs",
    "never set back to zero",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="The first epoch is right; from the second on, your numbers contain the epochs before. "
    "Total and rows have to start at zero in each epoch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    total, rows = 0.0, 0
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "batches left behind",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
    ],
    says="The batches come from the loader on the CPU, and the model is on the device. Move `x` "
    "and `y` of every batch, and keep what `.to` returns.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x.to(device)
            y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "hard-coded cuda",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
        "on the CPU",
    ],
    says="You move the batches to CUDA, whatever `device` is. The model is on `device`: the "
    "batches have to go there.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.cuda(), y.cuda()
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "everything on the CPU",
    fails=[
        "the weights afterwards",
        "copies from the device",
    ],
    says="The work is done on the CPU: that is where your batches meet the model. Fetching the "
    "model makes copies as well, one for each of its tensors. Leave it on `device`, and bring "
    "the batches there.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    model.cpu()
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    model.to(device)
    return history


@wrong(
    "train_epochs",
    "two copies in each epoch",
    fails=[
        "copies from the device",
    ],
    says="Two copies come back in each epoch. Is the total fetched twice, once to be shown and "
    "once for the list? Fetch it once, and use the number that you got. (Or is it the number of "
    "rows? Python knows that without a tensor.)",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        print(f"loss {total.item() / rows:.4f}")
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "zero_grad forgotten",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="The steps use the gradients of all batches before as well: `backward` adds to `.grad`. "
    "Every batch starts with `optimizer.zero_grad()`.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "the sum over the rows",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You return the sum over all rows. For the mean, divide it by the number of rows.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
        history.append(total.item())
    return history


@wrong(
    "train_epochs",
    "the losses after the epoch",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You compute the losses once more when the epoch is over. Asked for are those that the "
    "steps were made from, each before its step: they cost nothing more.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
        total, rows = torch.zeros((), device=device), 0
        with torch.no_grad():
            for x, y in loader:
                total = total + criterion(model(x.to(device)), y.to(device)) * len(x)
                rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "means divided by the rows",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You add up the losses of the batches, and divide by the number of rows. But the loss of "
    "a batch is a mean already: how much does a batch of n rows add to the sum over the rows?",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach()
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "gradients gone before the step",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="The weights stay as they were: no step is made, or there is no gradient when it is made. "
    "Are `backward()` and `step()` both called, in this order, and `zero_grad()` not between them?",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "train_epochs",
    "zero_grad once per epoch",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="Within an epoch, each step uses the gradients of the batches before as well: your "
    "gradients are set back once per epoch. `backward` adds to `.grad`, for each batch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        optimizer.zero_grad()
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@alternative("train_epochs", "all losses stacked, one copy for the whole training")
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    means = []
    for _ in range(epochs):
        losses, sizes = [], []
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.detach() * len(x))
            sizes.append(len(x))
        means.append(torch.stack(losses).sum() / sum(sizes))
    return torch.stack(means).tolist()


@alternative("train_epochs", "a total on the device, changed in place")
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    total = torch.zeros((), device=device, dtype=torch.float64)
    history = []
    for _ in range(epochs):
        total.zero_()
        rows = 0
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            loss = criterion(model(x), y)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                total += loss * x.shape[0]
            rows += x.shape[0]
        history.append(float(total / rows))
    return history


# 6. time_it


@wrong(
    "time_it",
    "no waiting at all",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You measure how long it takes to *launch* the work, and that is short whatever the work "
    "is. The device is still busy when you read the clock at the end: wait for it before, on every "
    "device but the CPU, and not on CUDA alone. (Without its `()` no function is called.)",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    for _ in range(repeats):
        function()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "no waiting at the start",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="When your clock starts, the device is still busy with the warm-up and with what was "
    "launched before. The measurement pays for that: wait before the clock starts, too.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "the clock read too early",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You wait at the end, after the clock has been read for the last time. Wait first, then "
    "read.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    for _ in range(repeats):
        function()
    end = clock()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (end - start) / repeats


@wrong(
    "time_it",
    "no warm-up",
    fails=["with a slow first call", "work on the CPU"],
    says="The first, slow call is part of your measurement. Call the function once before, outside "
    "of it.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "the warm-up timed as well",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="The warm-up stands inside the measurement: the clock has been started before it. It also "
    "makes one call more than you divide by.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = clock()
    function()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "one call too many",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Between the two looks at the clock you make one call more than you divide by. The "
    "measured calls are `repeats`, and the warm-up is none of them.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats + 1):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "ten calls in every case",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You make ten calls, whatever `repeats` says. That many calls are asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(10):
        function()
    wait()
    return (clock() - start) / 10


@wrong(
    "time_it",
    "the clock started before the first wait",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You start the clock, and then wait for the device. What it still has to do by then, the "
    "warm-up and older work, is in your measurement: wait first, then read the clock.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    start = clock()
    wait()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "waiting after each call",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You wait after each call, so the host can launch nothing while the device works. In a "
    "real program launching and working go on side by side: call all `repeats` times, then wait "
    "once.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
        wait()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "the time of all calls",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You return the time of all calls together. The mean of one call is asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return clock() - start


@wrong(
    "time_it",
    "milliseconds",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Your result is a thousand times too large: you return milliseconds, and seconds are "
    "asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return 1000 * (clock() - start) / repeats


@wrong(
    "time_it",
    "hard-coded cuda",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You call `torch.cuda.synchronize()` whatever the device is, and not every machine has "
    "CUDA. `torch.accelerator.synchronize()` waits for whichever accelerator there is, and on the "
    "CPU there is nothing to wait for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.cuda.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    torch.cuda.synchronize()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "waiting for the CPU",
    fails=[
        "work on the CPU",
    ],
    says="You wait for an accelerator even where `device` is the CPU: a machine that has none "
    'refuses. A call on the CPU has finished when it returns. Do you ask? `device != "cpu"` is '
    "always true, since a device never equals a string: compare `device.type`.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.accelerator.synchronize(device)
    start = clock()
    for _ in range(repeats):
        function()
    torch.accelerator.synchronize(device)
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "a clock of its own",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Your function reads a clock of its own. Call the one that it is given, `clock()`: so it "
    "can be tested, and can be given a better one.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = time.time()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (time.time() - start) / repeats


@wrong(
    "time_it",
    "waiting before the warm-up",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="Your first wait comes before the warm-up. What the warm-up has launched is still running "
    "when the clock starts, and the measurement pays for it: wait between the two.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    wait()
    function()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "time_it",
    "the function not called",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Between the two looks at the clock the function is never called. `function` without its "
    "`()` only names it.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    simulated.synchronize()
    start = clock()
    for _ in range(repeats):
        function
    simulated.synchronize()
    return (clock() - start) / repeats


@alternative("time_it", "waiting for the device's stream")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.current_stream(device).synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@alternative("time_it", "several calls to warm up, and waiting for the device by its name")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    on_cpu = torch.device(device).type == "cpu"
    for _ in range(3):
        function()
    if not on_cpu:
        torch.accelerator.synchronize(device)
    start = clock()
    for _ in range(repeats):
        function()
    if not on_cpu:
        torch.accelerator.synchronize(device)
    end = clock()
    return (end - start) / repeats


@alternative("time_it", "waiting for whatever accelerator is there")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    there = torch.accelerator.is_available()
    for _ in range(2):
        function()
    if there:
        torch.accelerator.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    if there:
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@alternative("time_it", "the course's synchronize, on every device")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    simulated.synchronize()
    before = clock()
    [function() for _ in range(repeats)]
    simulated.synchronize()
    return (clock() - before) / repeats


@alternative("time_it", "the device's own module")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.get_device_module(device).synchronize()
    before = clock()
    for _ in range(repeats):
        function()
    torch.get_device_module(device).synchronize()
    return (clock() - before) / repeats


# 7. load_checkpoint


@wrong(
    "load_checkpoint",
    "no map_location",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="`torch.load` puts every tensor back where it was saved from, and that device does not "
    "exist here. Say with `map_location` where they are to go, wherever they come from.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "hard-coded cuda",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="You load the tensors onto CUDA, which not every machine has. The CPU is always there, "
    "and so is `device`.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cuda:0")
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the model not moved",
    fails=[
        "where the model is",
        "the next steps of the optimizer",
        "onto the CPU",
    ],
    says="The weights are right, and the model is where it was. `load_state_dict` copies the "
    "numbers into the parameters, wherever these are; `map_location` does not move the model. "
    "`model.to(device)` does.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the best device",
    fails=[
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="Your function takes the accelerator, whatever `device` is. The caller may want to go on "
    "somewhere else, on the CPU here: use `device`.",
)
def load_checkpoint(file, model, optimizer, device):
    device = torch.accelerator.current_accelerator()
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "an open file only",
    fails=[
        "the epoch",
    ],
    says="`file` may be a file name as well, and a string has no `seek`. `torch.load` takes both "
    "as they are.",
)
def load_checkpoint(file, model, optimizer, device):
    file.seek(0)
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the optimizer loaded before the move",
    fails=[
        "the next steps of the optimizer",
    ],
    says="Parameters and momentum buffers are on two devices. `optimizer.load_state_dict` puts the "
    "buffers where the parameters are *then*; a `model.to(device)` that comes later moves the "
    "parameters, and leaves the buffers behind. First the move, then the optimizer's state.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    model.to(device)
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the optimizer forgotten",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The weights go on from where they were, and the optimizer that was given starts anew: "
    "without its momentum, and with its own learning rate. It has a `load_state_dict` as well. "
    "(To load into a new optimizer does not help: nobody else holds that one.)",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the learning rate alone",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The optimizer has the saved learning rate, and its momentum starts anew. Both are in its "
    "`state_dict()`: the optimizer that was given has a `load_state_dict` for all of it.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    saved = checkpoint["optimizer"]["param_groups"][0]
    for group in optimizer.param_groups:
        group["lr"] = saved["lr"]
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "the model forgotten",
    fails=[
        "the weights",
        "the next steps of the optimizer",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="The model still has the weights that it was made with. What `torch.load` returns has to "
    "be put into it, with `model.load_state_dict`.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "new parameters",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The weights are right at first, and then no step changes them: the model has got new "
    "parameters (`assign=True` gives it such), and the optimizer, made before, still holds the old "
    "ones. Copy the numbers into the parameters that are there: `load_state_dict` alone does so.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"], assign=True)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "a copy loaded",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="The model that was given is as it was: you load into another one, or only give its name "
    "to something else. The optimizer holds the parameters of the one that was given.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model = copy.deepcopy(model).to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "load_checkpoint",
    "nothing returned",
    fails=[
        "the epoch",
    ],
    says="Your function returns nothing (`None`). The caller wants to know from which epoch to go "
    "on: it is in the checkpoint.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])


@wrong(
    "load_checkpoint",
    "the next epoch",
    fails=[
        "the epoch",
    ],
    says="You return the epoch after the saved one. What is asked for is the number in the "
    "checkpoint.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"] + 1


@wrong(
    "load_checkpoint",
    "the file read again and again",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="You call `torch.load` more than once. An open file is then no longer at its start, and "
    "what follows there is no checkpoint. Load it once, and keep the dict.",
)
def load_checkpoint(file, model, optimizer, device):
    model.to(device)
    model.load_state_dict(torch.load(file, map_location=device)["model"])
    optimizer.load_state_dict(torch.load(file, map_location=device)["optimizer"])
    return torch.load(file, map_location=device)["epoch"]


@alternative("load_checkpoint", "through the CPU, the model moved after its weights came")
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    model.to(device)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@alternative("load_checkpoint", "a function as map_location, buffers moved by hand")
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=lambda storage, location: storage)
    optimizer.load_state_dict(checkpoint["optimizer"])
    model.load_state_dict(checkpoint["model"])
    model.to(device)
    for state in optimizer.state.values():
        for name, value in state.items():
            if isinstance(value, torch.Tensor):
                state[name] = value.to(device)
    return checkpoint["epoch"]


# 8. find_the_bug


@wrong(
    "find_the_bug",
    "loop 1 as it was",
    fails=[
        "loop 1",
    ],
    says="In loop 1 `x` is still on the CPU. `x.to(device)` returns a new tensor: give the result "
    "a name. And call it whatever kind of device it is.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x.to(device)
    y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the device in place of the data",
    fails=[
        "loop 1",
    ],
    says="In loop 1, `x` is now the device itself, and no tensor: `x, y = (device), (device)` "
    "lacks the `.to`.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = (device), (device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "only x moved",
    fails=[
        "loop 1",
    ],
    says="In loop 1, `x` is on the device now, and the targets `y` are not: the loss needs both.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "everything on the CPU",
    fails=[
        "loop 1",
    ],
    says="Loop 1 runs now, but on the CPU: the model is not on `device` afterwards. Bring the data "
    "to the model, not the other way round.",
)
def repaired_1(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "trained on the CPU and then moved",
    fails=[
        "loop 1",
    ],
    says="Loop 1 trains on the CPU, and moves the model when all is done. The work is to be done "
    "on `device`: move model and data first.",
)
def repaired_1(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.to(device)
    return history


@wrong(
    "find_the_bug",
    "the loss of loop 1 on the CPU",
    fails=[
        "loop 1",
    ],
    says="Loop 1 runs now, but it brings all predictions back to the CPU in each epoch, and "
    "computes the loss there. Move the targets to `device` instead.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loop 1 for CUDA",
    fails=[
        "loop 1",
    ],
    says="Loop 1 moves something to CUDA, whatever `device` is. Both, the model and the data, "
    "belong on the device that the function is given.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.cuda(), y.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loop 3 the other way round",
    fails=["loop 3"],
    says="Loop 3 returns the history first and the model second. The order is that of the broken "
    "loop: the trained copy, then the history.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model).to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, trained


@wrong(
    "find_the_bug",
    "one thing from loop 3",
    fails=["loop 3"],
    says="In loop 3, two names are to be given to something that is not two things. The loop "
    "returns two: the trained copy, then the history.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model).to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the report after the step",
    fails=["loop 4"],
    says="The losses of loop 4 are right now, and the report is not: it holds predictions that "
    "the model makes after the step. It is to be made of the same predictions as the loss.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        report.append(model(x).detach().clamp(0, 1).mean().item())
    return history, report


@wrong(
    "find_the_bug",
    "loop 2 as it was",
    fails=[
        "loop 2",
    ],
    says="In loop 2 the weights of the rows are not where the predictions are. A new tensor goes "
    "to the CPU unless you say otherwise, even if all that it is made from is on the device.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x)).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the loss of loop 2 on the CPU",
    fails=[
        "loop 2",
    ],
    says="Loop 2 runs now, but it brings all predictions back to the CPU in each epoch, to weigh "
    "them there. Make the weights where the predictions are.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    weights = torch.linspace(0.5, 1.0, len(x)).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x).cpu() - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loop 2 for CUDA",
    fails=[
        "loop 2",
    ],
    says="In loop 2 you make the weights on CUDA, whatever `device` is. Make them where `x` is.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), device="cuda").unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loop 2 without weights",
    fails=[
        "loop 2",
    ],
    says="Loop 2 runs, but all rows count the same now: the weights of the rows have gone.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "a column lost",
    fails=[
        "loop 2",
    ],
    says="In loop 2 the weights are no column any more: (N,) or (1, N) times (N, 1) gives (N, N), "
    "every weight with every row. Keep the `unsqueeze(1)`.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loop 3 as it was",
    fails=[
        "loop 3",
    ],
    says="In loop 3 nothing is learned yet: the optimizer was made from the parameters of the "
    "model that was given, and the loss depends on those of the copy. Which comes first?",
)
def repaired_3(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    trained = copy.deepcopy(model).to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "find_the_bug",
    "no copy",
    fails=[
        "loop 3",
    ],
    says="Loop 3 learns, but it trains the model that was given, and moves it. `model.to(device)` "
    "is no copy: a module moves in place, and `to` returns the module itself. (Nor is `copy.copy` "
    "enough: it shares the parameters.)",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = model.to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "find_the_bug",
    "the given model moved",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains a copy now, but the model that was given is on `device` as well: "
    "`model.to(device)` moves the model itself. Copy first, then move the copy alone.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model.to(device))
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "find_the_bug",
    "the copy made at the end",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains the model that was given, and makes the copy afterwards. The given one is "
    "to stay as it is.",
)
def repaired_3(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return copy.deepcopy(model).to(device), history


@wrong(
    "find_the_bug",
    "the copy trained on the CPU",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains the copy on the CPU, and moves it when all is done. The work is to be done "
    "on `device`: move the copy and the data first.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained.to(device), history


@wrong(
    "find_the_bug",
    "loop 4 still shares its memory",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the loss still sees clipped predictions. `.data` and `.detach()` are no "
    "copies: both share their numbers with `y_hat`, and `clamp_` changes these in place. "
    "Autograd raises no error: `.data` hides the change from it, and with `.detach()` it finds out "
    "only where a backward step needs the old numbers. Here the loss comes after the change.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        clipped = y_hat.detach().clamp_(0, 1)
        report.append(clipped.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "the loss clipped as well",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the clipping is recorded by autograd now, and the loss is that of the clipped "
    "predictions. Only the report is to be clipped: the loss needs `y_hat` as it is.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x).clamp(0, 1)
        report.append(y_hat.detach().mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "the report not clipped",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the training is right now, but the report is not clipped any more: `clamp` "
    "without `_` returns the clipped tensor, and leaves its own as it is.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        y_hat.detach().clamp(0, 1)
        report.append(y_hat.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "the mean clipped",
    fails=[
        "loop 4",
    ],
    says="In loop 4 you clip the mean. The mean of the clipped predictions is asked for: first "
    "clip each of them, then take the mean.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        report.append(y_hat.detach().mean().clamp(0, 1).item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "the loss of loop 4 on the CPU",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the predictions are brought back to the CPU, and the loss is computed there. "
    "Only the report may be: leave the loss on `device`.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x).cpu()
        report.append(y_hat.detach().clamp(0, 1).mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "a copy only from the accelerator",
    fails=[
        "loop 4",
    ],
    says="Loop 4 is right on an accelerator now, and not on the CPU: of a tensor that is on the "
    "CPU, `.cpu()` makes no copy. There `clamp_` still changes what the loss sees.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        report.append(y_hat.detach().cpu().clamp_(0, 1).mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "find_the_bug",
    "clipped between the loss and its backward",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the first loss is right now, and its gradient is not: `clamp_` still "
    "overwrites the predictions, and `backward` needs them as they were. Nothing may change them.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        loss = nn.functional.mse_loss(y_hat, y)
        report.append(y_hat.data.clamp_(0, 1).mean().item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@alternative("find_the_bug", "the report made on the CPU, from a graph that nobody uses")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model.forward(x)
        report.append(float(y_hat.cpu().clamp(0, 1).mean()))
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        history.append(loss.item())
    return history, report


@alternative("find_the_bug", "the data moved where they are used, a number at the end")
def repaired_1(model, x, y, device, epochs, lr):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


@alternative("find_the_bug", "weights made on the CPU and moved, or made like x")
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), dtype=y.dtype).unsqueeze(1).to(y.device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "the copy made, the optimizer made, then the move")
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    trained.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@alternative("find_the_bug", "a real copy, then in place")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        clipped = y_hat.detach().clone().clamp_(0, 1)
        report.append(clipped.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@alternative("find_the_bug", "clipped where autograd does not look, after the step")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        with torch.no_grad():
            report.append(torch.clamp(y_hat, 0.0, 1.0).mean().item())
    return history, report
