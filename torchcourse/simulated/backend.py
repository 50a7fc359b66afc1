"""The module `torch.sim`: what PyTorch asks a device about itself, named as in `torch.cuda`."""

from __future__ import annotations

import torch

from torchcourse.simulated.counters import record_wait
from torchcourse.simulated.generators import default_generator
from torchcourse.simulated.memory import NAME, check_index


def _check(device: torch.device | str | int | None) -> None:
    if device is None:
        return
    wanted = torch.device(NAME, device) if isinstance(device, int) else torch.device(device)
    if wanted.type != NAME:
        raise ValueError(f"Expected a {NAME} device, but got: {wanted}")
    check_index(wanted)


def is_available() -> bool:
    return True


def is_initialized() -> bool:
    return True


def device_count() -> int:
    return 1


def current_device() -> int:
    return 0


def set_device(device: torch.device | str | int) -> None:
    _check(device)


def get_device_name(device: torch.device | str | int | None = None) -> str:
    _check(device)
    return "simulated accelerator"


def synchronize(device: torch.device | str | int | None = None) -> None:
    """Count a synchronisation; when an operation returns, there is nothing to wait for."""
    _check(device)
    record_wait()


def empty_cache() -> None:
    """Do nothing: freed memory goes back to the host at once."""


def manual_seed(seed: int) -> None:
    """Seed the device's generator, as `torch.manual_seed` does together with the CPU's."""
    default_generator.manual_seed(seed)


manual_seed_all = manual_seed


def seed() -> None:
    default_generator.seed()


def initial_seed() -> int:
    return default_generator.initial_seed()


def get_rng_state(device: torch.device | str | int = NAME) -> torch.Tensor:
    _check(device)
    return default_generator.get_state()


def set_rng_state(new_state: torch.Tensor, device: torch.device | str | int = NAME) -> None:
    _check(device)
    default_generator.set_state(new_state)


def is_bf16_supported() -> bool:
    return True


def get_amp_supported_dtype() -> list[torch.dtype]:
    return [torch.bfloat16, torch.float16]


def _is_in_bad_fork() -> bool:
    # Memory and generator are the host's, and survive a fork.
    return False
