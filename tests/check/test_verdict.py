"""Verdicts: points, states and messages."""

from dataclasses import replace

import pytest

from torchcourse.check.key import KnownAnswer, TaskKey
from torchcourse.check.verdict import assess

RAISED = {"raised": "KeyError", "message": "a", "line": None, "function": None}
STUB = {"raised": "NotImplementedError", "message": "", "line": None, "function": None}


def seen(**aspects):
    return {"aspects": aspects}


KEY = TaskKey(
    task="step",
    points=3.0,
    probe="",
    seeds=[0, 1],
    solution=[seen(a=1, b=2), seen(a=3, b=4)],
    known=[
        KnownAnswer("doubled", "You doubled it.", [seen(a=2), seen(a=6)]),
        KnownAnswer("both", "Both are off.", [seen(a=2, b=9), seen(a=6, b=9)]),
        KnownAnswer("crash", "You look up a key.", [RAISED, RAISED]),
    ],
)


def verdict(*observations):
    return assess(KEY, list(observations), [])


def test_the_solutions_observation_passes():
    found = verdict(*KEY.solution)
    assert (found.state, found.score) == ("passed", 3.0)


def test_each_aspect_counts_for_its_share():
    found = verdict(seen(a=1, b=0), seen(a=3, b=0))
    assert (found.state, found.score) == ("wrong", 1.5)
    assert [aspect.state for aspect in found.aspects] == ["passed", "wrong"]


def test_one_wrong_seed_is_enough():
    assert verdict(KEY.solution[0], seen(a=3, b=0)).score == 1.5


def test_a_known_wrong_answer_is_named():
    found = verdict(seen(a=2, b=2), seen(a=6, b=4))
    assert found.aspects[0].message == "You doubled it."
    assert found.aspects[0].known == "doubled"


def test_of_two_the_one_that_agrees_in_more_aspects_is_named():
    found = verdict(seen(a=2, b=9), seen(a=6, b=9))
    assert {aspect.message for aspect in found.aspects} == {"Both are off."}


def test_a_known_crash_is_named_and_an_unknown_one_is_shown():
    assert verdict(RAISED, RAISED).aspects[0].message == "You look up a key."
    other = RAISED | {"message": "other"}
    found = verdict(other, other)
    assert (found.state, found.score) == ("error", 0.0)
    assert found.aspects[0].message == "KeyError: other"


def test_an_empty_stub_is_not_attempted():
    found = verdict(STUB, STUB)
    assert (found.state, found.score) == ("not attempted", 0.0)
    half = verdict(seen(a=1, b=STUB), seen(a=3, b=STUB))
    assert (half.state, half.score) == ("not attempted", 1.5)


def test_what_is_the_same_for_every_seed_counts_only_beside_something_drawn():
    key = replace(KEY, solution=[seen(a=1, c=0), seen(a=3, c=0)], known=[])
    found = assess(key, [seen(a=1, c=0), seen(a=1, c=0)], [])
    assert (found.state, found.score) == ("wrong", 0.0)
    assert [aspect.state for aspect in found.aspects] == ["wrong", "passed"]
    assert "the same in all examples" in found.aspects[1].message
    both = assess(key, key.solution, [])
    assert (both.score, both.aspects[1].message) == (3.0, "")


@pytest.mark.parametrize("answer", [{"secret": "adam"}, {"hashed": "0", "salt": "step"}])
def test_a_secret_counts_alone(answer):
    key = replace(KEY, solution=[seen(a=answer, b=1), seen(a=answer, b=1)], known=[])
    assert key.drawn == ["a"]


def test_only_the_stubs_own_exception_is_no_attempt():
    """PyTorch raises the same type for a method that is missing, such as a misspelt `forward`."""
    missing = STUB | {"message": 'Module [M] is missing the required "forward" function'}
    without_message = STUB | {"line": "super().__init__(optimizer)"}
    own = STUB | {"line": "    raise NotImplementedError()"}
    states = [verdict(seen_, seen_).state for seen_ in (missing, without_message, own)]
    assert states == ["error", "error", "not attempted"]


def test_a_forbidden_shortcut_earns_nothing():
    key = replace(KEY, forbids=["optim"])
    found = assess(key, key.solution, ["optim"])
    assert (found.state, found.score) == ("forbidden shortcut", 0.0)
    assert "uses `optim`. This task asks" in found.message
    assert "uses `eval`, which may stand for" in assess(key, key.solution, ["eval"]).message
    assert assess(key, [seen(a=0, b=0)] * 2, ["eval"]).state == "wrong"  # there is more to say


@pytest.mark.parametrize("observation", [seen(), seen(a=1)])
def test_a_missing_aspect_does_not_pass(observation):
    assert verdict(observation, observation).score < 3.0
