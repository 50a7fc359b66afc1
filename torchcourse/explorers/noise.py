"""The noise of batches: their gradients, and the noise ball that they make of a training."""

import math
from collections.abc import Mapping

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from torchcourse.drawing import COLOURS, FAINT, INK, LOWEST, draw_contours
from torchcourse.explorers.control import Control, accept_all, decade_ticks, linear_ticks
from torchcourse.explorers.course_points import BATCH, FOR_REGRESSION_JS, N, course_points
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style
from torchcourse.explorers.rounding import fixed, round_up
from torchcourse.explorers.training import Surface

NOISE = 0.3  # standard deviation in y
RUNS, STEPS = 40, 400  # how many trainings, and how long
SEEN = range(220, STEPS + 1, 20)  # the steps at which they make the ball
GONE = 10.0  # a ball of this radius is none
WIDTH = 0.8  # half the width of its picture

CONTROLS = (
    BATCH,
    Control(
        "lr",
        "learning rate lr",
        decade_ticks(0.05, 0.8),
        0.0,
        0.8,
        "the learning rate is a number from 0 to 0.8 (from 0.83 on, even the batch of all points "
        "diverges).",
    ),
    Control(
        "w",
        "gradients at weight w",
        linear_ticks(-1.0, 7.0, 0.05),
        -1000.0,
        1000.0,
        "the weight is a number from −1000 to 1000.",
    ),
    Control(
        "b",
        "gradients at bias b",
        linear_ticks(-2.5, 4.5, 0.05),
        -1000.0,
        1000.0,
        "the bias is a number from −1000 to 1000.",
    ),
)


def _draws() -> torch.Tensor:
    """Return all points in a random order for each step and run, uint8: (STEPS, RUNS, N).

    The first B of them are a batch of B different points, drawn anew at each step.
    """
    keys = torch.rand(STEPS, RUNS, N, generator=torch.Generator().manual_seed(0))
    return keys.argsort(-1).to(torch.uint8)


DRAWS = _draws()


