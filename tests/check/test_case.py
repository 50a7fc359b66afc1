"""Seeded inputs: equal seeds draw equal inputs, whatever happened before."""

import pytest
import torch

from torchcourse.check import Case


def test_equal_seeds_draw_equal_inputs():
    draws = [(c.tensor(3, 2), c.integer(1, 9), c.number(0, 1)) for c in (Case(5), Case(5))]
    torch.testing.assert_close(draws[0][0], draws[1][0])
    assert draws[0][1:] == draws[1][1:]


def test_the_global_random_state_changes_nothing():
    first = Case(5).tensor(4)
    torch.manual_seed(99)
    torch.testing.assert_close(first, Case(5).tensor(4))


def test_restart_forgets_what_was_drawn_before():
    case = Case(5)
    case.restart("an aspect")
    first = case.tensor(4)
    case.tensor(100)
    case.restart("an aspect")
    torch.testing.assert_close(first, case.tensor(4))
    case.restart("another aspect")
    assert not torch.equal(first, case.tensor(4))


def test_no_shape_is_one_number():
    assert Case(5).tensor().shape == Case(5).parameter().shape == ()


def test_integers_reach_both_ends():
    case = Case(0)
    assert {case.integer(2, 4) for _ in range(100)} == {2, 3, 4}
    assert set(case.integers(2, 4, 100).tolist()) == {2, 3, 4}


def test_numbers_lie_in_their_range_and_are_short():
    numbers = [Case(seed).number(-2, 3) for seed in range(50)]
    assert all(-2 <= number <= 3 and number == round(number, 3) for number in numbers)


def test_raised_names_the_exception():
    def fail():
        raise KeyError("x")

    assert Case(0).raised(fail) == "KeyError"
    assert Case(0).raised(lambda: None) == "nothing"


def test_of_a_cells_own_exception_raised_names_what_it_is_derived_from():
    own = type("ShapeError", (ValueError,), {"__module__": "__main__"})

    def fail():
        raise own("x")

    assert Case(0).raised(fail) == "ValueError"


def test_raised_leaves_only_a_stubs_exception_to_the_check():
    def fail(*message):
        raise NotImplementedError(*message)

    assert Case(0).raised(fail, "no forward") == "NotImplementedError"
    with pytest.raises(NotImplementedError):
        Case(0).raised(fail)


def test_a_secret_is_blind_to_case_and_space():
    assert Case(0).secret("  Step  BEFORE backward ") == "step before backward"
