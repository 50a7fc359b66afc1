"""A figure as facts: one picture gives the same ones, however it was drawn."""

import pytest
import torch
from matplotlib.figure import Figure

from torchcourse.check.drawn import drawn

X, Y = [3.0, 1.0, 2.0], [30.0, 10.0, 20.0]
SORTED = torch.tensor([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])


def axes():
    return Figure().subplots()


def facts(axes):
    return drawn(axes.figure)[0]


def only(found):
    """Return label and places of the one thing in a list."""
    [(label, xy)] = found
    return label, xy


def test_points_are_the_same_by_scatter_and_by_plot():
    scattered, plotted, without_width = axes(), axes(), axes()
    scattered.scatter(torch.tensor(X), torch.tensor(Y), label="data")
    plotted.plot(X[::-1], Y[::-1], "o", label="data")
    without_width.plot(X, Y, marker="o", linewidth=0, label="data")
    for some in (scattered, plotted, without_width):
        label, xy = only(facts(some)["points"])
        assert label == "data"
        torch.testing.assert_close(xy, SORTED)
        assert facts(some)["lines"] == []


def test_points_with_one_x_are_sorted_by_y():
    some = axes()
    some.scatter([1, 1, 0], [3, 2, 9])
    xy = only(facts(some)["points"])[1]
    torch.testing.assert_close(xy, torch.tensor([[0.0, 9.0], [1.0, 2.0], [1.0, 3.0]]))


def test_a_line_keeps_the_order_in_which_it_joins():
    some = axes()
    some.plot([0.0, 2.0, 1.0], [1.0, 2.0, 3.0], label="zigzag")
    label, xy = only(facts(some)["lines"])
    assert label == "zigzag" and facts(some)["points"] == []
    torch.testing.assert_close(xy, torch.tensor([[0.0, 1.0], [2.0, 2.0], [1.0, 3.0]]))


def test_a_line_from_right_to_left_is_the_same_line():
    some = axes()
    some.plot([3.0, 2.0, 1.0], [30.0, 20.0, 10.0], "o--")
    torch.testing.assert_close(only(facts(some)["lines"])[1], SORTED)


def test_what_has_no_label_has_an_empty_one():
    some = axes()
    some.plot(X, Y)
    some.scatter(X, Y)
    assert only(facts(some)["lines"])[0] == only(facts(some)["points"])[0] == ""


def test_several_are_in_the_order_of_their_labels():
    some = axes()
    some.plot(X, Y, label="b")
    some.plot(Y, X, label="a")
    assert [label for label, _ in facts(some)["lines"]] == ["a", "b"]


def test_labels_of_the_axes_and_the_legend():
    some = axes()
    some.plot(X, Y, label="model")
    some.scatter(X, Y, label="data")
    assert facts(some)["legend"] is None
    assert (facts(some)["xlabel"], facts(some)["ylabel"]) == ("", "")
    some.set(xlabel="x in metres", ylabel="y")
    some.legend()
    assert (facts(some)["xlabel"], facts(some)["ylabel"]) == ("x in metres", "y")
    assert facts(some)["legend"] == ["data", "model"]


def test_a_text_of_the_legend_beside_the_wrong_mark():
    some = axes()
    some.scatter([1], [2], label="data")
    some.plot([1, 2], [3, 4], "o-", label="model")
    some.plot([1], [2], "s", label="more data")
    some.legend()
    assert facts(some)["legend"] == ["data", "model", "more data"]
    some.legend(["model", "data", "more data"])
    wrong = ["data (beside a line)", "model (beside a point)", "more data"]
    assert facts(some)["legend"] == wrong


def test_the_legend_of_the_figure_counts_where_the_axes_has_none():
    some = axes()
    some.scatter(X, Y, label="data")
    some.figure.legend()
    assert facts(some)["legend"] == ["data"]
    some.legend(["points"])
    assert facts(some)["legend"] == ["points"]


def test_every_axes_is_told():
    figure = Figure()
    figure.subplots(1, 2)
    assert len(drawn(figure)) == 2


@pytest.mark.parametrize(
    "look",
    [{"s": 0}, {"alpha": 0}, {"color": "none"}, {"color": "white"}, {"visible": False}],
    ids=str,
)
def test_points_that_nobody_sees_are_none(look):
    some = axes()
    some.scatter(X, Y, **look)
    assert facts(some)["points"] == []


@pytest.mark.parametrize(
    "look", [{"alpha": 0}, {"color": "none"}, {"color": "w"}, {"visible": False}], ids=str
)
def test_a_line_that_nobody_sees_is_none(look):
    some = axes()
    some.plot(X, Y, **look)
    assert facts(some)["lines"] == []


def test_markers_of_size_0_are_no_points():
    some = axes()
    some.plot(X, Y, "o", markersize=0)
    assert facts(some)["points"] == []


def test_an_edge_alone_and_white_on_black_are_seen():
    some = axes()
    some.set_facecolor("black")
    some.plot(X, Y, "w-")
    some.scatter(X, Y, facecolors="none", edgecolors="yellow", alpha=0.3)
    some.plot(X, Y, "w+", label="more")
    assert len(facts(some)["lines"]) == 1 and len(facts(some)["points"]) == 2


def test_points_may_differ_in_size_and_in_what_shines_through():
    some = axes()
    some.scatter(X, Y, s=[1, 2, 3], alpha=[0.0, 0.5, 1.0])
    assert len(facts(some)["points"]) == 1


def test_what_the_limits_cut_off_has_no_places():
    some = axes()
    some.scatter(X, Y, label="data")
    some.plot([1, 2], [10, 20], label="model")
    some.set(xlim=(2, 1))
    assert only(facts(some)["points"])[1].shape == (0, 2)
    assert only(facts(some)["lines"])[1].shape == (2, 2)
    some.set(xlim=(1, 3), ylim=(10, 29))
    assert only(facts(some)["points"])[1].shape == (0, 2)
    some.set(ylim=(10, 30))
    torch.testing.assert_close(only(facts(some)["points"])[1], SORTED)


def test_axes_that_are_off_and_a_hidden_legend_show_nothing():
    some = axes()
    some.scatter(X, Y, label="data")
    some.set(xlabel="x", ylabel="y")
    some.legend().set_visible(False)
    assert facts(some)["legend"] is None
    some.axis("off")
    assert (facts(some)["xlabel"], facts(some)["ylabel"]) == ("", "")


@pytest.mark.parametrize("something", [None, axes()], ids=["None", "Axes"])
def test_what_is_no_figure_is_refused(something):
    with pytest.raises(TypeError, match=rf"Figure is expected, not {type(something).__name__}"):
        drawn(something)
