"""Momentum in a valley: the condition number, the stability limit and the critical damping."""

import math
from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.figure import Figure

from torchcourse.drawing import COLOURS, FAINT, INK, LOWEST, START, draw_contours
from torchcourse.explorers.control import (
    CONDITION,
    MOMENTUM,
    Control,
    Switch,
    accept_all,
    learning_rate,
    linear_ticks,
)
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style, first_gone
from torchcourse.explorers.rounding import fixed, three_digits
from torchcourse.surfaces import quadratic_valley

GOAL = 1e-6  # a distance to the lowest point
EQUAL = 1e-12  # a difference this small is one of rounding
CRITICAL = 5e-4  # a momentum this near to the critical one can't be told from it by the eye
GONE = 5.0  # so far out a diverging way is drawn: browsers take long to paint very many dashes
DISTANCES = (1e-8, 1e2)  # those shown

CONTROLS = (
    CONDITION,
    learning_rate(0.001, 5.0),
    MOMENTUM,
    Control(
        "steps",
        "steps",
        linear_ticks(10, 2000, 10),
        1,
        2000,
        "the number of steps is a whole number from 1 to 2000.",
        whole=True,
    ),
    Switch("nesterov", "Nesterov"),
)


def path(
    condition: float, lr: float, momentum: float = 0.0, nesterov: bool = False, steps: int = 400
) -> np.ndarray:
    """Return the places that ``torch.optim.SGD`` passes in the valley ½ (x² + κ y²).

    Args:
        condition: The condition number κ, 1 or more.
        lr: Learning rate, 0 or more.
        momentum: 0 to 0.999. At 0 there is nothing that ``nesterov`` could change.
        nesterov: Whether it is Nesterov's momentum, in PyTorch's form.
        steps: How many steps are taken, 1 to 2000.

    Returns:
        float64 array of shape (steps + 1, 2), the start first. A diverging run may end in infinity
        and NaN.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    accepted = accept_all(
        CONTROLS, condition=condition, lr=lr, momentum=momentum, steps=steps, nesterov=nesterov
    )
    valley = quadratic_valley(accepted["condition"])
    curvatures = torch.tensor(valley.curvatures, dtype=torch.float64)
    w = torch.tensor(valley.start, dtype=torch.float64)
    optimizer = torch.optim.SGD(
        [w],
        lr=accepted["lr"],
        momentum=accepted["momentum"],
        nesterov=accepted["nesterov"] and accepted["momentum"] > 0,
    )
    places = [w.tolist()]
    for _ in range(accepted["steps"]):
        w.grad = curvatures * w
        optimizer.step()
        places.append(w.tolist())
    return np.array(places)


def limit(momentum: float, nesterov: bool) -> float:
    """Return the lr·λ above which descent diverges.

    Up to it, no root of the characteristic polynomial of a step is larger than 1: r² − (1 + μ −
    lr·λ) r + μ for momentum μ, r² − (1 + μ)(1 − lr·λ) r + μ (1 − lr·λ) for PyTorch's Nesterov.
    """
    return 2 * (1 + momentum) / (1 + 2 * momentum if nesterov else 1)


def critical_momentum(product: float, nesterov: bool) -> float | None:
    """Return the momentum at which both roots (see `limit`) are one; None if there is none.

    With more, the roots are complex and descent swings. See G. Goh, Why Momentum Really Works,
    Distill, 2017.

    Args:
        product: Learning rate times curvature, lr·λ.
        nesterov: Whether it is Nesterov's momentum.
    """
    root = math.sqrt(product)
    if not nesterov:
        return (1 - root) ** 2
    return None if product > 1 else (1 - root) / (1 + root)


def damping(product: float, momentum: float, nesterov: bool) -> str:
    """Return in words how descent moves along a direction, with lr·λ as ``product``."""
    if product > limit(momentum, nesterov) + EQUAL:
        return "runs away"
    critical = critical_momentum(product, nesterov)
    if critical is None:
        return "leaps to and fro at any momentum"
    if abs(momentum - critical) <= CRITICAL:
        words = "critically damped"
    elif momentum > critical:
        words = "underdamped"
    else:
        words = "overdamped" if product < 1 else "leaps to and fro"
    return f"{words}, critical momentum {fixed(critical, 3)}"


class Valley(Explorer):
    """The explorer `valley` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source(
        "contours",
        "valley",
        GOAL=GOAL,
        EQUAL=EQUAL,
        CRITICAL=CRITICAL,
        DISTANCES=DISTANCES,
        GONE=GONE,
        START=quadratic_valley().start,
        LIMITS=[quadratic_valley().xlim, quadratic_valley().ylim],
    )
    _css = browser_style("contours")

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return the places before the first and after each step of ``torch.optim.SGD``."""
        return dict(zip("xy", path(**settings).T, strict=True))

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words whether and when descent arrives, and how it moves along x and y."""
        return " ".join(_outcome(series, settings)[0])

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the way over the contour lines, and beside it the distance at each step."""
        (*head, rest), diverges, arrived = _outcome(series, settings)
        figure.suptitle(f"{' '.join(head)}\n{rest}", color=INK)
        left, right = figure.subplots(1, 2)
        valley = quadratic_valley(settings["condition"])
        away = np.hypot(series["x"], series["y"])
        end = first_gone(np.isfinite(away))
        style = {
            "color": COLOURS[1] if diverges else COLOURS[0],
            "linestyle": "--" if diverges else "-",
            "linewidth": 1.5,
        }

        draw_contours(left, valley, valley.xlim, valley.ylim)
        marker = {"marker": "X" if diverges else "o", "markersize": 6 if diverges else 3}
        far = np.flatnonzero(away > GONE)
        shown = slice(0, far[0] + 1 if diverges and far.size else end)
        left.plot(series["x"][shown], series["y"][shown], **style, **marker)
        left.plot(0, 0, **LOWEST)
        left.plot(*valley.start, **START)
        left.set(xlim=valley.xlim, ylim=valley.ylim)
        left.set(xlabel="x (curvature 1)", ylabel="y (curvature κ)")
        left.set_title("the way down (○ start, + lowest)")

        right.axhline(GOAL, color=FAINT, linestyle=":", linewidth=1.5)
        right.plot(np.clip(away[:end], 1e-12, 1e6), **style)  # the axis can't bear any number
        if arrived is not None:
            right.plot(arrived, away[arrived], marker="o", markersize=9, color=style["color"])
        right.set(yscale="log", ylim=DISTANCES, xlim=(0, settings["steps"]))
        right.set(xlabel="step", ylabel="distance (log axis)")
        right.set_title("distance to the lowest point (● below 10⁻⁶)")


def _outcome(series: Mapping, settings: Mapping) -> tuple[list[str], bool, int | None]:
    """Return the verdict's sentences, whether it diverges, and the step of arrival."""
    lr, condition = settings["lr"], settings["condition"]
    kind = settings["momentum"], settings["nesterov"]
    steepest, highest = lr * condition, limit(*kind)
    diverges = steepest > highest + EQUAL
    regime = "diverges" if diverges else "converges"
    if lr == 0:
        regime = "stands still"
    elif abs(steepest - highest) <= EQUAL:
        regime = "swings for ever"
    ratio = three_digits(steepest, (highest,), digits=4)
    head = f"lr·λmax = {ratio}, limit {fixed(highest, 3)}: {regime}."
    away = np.hypot(series["x"], series["y"])
    lost, outside = np.flatnonzero(~np.isfinite(away)), np.flatnonzero(~(away < GOAL))
    last = len(away) - 1
    arrived = None if outside[-1] == last else int(outside[-1]) + 1
    if lost.size:
        end = f"The distance overflows at step {lost[0]}."
    elif diverges:
        end = "The distance grows without bound."
    elif arrived is not None:
        end = f"The distance stays below 10⁻⁶ from step {arrived} on."
    else:
        end = f"The distance does not stay below 10⁻⁶ within {last} steps."
    if lr == 0:
        return [head, end, "No step is taken in any direction."], diverges, arrived
    along = f"Along x: {damping(lr, *kind)}. Along y: {damping(steepest, *kind)}."
    return [head, end, along], diverges, arrived


def valley(
    condition: float = 20.0,
    lr: float = 0.05,
    momentum: float = 0.9,
    nesterov: bool = False,
    steps: int = 400,
) -> Valley:
    """Explore momentum in the valley ½ (x² + κ y²): which settings arrive first?

    Args:
        condition: The condition number κ, 1 or more.
        lr: Learning rate, 0 or more.
        momentum: 0 to 0.999.
        nesterov: Whether it is Nesterov's momentum.
        steps: How many steps are taken, 1 to 2000.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``valley.path(condition, lr, ...)`` gives the places alone.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Valley(condition=condition, lr=lr, momentum=momentum, steps=steps, nesterov=nesterov)


# The function hides this module of the same name in `torchcourse.explorers`.
valley.path = path
