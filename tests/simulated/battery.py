"""Runs the programs on a device, and compares or records what it answers.

On a machine with a GPU:

    python tests/simulated/battery.py --device cuda            # compare with what was recorded
    python tests/simulated/battery.py --device cuda --record   # record it anew, in cuda.json

`cuda.json` holds what a GPU was seen to answer, with its name and PyTorch's version, and "not
measured" for each program that no GPU has answered yet. Nothing in it is written by hand.
"""

import argparse
import json
import math
import platform
import re
import sys
from pathlib import Path

import torch
from programs import DRAWING, PROGRAMS

RECORD = Path(__file__).with_name("cuda.json")
NOT_MEASURED = "not measured"


def neutral(text, device):
    """Replace a device's name in a text; the names of kernels, wrapper_CUDA_addmm, stay."""
    kind = torch.device(device).type
    return re.sub(rf"\b({kind}|{kind.upper()})\b", "DEVICE", text)


def plain(value, device):
    """Turn a result into what JSON can hold."""
    if isinstance(value, torch.Tensor):
        host = value.detach().cpu()
        return {
            "dtype": str(value.dtype),
            "shape": list(value.shape),
            "on the device": value.device.type == torch.device(device).type,
            "values": (host.float() if host.dtype == torch.bfloat16 else host).tolist(),
        }
    if isinstance(value, str):
        return neutral(value, device)
    if isinstance(value, torch.device | torch.dtype):
        return neutral(str(value).removesuffix(":0"), device)
    if isinstance(value, list | tuple):
        return [plain(item, device) for item in value]
    return value


def answer(name, device):
    """Return what a program answers on a device: its result, or its error and message."""
    program, _ = PROGRAMS[name]
    try:
        return {"result": plain(program(device), device)}
    except Exception as error:  # whatever it is, it is the answer
        return {"error": type(error).__name__, "message": neutral(str(error), device)}


def difference(ours, theirs, tolerance=0.0, values=True, path=""):
    """Return where two answers differ, in words, or None.

    Args:
        tolerance: relative to the larger of both numbers or 1.
        values: whether the values of tensors count, or only their dtype, shape and device.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if ours.keys() != theirs.keys():
            return f"{path or 'it'} has {sorted(ours)}: {ours!r}, not {sorted(theirs)}: {theirs!r}"
        for key in ours:
            if key != "values" or values:
                found = difference(ours[key], theirs[key], tolerance, values, f"{path} {key}")
                if found:
                    return found
        return None
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return f"{path} has {len(ours)} items, not {len(theirs)}"
        for position, pair in enumerate(zip(ours, theirs, strict=True)):
            found = difference(*pair, tolerance, values, f"{path}[{position}]")
            if found:
                return found
        return None
    if isinstance(ours, float) and isinstance(theirs, float):
        allowed = tolerance * max(1, abs(ours), abs(theirs))
        if ours == theirs or abs(ours - theirs) <= allowed or (ours != ours and theirs != theirs):
            return None
    elif type(ours) is type(theirs) and ours == theirs:
        return None
    return f"{path} is {ours!r}, not {theirs!r}"


def compare(name, ours, theirs):
    """Return where the answers of two accelerators to a program differ, or None."""
    tolerance = 0.02 if "autocast" in name else 1e-5
    return difference(ours, theirs, tolerance, values=name not in DRAWING)


def load():
    """Return what was recorded."""
    return json.loads(RECORD.read_text(encoding="utf-8"))


def same_release(version):
    """Tell whether this is the PyTorch, but for the last number, that a record is from."""
    return version is not None and version.split(".")[:2] == torch.__version__.split(".")[:2]


def check_finite(device):
    """Raise RuntimeError if the device gives nonsense for the simplest sum."""
    if not math.isclose(torch.ones(3, device=device).sum().item(), 3):
        raise RuntimeError(f"{device} does not add up: nothing was recorded")


def record(device):
    """Write down what a CUDA device answers."""
    check_finite(device)
    answers = {
        "hardware": torch.cuda.get_device_name(device),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "python": platform.python_version(),
        "programs": {name: answer(name, device) for name in PROGRAMS},
    }
    RECORD.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return answers


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Run small device programs on a device.")
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1 or sim")
    parser.add_argument(
        "--record", action="store_true", help="write the answers of a CUDA device into cuda.json"
    )
    options = parser.parse_args(arguments)
    if options.device == "sim":
        from torchcourse import simulated

        simulated.enable()
    device = torch.device(options.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        parser.error("no CUDA device is available here")
    if options.record:
        if device.type != "cuda":
            parser.error("--record is for CUDA: what another device answers is no measurement")
        answers = record(device)
        print(f"{len(answers['programs'])} answers of {answers['hardware']} are in {RECORD.name}")
        return 0
    recorded = load()["programs"]
    measured = {name: value for name, value in recorded.items() if value != NOT_MEASURED}
    differences = {name: compare(name, answer(name, device), measured[name]) for name in measured}
    for name, found in differences.items():
        if found:
            print(f"{name}: {found}")
    differing = sum(map(bool, differences.values()))
    print(
        f"{options.device}: {len(measured) - differing} of {len(PROGRAMS)} programs answer as "
        f"recorded, {differing} differ, {len(PROGRAMS) - len(measured)} were not measured"
    )
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
