"""Collect what students handed in, into submitted/STUDENT/ASSIGNMENT/, and lose nothing there."""

import filecmp
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from grading import exports
from grading.config import course_config, nbgrader_api
from grading.exports import Attempt, ExportError
from grading.submissions import is_time, printable, problem_with_content, problem_with_name

COLLECTED = "collected"
REPLACED = "replaced"
UNCHANGED = "unchanged"
OLDER = "older"
REFUSED = "refused"

TIMESTAMP = "timestamp.txt"


class CollectError(Exception):
    """Nothing can be collected; the text says why and what to do."""


@dataclass(frozen=True)
class Collected:
    """What became of one submission."""

    student: str
    assignment: str
    state: str
    reason: str = ""


def from_zip(path: Path, area: Path, assignments: list[str], wanted=None) -> Iterator[Collected]:
    """Collect the zip file that an LMS exports; see `exports` for what it may look like.

    Raises CollectError where the file can't be read.
    """
    try:
        for attempt in exports.attempts(path, assignments, wanted):
            with staging(area) as folder:
                yield take(attempt, area, folder)
    except ExportError as error:
        raise CollectError(str(error)) from error


def take(attempt: Attempt, area: Path, folder: Path) -> Collected:
    """Write one attempt into a folder of its own, and from there to its place."""
    student, assignment = printable(attempt.student), printable(attempt.assignment)
    if attempt.notebook is None:
        return Collected(student, assignment, REFUSED, attempt.reason)
    try:
        content = attempt.notebook.read()
        stated = attempt.timestamp.read() if attempt.timestamp else b""
    except ExportError as error:
        return Collected(student, assignment, REFUSED, str(error))
    (folder / f"{assignment}.ipynb").write_bytes(content)
    if stated and is_time(stated):
        (folder / TIMESTAMP).write_bytes(stated)
    elif attempt.notebook.when:
        when = attempt.notebook.when.astimezone(UTC)
        (folder / TIMESTAMP).write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
    return settle(folder, area, attempt.student, assignment, attempt.reason)


class CarefulCollect(ExchangeCollect):
    """nbgrader's collect, but that it copies no links, and goes on past what it can't copy."""

    def do_copy(self, src, dest, log=None):
        try:
            problem = problem_with_content(Path(src))
        except (OSError, RecursionError) as error:
            problem = f"The folder can't be read ({printable(str(error))[:120]})."
        if problem:
            self.refused[Path(dest).parent.name] = problem
        else:
            super().do_copy(src, dest, log)


def from_exchange(area: Path, assignment: str) -> Iterator[Collected]:
    """Collect what students submitted through nbgrader's exchange.

    Raises CollectError where there is no exchange.
    """
    config = course_config(area)
    inbound = Path(config.Exchange.root) / config.CourseDirectory.course_id / "inbound"
    if not inbound.is_dir():
        raise CollectError(
            f"Nothing can have been submitted through the exchange: there is no {inbound}.\n"
            "Release an assignment first (formgrader, or nbgrader release_assignment); for an LMS, "
            "give its export with --zip FILE."
        )
    with staging(area) as folder:
        config.CourseDirectory.submitted_directory = str(folder)
        api = nbgrader_api(config)
        api.coursedir.assignment_id = assignment
        collect = CarefulCollect(
            coursedir=api.coursedir, authenticator=api.authenticator, parent=api
        )
        collect.refused = {}
        try:
            collect.start()
        except (ExchangeError, OSError) as error:
            raise CollectError(f"The exchange can't be read: {error}") from error
        for student, problem in sorted(collect.refused.items()):
            yield Collected(printable(student), assignment, REFUSED, problem)
        for found in sorted(folder.glob(f"*/{assignment}")):
            yield settle(found, area, found.parent.name, assignment)


@contextmanager
def staging(area: Path):
    """Make a folder beside submitted/, from which a submission is moved in one step."""
    area.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=area, prefix=".collecting-") as folder:
        # TemporaryDirectory wants to find its own folder again: what is moved away lies in it.
        inner = Path(folder) / "content"
        inner.mkdir()
        yield inner


def settle(folder: Path, area: Path, student: str, assignment: str, note="") -> Collected:
    """Move a submission to its place, unless a newer one or the same lies there.

    One that is replaced is moved to replaced/STUDENT/ASSIGNMENT/ under its time.
    """
    target = area / "submitted" / student / assignment
    problem = problem_with_name(student)
    if not problem and (target.parent.is_symlink() or not is_folder_or_free(target.parent)):
        problem = f"{target.parent} is no folder. Move it away."
    if problem:
        return Collected(printable(student), assignment, REFUSED, problem)
    state = COLLECTED
    if target.is_dir() and not target.is_symlink():
        if same_files(folder, target):
            return Collected(student, assignment, UNCHANGED, note)
        here, new = submitted_at(target), submitted_at(folder)
        if here and new and new < here:
            reason = f"It is from {new}, and what is there from {here}: that stays."
            return Collected(student, assignment, OLDER, reason)
    if target.is_symlink() or target.exists():
        kept = put_aside(target, area / "replaced" / student / assignment)
        state, note = REPLACED, f"The earlier one lies in {kept.relative_to(area)}. {note}".strip()
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    folder.rename(target)
    return Collected(student, assignment, state, note)


def is_folder_or_free(path: Path) -> bool:
    return path.is_dir() or not path.exists()


def same_files(some: Path, others: Path) -> bool:
    """Say whether two folders hold the same files, whenever they were submitted."""
    names = [
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        - {Path(TIMESTAMP)}
        for folder in (some, others)
    ]
    return names[0] == names[1] and all(
        filecmp.cmp(some / name, others / name, shallow=False) for name in names[0]
    )


def submitted_at(folder: Path) -> datetime | None:
    """Return the time (UTC) that a submission's timestamp.txt states, if it does."""
    timestamp = folder / TIMESTAMP
    content = timestamp.read_bytes() if timestamp.is_file() else b""
    if not content.strip() or not is_time(content):
        return None
    return parse_utc(content.decode("utf-8").strip())


def put_aside(target: Path, folder: Path) -> Path:
    """Move what lies at `target` into `folder`, under a name that tells its time."""
    when = submitted_at(target) or datetime.fromtimestamp(target.lstat().st_mtime, UTC)
    name = f"{when:%Y-%m-%d %H.%M.%S}"
    number = 1
    while (kept := folder / (name if number == 1 else f"{name} ({number})")).exists():
        number += 1
    folder.mkdir(parents=True, exist_ok=True)
    shutil.move(target, kept)
    return kept
