"""What an LMS takes back for the students of its export: feedback pages in a zip, and points.

Moodle's "Upload multiple feedback files in a zip" finds the participant's number in the name of a
folder, NAME_NUMBER_assignsubmission_file_ (mod/assign/feedback/file/importziplib.php). Canvas gives
a file that comes back the name of the one that was handed in, so that no browser would open the
page as one: there only points go back.
"""

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from grading import exports, folders, plain_page, report
from grading.area import in_one_step
from grading.exports import CANVAS_LMS, MOODLE_LMS, Attempt, ExportError
from grading.submissions import Submission, places, printable

ANOTHER = "Another file than the one in this export is graded. Collect the export and grade again."
NOTHING = "Nothing of it was graded. Collect the export and grade, or see why that refuses it."
NOT_SINCE = 'Its page is older than the submission. Grade it (with --force if it is "unchanged").'


@dataclass(frozen=True)
class Returned:
    """What goes back to one student of an export, or the problem that keeps it.

    `number` is the student's in the LMS, empty where the export has none. `name` is the page's in
    the zip file, empty where the LMS takes none. `points` are None while a person has still to
    grade what `waiting` names.
    """

    student: str
    number: str = ""
    name: str = ""
    page: Path | None = None
    points: float | None = None
    waiting: tuple[str, ...] = ()
    problem: str = ""


def returned(export: Path, area: Path, name: str, gradebook: Gradebook) -> Iterator[Returned]:
    """Yield what goes back to each student of a zip file that was collected and graded.

    Raises ExportError where the file can't be read.
    """
    known = {student for student, _ in places(area / "submitted")}
    for attempt in exports.attempts(export, folders.assignments(), name, known):
        yield look_up(attempt, area, name, gradebook)


def look_up(attempt: Attempt, area: Path, name: str, gradebook: Gradebook) -> Returned:
    student, file = attempt.student, attempt.notebook
    if file is None:
        return Returned(printable(student), problem=printable(attempt.reason))
    graded = area / "submitted" / student / name / f"{name}.ipynb"
    page = plain_page.place(area, name, student)
    if problem := problem_with(file, graded, page):
        return Returned(printable(student), file.number, problem=problem)
    grade = report.grade(gradebook, area / "results", Submission(student, name, graded))
    points = None if grade.waiting else grade.score
    return Returned(
        student, file.number, name_in_zip(file, name), page, points, tuple(grade.waiting)
    )


def problem_with(file: exports.File, graded: Path, page: Path) -> str:
    """Say why this page is not the one on what was handed in; empty where it is."""
    if not (os.path.isfile(graded) and os.path.isfile(page)):
        return NOTHING
    try:
        if file.read() != graded.read_bytes():
            return ANOTHER
    except ExportError as error:
        return str(error)
    return NOT_SINCE if page.stat().st_mtime < graded.stat().st_mtime else ""


def name_in_zip(file: exports.File, name: str) -> str:
    if file.lms == CANVAS_LMS:
        return ""
    folder = file.student
    if file.lms == MOODLE_LMS:
        folder = f"{folder.replace('_', ' ')}_{file.number}_assignsubmission_file_"
    return f"{folder}/{name}.html"


def write_pages(target: Path, found: Iterable[Returned]) -> int:
    """Write the pages into a zip file, whole or not at all; return how many there are.

    Without any there is no file, and none of an earlier time.
    """
    pages = {one.name: one.page for one in found if one.name}
    if not pages:
        target.unlink(missing_ok=True)
        return 0
    target.parent.mkdir(exist_ok=True)
    with (
        in_one_step(target) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, page in pages.items():
            archive.write(page, name)
    return len(pages)
