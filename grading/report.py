"""Grades as tables: on the terminal, and as grading/grades.csv."""

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grading import results
from grading.causes import IN_STUDENTS_PROCESS
from grading.submissions import Submission, is_unseen
from torchcourse.check.verdict import NOT_ATTEMPTED

FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would take for a formula
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8

BY_HAND = "graded by hand"
TO_DO = "to be graded by hand"
REVIEW = "graded by hand, to be looked at again"  # graded anew since, perhaps handed in anew
COLUMNS = ["student", "assignment", "score", "max_score", "late_seconds", "late_penalty"]
COLUMNS += ["needs_manual_grade"]


@dataclass(frozen=True)
class Grade:
    """What one student has for one assignment; `score` is None where nothing was graded.

    As in what nbgrader exports, `late_penalty` is taken off the `score` already.
    `tasks` and `states` have one entry for each graded cell; the score of a written answer is
    None until somebody has graded it. A plain test cell, which has no probe, has the state
    IN_STUDENTS_PROCESS, or that of what ended it.
    """

    student: str
    assignment: str
    score: float | None
    max_score: float | None
    late_seconds: float
    late_penalty: float
    needs_manual_grade: bool
    tasks: dict[str, float | None] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> list[str]:
        """The cells that a person has still to grade, or to look at again."""
        return [name for name, state in self.states.items() if state in (TO_DO, REVIEW)]


def grade(
    gradebook: Gradebook, results_directory: Path, submission: Submission, reason: str = ""
) -> Grade:
    """Read one student's grade from the gradebook, and the reasons from the stored verdicts.

    `reason` says why the submission was refused or could not be graded; it leads the notes.
    """
    student, assignment = submission.student, submission.assignment
    stored = results.read(results.path(results_directory, assignment, student)) or {}
    verdicts = {task["task"]: task["state"] for task in stored.get("tasks", [])}
    verdicts |= {name: cause for name, cause in stored.get("plain", {}).items() if cause}
    notes = [reason, *stored.get("notes", [])] if reason else list(stored.get("notes", []))
    nothing = Grade(student, assignment, None, None, 0.0, 0.0, False, notes=notes)
    try:
        found = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return nothing
    cells = [cell for notebook in found.notebooks for cell in notebook.grades]
    answers = {comment.name for notebook in found.notebooks for comment in notebook.comments}
    if all(is_open(cell) for cell in cells):
        return nothing
    penalty = found.late_submission_penalty
    return Grade(
        student,
        assignment,
        round(max(0.0, found.score - penalty), 2),
        found.max_score,
        found.total_seconds_late,
        round(penalty, 2),
        bool(found.needs_manual_grade),
        {cell.name: None if is_open(cell) else cell.score for cell in cells},
        {cell.name: state(cell, verdicts, answers) for cell in cells},
        notes,
    )


def with_all_others(grades: list[Grade], gradebook: Gradebook, directory: Path) -> list[Grade]:
    """Return these grades and all others that the gradebook holds, by student and assignment."""
    given = {(one.student, one.assignment) for one in grades}
    others = [
        grade(gradebook, directory, Submission(found.student.id, assignment.name, Path()))
        for assignment in gradebook.assignments
        for found in assignment.submissions
        if (found.student.id, assignment.name) not in given
    ]
    return sorted([*grades, *others], key=lambda one: (one.student, one.assignment))


def is_open(cell) -> bool:
    """Say whether nobody and nothing has given this cell a score yet; nbgrader counts it as 0."""
    return cell.auto_score is None and cell.manual_score is None


def state(cell, verdicts: dict[str, str], answers: set[str]) -> str:
    """Return the state of a graded cell: its verdict's, or who else grades it.

    `answers` names the cells in which students answer. A graded one of these is a written
    answer, which gets a score without a person only where nothing was written.
    """
    if cell.manual_score is not None:
        return REVIEW if cell.needs_manual_grade else BY_HAND
    if cell.needs_manual_grade:
        return TO_DO
    return NOT_ATTEMPTED if cell.name in answers else verdicts.get(cell.name, IN_STUDENTS_PROCESS)


def counts(grades: list[Grade]) -> str:
    """Say for each assignment how many tasks ended in which state."""
    lines = []
    for name in sorted({grade.assignment for grade in grades}):
        states = Counter(
            state for one in grades if one.assignment == name for state in one.states.values()
        )
        found = ", ".join(f"{number} {state}" for state, number in states.most_common())
        lines.append(f"{name}, tasks: {found or 'none graded'}")
    return "\n".join(lines)


def write_csv(path: Path, grades: list[Grade]) -> None:
    """Write the grades as a CSV file that a spreadsheet or an LMS reads."""
    names = list(dict.fromkeys(name for grade in grades for name in grade.tasks))
    text = io.StringIO()
    writer = csv.writer(text)
    tasks = [column for name in names for column in (name, f"{name} state")]
    writer.writerow([*COLUMNS, *tasks, "notes"])
    for grade in grades:
        columns = [getattr(grade, name) for name in COLUMNS]
        for name in names:
            columns += [grade.tasks.get(name, ""), grade.states.get(name, "")]
        writer.writerow([harmless(column) for column in [*columns, "; ".join(grade.notes)]])
    results.write_atomically(path, BYTE_ORDER_MARK + text.getvalue())


def harmless(value):
    """Keep a spreadsheet from computing what a student wrote as a name."""
    if not isinstance(value, str):
        return value
    # Some spreadsheets split a line at semicolons or tabs, or at the ends of lines in a cell.
    parts = re.split(r"([;\t\r\n])", value)
    guarded = "".join(f"'{part}" if is_formula(part) else part for part in parts)
    return f"'{guarded}" if is_formula(value) and not guarded.startswith("'") else guarded


def is_formula(text: str) -> bool:
    """Say so, too, of what begins with space, unseen letters, or letters of full width."""
    seen = "".join(letter for letter in text if not is_unseen(letter))
    return re.sub(r"^[\s\"']+", "", unicodedata.normalize("NFKC", seen)).startswith(FORMULA)


def table(header: list[str], rows: list[list[str]]) -> str:
    """Format rows as a text table with aligned columns."""
    widths = [max(width(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    lines = [
        "  ".join(padded(str(cell), wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in [header, ["-" * wide for wide in widths], *rows]
    ]
    return "\n".join(lines)


def width(text: str) -> int:
    """Return the columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
        if not unicodedata.combining(letter)
    )


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
