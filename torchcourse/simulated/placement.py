"""Which mixtures of devices an operation takes, and PyTorch's words when it refuses.

CUDA refuses in two ways. Elementwise operations go through TensorIterator, which lets one CPU
tensor without dimensions pass as a number. For the others PyTorch generates a check of all
tensors, named after the wrapper around the kernel. Which is which stands in PyTorch's list of
operations, native_functions.yaml, which it installs with the package torchgen.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import torch

from torchcourse.simulated.memory import NAME

EXPECTED = "Expected all tensors to be on the same device, but "


@cache
def _native_functions() -> str:
    spec = find_spec("torchgen")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder, "packaged", "ATen", "native", "native_functions.yaml")
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


@cache
def wrapper(name: str, overload: str) -> str | None:
    """Return the name of the CUDA wrapper that checks an operation's devices.

    None where PyTorch leaves the check to TensorIterator or to the kernel. The names follow
    torchgen/dest/register_dispatch_key.py.
    """
    full = f"{name}.{overload}" if overload else name
    text = _native_functions()
    start = text.find(f"- func: {full}(")
    if start < 0:
        return None
    entry = text[start : text.find("\n- func:", start + 1)]
    if re.search(r"^  device_check: NoCheck", entry, re.MULTILINE):
        return None
    is_out = "_out" if re.search(r"[*] ?,? ?.*!\) out", entry.partition("->")[0]) else ""
    if re.search(r"^  structured(_delegate)?: ", entry, re.MULTILINE):
        return f"wrapper_CUDA_{name}{is_out}" + (f"_{overload}" if overload else "")
    return f"wrapper_CUDA_{overload}_{name}{is_out}"


def _tensors(op: torch._ops.OpOverload, args: tuple, kwargs: dict) -> list[tuple]:
    """List (argument's name, tensor, whether it is written to), outputs first."""
    found = []
    for position, argument in enumerate(op._schema.arguments):
        value = args[position] if position < len(args) else kwargs.get(argument.name)
        written = argument.alias_info is not None and argument.alias_info.is_write
        for tensor in value if isinstance(value, list | tuple) else (value,):
            if isinstance(tensor, torch.Tensor):
                found.append((argument.name, tensor, written))
    return sorted(found, key=lambda item: not (item[2] and item[0].startswith("out")))


def _index(tensors: list[tuple]) -> str | None:
    device = tensors[0][1].device
    for name, tensor, _ in tensors:
        if name == "indices" and not tensor.is_cpu and tensor.device != device:
            return (
                "indices should be either on cpu or on the same device as the indexed tensor "
                f"({device})"
            )
    outer = [item for item in tensors if item[0] != "indices"]
    return _iterator(outer)


def _masked_fill(tensors: list[tuple]) -> str | None:
    devices = {name: tensor.device for name, tensor, _ in tensors}
    if devices["self"] != devices["mask"]:
        return (
            "expected self and mask to be on the same device, but got mask on "
            f"{devices['mask']} and self on {devices['self']}"
        )
    return None


def _where(tensors: list[tuple]) -> str | None:
    return _iterator([item for item in tensors if item[1].dim()])


def _iterator(tensors: list[tuple], limit: int = 1) -> str | None:
    numbers = 0
    for _, tensor, written in tensors:
        if tensor.is_cpu:
            if written or tensor.dim():
                return f"{EXPECTED}found at least two devices, {NAME}:0 and {tensor.device}!"
            numbers += 1
    return "Trying to pass too many CPU scalars to non-CPU kernel!" if numbers > limit else None


def _wrapper(method: str, tensors: list[tuple]) -> str | None:
    common = tensors[0][1].device
    for name, tensor, _ in tensors:
        if tensor.device != common:
            return (
                f"{EXPECTED}got {name} is on {tensor.device}, different from other tensors on "
                f"{common} (when checking argument in method {method})"
            )
    return None


# Operations whose kernels check for themselves.
_OWN_CHECKS = {
    "index": _index,
    "index_put": _index,
    "_index_put_impl": _index,
    "_unsafe_index": _index,
    "masked_fill": _masked_fill,
    "where": _where,
}


def check(op: torch._ops.OpOverload, args: tuple, kwargs: dict) -> None:
    """Raise a RuntimeError if CUDA would refuse this mixture of CPU and device tensors."""
    namespace, _, name = op._schema.name.partition("::")
    tensors = _tensors(op, args, kwargs)
    own = _OWN_CHECKS.get(name.rstrip("_"))
    method = wrapper(name, op._schema.overload_name) if namespace == "aten" else None
    if own:
        refusal = own(tensors)
    elif method:
        refusal = _wrapper(method, tensors)
    elif name.startswith("_foreach_"):
        refusal = _iterator(tensors, limit=len(tensors))  # one number for each pair
    else:
        refusal = _iterator(tensors)
    if refusal:
        raise RuntimeError(refusal)
