"""The graders that are compared: each gets submissions, grades them, and is held to the scores."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from nbgrader.api import Gradebook

from grading import folders, kernels
from tools.bench import measure
from tools.bench.sample import EMPTY, SOLVED, SampleClass, Submission


class BenchError(RuntimeError):
    """Something could not be measured; the text says what, and why."""


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without kernels that are forked, and with `changes`."""
    programs = str(Path(sys.executable).parent)
    kept = {name: value for name, value in os.environ.items() if name != kernels.VARIABLE}
    kept["PATH"] = programs + os.pathsep + kept.get("PATH", "")
    return kept | changes


def succeed(what: str, usage: measure.Usage) -> measure.Usage:
    """Raise BenchError, with the end of what it printed, for a command that failed."""
    if usage.code:
        last = "\n".join(usage.output.strip().splitlines()[-8:])
        raise BenchError(f"{what} ended with code {usage.code}:\n{last}")
    return usage


def hold_to_scores(
    what: str, wanted: SampleClass, submissions: Sequence[Submission], scores: dict[str, float]
) -> None:
    """Raise BenchError unless the solved got all points and the empty none: it has not graded."""
    expected = {SOLVED: wanted.points, EMPTY: 0.0}
    for one in submissions:
        score = scores.get(one.student)
        if score is None or (one.kind in expected and abs(score - expected[one.kind]) > 1e-6):
            said = "no score" if score is None else f"{score:g} points"
            raise BenchError(f"{what} gave {said} to {one.student}, whose submission is {one.kind}")


def hand_in(folder: Path, assignment: str, submissions: Sequence[Submission]) -> None:
    """Write submissions below `folder`, as STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb."""
    for one in submissions:
        target = folder / one.student / assignment / f"{assignment}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(one.notebook, encoding="utf-8")


def scores_in(gradebook: Path, assignment: str) -> dict[str, float]:
    with Gradebook(f"sqlite:///{gradebook}") as book:
        return {one["student"]: one["score"] for one in book.submission_dicts(assignment)}


class Ours:
    """`make grade`: hidden seeds, sandbox, feedback pages and grades.csv."""

    title = "this course, `make grade`"

    def __init__(self, folder: Path, wanted: SampleClass, options: Sequence[str] = ()):
        self.folder = folder
        self.wanted = wanted
        self.options = options

    def grade(
        self, submissions: Sequence[Submission], progress: Callable[[Path], int] | None = None
    ) -> measure.Usage:
        """Grade once; `progress` is called with the folder, while it goes on."""
        name = self.wanted.assignment
        shutil.rmtree(self.folder, ignore_errors=True)
        hand_in(self.folder / "submitted", name, submissions)
        command = [sys.executable, "-m", "grading", "grade", name, "--area", self.folder]
        usage = measure.run(
            [*command, *self.options],
            folders.ROOT,
            environment(),
            (lambda: progress(self.folder)) if progress else None,
        )
        succeed(self.title, usage)
        scores = scores_in(self.folder / "gradebook.db", name)
        hold_to_scores(self.title, self.wanted, submissions, scores)
        return usage


class Stock:
    """`nbgrader autograde` with default settings, in a course folder of its own."""

    title = "`nbgrader autograde`"

    def __init__(self, folder: Path, wanted: SampleClass):
        self.folder = folder
        self.wanted = wanted
        # What is installed for the course must not configure this one.
        self.environment = environment(JUPYTER_NO_CONFIG="1", IPYTHONDIR=str(folder / "ipython"))

    def nbgrader(self, *arguments: str) -> measure.Usage:
        command = [sys.executable, "-m", "nbgrader", *arguments]
        usage = measure.run(command, self.folder, self.environment)
        return succeed(f"nbgrader {arguments[0]}", usage)

    def grade(self, submissions: Sequence[Submission]) -> tuple[measure.Usage, measure.Usage]:
        """Return what grading takes, and what its feedback pages take afterwards."""
        name = self.wanted.assignment
        shutil.rmtree(self.folder, ignore_errors=True)
        source = self.folder / "source" / name
        shutil.copytree(folders.SOLUTIONS / name, source)
        # The key is a file that comes with the assignment, as data sets do.
        shutil.copy(folders.EXERCISES / name / f"{name}.key.json", source)
        self.nbgrader("generate_assignment", name)
        hand_in(self.folder / "submitted", name, submissions)
        graded = self.nbgrader("autograde", name)
        scores = scores_in(self.folder / "gradebook.db", name)
        hold_to_scores(self.title, self.wanted, submissions, scores)
        return graded, self.nbgrader("generate_feedback", name)
