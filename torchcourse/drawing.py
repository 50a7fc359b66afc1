"""What the pictures of lessons and explorers have in common: colours, and contour lines."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

# Six colours that stay apart for normal, protan, deutan and tritan sight, each with at least 3:1
# contrast on white. explorer.css has those for dark ground, in the same order.
COLOURS = ("#3c00ff", "#e12d78", "#2da500", "#00002d", "#d25af0", "#5a1e00")
INK, FAINT, GREY = "#222222", "#767676", "#b0b0b0"  # texts; what is less; contour lines

# Markers of places on a loss surface.
START = {"marker": "o", "markersize": 9, "markerfacecolor": "none", "color": INK}
LOWEST = {"marker": "+", "markersize": 12, "markeredgewidth": 2, "color": INK}

# One an optimizer in the order of the race, then the student's own: which of COLOURS (None is ink),
# pixels on and off, and marker. Adam and AdamW share a colour and nothing else.
LOOKS = {
    "SGD": {"colour": 4, "dash": [], "marker": "o"},
    "Momentum": {"colour": 1, "dash": [8, 3], "marker": "square"},
    "Nesterov": {"colour": 5, "dash": [2, 2.5], "marker": "up"},
    "AdaGrad": {"colour": 6, "dash": [9, 3, 2, 3], "marker": "down"},
    "RMSProp": {"colour": 3, "dash": [5, 2], "marker": "diamond"},
    "Adam": {"colour": 2, "dash": [], "marker": "plus"},
    "AdamW": {"colour": 2, "dash": [3, 2], "marker": "star"},
}
OWN_LOOK = {"colour": None, "dash": [], "marker": "ring"}
MARKERS = {
    "o": "o",
    "square": "s",
    "up": "^",
    "down": "v",
    "diamond": "D",
    "plus": "P",
    "star": "*",
    "ring": "o",
}

POINTS = 100  # along each side of the grid
LINES = 12  # as in contours.js


def style_of(look: dict) -> dict:
    """Return the arguments of ``Axes.plot`` for one of the looks above."""
    own = look["colour"] is None
    return {
        "color": INK if own else COLOURS[look["colour"] - 1],
        "linestyle": (0, tuple(look["dash"])) if look["dash"] else "-",
        "linewidth": 2.4 if own else 1.5,
        "marker": MARKERS[look["marker"]],
        "markersize": 8 if look["marker"] == "star" else 6,
        "markerfacecolor": "white" if look["marker"] == "ring" else None,
    }


def draw_contours(
    axes: Axes,
    height: Callable[[np.ndarray, np.ndarray], np.ndarray],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
) -> None:
    """Draw contour lines of ``height(x, y)``, which is nowhere negative, within limits.

    Evenly spaced levels of the logarithm show a narrow valley's floor as well as its walls.
    """
    grid = np.meshgrid(np.linspace(*xlim, POINTS), np.linspace(*ylim, POINTS))
    heights = height(*grid)
    low = max(np.quantile(heights, 0.01), 1e-12)
    levels = np.geomspace(low, heights.max(), LINES + 1)[:-1]
    axes.contour(*grid, heights, levels=levels, colors=GREY, linewidths=0.8)


def limits_with(
    place: tuple[float, float], *limits: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return ``limits`` of x and y, wider where they would not hold the place."""
    held = []
    for value, (low, high) in zip(place, limits, strict=True):
        margin = 0.1 * (high - low)
        left = low if value >= low else value - margin
        held.append((left, high if value <= high else value + margin))
    return held
