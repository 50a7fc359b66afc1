"""What the solution and the answer bank give in each probe: the trusted side's observations."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grading import folders
from grading.assignment import Task, substitute
from grading.assignment import read as read_assignment
from grading.bank import read_task
from grading.kept import Kept
from grading.seeds import PUBLIC_SEEDS, hidden_seeds
from torchcourse.check.compare import same
from torchcourse.check.key import KnownAnswer, TaskKey
from torchcourse.check.source import digest, forbidden_names

Observe = Callable[[Task, str, tuple[int, ...]], list[dict]]

ATTEMPTS = 50  # at hidden seeds; one succeeds more often than not


class SolutionFails(Exception):
    """The solution itself fails in a probe; the text names the task, the exception, its place."""


class SeedsExhausted(Exception):
    """No hidden seeds show all that is drawn; the text names the assignment."""


@functools.cache
def observe_answer(task: Task, answer: str, seeds: tuple[int, ...]) -> list[dict]:
    """Run a task's probe on one answer in this process; return observations, one a seed.

    The list is shared by all who ask for the same: do not change it.
    Raises SolutionFails where not even the cells around the answer run.
    """
    from torchcourse.check.rehearsal import rehearse  # with torch, which `make grade` has elsewhere

    try:
        return rehearse(task.setup, answer, task.probe, seeds)
    except Exception as error:
        text = f"a cell of the set-up, or the test cell, raises {type(error).__name__}: {error}"
        raise SolutionFails(f"{task.name}: {text}") from error


@dataclass(frozen=True)
class BankAnswer(KnownAnswer):
    """A known answer that the bank says to differ in the aspects `fails`, and in no other."""

    fails: tuple[str, ...] = ()

    def differs_in(self, aspect: str) -> bool:
        return aspect in self.fails


@dataclass
class KnownAnswers(Sequence):
    """The bank's wrong answers to a task, each observed when that is first asked for.

    Only a submission with something wrong asks: the solution alone tells right from wrong. Most
    answers give something else on the first seed already, and are not run on the others.
    """

    task: Task
    bank: Path
    seeds: tuple[int, ...]
    solution: list[dict]
    kept: Kept
    run: Observe

    def __getitem__(self, index):
        return self.answers[index]

    def __len__(self) -> int:
        return len(self.answers)

    @functools.cached_property
    def answers(self) -> list[BankAnswer]:
        """The answers, but for those that use a forbidden name, and are answered with that."""
        found = [answer for answer in read_task(self.bank) if answer.is_wrong]
        codes = {answer: substitute(self.task.answer, answer.code) for answer in found}
        return [
            BankAnswer(answer.name, answer.says, Observed(self, code), answer.fails)
            for answer, code in codes.items()
            if not forbidden_names([code], self.task.forbids)
        ]

    def observe(self, code: str, seeds: tuple[int, ...]) -> list[dict]:
        """Return what an answer gives on the first few of the seeds, where it is not right."""

        def compute() -> list[dict]:
            found = self.run(self.task, code, seeds)
            return unlike(self.solution[: len(seeds)], found)

        return self.kept.get(["known", *inputs_of(self.task, seeds), code], compute)


class Observed(Sequence):
    """What one known answer gives, a seed an item; it is run on the second when that is read."""

    def __init__(self, known: KnownAnswers, code: str):
        self.known, self.code = known, code

    def __len__(self) -> int:
        return len(self.known.seeds)

    def __getitem__(self, index):
        return self.first[0] if index == 0 else self.all[index]

    @functools.cached_property
    def first(self) -> list[dict]:
        return self.known.observe(self.code, self.known.seeds[:1])

    @functools.cached_property
    def all(self) -> list[dict]:
        return self.known.observe(self.code, self.known.seeds)


def inputs_of(task: Task, seeds: tuple[int, ...]) -> list:
    """Return all that the solution's observations depend on in the assignment."""
    return [task.setup, task.probe, task.answer, seeds]


