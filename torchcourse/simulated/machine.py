"""Pretend to be another machine: what PyTorch says of its accelerators, for tests without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn
from unittest import mock

import torch

from torchcourse.simulated import backend
from torchcourse.simulated.registration import enable


def _no_cuda(*args: object) -> NoReturn:
    # What PyTorch raises where it was built without CUDA.
    raise AssertionError("Torch not compiled with CUDA enabled")


class _NoEvent:
    # Where PyTorch was built without CUDA; with it, an event fails later, in other words.
    def __init__(self, *args: object, **kwargs: object) -> None:
        raise RuntimeError("Tried to instantiate dummy base class Event")


def _nothing_there(*args: object) -> NoReturn:
    # What PyTorch raises where it finds no accelerator.
    raise RuntimeError("Cannot access accelerator device when none is available.")


def _accelerator(name: str, count: int) -> dict[str, object]:
    """Return what the functions of torch.accelerator are replaced by."""

    def current_accelerator(check_available: bool = False) -> torch.device | None:
        return torch.device(name) if count or not check_available else None

    return {
        "current_accelerator": current_accelerator,
        "is_available": lambda: count > 0,
        "device_count": lambda: count,
    }


@contextmanager
def machine(accelerator: str | None = None, count: int = 1) -> Iterator[None]:
    """Within the block, let PyTorch report the accelerators of another machine.

    Without arguments it is a machine whose only accelerator is the simulated one: what hard-codes
    CUDA fails there as it does without a GPU, even where there is one, unless CUDA was used in
    this process before. With "cuda" or "mps" PyTorch says that it was built for that kind and
    finds `count` devices; `count=0` is a build for GPUs on a machine that has none, where there
    is no accelerator to wait for. No device appears: only the questions are answered
    (`is_available`, `is_built`, `device_count`, `current_device`, `current_accelerator`).

    Raises:
        ValueError: for another accelerator.
    """
    if accelerator not in (None, "cuda", "mps"):
        raise ValueError(f'give "cuda", "mps" or nothing, not {accelerator!r}')
    enable()
    cuda = count if accelerator == "cuda" else 0
    mps = accelerator == "mps" and count > 0
    with ExitStack() as stack:

        def replace(module: object, **functions: object) -> None:
            for name, function in functions.items():
                stack.enter_context(mock.patch.object(module, name, function))

        replace(torch.cuda, is_available=lambda: cuda > 0, device_count=lambda: cuda)
        replace(torch.cuda, _lazy_init=_no_cuda, Event=_NoEvent)
        if cuda:
            replace(torch.cuda, current_device=lambda: 0)
        replace(torch.backends.cuda, is_built=lambda: accelerator == "cuda")
        replace(torch.backends.mps, is_available=lambda: mps)
        replace(torch.backends.mps, is_built=lambda: accelerator == "mps")
        replace(torch.mps, device_count=lambda: int(mps))
        if accelerator is not None:
            replace(torch.accelerator, **_accelerator(accelerator, count))
        if accelerator is not None and not count:
            replace(torch.accelerator, synchronize=_nothing_there, current_stream=_nothing_there)
            replace(backend, synchronize=_nothing_there)
        yield
