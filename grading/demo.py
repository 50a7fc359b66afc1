"""A sample class, built from the answer bank, whose every score is known beforehand."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grading import bank, folders
from grading.assignment import Assignment, grade_id, read, substitute
from grading.reference import class_keys
from grading.release import PUBLIC_SEEDS


@dataclass(frozen=True)
class Member:
    """A student of the sample class. `expected` is None where nothing can be graded."""

    student: str
    assignment: str
    expected: float | None
    notebook: str


def members(name: str) -> Iterator[Member]:
    """Yield the sample class of one assignment: right, empty, broken, one per bank answer."""
    source = read(folders.SOLUTIONS / name / f"{name}.ipynb")
    released = folders.EXERCISES / name / f"{name}.ipynb"
    solved = filled(source, released, {})
    yield Member("solved everything", name, source.points, solved)
    yield Member("handed in the empty exercise", name, 0.0, released.read_text(encoding="utf-8"))
    yield Member("sent half a file", name, None, solved[: len(solved) // 2])
    keys = class_keys(name, PUBLIC_SEEDS)
    for answer in bank.read(folders.ANSWERS / f"{name}.py"):
        key = keys[answer.task]
        lost = key.points * len(answer.fails) / len(key.aspects)
        kind = "wrong" if answer.is_wrong else "other way"
        text = filled(source, released, {answer.task: answer.code})
        student = f"{kind} {answer.task} - {answer.name}"
        yield Member(student, name, round(source.points - lost, 2), text)


def filled(source: Assignment, released: Path, answers: dict[str, str]) -> str:
    """Return the released notebook with the solution typed in, or another answer to some tasks."""
    typed = {
        task.answer_id: substitute(task.answer, answers[task.name])
        if task.name in answers
        else task.answer
        for task in source.tasks.values()
    }
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        if grade_id(cell) in typed:
            cell.source = typed[grade_id(cell)]
    return nbformat.writes(notebook)


def build(area: Path, assignments: list[str]) -> list[Member]:
    """Write the sample class below `area`/submitted, in place of an earlier one."""
    shutil.rmtree(area, ignore_errors=True)
    found = [member for name in assignments for member in members(name)]
    for member in found:
        folder = area / "submitted" / member.student / member.assignment
        folder.mkdir(parents=True)
        (folder / f"{member.assignment}.ipynb").write_text(member.notebook, encoding="utf-8")
    return found
