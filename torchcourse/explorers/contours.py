"""Contour lines of a loss, drawn beneath what happens on it."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

GREY = "#b0b0b0"
POINTS = 100  # along each side of the grid
LINES = 12


def draw_contours(
    axes: Axes,
    height: Callable[[np.ndarray, np.ndarray], np.ndarray],
    across: tuple[float, float],
    up: tuple[float, float],
) -> None:
    """Draw contour lines of ``height(x, y)``, which is 0 at its lowest point, within limits.

    Evenly spaced levels of the logarithm show a narrow valley's floor as well as its walls.
    """
    grid = np.meshgrid(np.linspace(*across, POINTS), np.linspace(*up, POINTS))
    heights = height(*grid)
    levels = np.geomspace(np.quantile(heights, 0.01), heights.max(), LINES)
    axes.contour(*grid, heights, levels=levels, colors=GREY, linewidths=0.8)
