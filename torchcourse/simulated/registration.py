"""Switching the simulated accelerator on."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, NoReturn

import torch

from torchcourse.simulated import autocast, backend, python_side
from torchcourse.simulated.counters import uncounted
from torchcourse.simulated.kernels import HOST_KERNELS, KERNELS, set_
from torchcourse.simulated.memory import NAME
from torchcourse.simulated.operations import kernel, overload, run

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
# Where PyTorch keeps kernels that are put together from others, for devices without their own.
COMPOSITES = [
    "CompositeExplicitAutogradNonFunctional",
    "CompositeExplicitAutograd",
    "CompositeImplicitAutograd",
]
SETS = [
    "set_",
    "set_.source_Storage",
    "set_.source_Storage_storage_offset",
    "set_.source_Tensor",
    "set_.source_Tensor_storage_offset",
]

# The keys by which PyTorch looks for kernels for the device's other kinds of tensors.
OTHER_TENSORS = {
    "SparsePrivateUse1": "sparse",
    "SparseCsrPrivateUse1": "sparse",
    "NestedTensorPrivateUse1": "nested",
    "QuantizedPrivateUse1": "quantized",
}

_libraries: list[torch.library.Library] = []


# What PyTorch might rename or remove: none of it is documented.
NEEDS = [
    "torch.utils.backend_registration._setup_privateuseone_for_python_backend",
    "torch._C._ExcludeDispatchKeyGuard",
    "torch._C._dispatch_get_all_op_names",
    "torch._C._dispatch_has_kernel_for_dispatch_key",
    "torch._C._get_privateuse1_backend_name",
    "torch._ops.OpOverload.redispatch",
    "torch.nn.Module._apply",
]


def _unusable(reason: str) -> RuntimeError:
    return RuntimeError(
        f"The simulated accelerator does not work with PyTorch {torch.__version__} ({reason}): "
        "install torch 2.11 to 2.13, or go on with the CPU."
    )


def _check_needs() -> None:
    import torch.utils.backend_registration

    for need in NEEDS:
        found = torch
        for name in need.split(".")[1:]:
            found = getattr(found, name, None)
            if found is None:
                raise _unusable(f"it has no {need}")
    taken = torch._C._get_privateuse1_backend_name()
    if taken == NAME:
        raise _unusable("to switch it on has failed before")
    if taken != "privateuseone":
        raise RuntimeError(
            f"The simulated accelerator needs PyTorch's one place for a custom device, which "
            f"{taken!r} has taken: restart the kernel and do not load {taken!r}."
        )


def _refuse(kind: str, op: torch._ops.OpOverload, *args: Any, **kwargs: Any) -> NoReturn:
    raise NotImplementedError(
        f"The simulated accelerator holds dense tensors only: it does not support '{op.name()}' "
        f"for {kind} ones. Do this step on the CPU."
    )


def _register() -> None:
    fallback = torch.library.Library("_", "IMPL")
    fallback.fallback(run, "PrivateUse1")
    fallback.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
    for key, kind in OTHER_TENSORS.items():
        fallback.fallback(partial(_refuse, kind), key)
    library = torch.library.Library("aten", "IMPL")
    _libraries.extend([fallback, library])  # what they register lives as long as they do
    for name, function in KERNELS.items():
        library.impl(name, function, "PrivateUse1")
    for name, function in HOST_KERNELS.items():
        library.impl(name, function, "CPU")
    for name in SETS:
        library.impl(name, partial(set_, overload(name)), "PrivateUse1")
    own = {*KERNELS, *SETS}
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    for full in torch._C._dispatch_get_all_op_names():
        namespace, _, name = full.partition("::")
        if namespace == "aten" and name not in own:
            # The CPU does not put these together either: it would round elsewhere.
            one_kernel = has(full, "CPU") and any(has(full, key) for key in COMPOSITES)
            # PyTorch would hand the number on as one to a kernel that wants a tensor.
            variant = name.partition(".")[2].lower()
            with_number = "scalar" in variant and has(full, "CompositeExplicitAutograd")
            at_once = name in AT_ONCE or name.startswith("_foreach_") or with_number
            if one_kernel or at_once:
                library.impl(name, kernel(name), "PrivateUse1")
    for name, function in autocast.kernels():
        library.impl(name, function, "AutocastPrivateUse1")


def _check_works(device: torch.device) -> None:
    x = torch.arange(3.0).to(device)
    y = (2 * x)[1:].sum()
    with uncounted():
        works = y.device == device and y.is_cpu is False and y.item() == 6
    if not works:
        raise _unusable("a first sum on it went wrong")


@cache
def enable() -> torch.device:
    """Switch the simulated accelerator on and return it, `torch.device("sim:0")`.

    Afterwards "sim" is a device like "cuda". A second call only returns the device. From now on
    `backward()` works in the thread that calls it.

    Raises:
        RuntimeError: if this PyTorch lacks a private function that the device rests on, or if
            another package has taken PyTorch's one place for a custom device.
    """
    _check_needs()
    try:
        torch.utils.backend_registration._setup_privateuseone_for_python_backend(
            NAME, backend_module=backend
        )
        device = torch.device(NAME, 0)
        _register()
        python_side.install()
        _check_works(device)
    except (AttributeError, TypeError) as error:
        raise _unusable(str(error)) from error
    # In a thread of its own, backward() would work with another number of threads than the CPU's,
    # add up in another order and round elsewhere.
    torch.autograd.set_multithreading_enabled(False)
    backend.manual_seed(torch.initial_seed() % 2**63)
    return device
