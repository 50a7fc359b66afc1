"""Where PyTorch's Python code has no place for a new device yet: the few functions put in between.

Each passes on what is not about the simulated device, and is put in place once, by `install`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch import Tensor, nn

from torchcourse.simulated import backend
from torchcourse.simulated.counters import record_to_host, uncounted
from torchcourse.simulated.generators import Generator
from torchcourse.simulated.memory import NAME, check_index, note_fork, on_device


def new_storage(nbytes: int) -> torch.UntypedStorage:
    """Return a storage of the device: PyTorch knows no allocator for it, and would crash."""
    # On the CPU by name: the default device may be another.
    return on_device(torch.empty(nbytes, dtype=torch.uint8, device="cpu")).untyped_storage()


def _storage_new(cls: type, *args: Any, **kwargs: Any) -> torch.UntypedStorage:
    device = kwargs.get("device")
    if device is None or torch.device(device).type != NAME:
        return torch._C.StorageBase.__new__(cls, *args, **kwargs)
    check_index(torch.device(device))
    size = args[0] if args else kwargs.get("size", 0)
    if isinstance(size, int):
        return new_storage(size)
    storage = new_storage(len(size))
    storage.copy_(torch.UntypedStorage(size))
    return storage


def _restore_storage(storage: torch.UntypedStorage, location: str) -> torch.UntypedStorage | None:
    """Put a loaded storage where `torch.load` wants it, if that is the simulated device."""
    if location != NAME and not location.startswith(f"{NAME}:"):
        return None
    index = torch.device(location).index or 0
    if index >= backend.device_count():
        raise RuntimeError(
            f"Attempting to deserialize object on {NAME.upper()} device {index} but "
            f"torch.{NAME}.device_count() is {backend.device_count()}. Please use torch.load "
            "with map_location to map your storages to an existing device."
        )
    restored = new_storage(storage.nbytes())
    restored.copy_(storage)
    return restored


def _location(storage: torch.UntypedStorage) -> str | None:
    return f"{NAME}:0" if storage.device.type == NAME else None


def _printing(original: Callable[..., str]) -> Callable[..., str]:
    @wraps(original)
    def __repr__(self: Tensor, **kwargs: Any) -> str:
        if self.is_cpu or self.device.type != NAME:
            return original(self, **kwargs)
        with uncounted():
            text = original(self, **kwargs)
        record_to_host(self.nbytes)
        return text

    return __repr__


def _moving(original: Callable[..., nn.Module]) -> Callable[..., nn.Module]:
    """Let a module keep its parameters when it moves, as it does between CPU and CUDA.

    PyTorch would put new parameters in their place, and an optimizer that was built before would
    go on with the old ones. Its other way, swapping the contents, is blocked by a graph that
    still holds a parameter: then only it is replaced.
    """

    @wraps(original)
    def _apply(self: nn.Module, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> nn.Module:
        own = next((p for p in self._parameters.values() if p is not None), None)
        if own is None:
            return original(self, fn, recurse)
        if recurse:
            for child in self.children():
                child._apply(fn)
        with uncounted(), torch.no_grad():
            there = fn(torch.empty(0, dtype=own.dtype, device=own.device)).device
        if there == own.device or NAME not in (there.type, own.device.type):
            return original(self, fn, False)
        before = torch.__future__.get_swap_module_params_on_conversion()
        torch.__future__.set_swap_module_params_on_conversion(True)
        try:
            return original(self, fn, False)
        except RuntimeError as error:
            if "Couldn't swap" not in str(error):
                raise
        finally:
            torch.__future__.set_swap_module_params_on_conversion(before)
        return original(self, fn, False)

    return _apply


def _simulated_is_current() -> bool:
    accelerator = torch.accelerator.current_accelerator()
    return accelerator is not None and accelerator.type == NAME


def _synchronize_real(wanted: torch.device | None) -> bool:
    """Wait for the real accelerators, or for the wanted one; say whether one was waited for."""
    kinds = ("cuda", "mps") if wanted is None else (wanted.type,)
    if "cuda" in kinds and torch.cuda.is_initialized() and torch.cuda.is_available():
        torch.cuda.synchronize(wanted)
        return True
    if "mps" in kinds and torch.backends.mps.is_available():
        torch.mps.synchronize()
        return True
    return False


def _synchronizing(original: Callable[..., None]) -> Callable[..., None]:
    """Let `torch.accelerator.synchronize` wait for a real accelerator beside the simulated one.

    To PyTorch the simulated one is *the* accelerator once it is there, and it refuses all others.
    """

    @wraps(original)
    def synchronize(device: torch.device | str | int | None = None, /) -> None:
        if not _simulated_is_current():
            original(device)
            return
        wanted = torch.device(device) if isinstance(device, str) else device
        if not isinstance(wanted, int) and _synchronize_real(wanted) and wanted is not None:
            return
        backend.synchronize(torch.accelerator._utils._get_device_index(wanted, optional=True))

    return synchronize


_PlainEvent = torch.Event


class _EventType(type(_PlainEvent)):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _PlainEvent)


class Event(_PlainEvent, metaclass=_EventType):
    """`torch.Event`, which can wait for the simulated device: PyTorch's own would refuse to."""

    recorded = asked = False

    def record(self, stream: torch.Stream | None = None) -> None:
        super().record(stream)
        self.recorded, self.asked = self.device.type == NAME, False

    def query(self) -> bool:
        """Say no once, as while a device is at work: who asks again has waited for it."""
        if self.device.type != NAME:
            return super().query()
        if self.recorded and not self.asked:
            self.asked = True
            return False
        self.synchronize()
        return True

    def synchronize(self) -> None:
        if self.recorded:
            backend.synchronize()
        elif self.device.type != NAME:
            super().synchronize()

    def elapsed_time(self, end_event: torch.Event) -> float:
        if self.device.type == NAME:
            raise NotImplementedError(
                "The simulated accelerator does not time what it does: torch.Event.elapsed_time "
                "works on a real one only. Wait for the device, and read a clock of the host."
            )
        return super().elapsed_time(end_event)


