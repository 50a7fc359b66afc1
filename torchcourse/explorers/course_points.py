"""The fifty points of the course's regression, for explorers."""

import torch

from torchcourse.explorers.control import Control, linear_ticks
from torchcourse.surfaces import INTERCEPT, SLOPE, lesson_points

N = 50
BATCH = Control(
    "batch",
    "batch size",
    linear_ticks(1, N, 1),
    1,
    N,
    f"the batch size is a whole number from 1 to {N}, which is all points.",
    whole=True,
)


def _sample() -> list[tuple[float, float]]:
    x = lesson_points()[0].flatten().sort().values
    noise = torch.randn(N, generator=torch.Generator().manual_seed(1))
    return torch.stack([x, noise], 1).tolist()


# x, from the left, and the noise for σ = 1 of each point.
SAMPLE = _sample()
FOR_REGRESSION_JS = {"SAMPLE": SAMPLE, "SLOPE": SLOPE, "INTERCEPT": INTERCEPT}


def course_points(noise: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the points on y = 3x + 0.8, with normal noise of standard deviation ``noise`` in y.

    Returns:
        x, rising, and y: two float64 tensors of shape (50,).
    """
    x, unit = torch.tensor(SAMPLE, dtype=torch.float64).unbind(1)
    return x, SLOPE * x + INTERCEPT + noise * unit
