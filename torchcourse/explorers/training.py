"""A line that learns: the regression trained by ``torch.optim.SGD``, step by step."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from torchcourse.drawing import COLOURS, FAINT, INK, LOWEST, START, draw_contours, limits_with
from torchcourse.explorers.control import MOMENTUM, Control, accept_all, learning_rate, linear_ticks
from torchcourse.explorers.course_points import BATCH, FOR_REGRESSION_JS, N, course_points
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style, first_gone
from torchcourse.explorers.line_fits import mse_line
from torchcourse.explorers.rounding import fixed, three_digits

NEAR = 1e-4  # so far above the lowest loss a training has arrived
GONE = 10.0  # so many times the first loss, or 1, tells that batches diverge
EQUAL = 1e-12  # a difference this small is one of rounding
FAR = 1e9  # a line so far out of the picture is not drawn
LIMITS = (-1.0, 7.0), (-2.5, 4.5)  # of weight and bias
EPOCHS = 250  # for 500 steps, two or more an epoch
PLACE = "the start is a number from −1,000,000 to 1,000,000."

CONTROLS = (
    learning_rate(0.001, 10.0),
    MOMENTUM,
    BATCH,
    Control("start_w", "start, weight w", linear_ticks(-1.0, 7.0, 0.05), -1e6, 1e6, PLACE),
    Control("start_b", "start, bias b", linear_ticks(-2.5, 4.5, 0.05), -1e6, 1e6, PLACE),
    Control(
        "noise",
        "noise σ",
        linear_ticks(0.0, 1.0, 0.05),
        0.0,
        2.0,
        "the noise is a standard deviation, a number from 0 to 2.",
    ),
    Control(
        "steps",
        "steps",
        linear_ticks(1, 500, 1),
        1,
        500,
        "the number of steps is a whole number from 1 to 500.",
        whole=True,
    ),
)


def _orders() -> torch.Tensor:
    """Return the order of the points in each epoch, uint8 of shape (EPOCHS, N)."""
    generator = torch.Generator().manual_seed(0)
    orders = [torch.randperm(N, generator=generator) for _ in range(EPOCHS)]
    return torch.stack(orders).to(torch.uint8)


ORDERS = _orders()


def run(
    lr: float,
    momentum: float = 0.0,
    batch: int = N,
    start_w: float = 0.0,
    start_b: float = 0.0,
    noise: float = 0.0,
    steps: int = 200,
) -> np.ndarray:
    """Return the weights and biases that ``torch.optim.SGD`` passes on its way down.

    The loss is the mean squared error of a batch. Each epoch takes all points, in an order of its
    own; its last batch holds what is left.

    Args:
        lr: Learning rate, 0 or more.
        momentum: 0 to 0.999.
        batch: Batch size, 1 to 50.
        start_w: The first weight.
        start_b: The first bias.
        noise: Standard deviation of the noise in the points.
        steps: How many steps are taken, 1 to 500.

    Returns:
        float64 array of shape (steps + 1, 2), the start first. A diverging run may end in infinity
        and NaN.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    accepted = accept_all(
        CONTROLS,
        lr=lr,
        momentum=momentum,
        batch=batch,
        start_w=start_w,
        start_b=start_b,
        noise=noise,
        steps=steps,
    )
    x, y = course_points(accepted["noise"])
    w = torch.tensor(accepted["start_w"], dtype=torch.float64, requires_grad=True)
    b = torch.tensor(accepted["start_b"], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=accepted["lr"], momentum=accepted["momentum"])
    batches = _batches(accepted["batch"], accepted["steps"])
    path = [(w.item(), b.item())]
    for rows in batches:
        optimizer.zero_grad()
        loss = ((w * x[rows] + b - y[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        path.append((w.item(), b.item()))
    return np.array(path)


def _batches(size: int, steps: int) -> list[torch.Tensor]:
    if size == N:
        return [torch.arange(N)] * steps
    per_epoch = math.ceil(N / size)
    epochs = math.ceil(steps / per_epoch)
    return [rows for e in range(epochs) for rows in ORDERS[e].long().split(size)][:steps]


@dataclass(frozen=True)
class Surface:
    """The loss of all points, a quadratic function of weight and bias.

    Attributes:
        best: Weight and bias of the lowest loss.
        lowest: This loss.
        moments: Mean of x² and of x; the Hessian is 2 [[mean x², mean x], [mean x, 1]].
    """

    best: tuple[float, float]
    lowest: float
    moments: tuple[float, float]

    @classmethod
    def of(cls, noise: float) -> "Surface":
        """Return the surface for the course's points with this noise."""
        x, y = course_points(noise)
        w, b = mse_line(x, y)
        lowest = (w * x + b - y).square().mean().item()
        return cls((w.item(), b.item()), lowest, (x.square().mean().item(), x.mean().item()))

    def curvatures(self) -> tuple[float, float]:
        """Return the smallest and the largest eigenvalue of the Hessian."""
        square, mean = self.moments
        root = math.sqrt((square - 1) ** 2 + 4 * mean**2)
        return square + 1 - root, square + 1 + root

    def above(self, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Return how far the loss is above its lowest value; what overflows is no number."""
        square, mean = self.moments
        dw, db = w - self.best[0], b - self.best[1]
        with np.errstate(over="ignore", invalid="ignore"):
            return square * dw * dw + 2 * mean * dw * db + db * db


def factor(lr: float, momentum: float, curvatures: tuple[float, float]) -> float:
    """Return by what each step multiplies the distance to the minimum in the long run.

    It is the largest absolute eigenvalue of a step on the whole quadratic loss; see B. T. Polyak,
    Some methods of speeding up the convergence of iteration methods, 1964. The smaller, the faster;
    above 1 the training diverges.
    """
    sizes = []
    for curvature in curvatures:
        trace = 1 + momentum - lr * curvature
        square = trace**2 - 4 * momentum
        sizes.append((abs(trace) + math.sqrt(square)) / 2 if square > 0 else math.sqrt(momentum))
    return max(sizes)


class Training(Explorer):
    """The explorer `training` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source(
        "contours",
        "playback",
        "regression",
        "training",
        **FOR_REGRESSION_JS,
        NEAR=NEAR,
        GONE=GONE,
        EQUAL=EQUAL,
        LIMITS=LIMITS,
    )
    _css = browser_style("contours", "playback")

    orders = traitlets.Bytes(ORDERS.numpy().tobytes()).tag(sync=True)

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return weight and bias before the first and after each step."""
        return dict(zip("wb", run(**settings).T, strict=True))

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words whether and when the training arrives."""
        return " ".join(_outcome(series, settings)[0])

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the line at the end among the points, and the way there on the loss surface."""
        (head, *rest), diverges = _outcome(series, settings)
        figure.suptitle(f"{head}\n{' '.join(rest)}", color=INK)
        left, right = figure.subplots(1, 2)
        colour = COLOURS[1] if diverges else COLOURS[0]
        surface = Surface.of(settings["noise"])
        w, b = series["w"], series["b"]
        end = first_gone(np.isfinite(w) & np.isfinite(b))

        x, y = course_points(settings["noise"])
        left.scatter(x, y, s=14, color=FAINT)
        ends = np.array([0.0, 1.0])
        start = settings["start_w"], settings["start_b"]
        left.plot(ends, start[0] * ends + start[1], color=FAINT, linestyle=":")
        if max(abs(w[end - 1]), abs(b[end - 1])) < FAR:
            left.plot(ends, w[end - 1] * ends + b[end - 1], color=colour, linewidth=2)
        shown = float(np.clip(start[0] * 0.04 + start[1], -0.9, 5.8))
        left.annotate("start", (0.02, shown), (0, 4), textcoords="offset points", color=FAINT)
        left.set(xlim=(0, 1), ylim=(-1, 6), xlabel="x", ylabel="y")
        left.set_title(f"the line at step {end - 1}")

        limits = limits_with(start, *LIMITS)
        draw_contours(right, surface.above, *limits)
        style = {"color": colour, "linestyle": "--" if diverges else "-", "linewidth": 1.5}
        right.plot(w[:end], b[:end], marker="o", markersize=3, **style)
        right.plot(*surface.best, **LOWEST)
        right.plot(*start, **START)
        right.set(xlim=limits[0], ylim=limits[1], xlabel="weight w", ylabel="bias b")
        right.set_title("the way on the loss surface (○ start, + lowest)")


def _outcome(series: Mapping, settings: Mapping) -> tuple[list[str], bool]:
    """Return the verdict's sentences, and whether the training diverges."""
    lr, momentum, batch = (settings[name] for name in ("lr", "momentum", "batch"))
    surface = Surface.of(settings["noise"])
    above = surface.above(series["w"], series["b"])
    lost = np.flatnonzero(~np.isfinite(above))
    last = len(above) - 1
    if batch == N:
        curvatures = surface.curvatures()
        ratio, limit = lr * curvatures[1], 2 * (1 + momentum)
        diverges = ratio > limit + EQUAL
        regime = "diverges" if diverges else "converges"
        if lr == 0:
            regime = "stands still"
        elif abs(ratio - limit) <= EQUAL:
            regime = "swings for ever"
        rate = factor(lr, momentum, curvatures)
        head = (
            f"lr·λmax = {three_digits(ratio, (limit,))}, limit {fixed(limit, 2)}: {regime}. "
            "In the long run a step multiplies the distance by "
            f"{three_digits(rate, (1,), digits=4)}."
        )
    else:
        diverges = bool(lost.size) or above[-1] > GONE * max(1.0, above[0])
        per_epoch = math.ceil(N / batch)
        head = f"Batches of {batch}, {per_epoch} steps an epoch{': diverges' if diverges else ''}."
    outside = np.flatnonzero(~(above <= NEAR))
    if lost.size:
        end = f"The loss overflows at step {lost[0]}."
    elif not outside.size or outside[-1] < last:
        arrived = int(outside[-1]) + 1 if outside.size else 0
        end = f"The loss is within 0.0001 of its lowest from step {arrived} on."
    else:
        end = f"The loss is not within 0.0001 of its lowest after {last} steps."
    return [head, end], diverges


def training(
    lr: float = 0.1,
    momentum: float = 0.0,
    batch: int = N,
    start_w: float = 0.0,
    start_b: float = 0.0,
    noise: float = 0.0,
    steps: int = 200,
) -> Training:
    """Explore a training: the line among the points, weight and bias on the loss surface.

    Args:
        lr: Learning rate, 0 or more.
        momentum: 0 to 0.999.
        batch: Batch size; 50 is all points.
        start_w: The first weight.
        start_b: The first bias.
        noise: Standard deviation of the noise in the points.
        steps: How many steps are taken, 1 to 500.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``training.run(lr, ...)`` gives weights and biases alone.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Training(
        lr=lr,
        momentum=momentum,
        batch=batch,
        start_w=start_w,
        start_b=start_b,
        noise=noise,
        steps=steps,
    )


# The function hides this module of the same name in `torchcourse.explorers`.
training.run = run
