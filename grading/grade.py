"""Grade what was handed in: the batch around `nbgrader autograde`."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grading import folders, release, results, submissions
from grading.config import course_config, nbgrader_api, reason
from grading.seeds import hidden_seeds
from grading.submissions import Submission

GRADED = "graded"
UNCHANGED = "unchanged"
MARKED = "marked"  # by hand, since it was graded: its feedback says so now
REFUSED = "refused"
FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one submission; `reason` says why it was refused or failed."""

    submission: Submission
    state: str
    reason: str = ""


class GradingFailed(Exception):
    """nbgrader could not finish; the text is its own."""


def succeed(result: dict) -> None:
    """Raise GradingFailed for a failure of nbgrader's, KeyboardInterrupt where it was stopped."""
    if result["success"]:
        return
    if result["error"].rstrip().endswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    raise GradingFailed(reason(result))


@contextlib.contextmanager
def put_back_on_failure(folder: Path):
    """Keep what nbgrader made at an earlier time, which it deletes before it starts anew."""
    earlier = folder.with_name(f".{folder.name}")
    if folder.is_dir():
        shutil.rmtree(earlier, ignore_errors=True)
        folder.rename(earlier)
    try:
        yield
    except BaseException:
        if earlier.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            earlier.rename(folder)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


class Grader:
    """Grades the submissions of an area, a folder that holds submitted/ and the gradebook."""

    def __init__(self, area: Path | None = None):
        self.area = area or folders.GRADING
        self.config = course_config(self.area)
        self.api = nbgrader_api(self.config)

    def grade(self, assignment: str | None = None, force: bool = False) -> Iterator[Outcome]:
        """Grade every submission, or those of one assignment, and yield each outcome in turn.

        What was graded before, and has not changed since, is left alone unless `force`.
        """
        names = folders.assignments()
        found = submissions.find(self.area / "submitted", names)
        if assignment:
            others = set(names) - {assignment}
            found = [one for one in found if one.assignment not in others]
        for name in sorted({one.assignment for one in found if not one.problem}):
            self.register(name)
        for one in found:
            yield self.outcome(one, force)

    def register(self, name: str) -> None:
        """Enter an assignment, as it is now in solutions/, into the gradebook."""
        release.register(name, self.config.CourseDirectory.db_url)

    def outcome(self, one: Submission, force: bool) -> Outcome:
        stored = results.path(self.area / "results", one.assignment, one.student)
        kept = " The grade of the earlier submission stays." if os.path.isfile(stored) else ""
        if one.problem:
            return Outcome(one, REFUSED, one.problem + kept)
        try:
            return self.autograde(one, force)
        except Exception as error:
            text = f"Grading itself failed ({error!r}). Mend that and grade again." + kept
            return Outcome(one, FAILED, text)

    def autograde(self, one: Submission, force: bool) -> Outcome:
        """Grade a submission that can be. Raises an exception where grading itself fails."""
        stamp = self.area / "results" / one.assignment / f"{one.student}.sha256"
        digest, marks = self.digest(one), self.marks(one)
        before = stamp.read_text().split() if stamp.is_file() and marks and not force else []
        if before == [digest, marks]:
            return Outcome(one, UNCHANGED)
        state = MARKED if before[:1] == [digest] else GRADED
        stamp.unlink(missing_ok=True)
        if state == GRADED:
            with put_back_on_failure(self.area / "autograded" / one.student / one.assignment):
                succeed(self.api.autograde(one.assignment, one.student, force=True))
        succeed(self.api.generate_feedback(one.assignment, one.student, force=True))
        results.write_atomically(stamp, f"{digest}\n{self.marks(one)}\n")
        return Outcome(one, state)

    def digest(self, one: Submission) -> str:
        """Fingerprint all that a grade depends on: submission, assignment, bank and seeds."""
        name = one.assignment
        inputs = [
            *sorted(path for path in one.notebook.parent.rglob("*") if path.is_file()),
            folders.SOLUTIONS / name / f"{name}.ipynb",
            folders.ANSWERS / f"{name}.py",
        ]
        digest = hashlib.sha256(repr(hidden_seeds(self.area / "hidden_seed", name)).encode())
        for path in inputs:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def marks(self, one: Submission) -> str | None:
        """Fingerprint what people have added to a grade; None where the gradebook holds none."""
        with self.gradebook() as gradebook:
            try:
                notebooks = gradebook.find_submission(one.assignment, one.student).notebooks
            except MissingEntry:
                return None
            grades = [
                (grade.name, grade.manual_score, grade.extra_credit)
                for notebook in notebooks
                for grade in notebook.grades
            ]
            comments = [
                (comment.name, comment.manual_comment)
                for notebook in notebooks
                for comment in notebook.comments
            ]
        return hashlib.sha256("\n".join(sorted(map(repr, grades + comments))).encode()).hexdigest()

    def gradebook(self) -> Gradebook:
        directory = self.config.CourseDirectory
        return Gradebook(directory.db_url, directory.course_id)
