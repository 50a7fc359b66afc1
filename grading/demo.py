"""A sample class, built from the answer bank, whose every score is known beforehand."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grading import bank, folders
from grading.assignment import Assignment, grade_id, read, substitute
from grading.reference import class_keys
from grading.report import Grade
from grading.seeds import PUBLIC_SEEDS

RIGHT = "solved everything"
EMPTY = "handed in the empty exercise"
BROKEN = "sent half a file"
WRITTEN = "What somebody has written in words of their own, to be read and graded by hand."


@dataclass(frozen=True)
class Member:
    """A student of the sample class.

    `expected` is the score before written answers are graded, None where nothing can be graded.
    """

    student: str
    assignment: str
    expected: float | None
    notebook: str


def members(name: str) -> Iterator[Member]:
    """Yield the sample class of one assignment: right, empty, broken, one per misconception."""
    source = read(folders.SOLUTIONS / name / f"{name}.ipynb")
    released = folders.EXERCISES / name / f"{name}.ipynb"
    solved = filled(source, released, {})
    yield Member(RIGHT, name, source.automatic_points, solved)
    yield Member(EMPTY, name, 0.0, released.read_text(encoding="utf-8"))
    yield Member(BROKEN, name, None, solved[: len(solved) // 2])
    keys = class_keys(name, PUBLIC_SEEDS)
    for answer in bank.read(folders.ANSWERS / name):
        if answer.is_wrong:
            key = keys[answer.task]
            passed = {*key.aspects} - {*answer.fails}
            if key.drawn and passed.isdisjoint(key.drawn):
                passed = set()  # what is the same for every seed earns nothing alone
            earned = key.points * len(passed) / len(key.aspects)
            score = round(source.automatic_points - key.points + round(earned, 2), 2)
            text = filled(source, released, {answer.task: answer.code})
            yield Member(misconception(answer), name, score, text)


def a_few(name: str, found: list[Member]) -> list[Member]:
    """Leave one misconception a task, and those who stand for right, empty and broken."""
    first = {}
    for answer in bank.read(folders.ANSWERS / name):
        if answer.is_wrong:
            first.setdefault(answer.task, misconception(answer))
    wanted = {RIGHT, EMPTY, BROKEN, *first.values()}
    return [member for member in found if member.student in wanted]


def misconception(answer: bank.Answer) -> str:
    return f"{answer.task} - {answer.name}"


def filled(source: Assignment, released: Path, answers: dict[str, str]) -> str:
    """Return the released notebook with the solution typed in, or another answer to some tasks.

    Into the cells that are graded by hand goes a sentence: their solution holds the rubric.
    """
    typed = {
        task.answer_id: substitute(task.answer, answers[task.name])
        if task.name in answers
        else task.answer
        for task in source.tasks.values()
    } | dict.fromkeys(source.written, WRITTEN)
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        if grade_id(cell) in typed:
            cell.source = typed[grade_id(cell)]
    return nbformat.writes(notebook)


def build(area: Path, found: list[Member]) -> None:
    """Write the class below `area`/submitted, in place of an earlier one."""
    shutil.rmtree(area, ignore_errors=True)
    for member in found:
        folder = area / "submitted" / member.student / member.assignment
        folder.mkdir(parents=True)
        (folder / f"{member.assignment}.ipynb").write_text(member.notebook, encoding="utf-8")


def differences(found: list[Member], grades: list[Grade]) -> list[str]:
    """Say whose score is not the expected one."""
    scores = {(grade.student, grade.assignment): grade.score for grade in grades}
    return [
        f"{member.student}, {member.assignment}: {scores.get(key)} instead of {member.expected}"
        for member in found
        for key in [(member.student, member.assignment)]
        if key not in scores or scores[key] != member.expected
    ]
