"""The lessons' pictures: what a reader needs is on them, and bad input is refused."""

import matplotlib
import pytest
import torch
from matplotlib import pyplot as plt
from torch import nn

from torchcourse import figures
from torchcourse.drawing import COLOURS, LOOKS
from torchcourse.explorers.racers import RACERS

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


def test_optimizers_look_as_in_the_race():
    assert [*LOOKS] == [racer.label for racer in RACERS]
    adagrad, rmsprop = lines(figures.curves({"AdaGrad": [1.0], "RMSProp": [2.0]}, "", "")).values()
    assert adagrad.get_color() == COLOURS[LOOKS["AdaGrad"]["colour"] - 1]
    assert rmsprop.get_color() == COLOURS[LOOKS["RMSProp"]["colour"] - 1]
    assert (adagrad.get_marker(), rmsprop.get_marker()) == ("v", "D")


def test_the_ground_is_opaque_white_and_no_figure_is_left_open(figure):
    assert figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert plt.get_fignums() == []


def test_curves_draw_their_values_one_a_step():
    line = lines(figures.curves({"loss": [4.0, 2.0]}, "epoch", "loss"))["loss"]
    assert line.get_xydata().tolist() == [[0.0, 4.0], [1.0, 2.0]]


def test_graphs_draw_each_function_over_the_whole_range():
    functions = {"square": torch.square, "size": torch.abs}
    figure = figures.graphs(functions, (-3, 1), "error", "loss")
    axes = figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("error", "loss")
    for label, expected in (("square", [9.0, 1.0]), ("size", [3.0, 1.0])):
        across, up = lines(figure)[label].get_data()
        assert (across[0], across[-1]) == (-3, 1)
        assert [up[0].item(), up[-1].item()] == expected
    looks = [(line.get_color(), line.get_linestyle()) for line in lines(figure).values()]
    assert looks == list(zip(figures.COLOURS[:2], figures.DASHES[:2], strict=True))


def test_graphs_without_a_function_or_of_a_mean_are_refused():
    with pytest.raises(ValueError, match="at least one function"):
        figures.graphs({}, (-1, 1), "x", "y")
    with pytest.raises(ValueError, match="'mean' returned the shape \\(\\)"):
        figures.graphs({"mean": torch.mean}, (-1, 1), "x", "y")


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


def test_points_are_drawn_and_lines_reach_from_the_first_to_the_last():
    x, y = torch.tensor([[2.0], [0.0], [1.0]]), torch.tensor([[5.0], [1.0], [3.0]])
    figure = figures.points_and_lines(x, y, {"fit": (2.0, 1.0), "flat": (0.0, 3.0)})
    drawn = lines(figure)
    assert figure.axes[0].collections[0].get_offsets().tolist() == [[2, 5], [0, 1], [1, 3]]
    assert drawn["fit"].get_xydata().tolist() == [[0, 1], [2, 5]]
    assert drawn["flat"].get_xydata().tolist() == [[0, 3], [2, 3]]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["data", "fit", "flat"]
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("x", "y")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("x, y", [(torch.ones(3, 1), torch.ones(2, 1)), (torch.ones(0),) * 2])
def test_points_without_partners_are_refused(x, y):
    with pytest.raises(ValueError, match="as many values of y as of x"):
        figures.points_and_lines(x, y, {})


@pytest.fixture
def model():
    """Modules two deep, with a parameter of each kind and a buffer at two levels."""
    model = nn.Sequential()
    model.register_parameter("scale", nn.Parameter(torch.ones(1)))
    model.register_buffer("shift", torch.zeros(3))
    model.append(nn.Sequential(nn.Linear(3, 2, bias=False)))
    model[0].register_buffer("seen", torch.tensor(0))
    model[0][0].weight.requires_grad_(False)
    return model


def test_the_tree_says_what_a_model_holds_and_of_which_kind(model):
    figure = figures.module_tree(model, name="root")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == [
        "root: Sequential",
        "scale (1,)",
        "shift (3,)",
        "0: Sequential",
        "seen ()",
        "0: Linear",
        "weight (2, 3)",
    ]
    points = {
        kind: line.get_xydata().tolist()
        for kind, line in lines(figure).items()
        if not kind.startswith("_")
    }
    assert points == {
        "module": [[0, 0], [1, 3], [2, 5]],
        "parameter": [[1, 1]],
        "frozen parameter": [[3, 6]],
        "buffer": [[1, 2], [2, 4]],
    }


def test_the_trees_lines_lead_from_a_module_to_what_it_holds(model):
    figure = figures.module_tree(model)
    drawn = [line for line in figure.axes[0].get_lines() if line.get_linestyle() == "-"]
    ends = [(line.get_xydata()[0].tolist(), line.get_xydata()[-1].tolist()) for line in drawn]
    assert ends == [
        ([0, 0], [1, 1]),
        ([0, 0], [1, 2]),
        ([0, 0], [1, 3]),
        ([1, 3], [2, 4]),
        ([1, 3], [2, 5]),
        ([2, 5], [3, 6]),
    ]


def test_the_trees_kinds_differ_without_colour_and_no_figure_is_left_open(model):
    figure = figures.module_tree(model)
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["module", "parameter", "frozen parameter", "buffer"]
    looks = {
        (line.get_marker(), line.get_markerfacecolor() == "white")
        for kind, line in lines(figure).items()
        if kind in legend
    }
    assert len(looks) == 4
    assert figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert plt.get_fignums() == []


def test_a_tree_of_a_class_is_refused():
    with pytest.raises(TypeError, match="give an instance"):
        figures.module_tree(nn.Linear)