def runs(batch: int, lr: float) -> np.ndarray:
    """Return weights and biases of trainings by ``torch.optim.SGD`` that begin at the best line.

    The loss is the mean squared error of a batch of points, drawn anew at each step.

    Args:
        batch: Batch size, 1 to 50.
        lr: Learning rate, 0 to 0.8.

    Returns:
        float64 array of shape (401, 40, 2): steps, the start first; trainings; weight and bias.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    chosen = accept_all(CONTROLS, batch=batch, lr=lr)
    x, y = course_points(NOISE)
    lines = torch.tensor([Surface.of(NOISE).best] * RUNS, dtype=torch.float64)
    optimizer = torch.optim.SGD([lines], lr=chosen["lr"])
    places = [lines.clone()]
    for draws in DRAWS[..., : chosen["batch"]]:
        rows = draws.long()
        at = x[rows]
        errors = lines[:, :1] * at + lines[:, 1:] - y[rows]
        lines.grad = 2 * torch.stack([(errors * at).mean(1), errors.mean(1)], 1)
        optimizer.step()
        places.append(lines.clone())
    return torch.stack(places).numpy()


def gradients(batch: int, w: float, b: float) -> np.ndarray:
    """Return the gradients of 400 batches at one place, by autograd: float64 of shape (400, 2)."""
    x, y = course_points(NOISE)
    rows = DRAWS[:, 0, :batch].long()
    lines = torch.tensor([(w, b)] * len(rows), dtype=torch.float64, requires_grad=True)
    losses = ((lines[:, :1] * x[rows] + lines[:, 1:] - y[rows]) ** 2).mean(1)
    (found,) = torch.autograd.grad(losses.sum(), lines)
    return found.numpy()


def spread(points: np.ndarray) -> np.ndarray:
    """Return the root of the summed variances of weight and bias, over the last axis but one."""
    return np.sqrt(points.var(axis=-2, ddof=1).sum(axis=-1))


class Noise(Explorer):
    """The explorer `noise` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source(
        "contours",
        "regression",
        "noise",
        **FOR_REGRESSION_JS,
        NOISE=NOISE,
        RUNS=RUNS,
        STEPS=STEPS,
        SEEN=list(SEEN),
        GONE=GONE,
        WIDTH=WIDTH,
    )
    _css = browser_style("contours")

    draws = traitlets.Bytes(DRAWS.numpy().tobytes()).tag(sync=True)

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return weight and bias of all runs at each of the steps `SEEN`, and the gradients."""
        places = runs(settings["batch"], settings["lr"])[SEEN].reshape(-1, 2)
        slopes = gradients(settings["batch"], settings["w"], settings["b"])
        names = ("w", "b", "gradient w", "gradient b")
        return dict(zip(names, (*places.T, *slopes.T), strict=True))

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words the cost of an epoch, the spread of gradients and the noise ball."""
        batch, lr = settings["batch"], settings["lr"]
        steps = math.ceil(N / batch)
        head = f"Batches of {batch}: {steps} step{'s' if steps > 1 else ''} an epoch."
        slopes = np.stack([series["gradient w"], series["gradient b"]], 1)
        cloud = f"Their gradients at this place spread by {fixed(float(spread(slopes)), 2)}."
        radius = _radius(series)
        if not radius < GONE:
            return f"{head} {cloud} The runs fly apart: no noise ball."
        ball = f"The noise ball has the radius {fixed(radius, 3)}"
        # Its variance is still missing more than a tenth along the flat direction.
        young = batch < N and math.exp(-2 * lr * Surface.of(NOISE).curvatures()[0] * 300) > 0.1
        return f"{head} {cloud} {ball}{', and still grows' if young else ''}."

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the last steps around the lowest point, and beside it the cloud of gradients."""
        figure.suptitle(self.verdict(series, **settings), color=INK)
        left, right = figure.subplots(1, 2)
        surface, radius = Surface.of(NOISE), _radius(series)
        apart = not radius < GONE
        colour = COLOURS[1] if apart else COLOURS[0]

        limits = [(middle - WIDTH, middle + WIDTH) for middle in surface.best]
        draw_contours(left, surface.above, *limits)
        w, b = series["w"], series["b"]
        near = np.hypot(w - surface.best[0], b - surface.best[1]) < GONE
        marker = {"marker": "x" if apart else "o", "markersize": 3, "linestyle": ""}
        left.plot(w[near], b[near], color=colour, alpha=0.6, **marker)
        if not apart:
            left.add_patch(
                Circle(surface.best, radius, fill=False, linewidth=2, color=INK, zorder=3)
            )
        left.plot(*surface.best, **LOWEST)
        left.set(xlim=limits[0], ylim=limits[1], xlabel="weight w", ylabel="bias b")
        left.set_title(f"{RUNS} runs from step {SEEN[0]} to {STEPS} (+ lowest)")

        middle, half = _window(settings["w"], settings["b"])
        right.plot(
            series["gradient w"], series["gradient b"], "o", markersize=3, color=colour, alpha=0.6
        )
        right.plot(*middle, **LOWEST)
        right.set(xlim=(middle[0] - half, middle[0] + half))
        right.set(ylim=(middle[1] - half, middle[1] + half))
        right.set(xlabel="gradient along w", ylabel="gradient along b")
        right.set_title(f"gradients of {STEPS} batches (+ of all points)")
        for axes in (left, right):
            axes.tick_params(colors=FAINT)


def _radius(series: Mapping[str, np.ndarray]) -> float:
    """Return the root mean square of the spreads of all runs at the steps `SEEN`."""
    places = np.stack([series["w"], series["b"]], 1).reshape(len(SEEN), RUNS, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        return math.sqrt(np.mean(spread(places) ** 2))


def _window(w: float, b: float) -> tuple[tuple[float, float], float]:
    """Return the gradient of all points, and how far those of single points lie around it."""
    x, y = course_points(NOISE)
    pull = 2 * (w * x + b - y)
    single = torch.stack([pull * x, pull], 1).numpy()
    return tuple(single.mean(0).tolist()), round_up(2.5 * float(spread(single)))


def noise(batch: int = 1, lr: float = 0.1, w: float = 0.0, b: float = 0.0) -> Noise:
    """Explore the noise of batches: how far do their gradients and trainings spread?

    Args:
        batch: Batch size, 1 to 50.
        lr: Learning rate, 0 to 0.8.
        w: The weight at which gradients are taken.
        b: The bias at which gradients are taken.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``noise.runs(batch, lr)`` and ``noise.gradients(batch, w, b)`` give what it shows.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Noise(batch=batch, lr=lr, w=w, b=b)


# The function hides this module of the same name in `torchcourse.explorers`.
noise.runs = runs
noise.gradients = gradients
