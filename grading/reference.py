"""What the solution and the answer bank give in each probe: the trusted side's observations."""

import contextlib
import functools
import io
import linecache
import warnings
from collections.abc import Iterable

from grading import folders
from grading.assignment import Task, substitute
from grading.assignment import read as read_assignment
from grading.bank import Answer
from grading.bank import read as read_bank
from torchcourse.check.checks import Checks
from torchcourse.check.compare import same
from torchcourse.check.key import KnownAnswer, TaskKey
from torchcourse.check.recorder import Recorder
from torchcourse.check.source import digest, forbidden_names
from torchcourse.check.verdict import Verdict, assess


class SolutionFails(Exception):
    """The solution itself fails in a probe; the text names the task and the exception."""


@functools.cache
def observe_answer(task: Task, answer: str, seeds: tuple[int, ...]) -> list[dict]:
    """Run the set-up, one answer and the task's probe, alone; return observations, one a seed.

    The list is shared by all who ask for the same: do not change it.
    """
    observations = []
    namespace = {"__name__": "__main__"}
    with quiet():
        for number, source in enumerate(task.setup):
            run_cell(f"setup {number}", source, namespace)
        check = next((n for n, v in namespace.items() if isinstance(v, Checks)), "check")
        namespace[check] = Recorder([*seeds], lambda _, found: observations.extend(found))
        with contextlib.suppress(Exception):  # as in a notebook, the probe then misses a name
            run_cell("answer", answer, namespace)
        run_cell("probe", task.probe, namespace)
    return observations


@contextlib.contextmanager
def quiet():
    """Let nothing be printed, and no warning become an error, as little as in a notebook."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def run_cell(name: str, source: str, namespace: dict) -> None:
    """Execute a cell's source; its lines stay known to tracebacks, as in IPython."""
    filename = f"<{name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)


def task_key(task: Task, bank: Iterable[Answer], seeds: tuple[int, ...]) -> TaskKey:
    """Build the key of one task for these seeds.

    Raises SolutionFails where the solution raises an exception in the probe.
    """
    solution = observe_answer(task, task.answer, seeds)
    for seed, observation in zip(seeds, solution, strict=True):
        for value in observation.get("aspects", {"probe": observation}).values():
            if isinstance(value, dict) and "raised" in value:
                raise SolutionFails(
                    f"{task.name}, seed {seed}: the solution raises "
                    f"{value['raised']}: {value['message']}"
                )
    known = [
        KnownAnswer(answer.name, answer.says, unlike(solution, theirs))
        for answer in bank
        if answer.task == task.name and answer.is_wrong
        for code in [substitute(task.answer, answer.code)]
        if not forbidden_names([code], task.forbids)
        for theirs in [observe_answer(task, code, seeds)]
    ]
    probe = digest(task.probe_function)
    return TaskKey(task.name, task.points, probe, list(seeds), solution, known, [*task.forbids])


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
def class_keys(name: str, seeds: tuple[int, ...]) -> dict[str, TaskKey]:
    """Return the keys of an assignment's tasks for these seeds, built once in a process."""
    source = read_assignment(folders.SOLUTIONS / name / f"{name}.ipynb")
    answers = read_bank(folders.ANSWERS / f"{name}.py")
    return {task.name: task_key(task, answers, seeds) for task in source.tasks.values()}


def assess_answer(task: Task, answer: str, key: TaskKey) -> Verdict:
    """Say what an answer is worth, without a kernel."""
    used = forbidden_names([answer], key.forbids)
    return assess(key, observe_answer(task, answer, tuple(key.seeds)), used)
