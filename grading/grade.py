"""Grade what was handed in: many processes execute, one writes what nbgrader's autograde gives."""

import contextlib
import functools
import hashlib
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import nbformat
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties

from grading import folders, plain_page, results, student_version, submissions
from grading.area import (
    only_one,
    put_back_on_failure,
    require_folders,
    require_readable,
    stop_if_full,
)
from grading.autograde import limits_of, shared_sandbox
from grading.config import course_config, nbgrader_api, succeed
from grading.jobs import forget
from grading.pool import Lost, Pool
from grading.sandbox import Limits
from grading.seeds import read_secret
from grading.start import PRELOAD
from grading.submissions import Submission
from grading.worker import Done, Execute, Setting, Worker, WritePage

GRADED = "graded"
UNCHANGED = "unchanged"
MARKED = "marked"  # by hand, or late or not, since it was graded: its feedback says so now
REFUSED = "refused"
FAILED = "failed"

# By nbgrader's autograde, in the gradebook.
WRITTEN = (
    "timestamp",
    "late_submission_penalty",
    "auto_score",
    "needs_manual_grade",
    "auto_comment",
)
# By people, in the gradebook.
ADDED = {Grade: (Grade.manual_score, Grade.extra_credit), Comment: (Comment.manual_comment,)}
OWN_SECONDS = 60  # that judging takes, besides executing; much less as a rule
PAGE_SECONDS = 60  # mostly less than one
REASON = 200  # characters of it that are told in one line
NOT_MARKED = "-"  # in place of what people added: the feedback is not yet written


@dataclass(frozen=True)
class Outcome:
    """What became of one submission; `reason` says why it was refused or failed."""

    submission: Submission
    state: str
    reason: str = ""


