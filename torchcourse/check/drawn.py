"""What a matplotlib figure shows, as facts that do not depend on how it was drawn."""

from itertools import chain

import numpy
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

NO_LINE = ("None", "none", " ", "")
NO_MARKER = (None, *NO_LINE)


def drawn(figure: Figure) -> list[dict]:
    """Say of each Axes of a figure what it shows.

    An Axes is a dict with the keys "xlabel" and "ylabel"; "points" and "lines", each a list of
    (label, float32 tensor of shape (N, 2)) in the order of the labels; and "legend", its texts in
    the order of the alphabet: of the Axes' legend, else of the figure's, None without either.
    Points are those of `scatter`, and of `plot` with markers and no line; they are sorted by x,
    then y. The places of a line stay in the order in which it joins them, turned so that it
    begins at the left. What was drawn without a label has the label "".

    Raises TypeError if `figure` is not a matplotlib Figure.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"a matplotlib Figure is expected, not {type(figure).__name__}")
    return [shown(axes) for axes in figure.axes]


def shown(axes: Axes) -> dict:
    joined = [line for line in axes.lines if joins(line)]
    rest = [line for line in axes.lines if not joins(line)]
    loose = [line for line in rest if line.get_marker() not in NO_MARKER]
    scattered = [c for c in axes.collections if isinstance(c, PathCollection)]
    legend = next(filter(None, [axes.get_legend(), *axes.figure.legends]), None)
    return {
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "points": by_label((a, sort_points(places(a))) for a in chain(loose, scattered)),
        "lines": by_label((line, left_first(places(line))) for line in joined),
        "legend": legend and sorted(text.get_text() for text in legend.get_texts()),
    }


def joins(line: Line2D) -> bool:
    """Say whether a line is seen between its places, and not only markers at them."""
    return line.get_linestyle() not in NO_LINE and line.get_linewidth() > 0


def places(artist: Line2D | PathCollection) -> numpy.ndarray:
    """Return the places that an artist joins or marks, of shape (N, 2)."""
    xy = artist.get_xydata() if isinstance(artist, Line2D) else artist.get_offsets()
    return numpy.asarray(xy, dtype=numpy.float64)


def sort_points(xy: numpy.ndarray) -> numpy.ndarray:
    return xy[numpy.lexsort((xy[:, 1], xy[:, 0]))]


def left_first(xy: numpy.ndarray) -> numpy.ndarray:
    return xy[::-1] if len(xy) and xy[0, 0] > xy[-1, 0] else xy


def by_label(found) -> list[tuple[str, torch.Tensor]]:
    named = [(label(artist), torch.from_numpy(xy.copy()).float()) for artist, xy in found]
    return sorted(named, key=lambda item: item[0])


def label(artist) -> str:
    """Return an artist's label; matplotlib's own for those without one begin with an underscore."""
    text = str(artist.get_label())
    return "" if text.startswith("_") else text
