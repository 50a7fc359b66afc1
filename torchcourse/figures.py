"""Pictures for the lessons: colour-blind safe, with labelled axes, on an opaque white ground.

Every function returns a matplotlib ``Figure``. As the last expression of a notebook cell it is
shown once; elsewhere ``figure.savefig(path)`` writes it.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle

import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Six colours that stay apart for normal, protan, deutan and tritan sight, each with at least 3:1
# contrast on white. Dashes and markers carry the same distinction without colour.
COLOURS = ("#3c00ff", "#e12d78", "#2da500", "#00002d", "#d25af0", "#5a1e00")
DASHES = ("-", "--", "-.", ":", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")


def curves(series: Mapping[str, Sequence[float]], xlabel: str, ylabel: str) -> Figure:
    """Draw named curves over 0, 1, 2, ..., one value a step.

    ``series`` maps each label to its values. Raises ``ValueError`` if ``series`` is empty or holds
    a curve without values.
    """
    if not series or not all(len(values) for values in series.values()):
        raise ValueError("curves: give at least one curve, and at least one value for each")
    figure, axes = _figure(xlabel, ylabel)
    for (label, values), style in zip(series.items(), _styles(), strict=False):
        axes.plot(values, label=label, markevery=max(1, len(values) // 10), **style)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return _finish(figure, axes)


def descent_paths(
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    paths: Mapping[str, Sequence[tuple[float, float]]],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Draw the ways of several descents over the contour lines of a loss of two parameters.

    ``loss`` takes two tensors of shape (100, 100), the horizontal and the vertical parameter on a
    grid, and returns the loss there in the same shape, all positive. ``paths`` maps each label to
    the points (horizontal, vertical) visited, in order; a single point marks a place. Raises
    ``ValueError`` if there is no path or a path has no points.
    """
    if not paths or not all(len(points) for points in paths.values()):
        raise ValueError("descent_paths: give at least one path, and at least one point for each")
    figure, axes = _figure(xlabel, ylabel)
    across, up = torch.linspace(*xlim, 100), torch.linspace(*ylim, 100)
    grid = torch.meshgrid(across, up, indexing="xy")
    height = loss(*grid).detach()
    # Evenly spaced levels of the logarithm show a narrow valley's floor as well as its walls.
    levels = torch.logspace(*torch.log10(height.quantile(torch.tensor([0.01, 1.0]))), 10)
    axes.contour(across, up, height, levels=levels.tolist(), colors="#b0b0b0", linewidths=0.8)
    for (label, points), style in zip(paths.items(), _styles(), strict=False):
        if len(points) == 1:
            style["linestyle"] = "none"
        axes.plot(*zip(*points, strict=True), label=label, **style)
    axes.set(xlim=xlim, ylim=ylim)
    return _finish(figure, axes)


def _styles():
    looks = zip(COLOURS, DASHES, MARKERS, strict=True)
    return (
        {"color": colour, "linestyle": dash, "marker": marker, "markersize": 4, "linewidth": 1.6}
        for colour, dash, marker in cycle(tuple(looks))
    )


def _figure(xlabel: str, ylabel: str) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained", facecolor="white")
    # Left open, the notebook would show the figure a second time at the end of the cell.
    plt.close(figure)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _finish(figure: Figure, axes: Axes) -> Figure:
    # Outside the axes a legend never hides data.
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside upper left",
        ncols=4,
        frameon=False,
        handlelength=3.5,
    )
    return figure
