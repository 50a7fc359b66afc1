"""Decide what a task's observations are worth, and say why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from torchcourse.check.compare import difference, same
from torchcourse.check.key import KnownAnswer, TaskKey
from torchcourse.check.received import check_observation

PASSED = "passed"
WRONG = "wrong"
ERROR = "error"
NOT_ATTEMPTED = "not attempted"
FORBIDDEN = "forbidden shortcut"

MISSING = {"object": "nothing reported"}  # equals nothing that a solution gives
MAX_MESSAGE = 2000
NOT_ALONE = (
    "Right, but what is right here is the same in all examples, and alone it is no sign of work. "
    "It counts as soon as a part of this task is right where the examples differ."
)


@dataclass(frozen=True)
class Aspect:
    """One thing the probe looked at: its state, and for a student the reason."""

    name: str
    state: str
    message: str = ""
    known: str | None = None  # the name of the bank's answer that it equals
    counts: bool = True  # False where it passed, and earns nothing


@dataclass(frozen=True)
class Verdict:
    """The outcome of one task."""

    task: str
    points: float
    aspects: list[Aspect] = field(default_factory=list)
    cause: str | None = None  # set where no comparison was possible: timeout, kernel died …
    message: str = ""

    @property
    def score(self) -> float:
        """Points earned: each aspect that passed gives its equal share, to two decimals."""
        passed = sum(aspect.state == PASSED and aspect.counts for aspect in self.aspects)
        return round(self.points * passed / len(self.aspects), 2) if self.aspects else 0.0

    @property
    def state(self) -> str:
        """The state of the whole task: a cause, or the most telling state of its aspects."""
        if self.cause:
            return self.cause
        states = [aspect.state for aspect in self.aspects]
        if all(state == states[0] for state in states):
            return states[0]
        return next(state for state in (WRONG, ERROR, NOT_ATTEMPTED) if state in states)


def assess(key: TaskKey, observations: list[dict], used: list[str], reveal=True) -> Verdict:
    """Compare a student's observations, one for each seed of the key, with what is known.

    `used` names what the answer uses although the task forbids it, or what may stand for that:
    then nothing passes.
    `reveal=False` keeps expected values out of the messages, for hidden seeds.
    Raises `received.NotPlain` for what `observe` can't have made.
    """
    for observation in observations:
        check_observation(observation)
    shortcut = Verdict(key.task, key.points, cause=FORBIDDEN, message=told(used, key.forbids))
    if set(used) & {*key.forbids}:
        return shortcut
    aspects = [assess_aspect(name, key, observations, reveal) for name in key.aspects]
    verdict = Verdict(key.task, key.points, with_drawn(key.drawn, aspects))
    return shortcut if used and verdict.score else verdict


def with_drawn(drawn: list[str], aspects: list[Aspect]) -> list[Aspect]:
    """Let what is the same for every seed count only beside something drawn that passed.

    The public key shows what it is, so that alone it is no sign of work.
    """
    if not drawn or any(one.state == PASSED and one.name in drawn for one in aspects):
        return aspects
    return [
        replace(one, counts=False, message=NOT_ALONE) if one.state == PASSED else one
        for one in aspects
    ]


def told(used: list[str], forbids: list[str]) -> str:
    names = " and ".join(f"`{name}`" for name in used)
    if set(used).isdisjoint(forbids):
        return f"Your answer uses {names}, which may stand for what this task asks you to write."
    return f"Your answer uses {names}. This task asks you to write that part yourself."


def assess_aspect(name: str, key: TaskKey, observations: list[dict], reveal: bool) -> Aspect:
    expected = [look(observation, name) for observation in key.solution]
    observed = [look(observation, name) for observation in observations]
    if not_attempted(observed):
        return Aspect(name, NOT_ATTEMPTED)
    if MISSING in observed:
        return Aspect(name, WRONG, "The check reported nothing here.")
    texts = (difference(*pair, reveal) for pair in zip(expected, observed, strict=True))
    text = next((text for text in texts if text), None)
    if text is None:
        return Aspect(name, PASSED)
    if answer := closest(name, key, observations):
        return Aspect(name, WRONG, answer.says, answer.name)
    state = ERROR if any(is_raised(value) for value in observed) else WRONG
    return Aspect(name, state, shortened(text[0].upper() + text[1:]))


def shortened(text: str) -> str:
    """Return a message in a length that a person reads: a student's text may have any."""
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " …"


def look(observation: dict, name: str):
    """Return what an observation says of one aspect; a probe that raised says so of each."""
    if "aspects" in observation:
        return observation["aspects"].get(name, MISSING)
    return observation


def agree(some: Iterable, others: Iterable) -> bool:
    """Say whether all values are the same; none is looked at behind the first that is not."""
    return all(same(*pair) for pair in zip(some, others, strict=True))


def known_values(answer: KnownAnswer, key: TaskKey, name: str) -> Iterator:
    """Yield what a known answer gives in one aspect; where it says nothing, it is right."""
    for theirs, right in zip(answer.observations, key.solution, strict=True):
        yield look(theirs if name in theirs.get("aspects", [name]) else right, name)


def closest(name: str, key: TaskKey, observations: list[dict]) -> KnownAnswer | None:
    """Return the known answer that gives the same in one aspect, and in the most others.

    None is looked at behind one that gives the same in all: it may have to be run for that.
    """
    observed = {aspect: [look(one, aspect) for one in observations] for aspect in key.aspects}
    best, most = None, 0
    for answer in key.known:
        if not answer.differs_in(name) or not agree(
            known_values(answer, key, name), observed[name]
        ):
            continue
        count = sum(agree(known_values(answer, key, one), observed[one]) for one in key.aspects)
        if count > most:
            best, most = answer, count
        if most == len(key.aspects):
            break
    return best


def is_raised(value) -> bool:
    return isinstance(value, dict) and "raised" in value


def not_attempted(observed: list) -> bool:
    return any(is_raised(value) and is_stub(value) for value in observed)


def is_stub(raised: dict) -> bool:
    """Say whether the exception is a stub's own: PyTorch raises this type for a missing method."""
    line = raised["line"]
    return (
        raised["raised"] == "NotImplementedError"
        and not raised["message"]
        and (line is None or "NotImplementedError" in line)
    )
