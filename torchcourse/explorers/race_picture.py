"""The race as a static picture, for pages without a kernel."""

import math
import textwrap
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from torchcourse.drawing import FAINT, INK, LOOKS, OWN_LOOK, draw_contours, limits_with, style_of
from torchcourse.explorers.explorer import first_gone
from torchcourse.explorers.race_outcome import NEAR, distances, gaps
from torchcourse.explorers.racers import Racer
from torchcourse.surfaces import Point, Surface


def draw(
    figure: Figure,
    surface: Surface,
    start: Point,
    paths: Mapping[Racer, np.ndarray],
    words: str,
) -> None:
    """Draw paths of shape (STEPS + 1, 2) on the surface; beside it loss and distance at each step.

    ``words`` go above the picture.
    """
    figure.suptitle("\n".join(textwrap.wrap(words, 118)), color=INK)
    across, loss_axes, away_axes = figure.subplot_mosaic(
        [["surface", "loss"], ["surface", "away"]], width_ratios=[1.1, 1]
    ).values()
    _contours(across, surface, start)
    _decades(loss_axes, gaps(surface, np.array([start]))[0], 10, 2)
    _decades(away_axes, distances(surface, np.array([start]))[0], 5, 1)
    for racer, path in paths.items():
        style = style_of(LOOKS.get(racer.label, OWN_LOOK))
        label = {"label": racer.label}
        _path(across, path, style | label)
        for axes, values in (
            (loss_axes, gaps(surface, path)),
            (away_axes, distances(surface, path)),
        ):
            _history(axes, values, style)
    loss_axes.set(ylabel="loss above lowest", title="loss at each step (log axis)")
    away_axes.set(xlabel="step", ylabel="distance", title="distance to the minimum (log axis)")
    away_axes.axhline(NEAR, color=FAINT, linestyle=":", linewidth=1.2)
    for axes in (loss_axes, away_axes):
        axes.set_xlim(0, max((len(path) - 1 for path in paths.values()), default=1))
    if paths:
        figure.legend(
            *across.get_legend_handles_labels(),
            loc="outside lower center",
            ncols=4,
            frameon=False,
            fontsize=9,
            handlelength=3.5,
        )


def _contours(axes: Axes, surface: Surface, start: Point) -> None:
    xlim, ylim = limits_with(start, surface.xlim, surface.ylim)
    draw_contours(axes, lambda x, y: surface(x, y) - surface.lowest, xlim, ylim)
    halo = [withStroke(linewidth=3, foreground="white")]
    for place in surface.minima:
        axes.plot(*place, "+", color=INK, markersize=11, path_effects=halo)
    axes.plot(*start, "o", color=INK, markersize=7, markerfacecolor="none")
    axes.annotate("start", start, (7, 7), textcoords="offset points", color=INK, path_effects=halo)
    x, y = surface.parameters
    axes.set(xlim=xlim, ylim=ylim, xlabel=x, ylabel=y, title=surface.title)


def _path(axes: Axes, path: np.ndarray, style: dict) -> None:
    """Draw a path up to where it leaves the picture for good, with a cross there, or to its end."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x, y = path.T
    inside = np.flatnonzero((left <= x) & (x <= right) & (low <= y) & (y <= high))
    shown = path[: inside[-1] + 2]
    staying = len(shown) - (inside[-1] + 2 == len(shown))
    axes.plot(*np.nan_to_num(shown).T, markevery=[staying - 1], **style)
    if staying < len(shown):
        edge = np.clip(np.nan_to_num(shown[-1]), (left, low), (right, high))
        axes.plot(*edge, "X", color=style["color"], markersize=9, clip_on=False)


def _history(axes: Axes, values: np.ndarray, style: dict) -> None:
    shown = values[: first_gone(np.isfinite(values))]
    axes.plot(np.maximum(shown, 1e-300), markevery=(12, 25), **style)


def _decades(axes: Axes, first: float, below: int, above: int) -> None:
    """Set a log axis from so many decades below the first value to so many above."""
    decade = math.ceil(math.log10(first)) if first > 1e-290 else 0
    axes.set(yscale="log", ylim=(10.0 ** (decade - below), 10.0 ** (decade + above)))
