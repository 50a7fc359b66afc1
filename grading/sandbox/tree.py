"""A session's processes as the system shows them: what they take, and their end."""

import contextlib
import os
import select
import signal
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


class Tree:
    """A process and all those that it started, held by its process descriptor."""

    def __init__(self, pidfd: int):
        self.pidfd = pidfd
        self.pid = pid_of(pidfd)

    def processes(self) -> list[int]:
        """The ids of all processes; those that the first one did not start become its own."""
        found, new = [], [self.pid]
        while new and len(found) < 10_000:
            found += new
            new = [child for pid in new for child in children(pid)]
        return found

    def memory(self, more_than: int) -> int:
        """Bytes of memory, shared ones in shares; only an upper bound while it is below this."""
        pids = self.processes()
        bound = sum(resident(pid) for pid in pids)
        return bound if bound <= more_than else sum(proportional(pid) for pid in pids)

    def threads(self) -> int:
        """How many threads all processes have together."""
        return sum(threads(pid) for pid in self.processes())

    def ended(self) -> bool:
        return bool(select.select([self.pidfd], [], [], 0)[0])

    def interrupt(self) -> None:
        """Do what the stop button of a notebook does."""
        self.send(signal.SIGINT)

    def kill(self) -> None:
        """End all processes; as the first one is its namespace's, Linux ends the others."""
        self.send(signal.SIGKILL)

    def send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)


class OpenTree(Tree):
    """As `Tree`, without a namespace: processes that left the group are not found again."""

    def kill(self) -> None:
        pids = [] if self.ended() else self.processes()
        super().kill()
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        for pid in pids[1:]:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def pid_of(pidfd: int) -> int:
    """The process id of a process descriptor, as seen from here."""
    lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/task/{task}/children").read_text()
                found += map(int, text.split())
    return found


def resident(pid: int) -> int:
    """Bytes in memory, shared ones included; 0 for a process that has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def proportional(pid: int) -> int:
    """Bytes in memory, of shared ones this process's share; 0 where that may not be read."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def threads(pid: int) -> int:
    """How many threads a process has; 0 for one that has ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def pid_exists(pid: int) -> bool:
    """Whether a process has this id and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
