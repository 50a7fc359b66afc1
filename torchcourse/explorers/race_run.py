"""The race in the kernel: the real optimizers, side by side on one surface."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from torchcourse.explorers.racers import RACERS
from torchcourse.surfaces import Point, Surface

STEPS = 200


def run(
    surface: Surface, start: Point, hyperparameters: Mapping[str, Mapping[str, float]]
) -> dict[str, np.ndarray]:
    """Return the paths of ``torch.optim``'s optimizers.

    All their parameters are rows of one tensor, so that one call computes all gradients; they are
    the surface's own formulas, which its tests hold against autograd. Twice as fast as a backward
    pass, and the same to the last digits.

    Args:
        surface: The loss.
        start: Where all begin.
        hyperparameters: For each racer's key its hyperparameters.

    Returns:
        By key, float64 arrays of shape (STEPS + 1, 2), the start first. A diverging path may end in
        infinity and NaN.
    """
    racers = [racer for racer in RACERS if racer.key in hyperparameters]
    places = torch.tensor([start] * len(racers), dtype=torch.float64).reshape(-1, 2)
    gradients = torch.empty_like(places)
    optimizers = []
    for racer, place, gradient in zip(racers, places, gradients, strict=True):
        parameter = place.detach()  # shares the row's memory, and is a leaf
        parameter.grad = gradient
        optimizers.append(racer.optimizer([parameter], **hyperparameters[racer.key]))
    paths = torch.empty(STEPS + 1, *places.shape, dtype=torch.float64)
    paths[0] = places
    for step in range(1, STEPS + 1):
        along = surface.gradient(*places.unbind(1))
        torch.stack(along, dim=1, out=gradients)
        for optimizer in optimizers:
            optimizer.step()
        paths[step] = places
    return {racer.key: paths[:, i].numpy() for i, racer in enumerate(racers)}


def run_own(
    optimizer: Callable[..., Any], surface: Surface, start: Point, lr: float
) -> tuple[np.ndarray, str]:
    """Return the path of an optimizer that a student wrote, in an ordinary training loop.

    Args:
        optimizer: Called with a list of one parameter, float64 of shape (2,), and ``lr=``; what it
            returns has ``zero_grad`` and ``step``.
        surface: The loss, whose gradient autograd computes.
        start: Where it begins.
        lr: Learning rate.

    Returns:
        A float64 array of shape (STEPS + 1, 2), the start first; and the error that ended the run,
        in words, or "". After an error the path holds NaN.
    """
    path = np.full((STEPS + 1, 2), np.nan)
    path[0] = start
    step = 0
    try:
        parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
        stepper = optimizer([parameter], lr=lr)
        for step in range(1, STEPS + 1):
            stepper.zero_grad()
            surface(*parameter.unbind()).backward()
            stepper.step()
            path[step] = parameter.detach().numpy()
    except Exception as error:  # a mistake in the student's code is theirs to read
        return path, f"failed at step {step}: {type(error).__name__}: {error}"
    return path, ""
