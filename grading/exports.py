"""Read the zip file of submissions that an LMS exports. Nothing is unpacked by its stored path.

nbgrader's zip_collect wants one pattern for all names, unpacks before it looks, and deletes what
was there; so the three usual layouts are read here:

    Moodle   Wei Wang_123_assignsubmission_file_/02_optimizers.ipynb
    Canvas   wangwei_LATE_123_456_02_optimizers-1.ipynb
    folders  STUDENT/02_optimizers/02_optimizers.ipynb, or STUDENT/02_optimizers.ipynb

A folder around all that is called like the archive is no student. What lies in a student's folder,
and the end of a name in Canvas, are the student's choice: they do not say whose a file is.
"""

import io
import lzma
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from grading.submissions import MAX_BYTES, MAX_FILES, TIMESTAMP, megabytes

MAX_MEMBERS = 50_000
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(
    r"(?P<name>[^_]+)_(LATE_)?(?P<id>\d+)_\d+_(?P<file>(?!assignsubmission_).+)", re.DOTALL
)
MOODLE_LMS, CANVAS_LMS = "Moodle", "Canvas"
MOST_LISTED = 20  # names in one message
LONGEST_NAME = 1000  # bytes in a student's own archive; no file system has longer ones
ADDED = re.compile(r"(-\d+|[ _]?\(\d+\)| - Copy| - 副本)+$", re.IGNORECASE)  # to a file's name
ONE_FOLDER = "If this is no student but the folder around all, call the archive like it."
MEMBER = b"PK\1\2"  # with which each member's entry in the list of an archive begins
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError,
    RuntimeError, EOFError, ValueError, OSError, MemoryError,
)  # fmt: skip


class ExportError(Exception):
    """An export can't be read at all; the text says why and what to do."""


@dataclass(frozen=True)
class File:
    """A file that a student handed in.

    `number` is the student's in an LMS, `place` the folder in which the file lay, `folder` the
    assignment that this folder is for, `when` the local time that the archive states. With an
    `lms`, the student chose name and content of each file that lies beside it.
    """

    student: str
    number: str
    place: str
    folder: str | None
    name: str
    when: datetime | None
    read: Callable[[], bytes]
    lms: str = ""


@dataclass(frozen=True)
class Attempt:
    """The notebook that counts for one student and assignment, or the problem with it."""

    student: str
    assignment: str
    notebook: File | None = None
    timestamp: File | None = None
    reason: str = ""


def attempts(
    path: Path, assignments: list[str], wanted: str | None, known: Collection[str] = ()
) -> Iterator[Attempt]:
    """Yield the last attempt of each student at each assignment, or at the one `wanted`.

    `known` are the students of whom there are submissions: who got a number beside the name keeps
    it. A file must be read before the next attempt is asked for.
    Raises ExportError where the file is no zip file, or an unreasonable one.
    """
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        text = f"There is no file {path}. A name with spaces needs quotes of its own."
        raise ExportError(text) from error
    except UNREADABLE as error:
        raise ExportError(f"{path} is no zip file ({error}). Export it again.") from error
    with archive:
        files = list(files_in(archive, assignments, path.stem.removesuffix(added_to(path.stem))))
        names = {(file.student, file.number) for file in files}
        namesakes = {name for name, count in Counter(n for n, _ in names).items() if count > 1}
        by_student = {}
        for file in files:
            numbered = f"{file.student} {file.number}".strip()
            if file.student in namesakes or numbered in known:
                file = replace(file, student=numbered)
            by_student.setdefault(file.student, []).append(file)
        for student, theirs in sorted(by_student.items()):
            for attempt in last_attempts(student, theirs, assignments, wanted):
                if attempt.notebook is None and student and len(by_student) == 1:
                    attempt = replace(attempt, reason=f"{attempt.reason} {ONE_FOLDER}")
                yield attempt


def files_in(archive: zipfile.ZipFile, assignments: list[str], title: str) -> Iterator[File]:
    """Yield the files of an archive by student; those in a zip of the student's own as well.

    `title` is what the archive is called.
    """
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise ExportError(f"The archive holds {len(members):,} files, {MAX_MEMBERS:,} at most.")
    paths = [(info, parts_of(name)) for info, name in zip(members, names_in(members), strict=True)]
    paths = [(info, parts) for info, parts in paths if not any(map(is_hidden, parts))]
    first = {parts[0] for _, parts in paths}
    wrapped = first == {title} and all(len(parts) > 1 for _, parts in paths)
    for info, parts in paths:
        file = owned(info, parts, assignments, wrapped, reader(archive, info))
        if file.name.lower().endswith(".zip"):
            yield from files_in_zip(file, assignments)
        else:
            yield file


