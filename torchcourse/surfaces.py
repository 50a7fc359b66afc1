"""Loss surfaces of two parameters, on which optimizers can be watched.

Each surface is one entry of `SURFACES`: a formula that torch can differentiate, where to look at
it, where to start, and where it is lowest. ``surface(x, y)`` is the loss.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch

Point = tuple[float, float]

SLOPE, INTERCEPT = 3.0, 0.8  # of the line that the lessons look for


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters.

    `loss` and `gradient` use nothing but ``+ - * /``, so they take floats, NumPy arrays and tensors
    of any shape and dtype, both arguments alike, and return the same kind, value by value.

    Attributes:
        name: Key in `SURFACES`.
        title: Name for a heading.
        formula: The loss in mathematical notation.
        source: Where the formula, and the start if it is a usual one, come from.
        loss: ``loss(x, y)``.
        gradient: ``gradient(x, y)``, the pair of partial derivatives ∂loss/∂x and ∂loss/∂y.
        xlim: Lowest and highest x worth drawing.
        ylim: Lowest and highest y worth drawing.
        start: A point (x, y) from which the way down is instructive.
        minima: The points (x, y) of lowest loss: one, or several of the same loss.
        parameters: What the two parameters are called.
        curvatures: Smallest and largest eigenvalue of the Hessian where it is the same everywhere
            (a quadratic loss), else None. Plain descent is stable for lr up to 2 / the largest.
        lr: A learning rate with which plain descent goes down at every step from `start`.
    """

    name: str
    title: str
    formula: str
    source: str
    loss: Callable[[Any, Any], Any]
    gradient: Callable[[Any, Any], tuple[Any, Any]]
    xlim: Point
    ylim: Point
    start: Point
    minima: tuple[Point, ...]
    parameters: tuple[str, str] = ("x", "y")
    curvatures: tuple[float, float] | None = None
    lr: float = 0.1

    def __call__(self, x: Any, y: Any) -> Any:
        """Return the loss at ``(x, y)``."""
        return self.loss(x, y)

    @property
    def lowest(self) -> float:
        """The loss at the minima."""
        return self.loss(*self.minima[0])

    @property
    def condition(self) -> float | None:
        """Condition number κ: largest over smallest curvature; None if they vary."""
        return self.curvatures and self.curvatures[1] / self.curvatures[0]


def valley_formulas(kappa: Any) -> tuple[Callable, Callable]:
    """Return loss and gradient of ½ (x² + κy²), for a ``kappa`` that may be a symbol."""

    def loss(x, y):
        return 0.5 * (x * x + kappa * (y * y))

    def gradient(x, y):
        return 1.0 * x, kappa * y

    return loss, gradient


def quadratic_valley(condition: float = 20.0) -> Surface:
    """Return the valley f(x, y) = ½ (x² + κy²), whose condition number is κ.

    Args:
        condition: κ, 1 or more: the curvature across the valley; along it the curvature is 1.

    Raises:
        ValueError: ``condition`` is no finite number of 1 or more.
    """
    if not (math.isfinite(condition) and condition >= 1):
        raise ValueError(f"condition = {condition!r}: the condition number is 1 or more")
    kappa = float(condition)
    loss, gradient = valley_formulas(kappa)
    return Surface(
        name="valley",
        title="quadratic valley",
        formula="½ (x² + κ y²)",
        source="The standard example of ill-conditioning, as in Boyd and Vandenberghe, Convex "
        "Optimization (2004), section 9.3.2.",
        loss=loss,
        gradient=gradient,
        xlim=(-2.0, 2.0),
        ylim=(-1.2, 1.2),
        start=(-1.8, 0.9),
        minima=((0.0, 0.0),),
        curvatures=(1.0, kappa),
        lr=1.0 / kappa,
    )


def _saddle() -> Surface:
    """f = ½ x² − ½ y² + ¼ y⁴: a saddle at (0, 0) with loss 0, minima at (0, ±1) with −¼.

    Near the saddle it is ½ (x² − y²), of curvatures 1 and −1; the fourth power bounds it below.
    """
    return Surface(
        name="saddle",
        title="saddle",
        formula="½ x² − ½ y² + ¼ y⁴",
        source="The double well, as in Strogatz, Nonlinear Dynamics and Chaos (1994), example "
        "6.5.2, with a parabola across.",
        loss=lambda x, y: 0.5 * (x * x) - 0.5 * (y * y) + 0.25 * (y * y * (y * y)),
        gradient=lambda x, y: (1.0 * x, y * (y * y) - y),
        xlim=(-2.0, 2.0),
        ylim=(-1.5, 1.5),
        start=(-1.5, 0.001),
        minima=((0.0, 1.0), (0.0, -1.0)),
    )


