"""The lessons' pictures: what a reader needs is on them, and bad input is refused."""

import matplotlib
import pytest
from matplotlib import pyplot as plt

from torchcourse import figures

matplotlib.use("Agg")


def bowl(across, up):
    """A loss of two parameters, 1 at its lowest point (0, 0)."""
    return 1 + across**2 + 10 * up**2


def lines(figure):
    """The lines of the only axes, by label."""
    return {line.get_label(): line for line in figure.axes[0].get_lines()}


@pytest.fixture(params=["curves", "descent_paths"])
def figure(request):
    """A picture with three named lines."""
    if request.param == "curves":
        series = {name: [3.0, 2.0, 1.0] for name in ("first", "second", "third")}
        return figures.curves(series, "across", "up")
    paths = {name: [(1.0, 1.0), (0.5, 0.1)] for name in ("first", "second", "third")}
    return figures.descent_paths(bowl, paths, (-2, 2), (-1, 1), "across", "up")


def test_axes_are_labelled_and_the_legend_names_every_line(figure):
    axes = figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("across", "up")
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["first", "second", "third"]


def test_lines_differ_in_colour_dash_and_marker(figure):
    for look in ("get_color", "get_linestyle", "get_marker"):
        assert len({getattr(line, look)() for line in lines(figure).values()}) == 3, look


def test_the_ground_is_opaque_white_and_no_figure_is_left_open(figure):
    assert figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert plt.get_fignums() == []


def test_curves_draw_their_values_one_a_step():
    line = lines(figures.curves({"loss": [4.0, 2.0]}, "epoch", "loss"))["loss"]
    assert line.get_xydata().tolist() == [[0.0, 4.0], [1.0, 2.0]]


def test_paths_do_not_widen_the_limits_and_a_single_point_has_no_line():
    paths = {"path": [(1.0, 5.0), (0.0, 0.1)], "lowest": [(0.0, 0.0)]}
    figure = figures.descent_paths(bowl, paths, (-2, 2), (-1, 1), "w", "b")
    drawn = lines(figure)
    assert drawn["path"].get_xydata().tolist() == [[1.0, 5.0], [0.0, 0.1]]
    assert drawn["lowest"].get_linestyle() == "None"
    assert (figure.axes[0].get_xlim(), figure.axes[0].get_ylim()) == ((-2, 2), (-1, 1))


def test_contours_follow_the_loss():
    figure = figures.descent_paths(bowl, {"p": [(0, 0)]}, (-2, 2), (-1, 1), "w", "b")
    contours = figure.axes[0].collections[0]
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        for across, up in path.vertices:
            assert bowl(across, up) == pytest.approx(level, rel=0.02)


@pytest.mark.parametrize("empty", [{}, {"nothing": []}])
def test_nothing_to_draw_is_refused(empty):
    with pytest.raises(ValueError, match="at least one curve"):
        figures.curves(empty, "epoch", "loss")
    with pytest.raises(ValueError, match="at least one path"):
        figures.descent_paths(bowl, empty, (-2, 2), (-1, 1), "w", "b")
