"""The operations that differ from the CPU's: copies, looks at a value, storages, dropout."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from torchcourse.simulated.counters import record_to_device, record_to_host
from torchcourse.simulated.generators import generator_for
from torchcourse.simulated.memory import NAME, check_index, on_device, on_host
from torchcourse.simulated.operations import CPU, CPU_KEYS, adopt
from torchcourse.simulated.placement import check

aten = torch.ops.aten


def copy_(self: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    target = self if self.is_cpu else on_host(self)
    source = src if src.is_cpu else on_host(src)
    target.copy_(source)
    if src.is_cpu:
        record_to_device(src.nbytes)
    elif self.is_cpu:
        record_to_host(src.nbytes, waits=not non_blocking)
    return self


def _to_copy(
    self: Tensor,
    *,
    dtype: torch.dtype | None = None,
    layout: torch.layout | None = None,
    device: torch.device | None = None,
    pin_memory: bool | None = None,
    non_blocking: bool = False,
    memory_format: torch.memory_format | None = None,
) -> Tensor:
    device = self.device if device is None else device
    check_index(device)
    to_device = device.type == NAME
    source = self if self.is_cpu else on_host(self)
    copied = aten._to_copy.default(
        source,
        dtype=dtype,
        layout=layout,
        device=CPU if to_device else device,
        memory_format=memory_format,
    )
    if to_device:
        if self.is_cpu:
            record_to_device(copied.nbytes)
        return on_device(copied)
    record_to_host(self.nbytes, waits=not non_blocking)
    return copied


def _local_scalar_dense(self: Tensor) -> bool | int | float | complex:
    record_to_host(self.element_size())
    return on_host(self).item()


def equal(self: Tensor, other: Tensor) -> bool:
    if self.is_cpu or other.is_cpu:
        check(aten.equal.default, (self, other), {})
    record_to_host(1)
    return torch.equal(on_host(self), on_host(other))


def _efficientzerotensor(
    size: list[int],
    *,
    dtype: torch.dtype | None = None,
    layout: torch.layout | None = None,
    device: torch.device | None = None,
    pin_memory: bool | None = None,
) -> Tensor:
    """Return zeros that do have memory: PyTorch's own, of forward derivatives, have none."""
    return on_device(torch.zeros(size, dtype=dtype))


def set_(op: torch._ops.OpOverload, *args: Any, **kwargs: Any) -> Tensor:
    return op.redispatch(CPU_KEYS, *args, **kwargs)


def resize_(
    self: Tensor, size: list[int], *, memory_format: torch.memory_format | None = None
) -> Tensor:
    wanted = torch.Size(size).numel() + self.storage_offset()
    held = self.untyped_storage().nbytes() // self.element_size()
    if wanted > held:
        grown = torch.empty(wanted, dtype=self.dtype)
        whole = aten.as_strided.default.redispatch(CPU_KEYS, self, [held], [1], 0)
        grown[:held] = on_host(whole)
        there = on_device(grown)
        empty = aten.as_strided.default.redispatch(CPU_KEYS, there, [0], [1], self.storage_offset())
        adopt(self, empty)
    return aten.resize_.default.redispatch(CPU_KEYS, self, size, memory_format=memory_format)


def native_dropout(self: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """Draw and scale as the CPU's dropout does, which has no kernel of its own."""
    x = on_host(self)
    noise = torch.ones_like(x)
    if train is not False:
        noise.bernoulli_(1 - p, generator=generator_for(None)).div_(1 - p)
    return on_device(x * noise), on_device(noise != 0)


def convolution_overrideable(*args: Any) -> Tensor:
    host = [on_host(value) if isinstance(value, Tensor) else value for value in args]
    return on_device(aten.convolution.default(*host))


def convolution_backward_overrideable(*args: Any) -> tuple[Tensor | None, ...]:
    host = [on_host(value) if isinstance(value, Tensor) else value for value in args]
    *inputs, output_mask = host
    weight = inputs[2]
    # The general operation wants the bias's sizes as well: one number for each output channel.
    transposed, groups = inputs[6], inputs[8]
    channels = weight.shape[1] * groups if transposed else weight.shape[0]
    gradients = aten.convolution_backward.default(*inputs[:3], [channels], *inputs[3:], output_mask)
    return tuple(None if gradient is None else on_device(gradient) for gradient in gradients)


def _pin_memory(self: Tensor, device: torch.device | None = None) -> Tensor:
    """Copy as pinning does. No page is locked: copies to this device need none."""
    pinned = self.clone(memory_format=torch.preserve_format)
    pinned.untyped_storage()._pinned_for_simulated = True
    return pinned


def _pin_device_memory(self: Tensor, device: torch.device | None = None) -> Tensor:
    raise RuntimeError(f"cannot pin '{self.type()}' only dense CPU tensors can be pinned")


def is_pinned(self: Tensor, device: torch.device | None = None) -> bool:
    return getattr(self.untyped_storage(), "_pinned_for_simulated", False)


KERNELS = {
    "copy_": copy_,
    "_to_copy": _to_copy,
    "_local_scalar_dense": _local_scalar_dense,
    "_efficientzerotensor": _efficientzerotensor,
    "equal": equal,
    "resize_": resize_,
    "native_dropout": native_dropout,
    "convolution_overrideable": convolution_overrideable,
    "convolution_backward_overrideable": convolution_backward_overrideable,
    "_pin_memory": _pin_device_memory,
}

# For tensors of the CPU: pinning is for the sake of the device, but happens on the host.
HOST_KERNELS = {"_pin_memory": _pin_memory, "is_pinned": is_pinned}
