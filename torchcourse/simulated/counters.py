"""How often data crossed between host and device, and how often the host waited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Counts:
    """What happened on the simulated device since `count()` was entered.

    Attributes:
        host_to_device: copies from a CPU tensor to the device. `x.to(device)`, each tensor of
            `model.to(device)`, `copy_`, `torch.tensor(data, device=device)`, and a CPU tensor
            used as an index of a device tensor. Python numbers and factories cost none.
        device_to_host: copies back. `x.cpu()`, `x.to("cpu")`, `copy_`, `x.tolist()`, and every
            value that Python looks at: `x.item()`, `float(x)`, `int(x)`, `bool(x)` (so `if x:`),
            `torch.equal`, `torch.allclose`, an f-string, one for each tensor printed.
        synchronizations: times the host had to wait for the device. Every `device_to_host` is
            one, except with `non_blocking=True`; so are `synchronize()`, of the device, its
            stream or an event recorded there, and operations whose result has a size that
            depends on the data (`nonzero`, `masked_select`, `x[mask]`, `unique`).
        bytes_to_device: bytes that the copies to the device carried.
        bytes_to_host: bytes that the copies back carried (for a printed tensor, all of it).
    """

    host_to_device: int = 0
    device_to_host: int = 0
    synchronizations: int = 0
    bytes_to_device: int = 0
    bytes_to_host: int = 0


_active: list[Counts] = []
_paused = 0


@contextmanager
def count() -> Iterator[Counts]:
    """Count transfers and synchronisations of the simulated device.

    The counts stay readable after the block. Blocks may be nested: each counts all that happens
    inside it. Copies between the CPU and a real accelerator are not counted.

    Example:
        with simulated.count() as counts:
            loss = criterion(model(x.to(device)), y)
            print(loss.item())
        counts.host_to_device, counts.device_to_host  # (1, 1)
    """
    counts = Counts()
    _active.append(counts)
    try:
        yield counts
    finally:
        # By identity: two fresh counts are equal.
        _active[:] = [other for other in _active if other is not counts]


@contextmanager
def uncounted() -> Iterator[None]:
    """Leave what happens inside out of all counts."""
    global _paused
    _paused += 1
    try:
        yield
    finally:
        _paused -= 1


def record_to_device(nbytes: int) -> None:
    """Record one copy from the host to the device."""
    if not _paused:
        for counts in _active:
            counts.host_to_device += 1
            counts.bytes_to_device += nbytes


def record_to_host(nbytes: int, waits: bool = True) -> None:
    """Record one copy from the device to the host, which waits for it unless told otherwise."""
    if not _paused:
        for counts in _active:
            counts.device_to_host += 1
            counts.bytes_to_host += nbytes
            counts.synchronizations += waits


def record_wait() -> None:
    """Record that the host waited for the device."""
    if not _paused:
        for counts in _active:
            counts.synchronizations += 1
