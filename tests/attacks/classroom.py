"""A course that is attacked: its places, what lies there, and what became of each submission."""

import ctypes
import hashlib
import os
import signal
import socket
import sqlite3
import warnings
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import nbformat
from attack import Attack, toy
from forgery import public

from grading import folders, report
from grading.grade import Grader
from grading.release import release
from grading.sandbox import Limits

NAME = toy.NAME
STOCK = "98_stock"
LIMITS = Limits(task_seconds=2, notebook_seconds=30, memory=400 << 20, disk=64 << 20)
TOKEN = hashlib.sha256(os.urandom(16)).hexdigest()[:8]
NUMBER = int(TOKEN[:6], 16)

STOCK_TESTS = {
    "twice": "assert twice(3) == 6",
    "choice": 'assert choice() == "momentum"',
    "total": "assert torch.allclose(total(torch.ones(3)), torch.tensor(3.0))\n"
    "assert torch.equal(twice(torch.ones(3)), 2 * torch.ones(3))",
}


def build(root: Path) -> Path:
    """Make and release the course: the toy assignment, and one whose tests are assertions."""
    toy.build(root)
    stock = toy.solution()
    for cell in stock.cells:
        cell.source = STOCK_TESTS.get(cell.metadata.nbgrader.grade_id, cell.source)
    (root / "solutions" / STOCK).mkdir()
    nbformat.write(stock, root / "solutions" / STOCK / f"{STOCK}.ipynb")
    folders.use(root)
    with warnings.catch_warnings(action="ignore"):
        release(NAME)
        release(STOCK)
    return root


class Classroom:
    """The students of one area of a course, who hand in attacks."""

    def __init__(self, area: Path, places: dict[str, str]):
        self.area, self.places = area, places
        self.attacks: list[Attack] = []
        self.grader = Grader(area, LIMITS)

    def hand_in(self, *attacks: Attack) -> None:
        released = toy.released()
        for attack in attacks:
            folder = self.area / "submitted" / attack.name / NAME
            folder.mkdir(parents=True)
            for name, content in attack.files.items():
                (folder / name).parent.mkdir(exist_ok=True, parents=True)
                (folder / name).write_bytes(content)
            content = attack.hand_in(released, self.places)
            content = content.encode() if isinstance(content, str) else content
            (folder / f"{NAME}.ipynb").write_bytes(content)
            self.attacks.append(attack)

    def grade(self) -> None:
        with warnings.catch_warnings(action="ignore"):
            self.outcomes = {one.submission.student: one for one in self.grader.grade()}
        with self.grader.gradebook as gradebook:
            self.grades = {
                student: report.grade(
                    gradebook, self.area / "results", outcome.submission, outcome.reason
                )
                for student, outcome in self.outcomes.items()
            }

    def page(self, student: str) -> str:
        return self.written("feedback", student)

    def written(self, kind: str, student: str) -> str:
        folder = self.area / kind / student
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".ipynb"))
        return "\n".join(path.read_text(encoding="utf-8") for path in files)


def places(course: Path, area: Path, outside: Path) -> dict[str, str]:
    """Return where things lie that a submission may want to reach."""
    return {
        "course": str(course),
        "secret": str(area / "hidden_seed"),
        "gradebook": str(area / "gradebook.db"),
        "solution": str(course / "solutions" / NAME / f"{NAME}.ipynb"),
        "bank": str(course / "grading" / "answers" / NAME / "twice.py"),
        "neighbour": str(area / "submitted" / "honest" / NAME / f"{NAME}.ipynb"),
        "trace": str(outside / "trace"),
        "pulse": str(outside / "pulse"),
        "grader": str(os.getpid()),
        "token": TOKEN,
        "number": str(NUMBER),
        **public(course / "exercises" / NAME / f"{NAME}.key.json"),
    }


@contextmanager
def servers(folder: Path):
    """Listen where submissions might call; yields places, and a list of what was received."""
    path, abstract = str(folder / "socket"), f"torchcourse-{TOKEN}"
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as tcp,
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as udp,
        closing(socket.socket(socket.AF_UNIX)) as local,
        closing(socket.socket(socket.AF_UNIX)) as nameless,
    ):
        udp.bind(("127.0.0.1", 0))
        local.bind(path)
        nameless.bind(f"\0{abstract}")
        listening = [tcp, local, nameless]
        for one in listening:
            one.listen()
            one.setblocking(False)
        udp.setblocking(False)
        yield (
            {
                "port": str(tcp.getsockname()[1]),
                "datagram_port": str(udp.getsockname()[1]),
                "socket": path,
                "abstract": abstract,
            },
            lambda: called(listening, udp),
        )


def called(listening, udp) -> list[str]:
    """Return which of the sockets somebody called."""
    found = []
    for one in listening:
        try:
            one.accept()[0].close()
            found.append(repr(one.getsockname()))
        except BlockingIOError:
            pass
    with suppress(BlockingIOError):
        found.append(repr(udp.recv(100)))
    return found


def fingerprints(*folders_: Path) -> dict[str, str]:
    """Return the content's hash and the mode of each file."""
    return {
        str(path): f"{hashlib.sha256(path.read_bytes()).hexdigest()} {about.st_mode:o}"
        for folder in folders_
        for path in ([folder] if folder.is_file() else sorted(folder.rglob("*")))
        if path.is_file()
        for about in [path.lstat()]
    }


def tables(gradebook: Path) -> set[str]:
    with closing(sqlite3.connect(gradebook)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        return {name for (name,) in database.execute("select name from sqlite_master")}


def left_processes() -> list[str]:
    """Return the processes that submissions have started and named, and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        try:
            if path.read_text().strip() == f"left-{TOKEN}":
                found.append(path.parent.name)
        except OSError:
            pass
    return found


def left_files() -> list[Path]:
    """Return the files that submissions have left where all may write."""
    shared = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path.home(), Path.cwd())
    return [place / f"torchcourse-{TOKEN}" for place in shared
            if (place / f"torchcourse-{TOKEN}").exists()]  # fmt: skip


def remove_what_is_left() -> None:
    for process in left_processes():
        os.kill(int(process), signal.SIGKILL)
    for path in left_files():
        path.unlink()
    library = ctypes.CDLL(None)
    memory = library.shmget(NUMBER, 64, 0)
    if memory != -1:
        library.shmctl(memory, 0, None)  # IPC_RMID
