"""One point of the regression pushed away: what MSE, L1 and Huber make of it."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from torchcourse.drawing import COLOURS, FAINT, INK
from torchcourse.explorers.control import Control, accept_all, decade_ticks, linear_ticks
from torchcourse.explorers.course_points import FOR_REGRESSION_JS, N, course_points
from torchcourse.explorers.explorer import Explorer, browser_source
from torchcourse.explorers.line_fits import MAX_STEPS, huber_line, l1_line, mse_line
from torchcourse.explorers.rounding import fixed, round_up

LOSSES = ("MSE", "L1", "Huber")
DASHES = ("-", (0, (5, 3)), (0, (7, 2, 1.5, 2)))
MARKERS = ("o", "x", "D")
ON_THE_LINE = 1e-9  # an error this small is one of rounding

CONTROLS = (
    Control(
        "push",
        "pushed up by",
        linear_ticks(-25.0, 25.0, 0.05),
        -1000.0,
        1000.0,
        "the push is a number from −1000 to 1000 (below 0 it goes down).",
    ),
    Control(
        "point",
        "point, from the left",
        linear_ticks(1, N, 1),
        1,
        N,
        f"the point is a whole number from 1, the leftmost, to {N}, the rightmost.",
        whole=True,
    ),
    Control(
        "delta",
        "Huber's δ",
        decade_ticks(0.01, 10.0),
        0.001,
        1000.0,
        "δ is a number from 0.001 to 1000 (at 0 every error would be beyond it, and the Huber "
        "loss itself 0).",
    ),
    Control(
        "noise",
        "noise σ",
        linear_ticks(0.0, 1.0, 0.05),
        0.0,
        10.0,
        "the noise is a standard deviation, a number from 0 to 10.",
    ),
)


def points(push: float, point: int, noise: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the course's points on y = 3x + 0.8, one of them pushed away.

    Args:
        push: How far ``point`` is moved up.
        point: Which one, 1 to 50 from the left.
        noise: Standard deviation of the normal noise in y.

    Returns:
        x, rising, and y: two float64 tensors of shape (50,).
    """
    x, y = course_points(noise)
    y[point - 1] += push
    return x, y


def lines(push: float, point: int, delta: float, noise: float) -> torch.Tensor:
    """Return the best lines through `points`.

    Returns:
        float64 tensor of shape (3, 2): slope and intercept under MSE, L1 and Huber.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    accepted = accept_all(CONTROLS, push=push, point=point, delta=delta, noise=noise)
    delta = accepted.pop("delta")
    x, y = points(**accepted)
    return torch.stack([mse_line(x, y), l1_line(x, y), huber_line(x, y, delta)])


def weights(errors: np.ndarray, delta: float) -> dict[str, np.ndarray]:
    """Return how much each error counts: its pull on the line, divided by the error.

    Least squares with these weights gives the same line, hence the name. See P. J. Huber and
    E. M. Ronchetti, Robust Statistics, 2nd edition, section 7.8.

    Args:
        errors: Distances of any shape between the line and the points.
        delta: Huber's δ.

    Returns:
        By loss, arrays of that shape: 1 for MSE, 1/\\|e\\| for L1 (infinity where the line goes
        through the point), min(1, δ/\\|e\\|) for Huber.
    """
    size = np.abs(errors)
    size = np.where(size <= ON_THE_LINE, 0.0, size)
    with np.errstate(divide="ignore"):
        return {
            "MSE": np.ones_like(size),
            "L1": 1 / size,
            "Huber": np.minimum(1.0, delta / size),
        }


class Outlier(Explorer):
    """The explorer `outlier` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source(
        "regression",
        "outlier",
        **FOR_REGRESSION_JS,
        LOSSES=LOSSES,
        ON_THE_LINE=ON_THE_LINE,
        MAX_STEPS=MAX_STEPS,
    )

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return slope w, intercept b, and both without the push, for MSE, L1 and Huber."""
        w, b = lines(**settings).T
        w_before, b_before = lines(**settings | {"push": 0.0}).T
        series = {"w": w, "b": b, "w without push": w_before, "b without push": b_before}
        return {name: values.numpy() for name, values in series.items()}

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words how the lines moved, and what the point still weighs."""
        return " ".join(self._sentences(series, settings))

    def _sentences(self, series: Mapping, settings: Mapping) -> list[str]:
        push = settings["push"]
        direction = "up" if push > 0 else "down"
        place = f"Pushed {direction} by {fixed(abs(push), 2)}." if push else "Not pushed."
        slopes = (
            f"{name} {fixed(w, 3)}{_change(dw, db) if push else ''}"
            for name, w, dw, db in zip(
                LOSSES,
                series["w"],
                series["w"] - series["w without push"],
                series["b"] - series["b without push"],
                strict=True,
            )
        )
        errors, of_point = _of_point(series, settings)
        shares = (f"{name} {_weight(of_point[name][i])}" for i, name in enumerate(LOSSES))
        sentences = [
            f"{place} Slopes: {', '.join(slopes)}.",
            f"Weight of the point: {', '.join(shares)}.",
        ]
        if push and abs(errors[2]) > settings["delta"]:
            sentences.append("Error beyond δ: pushed further, the Huber line stays.")
        return sentences

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the points with the lines, and beside it how much each point counts."""
        x, y = (each.numpy() for each in points(*(settings[n] for n in ("push", "point", "noise"))))
        chosen = settings["point"] - 1
        first, *rest = self._sentences(series, settings)
        figure.suptitle(f"{first}\n{' '.join(rest)}", color=INK)
        left, right = figure.subplots(1, 2)

        left.scatter(x, y, s=14, color=FAINT)
        left.scatter(x[chosen], y[chosen], s=90, facecolor="none", edgecolor=INK, linewidth=2)
        ends = np.array([0.0, 1.0])
        labels = []
        for i, name in enumerate(LOSSES):
            up = series["w"][i] * ends + series["b"][i]
            left.plot(ends, up, color=COLOURS[i], linestyle=DASHES[i], linewidth=2.4 - 0.3 * i)
            labels.append((up[1], f"{name} {fixed(series['w'][i], 3)}", i))
        left.set(xlim=(0, 1), ylim=_limits(y), xlabel="x", ylabel="y", title="points and lines")
        _label(left, labels, DASHES)

        labels = []
        low, high = _weight_limits(series, settings)
        for i, name in enumerate(LOSSES):
            errors = y - series["w"][i] * x - series["b"][i]
            weight = weights(errors, settings["delta"])[name]
            inside = (low <= weight) & (weight <= high)
            style = {"linestyle": "none", "markersize": 6, "clip_on": False}
            style |= {"color": COLOURS[i], "markerfacecolor": "none"}
            for marker, those in ((MARKERS[i], inside), ("^", weight > high), ("v", weight < low)):
                if those.any():  # an empty line would count as one at the figure's corner
                    right.plot(x[those], weight[those].clip(low, high), marker=marker, **style)
            height = np.clip(weight[chosen], low, high)
            labels.append((height, f"{name} {_weight(weight[chosen])}", i))
        right.axvline(x[chosen], color=FAINT, linestyle=":", linewidth=1.5)
        right.set(yscale="log", xlim=(0, 1), ylim=(low, high), xlabel="x")
        right.set(ylabel="weight (log axis)", title="how much each point counts (▲ > 100, or ∞)")
        _label(right, labels, MARKERS)


def _change(dw: float, db: float) -> str:
    if max(abs(dw), abs(db)) <= ON_THE_LINE:
        return " (has not moved)"
    return f" ({'+' if dw >= 0 else ''}{fixed(dw, 3)})"


def _of_point(series: Mapping, settings: Mapping) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the chosen point's error under each line, and its weights there."""
    x, y = points(*(settings[name] for name in ("push", "point", "noise")))
    chosen = settings["point"] - 1
    errors = y[chosen].item() - series["w"] * x[chosen].item() - series["b"]
    return errors, weights(errors, settings["delta"])


