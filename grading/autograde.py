"""What nbgrader's autograde does in place of executing a notebook in a kernel of its own."""

import os
from dataclasses import fields
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import determine_grade, is_grade, is_solution
from traitlets import Bool, Dict, Unicode

from grading import results
from grading.assignment import grade_id, is_written
from grading.jobs import Jobs
from grading.kept import digest
from grading.sandbox import Limits, Sandbox
from grading.sandbox.limits import LEAST
from grading.submissions import submitted_at

shared: dict[tuple, Sandbox] = {}


def shared_sandbox(limits: Limits, trusted: bool) -> Sandbox:
    """Return the one sandbox of this process: torch is imported once for the whole class."""
    key = os.getpid(), limits, trusted
    if key not in shared or not shared[key].server.is_alive():
        shared[key] = Sandbox(limits, trusted=trusted)
    return shared[key]


def limits_of(settings: dict) -> Limits:
    """Return the limits that the configuration sets. Raises SettingError for others."""
    if not isinstance(settings, dict):
        raise SettingError(f"The limits are {settings!r}, not names with numbers, {{...}}.")
    names = [field.name for field in fields(Limits)]
    for name, value in settings.items():
        if name not in names:
            raise SettingError(f"There is no limit {name!r}; there are {', '.join(names)}.")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise SettingError(f"The limit {name} is {value!r}, not a number above 0.")
        if value < LEAST.get(name, 0):
            raise SettingError(
                f"The limit {name} is {value!r}: no notebook runs with less than {LEAST[name]:,}."
            )
    return Limits(**settings)


class SettingError(ValueError):
    """A setting in nbgrader_config.py is wrong; the text says which."""


class ExecuteAndCompare(NbGraderPreprocessor):
    """Has the submission executed in a sandbox and judged outside it, unless that was done.

    `nbgrader autograde`, formgrader's button and `make grade` all come here. `make grade` has had
    the job done by then, in one of many processes.
    """

    area = Unicode(help="The folder that holds jobs, results and the secret of hidden seeds.").tag(
        config=True
    )
    limits = Dict(
        help="What a submission may use, such as {'task_seconds': 60, 'memory': 2 * 2**30}."
    ).tag(config=True)
    trusted = Bool(
        False, help="Whether submissions run without a sandbox, where there is none."
    ).tag(config=True)

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        area, limits = Path(self.area), limits_of(self.limits)
        jobs = Jobs(area, about["assignment"], limits, self.trusted)
        executed = jobs.perform(nb.cells, lambda: shared_sandbox(limits, self.trusted))
        for cell, outputs in zip(nb.cells, executed.outputs, strict=True):
            if cell.cell_type == "code":
                cell.outputs = outputs
        notes = nb.metadata.get("torchcourse", {}).get("notes", [])
        notes = [*notes, results.TRUSTED] if self.trusted else notes
        place = area / "results", about["assignment"], about["student"]
        results.stamp(*place).unlink(missing_ok=True)  # what it says was graded is so no more
        answers = fingerprints(nb.cells)
        earlier = (results.read(results.path(*place)) or {}).get("answers", {})
        # First in the gradebook: whoever is killed in between finds the same difference again.
        ask_again(about, changed(earlier, answers))
        results.write(results.path(*place), executed, notes, answers)
        if submitted_at(Path(resources["metadata"]["path"])) is None:
            forget_time(about["db_url"], about["assignment"], about["student"])
        return nb, resources


class SaveGrades(SaveAutoGrades):
    """Leaves points that a person gave as they are: ExecuteAndCompare asks to look again.

    nbgrader's own asks for it each time, also where the answer is the one that was looked at. And
    it gives 0 for a written answer that stands in a cell of the student's own.
    """

    def preprocess(self, nb, resources):
        self.has_text_added = any(
            cell.cell_type == "markdown" and "nbgrader" not in cell.metadata and cell.source.strip()
            for cell in nb.cells
        )
        return super().preprocess(nb, resources)

    def _add_score(self, cell, resources):
        about = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(grade_id(cell), *about)
        grade.auto_score, _ = determine_grade(cell, self.log)
        if is_written(cell) and self.has_text_added:
            grade.auto_score = None  # the answer may be there: a person looks
        if grade.manual_score is None:
            grade.needs_manual_grade = grade.auto_score is None
        self.gradebook.db.commit()


def fingerprints(cells: list) -> dict[str, str]:
    """Fingerprint, for each graded cell, what a person who gave points for it may have looked at.

    For code that is all code of the student's own; for a written answer it is the answer. Cells
    that the student added may belong to any of them.
    """
    added = [cell for cell in cells if "nbgrader" not in cell.metadata]
    own = [cell for cell in cells if "nbgrader" not in cell.metadata or is_code_answer(cell)]
    return {
        grade_id(cell): digest(list(map(content, [cell, *added] if is_written(cell) else own)))
        for cell in cells
        if is_grade(cell)
    }


def is_code_answer(cell) -> bool:
    return cell.cell_type == "code" and is_solution(cell)


def content(cell) -> list:
    """Return what a student writes into a cell: text or code, and pictures."""
    return [cell.source, cell.get("attachments", {})]


def changed(earlier: dict[str, str], answers: dict[str, str]) -> set[str]:
    """Return the graded cells whose answer is not what it was, or of which that is not known."""
    return {name for name, found in answers.items() if earlier.get(name) != found}


def ask_again(about: dict, names: set[str]) -> None:
    """Have points that a person gave for an earlier answer to these cells looked at again."""
    if not names:
        return
    with Gradebook(about["db_url"]) as gradebook:
        place = about["notebook"], about["assignment"], about["student"]
        for grade in gradebook.find_submission_notebook(*place).grades:
            if grade.name in names and grade.manual_score is not None:
                grade.needs_manual_grade = True
        gradebook.db.commit()


def forget_time(db_url: str, assignment: str, student: str) -> None:
    """Forget when an earlier version was submitted, which nbgrader keeps for one without a time."""
    with Gradebook(db_url) as gradebook:
        gradebook.find_submission(assignment, student).timestamp = None
        gradebook.db.commit()
