"""Gradient descent in one dimension: the learning rate against the curvature."""

import math
from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.figure import Figure

from torchcourse.drawing import COLOURS, FAINT, INK
from torchcourse.explorers.control import Control, accept_all, learning_rate, linear_ticks
from torchcourse.explorers.explorer import Explorer, browser_source, first_gone
from torchcourse.explorers.rounding import round_up, three_digits

CONTROLS = (
    learning_rate(0.005, 5.0),
    Control(
        "curvature",
        "curvature λ",
        linear_ticks(1.0, 50.0, 0.5),
        1e-6,
        1e6,
        "the curvature is a number from 0.000001 to 1,000,000 (without curvature above 0 the "
        "parabola has no minimum).",
    ),
    Control(
        "start",
        "start w₀",
        linear_ticks(-3.0, 3.0, 0.05),
        -1e6,
        1e6,
        "the start is a number from −1,000,000 to 1,000,000.",
    ),
    Control(
        "steps",
        "steps",
        linear_ticks(1, 100, 1),
        1,
        200,
        "the number of steps is a whole number from 1 to 200.",
        whole=True,
    ),
)

# What lr·λ means: the first row whose bound is not below it. None is no bound. The width of the
# rows at 1 and 2 is for the rounding of the product.
REGIMES = (
    {"upto": 0.0, "words": "w stands still", "diverges": False},
    {"upto": 1 - 1e-12, "words": "converges from one side", "diverges": False},
    {"upto": 1 + 1e-12, "words": "arrives in one step", "diverges": False},
    {"upto": 2 - 1e-12, "words": "oscillates, converges", "diverges": False},
    {"upto": 2 + 1e-12, "words": "swings between two points for ever", "diverges": False},
    {"upto": None, "words": "diverges", "diverges": True},
)


def trajectory(curvature: float, lr: float, start: float, steps: int) -> np.ndarray:
    """Return the iterates of ``torch.optim.SGD`` on f(w) = ½ λ w².

    Args:
        curvature: λ, the second derivative of f; above 0.
        lr: Learning rate, 0 or more.
        start: The first iterate.
        steps: How many steps are taken.

    Returns:
        float64 array of shape (steps + 1,), the start first. A diverging run may end in infinity
        and NaN.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    accepted = accept_all(CONTROLS, lr=lr, curvature=curvature, start=start, steps=steps)
    w = torch.tensor(accepted["start"], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=accepted["lr"])
    iterates = [w.item()]
    for _ in range(accepted["steps"]):
        optimizer.zero_grad()
        loss = 0.5 * accepted["curvature"] * w**2
        loss.backward()
        optimizer.step()
        iterates.append(w.item())
    return np.array(iterates)


def losses(iterates: np.ndarray, curvature: float) -> np.ndarray:
    """Return f(w) = ½ λ w² of each iterate; what overflows is infinity."""
    with np.errstate(over="ignore", invalid="ignore"):
        return 0.5 * curvature * iterates**2


def verdict(curvature: float, lr: float, start: float, iterates: np.ndarray) -> str:
    """Return in words what descent does at these settings."""
    ratio = lr * curvature
    regime = _regime(ratio)
    words = f"lr·λ = {three_digits(ratio, apart=(1, 2))}: "
    if start == 0:
        return words + "w starts at the minimum, where the gradient is 0, and stays there."
    words += (
        f"{regime['words']}. Each step multiplies w by {three_digits(1 - ratio, apart=(1, 0, -1))}."
    )
    overflow = np.flatnonzero(~np.isfinite(losses(iterates, curvature)))
    if overflow.size:
        words += f" The loss overflows at step {overflow[0]}."
    return words


def _regime(ratio: float) -> dict:
    return next(r for r in REGIMES if r["upto"] is None or ratio <= r["upto"])


class Descent(Explorer):
    """The explorer `descent` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source("descent", REGIMES=REGIMES)

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return the iterates of ``torch.optim.SGD``."""
        return {"w": trajectory(**settings)}

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words what descent does."""
        del settings["steps"]
        return verdict(iterates=series["w"], **settings)

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the iterates on the parabola, and beside it the loss at each step."""
        curvature, iterates = settings["curvature"], series["w"]
        loss = losses(iterates, curvature)
        diverges = _regime(settings["lr"] * curvature)["diverges"]
        style = {
            "color": COLOURS[1] if diverges else COLOURS[0],
            "linestyle": "--" if diverges else "-",
            "marker": "X" if diverges else "o",
            "linewidth": 1.5,
            "markersize": 6,
            "markeredgecolor": "white",
            "markeredgewidth": 0.6,
        }
        figure.suptitle(self.verdict(series, **settings), fontsize=11, color=INK)
        left, right = figure.subplots(1, 2)

        width = max(3.0, round_up(1.2 * abs(settings["start"])))
        height = round_up(1.25 * loss[0]) or 0.5 * curvature
        w = np.linspace(-width, width, 201)
        left.plot(w, losses(w, curvature), color=FAINT, linewidth=2)
        shown = slice(first_gone(np.isfinite(loss)))
        left.plot(iterates[shown], loss[shown], **style)
        outward = {"xytext": (-8, -4), "ha": "right"} if iterates[0] < 0 else {"xytext": (8, -4)}
        left.annotate(
            "start", (iterates[0], loss[0]), textcoords="offset points", color=FAINT, **outward
        )
        left.set(xlim=(-width, width), ylim=(-0.04 * height, height))
        left.set(xlabel="w", ylabel="f(w) = ½ λ w²", title="on the parabola")

        middle = 10.0 ** round(math.log10(loss[0])) if loss[0] > 0 else 1.0
        low, high = middle * 1e-6, middle * 1e6
        with np.errstate(invalid="ignore"):
            clipped = np.clip(np.nan_to_num(loss, nan=np.inf), low, high)
        right.axhline(loss[0] or low, color=FAINT, linestyle=":", linewidth=1.5)
        right.annotate(
            "loss at the start",
            (settings["steps"], loss[0] or low),
            xytext=(0, -12 if diverges else 4),
            textcoords="offset points",
            color=FAINT,
            ha="right",
        )
        # The line ends with an arrow where it leaves the picture: an edge is no plateau.
        outside = first_gone((loss >= low) & (loss <= high))
        right.plot(clipped[: outside + 1], clip_on=False, markevery=slice(0, outside), **style)
        if outside < len(loss):
            arrow = "v" if loss[outside] < low else "^"
            right.plot(outside, clipped[outside], clip_on=False, **style | {"marker": arrow})
        right.set(yscale="log", ylim=(low, high), xlim=(0, settings["steps"]))
        right.set(xlabel="step", ylabel="loss (log axis)", title="loss at each step")


def descent(
    curvature: float = 20.0, lr: float = 0.02, start: float = 2.0, steps: int = 30
) -> Descent:
    """Explore gradient descent on f(w) = ½ λ w²: where does it diverge?

    Args:
        curvature: λ, above 0.
        lr: Learning rate, 0 or more.
        start: Where w begins.
        steps: How many steps are taken, 1 to 200.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``descent.trajectory(curvature, lr, start, steps)`` gives the iterates alone.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Descent(curvature=curvature, lr=lr, start=start, steps=steps)


# The function hides this module of the same name in `torchcourse.explorers`.
descent.trajectory = trajectory
