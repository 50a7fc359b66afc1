"""Switching the simulated accelerator on."""

from __future__ import annotations

from functools import cache

import torch

from torchcourse.simulated import autocast, backend, python_side
from torchcourse.simulated.kernels import KERNELS, set_
from torchcourse.simulated.memory import NAME
from torchcourse.simulated.operations import kernel, run

# Done whole on the CPU's side where PyTorch would put them together from several operations.
AT_ONCE = [
    "arange",
    "arange.start",
    "arange.start_step",
    "clone",
    "empty_like",
    "eye",
    "eye.m",
    "full",
    "full_like",
    "linspace",
    "logspace",
    "ones",
    "ones_like",
    "scalar_tensor",
    "sum",
    "zeros",
    "zeros_like",
]
SETS = [
    "set_",
    "set_.source_Storage",
    "set_.source_Storage_storage_offset",
    "set_.source_Tensor",
    "set_.source_Tensor_storage_offset",
]

_libraries: list[torch.library.Library] = []


def _setup() -> None:
    """Announce the device to PyTorch.

    Raises:
        RuntimeError: if this PyTorch lacks what the device rests on.
    """
    taken = torch._C._get_privateuse1_backend_name()
    if taken != "privateuseone":
        raise RuntimeError(
            f"The simulated accelerator needs PyTorch's place for one custom device, which "
            f"{taken!r} has taken in this process: restart the kernel and do not load {taken!r}."
        )
    try:
        from torch.utils.backend_registration import (
            _setup_privateuseone_for_python_backend as setup,
        )
    except ImportError:
        raise RuntimeError(
            f"The simulated accelerator does not work with PyTorch {torch.__version__}: it "
            "needs torch.utils.backend_registration._setup_privateuseone_for_python_backend. "
            "Install torch 2.11 to 2.13, or go on with the CPU."
        ) from None
    setup(NAME, backend_module=backend)


def _register() -> None:
    fallback = torch.library.Library("_", "IMPL")
    fallback.fallback(run, "PrivateUse1")
    fallback.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
    library = torch.library.Library("aten", "IMPL")
    own = set(KERNELS) | set(SETS)
    for name, function in KERNELS.items():
        library.impl(name, function, "PrivateUse1")
    for name in SETS:
        library.impl(name, _setter(name), "PrivateUse1")
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    for full in torch._C._dispatch_get_all_op_names():
        namespace, _, name = full.partition("::")
        if namespace == "aten" and name not in own:
            structured = has(full, "CompositeExplicitAutogradNonFunctional") and has(full, "CPU")
            if structured or name in AT_ONCE or name.startswith("_foreach_"):
                library.impl(name, kernel(full), "PrivateUse1")
    for name, function in autocast.kernels():
        library.impl(name, function, "AutocastPrivateUse1")
    _libraries.extend([fallback, library])  # what they register lives as long as they do


def _setter(name: str):
    packet, _, overload = name.partition(".")
    op = getattr(getattr(torch.ops.aten, packet), overload or "default")
    return lambda *args, **kwargs: set_(op, *args, **kwargs)


@cache
def enable() -> torch.device:
    """Switch the simulated accelerator on and return it, `torch.device("sim:0")`.

    Afterwards "sim" is a device like "cuda". A second call only returns the device. It starts no
    thread; PyTorch starts one for the device with the first `backward()`, as for a GPU.

    Raises:
        RuntimeError: if this PyTorch lacks the private function that the device rests on, or if
            another package has taken PyTorch's one place for a custom device.
    """
    _setup()
    _register()
    python_side.install()
    backend.manual_seed(torch.initial_seed() % 2**63)
    return torch.device(NAME, 0)
