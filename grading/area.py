"""The folder that grading works in: one grader at a time, and nothing half done in it."""

import contextlib
import errno
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where grading runs in a container
    fcntl = None

FULL = {errno.ENOSPC, errno.EDQUOT}
FULL_TEXT = re.compile(r"No space left on device|disk is full|Disk quota exceeded|disk I/O error")

FOLDERS = ("submitted", "autograded", "feedback", "results", "jobs", "keys")


class Busy(Exception):
    """Somebody else is grading here; the text says what to do."""


class DiskFull(Exception):
    """There is no space left; the text says where."""


class GradebookUnreadable(Exception):
    """The gradebook is damaged, or no gradebook; the text says what to do."""


@contextlib.contextmanager
def only_one(area: Path):
    """Let one grader at a time work in an area. Raises Busy where there is one.

    The operating system takes the lock away from a grader that was killed.
    """
    area.mkdir(parents=True, exist_ok=True)
    with (area / ".lock").open("a+") as file:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                number = file.read().strip()
                raise Busy(
                    f"Grading is already going on in {area} (process {number}). "
                    "Nothing was changed. Wait for it, or stop it."
                ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def require_folders(area: Path) -> None:
    """Raise NotADirectoryError where a file stands in the place of a folder of grading's."""
    for path in [area, *(area / name for name in FOLDERS)]:
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def require_readable(gradebook: Path) -> None:
    """Raise GradebookUnreadable where there is something in a gradebook's place that is none."""
    if not gradebook.exists():
        return
    try:
        # To be written as well: what was half written by a killed grader is undone here.
        database = sqlite3.connect(f"{gradebook.as_uri()}?mode=rw", uri=True)
        with contextlib.closing(database):
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        stop_if_full(gradebook.parent, str(error))
        raise GradebookUnreadable(
            f"{gradebook} can't be read as a gradebook ({error}). Put it back from a backup. Or "
            "move it away: then all is graded into a new one, without what was given by hand."
        ) from None


def stop_if_full(area: Path, text: str, number: int | None = None) -> None:
    """Raise DiskFull where an error says so: going on would fail for everybody."""
    if number in FULL or FULL_TEXT.search(text):
        raise DiskFull(
            f"There is no space left for {area} ({text.strip()[:200]}). Nothing is lost. "
            "Free some space."
        )


@contextlib.contextmanager
def in_one_step(target: Path) -> Iterator[Path]:
    """Give a path to write to, which then takes the place of `target`: nobody reads half of it.

    Where that fails, what was there before stays, and nothing else is left.
    """
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def put_back_on_failure(folder: Path):
    """Keep what nbgrader made at an earlier time, which it deletes before it starts anew.

    One that a killed grader left behind is put back first.
    """
    earlier = folder.with_name(f".{folder.name}")
    put_back(folder, earlier)
    if folder.is_dir():
        folder.rename(earlier)
    try:
        yield
    except BaseException:
        put_back(folder, earlier)
        raise
    shutil.rmtree(earlier, ignore_errors=True)


def put_back(folder: Path, earlier: Path) -> None:
    if earlier.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        earlier.rename(folder)
