"""Grade what was handed in: the batch around `nbgrader autograde`."""

import glob
import hashlib
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


class Grader:
    """Grades the submissions of an area, a folder that holds submitted/ and the gradebook."""

    def __init__(self, area: Path = folders.GRADING):
        self.area = area
        self.config = course_config(area)
        self.api = nbgrader_api(self.config)

    def grade(self, assignment: str | None = None, force: bool = False) -> Iterator[Outcome]:
        """Grade every submission, or those of one assignment, and yield each outcome in turn.

        What was graded before, and has not changed since, is left alone unless `force`.
        """
        names = folders.assignments()
        found = submissions.find(self.area / "submitted", names)
        if assignment:
            found = [one for one in found if one.assignment == assignment]
        for name in sorted({one.assignment for one in found if not one.problem}):
            self.register(name)
        for one in found:
            yield self.outcome(one, force)

    def register(self, name: str) -> None:
        """Enter an assignment, as it is now in solutions/, into the gradebook."""
        release.register(name, self.config.CourseDirectory.db_url)

    def outcome(self, one: Submission, force: bool) -> Outcome:
        if one.problem:
            return Outcome(one, REFUSED, one.problem)
        stamp = self.area / "results" / one.assignment / f"{one.student}.sha256"
        digest = self.digest(one)
        if not force and stamp.is_file() and stamp.read_text() == digest:
            return Outcome(one, UNCHANGED)
        stamp.unlink(missing_ok=True)
        report = self.api.autograde(one.assignment, glob.escape(one.student), force=True)
        if not report["success"]:
            return Outcome(one, FAILED, reason(report))
        feedback = self.api.generate_feedback(one.assignment, glob.escape(one.student), force=True)
        if not feedback["success"]:
            return Outcome(one, FAILED, reason(feedback))
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
