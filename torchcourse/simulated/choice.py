"""The best device there is."""

from __future__ import annotations

import torch

from torchcourse.simulated.registration import enable


def best_device() -> torch.device:
    """Return the first CUDA device, else Apple's MPS, else the simulated accelerator, enabled.

    Where this PyTorch can't host the simulated accelerator, say so in one line and return the CPU.

    Asking for CUDA makes it unusable in processes forked afterwards: call this where the work
    is done, not in a program that forks workers.
    """
    if torch.cuda.is_available():
        return torch.device("cuda", 0)
    if torch.backends.mps.is_available():
        return torch.device("mps", 0)
    try:
        return enable()
    except RuntimeError as error:
        print(error)
        return torch.device("cpu")
