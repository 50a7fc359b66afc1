"""Observing: a probe's aspects, apart from one another."""

import linecache

import pytest
import torch

from torchcourse.check.observation import observe


def student(source: str) -> dict:
    """Define what a notebook cell defines."""
    name = "<cell of the student>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace = {"torch": torch}
    exec(compile(source, name, "exec"), namespace)
    return namespace


def test_aspects_are_plain_data():
    found = observe(lambda case: {"a": 1, "b": torch.ones(1)}, 0)
    assert found["aspects"] == {"a": 1, "b": {"tensor": "float32", "shape": [1], "data": [1.0]}}


def test_an_exception_in_one_aspect_costs_the_others_nothing():
    def probe(case):
        def fails():
            case.tensor(5)
            raise KeyError("x")

        return {"first": fails, "second": lambda: case.tensor(2)}

    def calm(case):
        return {"second": lambda: case.tensor(2)}

    found = observe(probe, 3)["aspects"]
    assert found["first"]["raised"] == "KeyError"
    assert found["second"] == observe(calm, 3)["aspects"]["second"]


def test_a_probe_that_raises_says_so():
    code = student("def step():\n    x = 1\n    return x.missing\n")
    found = observe(lambda case: {"a": code["step"]()}, 0)
    assert found["raised"] == "AttributeError"
    assert (found["function"], found["line"]) == ("step", "return x.missing")


def test_a_probe_that_returns_no_dict_has_raised():
    assert observe(lambda case: None, 0)["raised"] == "TypeError"


def test_the_last_line_of_the_students_own_code_is_shown():
    code = student(
        "def inner(x):\n    return torch.nn.Linear(2, 1)(x)\n"
        "def step():\n    return inner(torch.ones(3))\n"
    )
    found = observe(lambda case: {"a": lambda: code["step"]()}, 0)["aspects"]["a"]
    assert (found["function"], found["line"]) == ("inner", "return torch.nn.Linear(2, 1)(x)")


def test_a_comprehension_is_not_called_a_function():
    code = student("def step(xs):\n    return [x.missing for x in xs]\n")
    found = observe(lambda case: {"a": lambda: code["step"]([1])}, 0)["aspects"]["a"]
    assert (found["function"], found["line"]) == ("step", "return [x.missing for x in xs]")


def test_a_line_of_the_set_up_is_not_called_the_students():
    code = student("def called(function):\n    __tracebackhide__ = True\n    return function(1)\n")
    code |= student("def wrong():\n    pass\ndef inner(x):\n    return x.missing\n")
    for name, line in (("wrong", None), ("inner", "return x.missing")):
        found = observe(lambda case, name=name: {"a": code["called"](code[name])}, 0)
        assert found["line"] == line


def test_random_state_is_seeded_and_put_back():
    before = torch.get_rng_state()
    first = observe(lambda case: {"a": torch.rand(2)}, 7)
    torch.rand(10)
    after = torch.get_rng_state()
    assert first == observe(lambda case: {"a": torch.rand(2)}, 7)
    assert torch.equal(after, torch.get_rng_state())
    assert not torch.equal(before, after)


def test_tensors_are_made_on_the_cpu_whatever_a_cell_has_set():
    expected = observe(lambda case: {"a": lambda: torch.rand(2) + case.tensor(2)}, 7)
    torch.set_default_device("meta")
    try:
        found = observe(lambda case: {"a": lambda: torch.rand(2) + case.tensor(2)}, 7)
    finally:
        torch.set_default_device(None)
    assert found == expected and "raised" not in found["aspects"]["a"]


@pytest.mark.parametrize("before", [None, "meta"])
def test_an_answer_that_sets_the_default_device_sets_it_for_no_other(before):
    def probe(case):
        def kind():
            default = str(torch.tensor(0.5).device)
            torch.set_default_device("meta")
            return default

        return {"at the start": kind(), "first": kind, "second": kind}

    torch.set_default_device(before)
    try:
        found = observe(probe, 0)["aspects"]
        assert torch.get_default_device() == torch.device(before or "cpu")
    finally:
        torch.set_default_device(None)
    assert set(found.values()) == {"cpu"}


@pytest.mark.parametrize("before", [None, "xla"])
def test_a_default_device_that_is_not_there_costs_no_other_aspect(before):
    def probe(case):
        def absent():
            torch.set_default_device("xla")
            return torch.rand(2)

        return {"absent": absent, "other": lambda: torch.rand(2)}

    torch.set_default_device(before)
    try:
        found = observe(probe, 0)["aspects"]
    finally:
        torch.set_default_device(None)
    assert "raised" in found["absent"]
    assert found["other"]["tensor"] == "float32"


def test_tensors_are_float32_by_default_whatever_a_cell_or_an_answer_has_set():
    def probe(case):
        def kind():
            default = str(torch.tensor(0.5).dtype)
            torch.set_default_dtype(torch.float16)
            return default

        return {"at the start": str(torch.tensor(0.5).dtype), "first": kind, "second": kind}

    torch.set_default_dtype(torch.float64)
    try:
        found = observe(probe, 0)["aspects"]
        assert torch.get_default_dtype() is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    assert set(found.values()) == {"torch.float32"}


def test_memory_that_nobody_wrote_is_nan_and_a_cell_keeps_its_own_setting():
    before = torch.zeros(1000)  # its memory is free again, and would be taken
    del before

    def probe(case):
        return {"at the start": torch.empty(1000), "later": lambda: torch.empty_like(torch.ones(9))}

    found = observe(probe, 0)["aspects"]
    assert all(set(map(str, one["data"])) == {"{'float': 'nan'}"} for one in found.values())
    assert not torch.are_deterministic_algorithms_enabled()


def test_what_cannot_be_plain_is_an_error_of_its_aspect():
    found = observe(lambda case: {"a": torch.zeros(10**6), "b": 1}, 0)["aspects"]
    assert found["a"]["raised"] == "ValueError"
    assert found["b"] == 1


def test_an_answer_that_switches_recording_off_leaves_it_on_for_the_others():
    def probe(case):
        def records():
            recorded = torch.is_grad_enabled()
            torch.set_grad_enabled(False)
            return recorded

        return {"at the start": torch.is_grad_enabled(), "first": records, "second": records}

    try:
        torch.set_grad_enabled(False)
        found = observe(probe, 0)["aspects"]
    finally:
        torch.set_grad_enabled(True)
    assert set(found.values()) == {True}


def test_a_variable_that_is_called_like_a_built_in_changes_no_probe():
    code = student(
        "all = lambda found: True\nlen = 3\ndef step():\n    return len\n"
        "def _helper(x, *, more=1):\n    return len(x) + more\n"
        "def probe(case):\n"
        "    return {'a': all([False]), 'b': lambda: _helper([1]), 'c': step(), 'd': len([1])}\n"
    )
    assert observe(code["probe"], 0)["aspects"] == {"a": False, "b": 2, "c": 3, "d": 1}
