"""Grade what was handed in: the batch around `nbgrader autograde`."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from grading import folders, release, results, submissions
from grading.config import course_config, nbgrader_api, reason
from grading.seeds import hidden_seeds
from grading.submissions import Submission

GRADED = "graded"
UNCHANGED = "unchanged"
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
        digest = self.digest(one)
        if not force and stamp.is_file() and stamp.read_text() == digest:
            return Outcome(one, UNCHANGED)
        stamp.unlink(missing_ok=True)
        with put_back_on_failure(self.area / "autograded" / one.student / one.assignment):
            succeed(self.api.autograde(one.assignment, one.student, force=True))
        succeed(self.api.generate_feedback(one.assignment, one.student, force=True))
        results.write_atomically(stamp, digest)
        return Outcome(one, GRADED)

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

    def gradebook(self) -> Gradebook:
        directory = self.config.CourseDirectory
        return Gradebook(directory.db_url, directory.course_id)
