"""Collect what students handed in, into submitted/STUDENT/ASSIGNMENT/, and lose nothing there."""

import filecmp
import fnmatch
import functools
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from grading import exports, folders
from grading.config import course_config, nbgrader_api
from grading.exports import Attempt, ExportError
from grading.submissions import (
    MAX_DEPTH,
    MAX_FILES,
    MAX_FOLDER_BYTES,
    TIMESTAMP,
    is_time,
    places,
    printable,
    problem_with_content,
    problem_with_name,
    submitted_at,
)

COLLECTED = "collected"
REPLACED = "replaced"
UNCHANGED = "unchanged"
OLDER = "older"
REFUSED = "refused"

ENTRY = r"(?s)(?P<student>.+)\+{}\+(?P<time>[^+]+)(\+[^+]*)?"  # a folder of the exchange
DELAY = timedelta(minutes=10)  # from the time that an entry states to that of its last change
ZONES = timedelta(days=1)  # more than the times of two places differ
ONE_ACCOUNT = (
    "Where all students work under one account, set c.ExchangeCollect.check_owner = False "
    "in grading/nbgrader_config.py."
)


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
        known = {student for student, _ in places(area / "submitted")}
        for attempt in exports.attempts(path, assignments, wanted, known):
            with staging(area) as folder:
                yield take(attempt, area, folder)
    except ExportError as error:
        raise CollectError(str(error)) from error


def take(attempt: Attempt, area: Path, folder: Path) -> Collected:
    """Write one attempt into a folder of its own, and from there to its place."""
    student, assignment = printable(attempt.student), printable(attempt.assignment)
    note = printable(attempt.reason)
    if attempt.notebook is None:
        return Collected(student, assignment, REFUSED, note)
    try:
        content = attempt.notebook.read()
        stated = attempt.timestamp.read() if attempt.timestamp else b""
    except ExportError as error:
        return Collected(student, assignment, REFUSED, str(error))
    (folder / f"{assignment}.ipynb").write_bytes(content)
    when = attempt.notebook.when and attempt.notebook.when.astimezone(UTC)
    if stated.strip() and is_time(stated):
        (folder / TIMESTAMP).write_bytes(stated)
        note = f"{note} {doubt(submitted_at(folder), when)}".strip()
    elif when:
        (folder / TIMESTAMP).write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
    return settle(folder, area, attempt.student, assignment, note)


def doubt(stated: datetime, when: datetime | None) -> str:
    """Say so where a timestamp.txt is older than the notebook; a student may have written it.

    By a day and more: archives do not state the time zone of what they state.
    """
    if when is None or when.replace(tzinfo=None) - stated < ZONES:
        return ""
    return (
        f"Its timestamp.txt says {stated:%Y-%m-%d %H:%M:%S}, its notebook is from "
        f"{when:%Y-%m-%d %H:%M:%S}. The first counts: mend it where the student wrote it."
    )


class CarefulCollect(ExchangeCollect):
    """nbgrader's collect, but that it trusts no entry, and goes on past what it can't copy.

    Anybody can make an entry of any name, and change his own while it is read.
    """

    def _path_to_record(self, path):
        """Say what an entry claims. One that is refused competes with no other of the student."""
        entry = Path(path)
        match = re.fullmatch(ENTRY.format(re.escape(self.coursedir.assignment_id)), entry.name)
        stated = match["time"].encode("utf-8", "replace") if match else b""
        record = {"username": entry.name, "filename": entry.name, "timestamp": datetime.min}
        if not stated.strip() or not is_time(stated):
            return record | {"problem": "Its name is not STUDENT+ASSIGNMENT+TIME. Delete it."}
        record |= {"claimed": match["student"], "stated": parse_utc(stated.decode().strip())}
        try:
            about = entry.lstat()
        except OSError as error:
            return record | {"problem": f"It can't be read ({printable(str(error))[:120]})."}
        problem = problem_with_name(match["student"])
        if not problem and not stat.S_ISDIR(about.st_mode):
            problem = "It is a link or no folder. Delete it."
        if not problem and self.check_owner and owner(about) != match["student"]:
            problem = f"It was made by {owner(about)}, so it is not this student's. {ONE_ACCOUNT}"
        if problem:
            return record | {"problem": problem}
        when = counted(record["stated"], changed_at(about))
        return record | {"username": match["student"], "timestamp": when, "about": about}

    def _sort_by_timestamp(self, records):
        return sorted(records, key=lambda one: (one["timestamp"], one.get("stated")), reverse=True)

    def copy_files(self):
        self.refused, self.notes = [], {}
        for record in self.src_records:
            student = record.get("claimed", record["username"])
            problem = record.get("problem") or self.problem_on_copying(record)
            if problem:
                self.refused.append((student, problem))
            elif record["timestamp"] != record["stated"]:
                self.notes[student] = (
                    f"It says it is from {record['stated']}, but was made or changed at "
                    f"{record['timestamp']:%Y-%m-%d %H:%M:%S}: that counts."
                )

    def problem_on_copying(self, record) -> str | None:
        """Copy an entry; return why that can't be, or None."""
        entry = Path(self.inbound_path) / record["filename"]
        student = record["username"]
        target = Path(
            self.coursedir.format_path(
                self.coursedir.submitted_directory, student, self.coursedir.assignment_id
            )
        )
        target.parent.mkdir()
        try:
            problem = problem_with_content(entry)
            if problem:
                return problem
            changed = copy_folder(entry, target, record["about"], self.coursedir.ignore)
            record["timestamp"] = counted(record["timestamp"], changed)
            text = f"{record['timestamp']:%Y-%m-%d %H:%M:%S.%f} UTC"
            (target / TIMESTAMP).write_text(text, encoding="utf-8")
        except (OSError, RecursionError) as error:
            shutil.rmtree(target.parent)
            return f"The folder can't be read ({printable(str(error))[:120]})."
        return None