def _weight(value: float) -> str:
    """Return a weight with two digits."""
    if math.isinf(value):
        return "∞"
    return fixed(value, max(0, 1 - math.floor(math.log10(value))))


def _limits(y: np.ndarray) -> tuple[float, float]:
    """Return limits that hold all points and change seldom."""
    low, high = y.min().item(), y.max().item()
    return -1.0 if low >= -1 else -round_up(-1.1 * low), 5.0 if high <= 5 else round_up(1.1 * high)


def _weight_limits(series: Mapping, settings: Mapping) -> tuple[float, float]:
    lowest = min(values.min() for values in _of_point(series, settings)[1].values())
    return min(0.01, 10.0 ** math.floor(math.log10(lowest))), 100.0


def _label(axes: Axes, labels: list[tuple[float, str, int]], forms: Sequence) -> None:
    """Name the lines or markers beside the right end, apart enough to be read."""
    place = axes.transLimits.transform
    scale = axes.transScale.transform
    spread, last = [], -1.0
    for height, text, i in sorted(labels):
        last = max(place(scale((1.0, height)))[1], last + 0.075)
        spread.append((last, text, i))
    down = max(0.0, last - 1.0)
    for height, text, i in spread:
        style = {"color": COLOURS[i], "transform": axes.transAxes, "clip_on": False}
        if forms is DASHES:
            axes.plot([1.02, 1.14], [height - down] * 2, linestyle=forms[i], linewidth=2, **style)
        else:
            style["markerfacecolor"] = "none"
            axes.plot(1.12, height - down, marker=forms[i], markersize=6, **style)
        axes.text(1.16, height - down, text, transform=axes.transAxes, va="center", color=INK)


def outlier(push: float = 5.0, point: int = N, delta: float = 1.0, noise: float = 0.0) -> Outlier:
    """Explore one outlier: which of the lines fitted under MSE, L1 and Huber follows it?

    Args:
        push: How far the point is moved up from where it belongs.
        point: Which of the fifty points, 1 to 50 from the left.
        delta: Huber's δ.
        noise: Standard deviation of the noise in all points.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``outlier.points(push, point, noise)`` gives the points, and
        ``outlier.lines(push, point, delta, noise)`` the three lines.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Outlier(push=push, point=point, delta=delta, noise=noise)


# The function hides this module of the same name in `torchcourse.explorers`.
outlier.points = points
outlier.lines = lines
