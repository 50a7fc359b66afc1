"""The best device there is."""

from __future__ import annotations

import torch

from torchcourse.simulated.registration import enable


def best_device() -> torch.device:
    """Return the first CUDA device, else Apple's MPS, else the simulated accelerator, enabled.

    Asking for CUDA makes it unusable in processes forked afterwards: call this where the work
    is done, not in a program that forks workers.

    Raises:
        RuntimeError: if it comes to the simulated accelerator and this PyTorch can't host it.
    """
    if torch.cuda.is_available():
        return torch.device("cuda", 0)
    if torch.backends.mps.is_available():
        return torch.device("mps", 0)
    return enable()
