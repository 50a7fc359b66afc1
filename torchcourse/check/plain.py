"""Make plain data (see `form`) of what a student's work returns.

What `plain` returns passes `received.check_plain`, unless there is far too much of it.
"""

import math

import numpy
import torch

from torchcourse.check.case import Secret
from torchcourse.check.form import MAX_DEPTH, MAX_INTEGER, MAX_NUMBERS, MAX_TEXT


def plain(value, depth: int = 0):
    """Return `value` as plain data.

    Raises ValueError where it is nested too deeply or holds too many numbers.
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"the result is nested more than {MAX_DEPTH} deep")
    if isinstance(value, Secret):
        return {"secret": str(value)[:MAX_TEXT]}
    if value is None:
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
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
