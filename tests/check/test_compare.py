"""Comparison: equal within tolerance, or the first difference in words."""

import math

import numpy
import pytest
import torch

from torchcourse.check.case import Case
from torchcourse.check.compare import difference, in_common_words, position, same
from torchcourse.check.key import published
from torchcourse.check.plain import plain


def compare(expected, observed, **options):
    return difference(plain(expected), plain(observed), **options)


@pytest.mark.parametrize(
    "value",
    [
        None,
        False,
        7,
        0.1,
        math.nan,
        math.inf,
        "word",
        [1, "a"],
        {"w": torch.ones(2)},
        torch.ones(0),
    ],
)
def test_a_value_equals_itself(value):
    assert same(plain(value), plain(value))


def test_tolerance_goes_with_the_dtype():
    for dtype, small, large in (
        (torch.float64, 1e-8, 1e-4),
        (torch.float32, 1e-5, 1e-2),
    ):
        ones = torch.ones(3, dtype=dtype)
        assert compare(ones, ones + small) is None
        assert compare(ones, ones + large) is not None
    assert compare(torch.tensor([2**40]), torch.tensor([2**40 + 1])) is not None
    assert compare(10**9, 10**9 + 1) is not None


def test_shape_dtype_and_kind_are_named():
    ones = torch.ones(3, 1)
    assert compare(ones, torch.ones(3)) == "its shape is (3,) where (3, 1) is expected"
    assert compare(ones, ones.double()) == "its dtype is float64 where float32 is expected"
    assert compare(ones, None) == "a tensor is expected and this is None: is a `return` missing?"
    assert compare(0.5, torch.tensor(0.5)) == (
        "a Python number is expected and this is a tensor of shape ()"
    )
    assert compare(ones, numpy.ones((3, 1))) is not None
    assert compare(1.0, True) is not None
    assert compare(torch.nn.Linear(1, 1), torch.nn.ReLU()) == (
        "an object of type Linear is expected and this is an object of type ReLU"
    )
    assert compare(torch.nn.Linear(1, 1), "text") is not None


def test_the_first_difference_and_its_size_are_told():
    expected = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    observed = torch.tensor([[1.0, 2.5], [3.0, 1.0]])
    text = "2 of 4 numbers differ, first at [0, 1]: yours is 2.5"
    assert compare(expected, observed) == text + ", expected 2"
    assert compare(expected, observed, reveal=False) == text


def test_a_word_is_told_but_not_the_expected_one_of_a_hidden_case():
    assert compare("step", "backward") == "yours is 'backward', expected 'step'"
    assert compare("step", "backward", reveal=False) == "yours is 'backward'"


def test_a_constant_ratio_is_told():
    expected = torch.tensor([1.0, 2.0, 3.0])
    assert "each of yours is 0.5 times what is expected" in compare(expected, expected / 2)
    nearly_one = compare(expected.double(), 1.0001 * expected.double())
    assert "differ" in nearly_one and "times" not in nearly_one
    assert "times" not in compare(expected, expected + 1)
    assert "times" not in compare(expected, expected / 2, reveal=False)


def test_nan_and_inf_only_equal_themselves():
    assert compare(math.nan, 1.0) is not None
    assert compare(1.0, math.nan) is not None
    assert compare(math.inf, -math.inf) is not None
    assert compare(torch.ones(2), torch.tensor([1.0, math.nan])) is not None


def test_containers_say_where():
    assert compare([1, [2, 3]], [1, [2, 4]]) == "[1][1]: yours is 4, expected 3"
    assert compare([1, 2], [1]) == "it has 1 items where 2 are expected"
    assert compare({"lr": 1}, {"lr": 2}) == "['lr']: yours is 2, expected 1"
    assert compare({"lr": 1}, {}) == "the key 'lr' is missing"
    assert compare({}, {"lr": 1}) == "the key 'lr' is not expected"


def test_a_hashed_secret_is_compared_and_not_told():
    hashed = published(plain(Case(0).secret("Adam")), salt="task")
    assert "adam" not in str(hashed)
    assert difference(hashed, plain(Case(0).secret(" ADAM "))) is None
    assert difference(hashed, plain(Case(0).secret("SGD"))) == "this is not the right answer"
    assert "expected" in difference(hashed, 3)
    plain_secret = plain(Case(0).secret("Adam"))
    assert difference(plain_secret, plain(Case(0).secret("SGD"))) == "this is not the right answer"


def test_exceptions_agree_by_type_and_message():
    def raised(kind, message):
        return {"raised": kind, "message": message, "line": "x = y", "function": "f"}

    assert same(raised("KeyError", "a"), raised("KeyError", "a") | {"line": "other"})
    assert not same(raised("KeyError", "a"), raised("KeyError", "b"))
    text = difference(1, raised("KeyError", "a"))
    assert text == "KeyError: a\n  raised in `f`, in your line:  x = y"


@pytest.mark.parametrize(
    "fails",
    [
        lambda: 1.0 / 0.0,
        lambda: 1 // 0,
        lambda: 1 % 0,
        lambda: 1.0 // 0.0,
        lambda: 1.0 % 0.0,
        lambda: math.log(0.0),
        lambda: math.sqrt(-1.0),
        lambda: exec("a, b = 1, 2, 3"),
    ],
)
def test_an_exception_has_one_wording_whichever_python_raises_it(fails):
    olden = ("division by zero", "math domain error", "too many values to unpack (expected 2)")
    with pytest.raises((ArithmeticError, ValueError)) as caught:
        fails()
    assert in_common_words(str(caught.value)) in olden


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("expected a positive input, got 0.0", "math domain error"),
        ("expected a nonnegative input, got -1.5e-07", "math domain error"),
        ("too many values to unpack (expected 2, got 8)", "too many values to unpack (expected 2)"),
        ("division by zero", "float division by zero"),
        ("division by zero", "integer modulo by zero"),
        (
            "'type' object does not support the context manager protocol (missed __exit__ method)",
            "'type' object does not support the context manager protocol",
        ),
        (
            "linalg.inv: The diagonal element 4 is zero, the inversion could not be completed",
            "linalg.inv: The diagonal element 3 is zero, the inversion could not be completed",
        ),
    ],
)
def test_what_another_python_or_processor_words_otherwise_is_the_same(new, old):
    assert new != old and in_common_words(new) == in_common_words(old)


@pytest.mark.parametrize("shape", [(5,), (2, 3), (4, 1, 3)])
def test_positions_are_those_of_numpy(shape):
    for flat in range(math.prod(shape)):
        assert position(flat, list(shape)) == tuple(map(int, numpy.unravel_index(flat, shape)))