def names_in(members: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names of members as their author saw them.

    Without the flag for UTF-8, zipfile takes them for code page 437. Others wrote UTF-8 all the
    same, or the Chinese code page of their Windows.
    """
    raw = [None if m.flag_bits & UTF8_FLAG else m.orig_filename.encode("cp437") for m in members]
    foreign = [name for name in raw if name and not name.isascii()]
    order = ["utf-8", "gb18030"] if any(decodes(name, "gb2312") for name in foreign) else ["utf-8"]
    names = [
        member.orig_filename if name is None else decode(name, order)
        for member, name in zip(members, raw, strict=True)
    ]
    return [unicodedata.normalize("NFC", name) for name in names]


def decode(name: bytes, encodings: list[str]) -> str:
    encoding = next((one for one in encodings if decodes(name, one)), "cp437")
    return name.decode(encoding)


def decodes(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def parts_of(name: str) -> tuple[str, ...]:
    """Split a name at its slashes; what leads elsewhere (`..`, a drive, a root) is left out."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return tuple(part for part in parts if part not in ("/", "//", "..")) or ("",)


def is_hidden(part: str) -> bool:
    return part.startswith(".") or part == "__MACOSX"


def owned(info, parts: tuple[str, ...], assignments, wrapped: bool, read) -> File:
    """Say whose a member is and what it is called.

    `wrapped` says that one folder of no meaning holds all of the archive.
    """
    place, when = "/".join(parts[:-1]), time_of(info)
    folder = folder_of(parts, assignments)
    outer = parts[wrapped]
    if match := CANVAS.fullmatch(outer) if outer == parts[-1] else None:
        student = f"{tidy(match['name'])}_{match['id']}"
        return File(student, match["id"], place, None, match["file"], when, read, CANVAS_LMS)
    if match := MOODLE.fullmatch(outer):
        # A text that was typed into Moodle, too: it is no notebook, and its author is named.
        name = match["file"] if outer == parts[-1] else parts[-1]
        student = tidy(match["name"])
        return File(student, match["id"], place, folder, name, when, read, MOODLE_LMS)
    student = tidy(owner(parts[wrapped:-1], assignments))
    return File(student, "", place, folder, parts[-1], when, read)


def folder_of(parts: tuple[str, ...], assignments: list[str]) -> str | None:
    """Return the assignment that a folder around a file is called like."""
    return next((part for part in parts[:-1] if part in assignments), None)


def owner(place: tuple[str, ...], assignments: list[str]) -> str:
    """Return which of the folders around a file is the student's; empty if none.

    It is the outermost, unless that is the assignment's: ASSIGNMENT/STUDENT/.
    """
    return "".join(place[1:2] if place[:1] and place[0] in assignments else place[:1])


def tidy(name: str) -> str:
    """Return a name as people read it: without outer spaces and what is not seen."""
    return "".join(letter for letter in name if unicodedata.category(letter) != "Cf").strip()


def time_of(info: zipfile.ZipInfo) -> datetime | None:
    try:
        when = datetime(*info.date_time)
    except ValueError:
        return None
    return when if when.year > 1980 else None  # 1980 is what is written for "unknown"


def reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    """Return a function that reads a member, and raises ExportError where it can't or should not.

    The archive's word on the size is not trusted.
    """

    def read() -> bytes:
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ExportError("It is a link. Ask for the file itself.")
        if info.flag_bits & ENCRYPTED_FLAG:
            raise ExportError("It is encrypted. Ask for it without a password.")
        try:
            with archive.open(info) as member:
                content = member.read(MAX_BYTES + 1)
        except UNREADABLE as error:
            reason = str(error)[:100]
            raise ExportError(f"It is damaged ({reason}). Ask for it again.") from error
        if len(content) > MAX_BYTES:
            size = megabytes(max(info.file_size, len(content)), MAX_BYTES)
            raise ExportError(f"It has {size}. Ask for it without outputs.")
        return content

    return read


def files_in_zip(outer: File, assignments: list[str]) -> Iterator[File]:
    """Yield the notebooks in a zip that a student handed in; itself where it should not be read."""
    try:
        content = outer.read()
        if content.count(MEMBER) > MAX_FILES:  # to read their names takes a second for 30,000
            raise ExportError("It holds too many files.")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [
                info
                for info in archive.infolist()
                if not info.is_dir() and len(info.orig_filename) <= LONGEST_NAME
            ]
    except (ExportError, *UNREADABLE):
        yield outer
        return
    found = False
    for info, name in zip(members, names_in(members), strict=True):
        parts = parts_of(name)
        if parts[-1].lower().endswith(".ipynb") and not any(map(is_hidden, parts)):
            found = True
            folder = folder_of(parts, assignments) or outer.folder
            # The student chose the times in there; the archive around it has one of its own.
            when, read = outer.when or time_of(info), inner_reader(outer, info)
            yield replace(outer, folder=folder, name=parts[-1], when=when, read=read)
    if not found:
        yield outer


def inner_reader(outer: File, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        with zipfile.ZipFile(io.BytesIO(outer.read())) as archive:
            return reader(archive, info)()

    return read


def last_attempts(student, files: list[File], assignments, wanted) -> Iterator[Attempt]:
    """Yield what counts of one student's files: of several attempts the last one."""
    if not student:
        for file in files:
            text = "It lies in no student's folder, and its name tells no student."
            yield Attempt(file.name, wanted or "?", reason=text)
        return
    notebooks = [file for file in files if file.name.lower().endswith(".ipynb")]
    versions, beside = {}, Counter(file.place for file in notebooks)
    for file in notebooks:
        name = assignment_of(file, beside[file.place] == 1, assignments, wanted)
        versions.setdefault(name, []).append(file)
    strays = listed(file.name for file in versions.pop(None, []))
    for name in sorted(versions):
        if wanted in (None, name):
            yield last_attempt(student, name, versions[name], files)
    if wanted in versions or (versions and not wanted and not strays):
        return
    if strays:
        text = f"No assignment is called {strays}. Ask for the file by the assignment's name."
    else:
        text = f"There is no notebook for it among: {listed(file.name for file in files)}."
    yield Attempt(student, wanted or "?", reason=text)


def listed(names: Iterable[str]) -> str:
    """Return names as a list to read: of long ones the beginning, of many how many there are."""
    names = [name[:100] for name in names]
    more = [f"{len(names) - MOST_LISTED:,} more"] if len(names) > MOST_LISTED else []
    return ", ".join([*names[:MOST_LISTED], *more])


def last_attempt(student: str, name: str, versions: list[File], files: list[File]) -> Attempt:
    places = sorted({f"{file.place}/{file.name}" for file in versions})
    if len({file.place for file in versions}) > 1:
        text = f"There are several: {listed(places)}. Keep one of them."
        return Attempt(student, name, reason=text)
    best = max(versions, key=lambda file: weight(file, name))
    # A time that the student wrote is none.
    same_place = (file for file in files if file.place == best.place and not file.lms)
    timestamp = next((file for file in same_place if file.name == TIMESTAMP), None)
    note = "" if best.name == f"{name}.ipynb" else f"It was called {best.name[:100]}."
    return Attempt(student, name, best, timestamp, note)


def weight(file: File, name: str) -> tuple:
    """Return what makes one of several files count: in a zip of all, the lesson is called alike."""
    return file.when or datetime.min, file.folder == name, copy_number(file)


def assignment_of(file: File, alone: bool, assignments, wanted) -> str | None:
    """Return the assignment that a notebook is for, whatever an LMS or a browser made of it.

    `alone` says that no other notebook lies beside it.
    """
    names = {name.casefold(): name for name in assignments}
    stem = file.name[: -len(".ipynb")].casefold()
    for name in (stem, stem.removesuffix(added_to(stem))):
        if name in names:
            return names[name]
    return (file.folder or wanted) if alone else None


def copy_number(file: File) -> int:
    """Return the number that was added to a file's name, as in `-2.ipynb` or `(2).ipynb`."""
    numbers = re.findall(r"\d+", added_to(Path(file.name).stem))
    return int(numbers[-1]) if numbers else 0


def added_to(stem: str) -> str:
    """Return what an LMS or a browser added to the end of a file's name."""
    end = stem[-100:]  # to look through all of a very long one takes the square of the time
    return match[0] if (match := ADDED.search(end)) else ""