def counted(stated: datetime, changed: datetime) -> datetime:
    """Return the time that counts for what says it is from one time, and was changed at another."""
    return changed if changed - stated > DELAY else stated


def changed_at(about: os.stat_result) -> datetime:
    """Return when a file or folder was made or changed (UTC), which nobody can set."""
    return datetime.fromtimestamp(about.st_ctime, UTC).replace(tzinfo=None)


def copy_folder(entry: Path, target: Path, about: os.stat_result, ignored: list[str]) -> datetime:
    """Copy a folder of ordinary files; return when it or one of them was changed last.

    Each is opened once, in its folder, and looked at then: a name can be a link a moment later.
    What is written into a file leaves the time of its folder as it is.
    Raises OSError where it holds anything else.
    """
    left, count, changed = MAX_FOLDER_BYTES, 0, changed_at(about)
    with open_folder(entry) as top:
        if not os.path.samestat(os.fstat(top), about):
            raise OSError("it was changed meanwhile")
        for inside, names, descriptor in folders_in(top, ignored):
            place = target / inside
            place.mkdir(parents=True)
            for name in names:
                opener = functools.partial(open_itself, folder=descriptor)
                with open(name, "rb", opener=opener) as file:
                    content = file.read(left + 1)
                    changed = max(changed, changed_at(os.fstat(file.fileno())))
                left -= len(content)
                count += 1
                if left < 0 or count > MAX_FILES:
                    raise OSError("it holds too much")
                (place / name).write_bytes(content)
    return changed


@contextmanager
def open_folder(name: str | Path, folder: int | None = None) -> Iterator[int]:
    """Open a folder, and no link to one; to open a FIFO in its place would wait for ever."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def folders_in(descriptor: int, ignored: list[str], inside=Path()) -> Iterator[tuple]:
    """Yield an open folder and all in it: its path in the first, its files, its descriptor.

    Raises OSError where they are too deep in one another.
    """
    if len(inside.parts) > MAX_DEPTH:
        raise OSError("it is too deep")
    with os.scandir(descriptor) as found:
        entries = [entry for entry in found if not is_ignored(entry.name, ignored)]
    kinds = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    yield inside, [name for name, is_folder in kinds.items() if not is_folder], descriptor
    for name in (name for name, is_folder in kinds.items() if is_folder):
        with open_folder(name, descriptor) as inner:
            yield from folders_in(inner, ignored, inside / name)


def open_itself(name: str, flags: int, folder: int) -> int:
    """Open an ordinary file, and no link to one; FIFOs, too, are open at once."""
    descriptor = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1:
        os.close(descriptor)
        raise OSError(f"{name} is a link or no ordinary file")
    return descriptor


def is_ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def owner(about: os.stat_result) -> str:
    """Return the name of a file's owner."""
    import pwd  # not on Windows, where nbgrader has no exchange

    try:
        return pwd.getpwuid(about.st_uid).pw_name
    except KeyError:
        return f"user {about.st_uid}"


class CollectAsMake(ExchangeCollect):
    """What `nbgrader collect` and formgrader's button run: the same as `make collect`."""

    def start(self):
        name = self.coursedir.assignment_id
        try:
            for one in from_exchange(folders.GRADING, name, self.before_duedate):
                say = self.log.warning if one.state == REFUSED else self.log.info
                say("%s: %s, %s. %s", one.state, one.student, one.assignment, one.reason)
        except CollectError as error:
            self.fail(str(error))


def from_exchange(area: Path, assignment: str, before_duedate: bool = False) -> Iterator[Collected]:
    """Collect what students submitted through nbgrader's exchange.

    Of each the last one, or with `before_duedate` the last one before that, if there is one.
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
        collect.before_duedate = before_duedate
        try:
            collect.start()
        except (ExchangeError, OSError) as error:
            raise CollectError(f"The exchange can't be read: {error}") from error
        for student, problem in sorted(collect.refused):
            yield Collected(printable(student), assignment, REFUSED, problem)
        for found in sorted(folder.glob(f"*/{assignment}")):
            student = found.parent.name
            yield settle(found, area, student, assignment, collect.notes.get(student, ""))


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
