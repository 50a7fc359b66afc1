"""What a matplotlib figure shows, as facts that do not depend on how it was drawn."""

from itertools import chain

import numpy
import torch
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

NO_LINE = ("None", "none", " ", "")
NO_MARKER = (None, *NO_LINE)


def drawn(figure: Figure) -> list[dict]:
    """Say of each Axes of a figure what it shows.

    An Axes is a dict with the keys "xlabel" and "ylabel"; "points" and "lines", each a list of
    (label, float32 tensor of shape (N, 2)) in the order of the labels; and "legend", its texts in
    the order of the alphabet: of the Axes' legend, else of the figure's, None without either. A
    text that stands beside a mark of the other kind than what has this label says so.
    Points are those of `scatter`, and of `plot` with markers and no line; they are sorted by x,
    then y. The places of a line stay in the order in which it joins them, turned so that it
    begins at the left. What was drawn without a label has the label "". What can't be seen (hidden,
    of no size, without colour or in that of the ground) is left out; what lies partly or wholly
    outside the limits of its Axes has no places, and labels of axes that are off are "".

    Raises TypeError if `figure` is not a matplotlib Figure.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"a matplotlib Figure is expected, not {type(figure).__name__}")
    return [shown(axes) for axes in figure.axes]


def shown(axes: Axes) -> dict:
    joined = [line for line in axes.lines if joins(line) and is_seen(line)]
    artists = chain(axes.lines, axes.collections)
    points = [artist for artist in artists if are_points(artist) and is_seen(artist)]
    legends = filter(None, [axes.get_legend(), *axes.figure.legends])
    legend = next((one for one in legends if one.get_visible()), None)
    return {
        "xlabel": axes.get_xlabel() if axes.axison else "",
        "ylabel": axes.get_ylabel() if axes.axison else "",
        "points": by_label((some, sort_points(places(some))) for some in points),
        "lines": by_label((line, left_first(places(line))) for line in joined),
        "legend": legend and texts(legend, set(map(label, joined)), set(map(label, points))),
    }


def texts(legend: Legend, lines: set[str], points: set[str]) -> list[str]:
    """Return a legend's texts; lines and points are the labels of what the Axes holds."""
    found = []
    for mark, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
        name = text.get_text()
        if joins(mark) and name in points - lines:
            name += " (beside a line)"
        elif are_points(mark) and name in lines - points:
            name += " (beside a point)"
        found.append(name)
    return sorted(found)


def joins(artist: Artist) -> bool:
    """Say whether an artist is a line seen between its places, and not only markers at them."""
    if not isinstance(artist, Line2D):
        return False
    return artist.get_linestyle() not in NO_LINE and artist.get_linewidth() > 0


def are_points(artist: Artist) -> bool:
    """Say whether an artist marks places and joins them by no line."""
    if isinstance(artist, Line2D):
        return not joins(artist) and artist.get_marker() not in NO_MARKER
    return isinstance(artist, PathCollection)


def is_seen(artist: Line2D | PathCollection) -> bool:
    """Say whether a line or points of an Axes have a size and a colour that stands out."""
    if not (artist.get_visible() and artist.axes.get_visible()):
        return False
    alpha = artist.get_alpha()  # of points, there may be one for each
    if alpha is not None and not numpy.any(alpha):
        return False
    if isinstance(artist, PathCollection):
        sizes, colours = artist.get_sizes(), [*artist.get_facecolors(), *artist.get_edgecolors()]
    elif joins(artist):
        sizes, colours = [artist.get_linewidth()], [artist.get_color()]
    else:
        sizes = [artist.get_markersize()]
        colours = [artist.get_markerfacecolor(), artist.get_markeredgecolor()]
    ground = to_rgb(artist.axes.get_facecolor())
    inks = map(to_rgba, colours)
    return min(sizes) > 0 and any(alpha > 0 and tuple(ink) != ground for *ink, alpha in inks)


def places(artist: Line2D | PathCollection) -> numpy.ndarray:
    """Return the places that an artist joins or marks, of shape (N, 2); none if it is cut off."""
    xy = artist.get_xydata() if isinstance(artist, Line2D) else artist.get_offsets()
    xy = numpy.asarray(xy, dtype=numpy.float64)
    low, high = numpy.sort([artist.axes.get_xlim(), artist.axes.get_ylim()]).T
    return xy if ((low <= xy) & (xy <= high)).all() else xy[:0]


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