class Stream(torch.Stream):
    """The device's one stream: waiting for it is waiting for the device, and is counted."""

    asked = False  # of the class: each `current_stream()` is another object for the one stream

    def query(self) -> bool:
        """Say no every other time, as while a device is at work: who asks again has waited."""
        Stream.asked = not Stream.asked
        if not Stream.asked:
            self.synchronize()
        return not Stream.asked

    def synchronize(self) -> None:
        backend.synchronize()

    def record_event(self, event: torch.Event | None = None) -> torch.Event:
        event = Event(self.device) if event is None else event
        event.record(self)
        return event


def _current_stream(original: Callable[..., torch.Stream]) -> Callable[..., torch.Stream]:
    @wraps(original)
    def current_stream(device: torch.device | str | int | None = None, /) -> torch.Stream:
        stream = original(device)
        if stream.device.type != NAME:
            return stream
        return Stream(stream.stream_id, stream.device_index, stream.device_type)

    return current_stream


def _data() -> property:
    """Let `x.data = y` move a tensor to or from the device, as it does between CPU and CUDA.

    PyTorch's own setter refuses another kind of device. Swapping works unless a graph or a weak
    reference holds the tensor; then its refusal stands.
    """
    original = torch._C.TensorBase.data

    def get(self: Tensor) -> Tensor:
        return original.__get__(self)

    def put(self: Tensor, new: Tensor) -> None:
        if (self.device.type == NAME) == (new.device.type == NAME):
            original.__set__(self, new)
            return
        twin = new.detach().as_subclass(type(self)).requires_grad_(self.requires_grad)
        try:
            torch.utils.swap_tensors(self, twin)
        except RuntimeError as error:
            raise RuntimeError(
                f"The simulated accelerator can't move this tensor by `.data =`: {error}. "
                f"Use `y = x.to({str(new.device)!r})`."
            ) from error

    return property(get, put, doc=original.__doc__)


def _emptying(original: Callable[[], None]) -> Callable[[], None]:
    """Do nothing for a device that keeps no freed memory: PyTorch's own would crash."""

    @wraps(original)
    def empty() -> None:
        if not _simulated_is_current():
            original()

    return empty


def _unmeasured(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def measure(*args: Any, **kwargs: Any) -> Any:
        if _simulated_is_current():
            raise NotImplementedError(
                f"The simulated accelerator has no memory of its own to measure: "
                f"torch.accelerator.{name} works on a real one only."
            )
        return original(*args, **kwargs)

    return measure


def install() -> None:
    """Put the functions of this module in place."""
    if hasattr(os, "register_at_fork"):  # not on Windows, which can't fork
        os.register_at_fork(after_in_child=note_fork)
    torch.UntypedStorage.__new__ = _storage_new
    # Before PyTorch's own entry for such devices (23), after the CPU's (10).
    torch.serialization.register_package(15, _location, _restore_storage)
    Tensor.__repr__ = _printing(Tensor.__repr__)
    nn.Module._apply = _moving(nn.Module._apply)
    torch.Generator = Generator
    torch.Event = Event
    Tensor.data = _data()
    for name in torch.accelerator.__all__:
        if "memory" in name:
            setattr(torch.accelerator, name, _unmeasured(name, getattr(torch.accelerator, name)))
    torch.accelerator.empty_cache = _emptying(torch.accelerator.empty_cache)
    if hasattr(torch.accelerator, "empty_host_cache"):  # not in every PyTorch
        torch.accelerator.empty_host_cache = _emptying(torch.accelerator.empty_host_cache)
    torch.accelerator.synchronize = _synchronizing(torch.accelerator.synchronize)
    torch.accelerator.current_stream = _current_stream(torch.accelerator.current_stream)