def task_key(task: Task, bank: Path, seeds: tuple[int, ...], kept: Kept, run: Observe) -> TaskKey:
    """Build the key of one task for these seeds; its known answers wait until they are wanted.

    Raises SolutionFails where the solution or the probe raises an exception, or nothing is seen.
    """
    solution = kept.get(
        ["solution", *inputs_of(task, seeds)], lambda: run(task, task.answer, seeds)
    )
    for seed, observation in zip(seeds, solution, strict=True):
        if observation.get("aspects") == {}:
            raise SolutionFails(f"{task.name}, seed {seed}: the probe returns no aspects")
        for value in observation.get("aspects", {"probe": observation}).values():
            if isinstance(value, dict) and "raised" in value:
                raise SolutionFails(f"{task.name}, seed {seed}: {raiser(value)}")
    known = KnownAnswers(task, bank, seeds, solution, kept, run)
    probe = digest(task.probe_function)
    return TaskKey(task.name, task.points, probe, list(seeds), solution, known, [*task.forbids])


def raiser(value: dict) -> str:
    """Say what an observed exception is, and whether a line of the solution raised it."""
    said = f"raises {value['raised']}: {value['message']}"
    if value["line"]:
        return f"the solution {said}, in `{value['line'].strip()}`"
    if value["raised"] == "NameError":
        return f"the probe {said}. If the answer gives that name, its cell does not run: run it."
    return f"the probe {said}"


def unlike(solution: list[dict], observations: list[dict]) -> list[dict]:
    """Return the observations without the aspects that equal the solution's."""
    return [
        {
            "aspects": {
                name: value
                for name, value in theirs["aspects"].items()
                if not same(right["aspects"][name], value)
            }
        }
        if "aspects" in theirs
        else theirs
        for right, theirs in zip(solution, observations, strict=True)
    ]


@functools.cache
def class_keys(
    name: str, seeds: tuple[int, ...], kept: Path | None = None, run: Observe | None = None
) -> dict[str, TaskKey]:
    """Return the keys of an assignment's tasks for these seeds, built once in a process.

    Their known answers are run when they are first read. `kept` is a private folder where what
    was observed is kept from one process to the next. Answers are run by `run`, if not here.
    """
    source = read_assignment(folders.SOLUTIONS / name / f"{name}.ipynb")
    bank = folders.ANSWERS / name
    return {
        task.name: task_key(
            task, bank / f"{task.name}.py", seeds, Kept(kept), run or observe_answer
        )
        for task in source.tasks.values()
    }


def hidden_keys(
    name: str, secret: Path, kept: Path | None = None, run: Observe | None = None
) -> dict[str, TaskKey]:
    """Return the keys of an assignment's tasks for the hidden seeds that `secret` gives.

    On few seeds, what takes few values may agree by chance, and a student who got it right would
    not earn it alone (`verdict.with_drawn`). Such seeds are passed over, so that a score does
    not depend on luck. `kept` and `run` are as in `class_keys`.
    Raises SeedsExhausted where no attempt shows as drawn what the public seeds do.
    """
    public = class_keys(name, PUBLIC_SEEDS, kept, run)
    for attempt in range(ATTEMPTS):
        keys = class_keys(name, hidden_seeds(secret, name, attempt), kept, run)
        if all({*public[task].drawn} <= {*key.drawn} for task, key in keys.items()):
            return keys
    raise SeedsExhausted(
        f"{name}: in {ATTEMPTS} attempts no hidden seeds vary all that the public ones do. Have "
        "the probes draw from wider ranges (tests/bank says in which task)."
    )


def whole(key: TaskKey) -> TaskKey:
    """Return a key with its known answers observed on all seeds, in plain lists."""
    known = [KnownAnswer(one.name, one.says, one.observations[:]) for one in key.known]
    return replace(key, known=known)