def _beale() -> Surface:
    """Beale's function: flat floor, steep walls; lowest at (3, ½) with loss 0."""

    def residuals(x, y):
        yy = y * y
        return 1.5 - x + x * y, 2.25 - x + x * yy, 2.625 - x + x * (yy * y)

    def loss(x, y):
        a, b, c = residuals(x, y)
        return a * a + b * b + c * c

    def gradient(x, y):
        a, b, c = residuals(x, y)
        yy = y * y
        along_x = 2.0 * (a * (y - 1.0) + b * (yy - 1.0) + c * (yy * y - 1.0))
        return along_x, 2.0 * x * (a + 2.0 * (b * y) + 3.0 * (c * yy))

    return Surface(
        name="beale",
        title="Beale",
        formula="(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        source="Beale, On an iterative method for finding a local minimum of a function of more "
        "than one variable (1958). Its usual start (1, 1) has a gradient of exactly 0 along x, of "
        "which methods that scale each step make much; hence another one.",
        loss=loss,
        gradient=gradient,
        xlim=(-0.5, 4.5),
        ylim=(-1.5, 1.5),
        start=(1.0, -1.0),
        minima=((3.0, 0.5),),
        lr=0.01,
    )


def _rosenbrock() -> Surface:
    """Rosenbrock's valley along y = x²; lowest at (1, 1), with curvatures 0.4 and 1002."""

    def gradient(x, y):
        across = y - x * x
        return 2.0 * (x - 1.0) - 400.0 * (x * across), 200.0 * across

    return Surface(
        name="rosenbrock",
        title="Rosenbrock",
        formula="(1 − x)² + 100 (y − x²)²",
        source="Rosenbrock, An automatic method for finding the greatest or least value of a "
        "function, The Computer Journal 3 (1960), with its start.",
        loss=lambda x, y: (1.0 - x) * (1.0 - x) + 100.0 * ((y - x * x) * (y - x * x)),
        gradient=gradient,
        xlim=(-2.0, 2.0),
        ylim=(-1.0, 3.0),
        start=(-1.2, 1.0),
        minima=((1.0, 1.0),),
        lr=0.001,
    )


def _plateau() -> Surface:
    """z/(1 + z), z = x² + 4y²: a hole in a plain, where the gradient fades as 1/distance³."""

    def gradient(x, y):
        above = 1.0 + (x * x + 4.0 * (y * y))
        return 2.0 * x / (above * above), 8.0 * y / (above * above)

    return Surface(
        name="plateau",
        title="plateau",
        formula="z / (1 + z) with z = x² + 4y²",
        source="The loss of Geman and McClure, Bayesian image analysis (1985), in two dimensions.",
        loss=lambda x, y: (x * x + 4.0 * (y * y)) / (1.0 + (x * x + 4.0 * (y * y))),
        gradient=gradient,
        xlim=(-4.0, 4.0),
        ylim=(-3.0, 3.0),
        start=(-3.0, 2.0),
        minima=((0.0, 0.0),),
    )


def lesson_points() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the 50 points of the lessons on the line y = 3x + 0.8: x and y, float32, (50, 1)."""
    x = torch.rand(50, 1, generator=torch.Generator().manual_seed(0))
    return x, SLOPE * x + INTERCEPT


def _regression() -> Surface:
    """Mean squared error of ŷ = wx + b on `lesson_points`, as a function of w and b.

    With u = w − 3 and v = b − 0.8 it is mean(x²)·u² + 2·mean(x)·uv + v², as (ux + v)² averages to.
    The Hessian is 2·[[mean(x²), mean(x)], [mean(x), 1]].
    """
    x, _ = lesson_points()
    x = x.double()
    xx, mean = (x * x).mean().item(), x.mean().item()
    hessian = torch.tensor([[2 * xx, 2 * mean], [2 * mean, 2.0]], dtype=torch.float64)
    smallest, largest = torch.linalg.eigvalsh(hessian).tolist()

    def loss(w, b):
        u, v = w - SLOPE, b - INTERCEPT
        return xx * (u * u) + 2.0 * (mean * (u * v)) + v * v

    def gradient(w, b):
        u, v = w - SLOPE, b - INTERCEPT
        return 2.0 * (xx * u + mean * v), 2.0 * (mean * u + v)

    return Surface(
        name="regression",
        title="the regression's own",
        formula="mean of (wx + b − y)² over the 50 points y = 3x + 0.8",
        source="The mean squared error of the course's first example.",
        loss=loss,
        gradient=gradient,
        xlim=(-1.0, 5.0),
        ylim=(-1.0, 3.0),
        start=(0.0, 0.0),
        minima=((SLOPE, INTERCEPT),),
        parameters=("w", "b"),
        curvatures=(smallest, largest),
        lr=0.4,
    )


_ALL = (
    quadratic_valley(),
    _saddle(),
    _beale(),
    _rosenbrock(),
    _plateau(),
    _regression(),
)

SURFACES: Mapping[str, Surface] = MappingProxyType({surface.name: surface for surface in _ALL})
