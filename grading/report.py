"""Grades as tables: on the terminal, and as grading/grades.csv."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grading import results
from grading.submissions import Submission

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@dataclass(frozen=True)
class Grade:
    """What one student has for one assignment; `score` is None where nothing was graded."""

    student: str
    assignment: str
    score: float | None
    max_score: float | None
    late_seconds: float
    needs_manual_grade: bool
    tasks: dict[str, float] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def grade(gradebook: Gradebook, results_directory: Path, submission: Submission) -> Grade:
    """Read one student's grade from the gradebook, and the reasons from the stored verdicts."""
    student, assignment = submission.student, submission.assignment
    stored = results.read(results.path(results_directory, assignment, student)) or {}
    tasks = stored.get("tasks", [])
    notes = list(stored.get("notes", []))
    if submission.problem:
        notes.insert(0, submission.problem)
    try:
        found = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return Grade(student, assignment, None, None, 0.0, False, notes=notes)
    return Grade(
        student,
        assignment,
        round(found.score, 2),
        found.max_score,
        found.total_seconds_late,
        bool(found.needs_manual_grade),
        {task["task"]: task["score"] for task in tasks},
        {task["task"]: task["state"] for task in tasks},
        notes,
    )


def write_csv(path: Path, grades: list[Grade]) -> None:
    """Write the grades as a CSV file that a spreadsheet or an LMS reads."""
    names = list(dict.fromkeys(name for grade in grades for name in grade.tasks))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["student", "assignment", "score", "max_score", "late_seconds", "needs_manual_grade"]
        + [column for name in names for column in (name, f"{name} state")]
        + ["notes"]
    )
    for grade in grades:
        columns = [grade.student, grade.assignment, grade.score, grade.max_score]
        columns += [grade.late_seconds, grade.needs_manual_grade]
        for name in names:
            columns += [grade.tasks.get(name, ""), grade.states.get(name, "")]
        writer.writerow([harmless(column) for column in [*columns, " ".join(grade.notes)]])
    results.write_atomically(path, text.getvalue())


def harmless(value):
    """Keep a spreadsheet from computing what a student wrote as a name."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def table(header: list[str], rows: list[list[str]]) -> str:
    """Format rows as a text table with aligned columns."""
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    lines = [
        "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [header, ["-" * width for width in widths], *rows]
    ]
    return "\n".join(lines)
