"""Formulas in Python, as text for the browser."""

import math

import pytest

from torchcourse.explorers.javascript import Symbol, expression, sqrt

x, y = Symbol("x"), Symbol("y")


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (3 * x + 0.8, "((3 * x) + 0.8)"),
        (x * y - x / y, "((x * y) - (x / y))"),
        (2 - x, "(2 - x)"),
        (1 / x, "(1 / x)"),
        (1 + x, "(1 + x)"),
        (1 - x**y, "(1 - (x ** y))"),
        (-x * -2.5, "((-x) * (-2.5))"),
        (sqrt(x + 1e-08) / 2, "(Math.sqrt((x + 1e-08)) / 2)"),
        pytest.param((x, y - 1), "[x, (y - 1)]", id="a pair"),
        (0.1, "0.1"),
    ],
    ids=str,
)
def test_expressions_are_written_in_the_order_of_their_operations(result, text):
    assert expression(result) == text


def test_the_root_of_a_number_is_a_number():
    assert sqrt(2.0) == math.sqrt(2.0)


@pytest.mark.parametrize("bad", [math.inf, math.nan, "1", None])
def test_what_is_no_finite_number_is_refused(bad):
    with pytest.raises(TypeError, match="holds finite numbers"):
        x * bad
    with pytest.raises(TypeError, match="holds finite numbers"):
        expression(bad)


def test_a_branch_is_refused():
    with pytest.raises(TypeError, match="can not branch"):
        abs(1) if x else 0
