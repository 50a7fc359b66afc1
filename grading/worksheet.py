"""Fill points into the CSV file that an LMS wrote: Moodle's grading worksheet, Canvas's gradebook.

Moodle takes back only a file with its own columns, whose names are in the language of its user
(mod/assign/feedback/offline/importgradeslib.php). So the students' column is the one that holds
the numbers which the export has: "Participant 123" in Moodle, "123" in Canvas.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from grading import results
from grading.exports import listed
from grading.lms import Returned
from grading.report import BYTE_ORDER_MARK

DELIMITERS = ",;\t"
GRADE = "Grade"  # Moodle's name for the column, in English


class WorksheetError(Exception):
    """A worksheet can't be filled in; the text says why and what to do."""


@dataclass(frozen=True)
class Filled:
    """What was written: where, the points of how many students, and who is `missing` in it."""

    path: Path
    count: int
    missing: tuple[str, ...]


def fill(
    source: Path, folder: Path, name: str, found: Iterable[Returned], column: str | None = None
) -> Filled:
    """Write a worksheet with points filled in into `folder`; all else in it stays as it is.

    They go into the `column` of this name, by default that of the assignment `name`, or Moodle's.
    Raises WorksheetError, and OSError where a file can't be read or written.
    """
    students = {one.number: one for one in found if one.number}
    text = read(source)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    who = column_of_students(source, header, rows, students)
    where = column_of_points(source, header, name, column)
    given = set()
    for row in rows:
        number = number_in(row, who)
        if number in students and where < len(row) and students[number].points is not None:
            row[where] = f"{students[number].points:g}"
            given.add(number)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    target = folder / source.name
    folder.mkdir(exist_ok=True)
    results.write_atomically(target, mark + out.getvalue())
    wanted = {number for number, one in students.items() if one.points is not None}
    return Filled(target, len(given), tuple(sorted(students[n].student for n in wanted - given)))


def read(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WorksheetError(
            f"{path} is no CSV file in UTF-8. Give it as the LMS wrote it, not as a spreadsheet "
            "program stored it."
        ) from error
    if not text.strip():
        raise WorksheetError(f"{path} is empty. Download it again.")
    return text


def column_of_students(path: Path, header: list, rows: list, numbers: Collection[str]) -> int:
    """Return the column that holds most of the students' numbers."""
    counts = [sum(number_in(row, i) in numbers for row in rows) for i in range(len(header))]
    if not any(counts):
        raise WorksheetError(
            f"No column of {path} has the numbers that the export has for its students. Download "
            "both for the same assignment."
        )
    return counts.index(max(counts))


def column_of_points(path: Path, header: list, name: str, column: str | None) -> int:
    """Return the column for points; Canvas puts a number behind an assignment's name."""
    for wanted in [column] if column else [name, GRADE]:
        fitting = [i for i, title in enumerate(header) if title == wanted] or [
            i for i, title in enumerate(header) if re.sub(r" \(\d+\)$", "", title) == wanted
        ]
        if len(fitting) == 1:
            return fitting[0]
    raise WorksheetError(
        f"Which column of {path} gets the points? Say it with --column NAME; there are: "
        f"{listed(map(repr, header))}."
    )


def number_in(row: list[str], column: int) -> str:
    """Return the number at the end of a row's cell, empty where there is none."""
    match = re.search(r"\d+$", row[column].strip()) if column < len(row) else None
    return match[0] if match else ""
