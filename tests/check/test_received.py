"""What a student's process sends is refused unless `observe` could have made it."""

import math

import numpy
import pytest
import torch

from torchcourse.check.form import MAX_DEPTH, MAX_INTEGER, MAX_NUMBERS, MAX_TEXT
from torchcourse.check.key import TaskKey
from torchcourse.check.observation import observe
from torchcourse.check.plain import plain
from torchcourse.check.received import NotPlain, check_observation, check_plain
from torchcourse.check.verdict import assess

VALUES = [
    None,
    True,
    -3,
    10**400,
    0.5,
    math.nan,
    -math.inf,
    "text",
    "x" * 2 * MAX_TEXT,
    {"a": 1, (1, 2): torch.zeros(2, 0)},
    [1, [2.5, None], {}],
    torch.tensor([1.0, math.nan]),
    torch.tensor([True, False]),
    torch.zeros(2, dtype=torch.complex64),
    torch.zeros(2, device="meta"),
    torch.zeros(MAX_NUMBERS),
    numpy.arange(6, dtype="uint8").reshape(2, 3),
    object(),
    type("N" * 2 * MAX_TEXT, (), {})(),
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_what_plain_makes_is_taken(value):
    check_plain(plain(value))


def test_what_observe_makes_is_taken():
    def unspeakable(case):
        class Unspeakable(Exception):
            def __str__(self):
                raise RuntimeError

        raise Unspeakable

    check_observation(observe(unspeakable, 0))
    check_observation(observe(lambda case: {"a": case.tensor(3), "b": lambda: 1 / 0}, 0))


def nested(depth):
    return [nested(depth - 1)] if depth else 1


TENSOR = {"tensor": "float32", "shape": [2], "data": [1.0, 2.0]}
RAISED = {"raised": "KeyError", "message": "a", "line": None, "function": None}
FORGED = {
    "a number that JSON does not know": math.nan,
    "infinity": math.inf,
    "an integer that no float can be compared with": 10 * MAX_INTEGER,
    "a long text": "x" * (MAX_TEXT + 1),
    "too deep": nested(MAX_DEPTH + 3),
    "very deep": nested(500),
    "an untagged dict": {},
    "an unknown tag": {"pickle": "gASV"},
    "two tags": {"secret": "b", "object": "b"},
    "a float of another kind": {"float": "1e999"},
    "a float that is a number": {"float": 10**400},
    "an unhashable float": {"float": [1]},
    "fewer numbers than the shape has": TENSOR | {"shape": [3]},
    "a huge shape": TENSOR | {"shape": [2, 10**30]},
    "a shape of many sizes": TENSOR | {"shape": [1] * 10_000 + [2]},
    "a negative shape": TENSOR | {"shape": [-1, -2]},
    "a shape of truths": TENSOR | {"shape": [True, 2]},
    "a shape that is a text": TENSOR | {"shape": "ab"},
    "texts as numbers": TENSOR | {"data": ["1", "2"]},
    "lists as numbers": TENSOR | {"data": [[1.0], [2.0]]},
    "nothing as a number": TENSOR | {"data": [None, None]},
    "too many numbers": TENSOR | {"shape": [MAX_NUMBERS + 1], "data": [0] * (MAX_NUMBERS + 1)},
    "a dtype that is a page": TENSOR | {"tensor": "<script>alert(1)</script>"},
    "a dtype that is a list": TENSOR | {"tensor": ["float32"]},
    "more than a tensor": TENSOR | {"float": "nan"},
    "an exception without a message": {"raised": "KeyError"},
    "an exception of another form": RAISED | {"line": 3},
    "a dict that is a dict": {"dict": {"a": 1}},
    "a dict of triples": {"dict": [[1, 2, 3]]},
    "a secret that is a number": {"secret": 1},
    "a hashed answer": {"hashed": "0" * 64, "salt": "t"},
    "far too much": [[0] * 100_000] * 11,
    "a tuple": (1, 2),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_it_never_makes_is_refused(name):
    with pytest.raises(NotPlain):
        check_observation({"aspects": {"a": FORGED[name]}})


@pytest.mark.parametrize(
    "observation",
    [
        None,
        [],
        {},
        TENSOR,
        {"aspects": [1]},
        {"aspects": {1: 2}},
        {"aspects": {}, "nonce": "n"},
        {"raised": "KeyError"},
        RAISED | {"aspects": {"a": 1}},
    ],
)
def test_an_observation_has_one_of_two_forms(observation):
    with pytest.raises(NotPlain):
        check_observation(observation)


KEY = TaskKey("step", 2.0, "", [0], [{"aspects": {"a": None, "b": 1}}], [])


def test_nothing_is_decided_on_what_is_refused():
    with pytest.raises(NotPlain):
        assess(KEY, [{"aspects": {"a": None, "b": math.nan}}], [])


def test_an_aspect_that_is_missing_is_not_none():
    verdict = assess(KEY, [{"aspects": {"b": 1}}], [])
    assert [aspect.state for aspect in verdict.aspects] == ["wrong", "passed"]
    assert "reported nothing" in verdict.aspects[0].message


def test_messages_have_a_length_that_a_person_reads():
    key = TaskKey("step", 2.0, "", [0], [{"aspects": {"a": "b"}}], [])
    (aspect,) = assess(key, [{"aspects": {"a": "x" * MAX_TEXT}}], []).aspects
    assert 1_000 < len(aspect.message) < 3_000