class Grader:
    """Grades the submissions of an area, a folder that holds submitted/ and the gradebook.

    `trusted` runs submissions without a sandbox, where there is none: for people you trust only.
    """

    def __init__(
        self,
        area: Path | None = None,
        limits: Limits | None = None,
        trusted: bool = False,
        workers: int | None = None,
    ):
        self.area = (area or folders.GRADING).resolve()
        self.workers = workers or len(os.sched_getaffinity(0))
        self.config = course_config(self.area)
        self.limits = limits or limits_of(self.config.ExecuteAndCompare.limits)
        self.trusted = trusted
        self.entered: set[tuple[str, str]] = set()  # jobs whose results nbgrader has, by key
        self.config.ExecuteAndCompare.limits = asdict(self.limits)
        self.config.ExecuteAndCompare.trusted = trusted
        self.api = nbgrader_api(self.config)

    def places(self, assignment: str | None = None) -> list[tuple[str, Path]]:
        """Return student and folder of all that was handed in, or for one assignment."""
        others = {*folders.assignments()} - {assignment} if assignment else set()
        found = submissions.places(self.area / "submitted")
        return [(student, folder) for student, folder in found if folder.name not in others]

    def grade(self, assignment: str | None = None, force: bool = False) -> Iterator[Outcome]:
        """Grade every submission, or those of one assignment; yield each outcome when it is there.

        What was graded before, and has not changed since, is left alone unless `force`.
        Raises SandboxMissing, area.Busy, area.DiskFull, ReleaseError, GradebookUnreadable,
        NotADirectoryError or SecretUnusable before anything is lost.
        """
        require_folders(self.area)
        places = self.places(assignment)
        if not places:
            return
        with only_one(self.area):
            read_secret(self.area / "hidden_seed")
            require_readable(self.area / "gradebook.db")
            names = folders.assignments()
            at_hand = sorted({folder.name for _, folder in places} & {*names})
            for name in at_hand:  # while the sandbox starts
                student_version.register(name, self.config.CourseDirectory.db_url)
            shared_sandbox(self.limits, self.trusted)
            for name in at_hand if force else ():
                forget(self.area, name)
            setting = Setting(folders.ROOT, self.area, tuple(names), self.limits, self.trusted)

            @contextlib.contextmanager
            def arguments() -> Iterator[tuple]:
                sandbox = shared_sandbox(self.limits, self.trusted)  # another one if it died
                with sandbox.connection().socket as connection:
                    yield setting, connection

            try:
                with Pool(self.workers, Worker, arguments, PRELOAD, self.seconds) as pool:
                    yield from self.batch(pool, places, force)
            finally:
                # Not earlier: others may have handed in the same. Who asks nbgrader to autograde
                # one of them once more wants it executed once more.
                while self.entered:
                    forget(self.area, *self.entered.pop())

    def seconds(self, task: Execute | WritePage) -> float:
        """Return how long a task may take, whatever is in a submission that slows it."""
        if isinstance(task, WritePage):
            return PAGE_SECONDS
        return 2 * self.limits.notebook_seconds + OWN_SECONDS  # twice: see Limits

    def batch(self, pool: Pool, places: list, force: bool) -> Iterator[Outcome]:
        """Have the workers execute, write what they found, have them write the pages."""
        waiting = (self.task(student, folder, force) for student, folder in places)
        pages: deque[WritePage] = deque()
        while True:
            while pool.has_room:
                task = pages.popleft() if pages else next(waiting, None)
                if task is None:
                    break
                pool.give(task)
            if not pool.is_busy:
                return
            for task, result in pool.results():
                if isinstance(task, WritePage):
                    yield self.finish(task, result)
                    continue
                found = self.settle(task, result)
                if isinstance(found, WritePage):
                    pages.append(found)
                else:
                    yield found

    def task(self, student: str, folder: Path, force: bool) -> Execute:
        before = self.stamped(folder.name, student)
        known = before[0] if before and not force else None
        return Execute(student, folder, known)

    def stamp(self, assignment: str, student: str) -> Path:
        return results.stamp(self.area / "results", assignment, student)

    def stamped(self, assignment: str, student: str) -> list[str]:
        """Return digest and marks of what was graded before, if the gradebook still has it."""
        stamp = self.stamp(assignment, student)
        if not os.path.isfile(stamp) or self.marks(assignment, student) is None:
            return []
        return stamp.read_text(encoding="utf-8").split()

    def settle(self, task: Execute, result) -> Outcome | WritePage:
        """Write a job's result into the gradebook; return the outcome, or the page to write."""
        if isinstance(result, Lost):
            name = task.folder.name
            path = task.folder / f"{name}.ipynb"
            one = Submission(submissions.printable(task.student), submissions.printable(name), path)
            return self.failed(one, result.reason, result.errno)
        one = result.submission
        if one.problem:
            return Outcome(one, REFUSED, one.problem + self.kept(one))
        if result.key is None:
            self.assign_penalty(one)
            before = self.stamped(one.assignment, one.student)
            same = before == [result.digest, self.marks(one.assignment, one.student)]
            if same and plain_page.place(self.area, one.assignment, one.student).is_file():
                return Outcome(one, UNCHANGED)
            return WritePage(Outcome(one, MARKED), result.digest)
        try:
            self.autograde(one, result)
        except Exception as error:
            return self.failed(one, repr(error), getattr(error, "errno", None))
        if result.failures:
            text = f"Grading itself failed in a task ({'; '.join(result.failures)})."
            return WritePage(Outcome(one, FAILED, f"{text} Mend that and grade again."), "")
        return WritePage(Outcome(one, GRADED), result.digest)

    def autograde(self, one: Submission, result: Done) -> None:
        """Have nbgrader enter a finished job into the gradebook."""
        folder = self.area / "autograded" / one.student / one.assignment
        with put_back_on_failure(folder), self.grade_put_back_on_failure(one):
            succeed(self.api.autograde(one.assignment, one.student, force=True))
        if not result.failures:
            stamp = self.stamp(one.assignment, one.student)
            results.write_atomically(stamp, f"{result.digest}\n{NOT_MARKED}\n")
        self.entered.add((one.assignment, result.key))

    @contextlib.contextmanager
    def grade_put_back_on_failure(self, one: Submission) -> Iterator[None]:
        """Keep scores and causes of an earlier time, which nbgrader changes cell by cell."""
        stored = results.path(self.area / "results", one.assignment, one.student)
        causes = stored.read_text(encoding="utf-8") if os.path.isfile(stored) else None
        with self.gradebook as gradebook:
            before = {row.id: written(row) for row in rows(gradebook, one)}
        try:
            yield
        except BaseException:
            if causes is None:
                stored.unlink(missing_ok=True)
            else:
                results.write_atomically(stored, causes)
            with self.gradebook as gradebook:
                found = rows(gradebook, one)
                for row in found:
                    for name, value in before.get(row.id, {}).items():
                        setattr(row, name, value)
                gradebook.db.commit()
                if found and not before:
                    gradebook.remove_submission(one.assignment, one.student)
            raise

    def finish(self, page: WritePage, result) -> Outcome:
        """Note that all is done for a submission whose feedback page was written."""
        outcome, one = page.outcome, page.outcome.submission
        # What takes too long will do so again. Any other fault may be ours, and go away.
        again = isinstance(result, Lost) and not result.overdue
        try:
            if isinstance(result, Lost):
                stop_if_full(self.area, result.reason, result.errno)
                with self.gradebook as gradebook:
                    plain_page.write(gradebook, self.area, one, "" if again else result.reason)
                text = f"The feedback page shows no notebook ({result.reason[:REASON]})."
                outcome = replace(outcome, reason=f"{outcome.reason} {text}".strip())
            if outcome.state != FAILED:
                marks = NOT_MARKED if again else self.marks(one.assignment, one.student)
                text = f"{page.digest}\n{marks}\n"
                results.write_atomically(self.stamp(one.assignment, one.student), text)
        except OSError as error:
            stop_if_full(self.area, repr(error), error.errno)
            text = f"It is graded, but its feedback page can't be written ({error!r}). "
            return Outcome(one, FAILED, f"{text}Mend that and grade again.")
        return outcome

    def failed(self, one: Submission, reason: str, errno: int | None = None) -> Outcome:
        stop_if_full(self.area, reason, errno)
        text = f"Grading itself failed ({reason}). Mend that and grade again."
        return Outcome(one, FAILED, text + self.kept(one))

    def kept(self, one: Submission) -> str:
        stored = results.path(self.area / "results", one.assignment, one.student)
        return " The grade of the earlier submission stays." if os.path.isfile(stored) else ""

    def marks(self, assignment: str, student: str) -> str | None:
        """Fingerprint what people have added to a grade, and how late it is.

        None where the gradebook holds no grade.
        """
        with self.gradebook as gradebook:
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                return None
            added = [
                tuple(row)
                for kind, columns in ADDED.items()
                for row in gradebook.db.query(BaseCell.name, *columns)
                .join(kind, kind.cell_id == BaseCell.id)
                .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
                .filter(SubmittedNotebook.assignment_id == submission.id)
            ]
            late = submission.total_seconds_late, submission.late_submission_penalty
        lines = [*sorted(map(repr, added)), *([repr(late)] if any(late) else [])]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def assign_penalty(self, one: Submission) -> None:
        """Have nbgrader work out anew what being late costs: due dates and points change."""
        about = {
            "notebook": one.assignment,
            "assignment": one.assignment,
            "student": one.student,
            "db_url": self.config.CourseDirectory.db_url,
        }
        with contextlib.suppress(MissingEntry):
            AssignLatePenalties(config=self.config).preprocess(
                nbformat.v4.new_notebook(), {"nbgrader": about}
            )

    @functools.cached_property
    def gradebook(self) -> Gradebook:
        """The gradebook, each `with` of which is a session of its own."""
        directory = self.config.CourseDirectory
        return Gradebook(directory.db_url, directory.course_id)


def rows(gradebook: Gradebook, one: Submission) -> list:
    """Return all that a gradebook holds of a submission, as rows of its tables."""
    try:
        found = gradebook.find_submission(one.assignment, one.student)
    except MissingEntry:
        return []
    notebooks = found.notebooks
    cells = [row for notebook in notebooks for row in (*notebook.grades, *notebook.comments)]
    return [found, *notebooks, *cells]


def written(row) -> dict:
    """Return what nbgrader's autograde writes into a row."""
    return {name: getattr(row, name) for name in WRITTEN if name in row.__table__.columns}
