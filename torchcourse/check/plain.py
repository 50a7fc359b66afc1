"""Plain data: the one form in which observations are compared, stored and sent.

JSON can hold it and reading it cannot execute anything. None, bools, integers, finite floats,
strings and lists stand for themselves; all else is a dict with one key that says what it is:

    {"float": "nan"}                                    also "inf", "-inf"
    {"tensor": "float32", "shape": [2], "data": […]}    "array" instead of "tensor" for NumPy's
    {"dict": [[key, value], …]}
    {"secret": "b"} or {"hashed": "…"}                  see `key.hide`
    {"raised": "ValueError", "message": …, "line": …, "function": …}
    {"object": "Linear"}                                anything else, by the name of its type

What `plain` returns passes `received.check_plain`, unless there is far too much of it.
"""

import math

import numpy
import torch

from torchcourse.check.case import Secret

MAX_NUMBERS = 100_000
MAX_TEXT = 10_000
MAX_INTEGER = 10**300
MAX_DEPTH = 20


def plain(value, depth: int = 0):
    """Return `value` as plain data (see this module's text).

    Raises ValueError where it is nested too deeply or holds too many numbers.
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"the result is nested more than {MAX_DEPTH} deep")
    if isinstance(value, Secret):
        return {"secret": str(value)[:MAX_TEXT]}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)[:MAX_TEXT]
    if isinstance(value, (int, numpy.integer)):
        return plain_integer(int(value))
    if isinstance(value, (float, numpy.floating)):
        return plain_float(float(value))
    if isinstance(value, torch.Tensor) and (value.is_complex() or value.is_meta):
        return {"object": "meta tensor" if value.is_meta else "complex tensor"}
    if isinstance(value, torch.Tensor):
        return plain_tensor("tensor", value.detach().cpu(), str(value.dtype).split(".")[-1])
    if isinstance(value, numpy.ndarray) and value.dtype.kind in "biuf":
        return plain_tensor("array", torch.from_numpy(value.copy()), str(value.dtype))
    if isinstance(value, dict):
        items = [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in value.items()]
        return {"dict": items}
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    return {"object": type(value).__name__[:MAX_TEXT]}


def plain_integer(number: int):
    if abs(number) <= MAX_INTEGER:
        return number
    return plain_float(math.inf if number > 0 else -math.inf)  # no float can be compared with it


def plain_float(number: float):
    return number if math.isfinite(number) else {"float": str(number)}


def plain_tensor(kind: str, tensor: torch.Tensor, dtype: str):
    if tensor.numel() > MAX_NUMBERS:
        raise ValueError(f"the result holds {tensor.numel():,} numbers, {MAX_NUMBERS:,} at most")
    numbers = tensor.reshape(-1).tolist()
    if tensor.is_floating_point():
        numbers = [plain_float(number) for number in numbers]
    return {kind: dtype, "shape": list(tensor.shape), "data": numbers}


def tag(value) -> str:
    """Say which kind of plain data this is: 'tensor', 'list', 'number', 'text', 'raised' …"""
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "list"
    kind = next(iter(value), "dict")
    return "number" if kind == "float" else kind
