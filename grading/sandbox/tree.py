"""A session's processes as the system shows them: what they take, and their end."""

import contextlib
import functools
import os
import re
import select
import signal
from pathlib import Path

MOST_SENT = Path("/proc/sys/net/core/wmem_max")
UNIX_SOCKET = re.compile(rb"^[0-9a-f]+: (?:[0-9A-F]+ ){3}([0-9A-F]{4}) ", re.MULTILINE)
EPOLL = "anon_inode:[eventpoll]"
LOCK = re.compile(rb" (\d+) [0-9a-f]+:[0-9a-f]+:\d+ ")  # whose it is, before the file's number
LONGEST_LIST = 1 << 20  # bytes of one in /proc that is read
MOST_ENTRIES = 10_000  # locks and watched files of a session
DATAGRAMS, WAITING = b"0002", 11  # messages that such a socket holds, each from another sender


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
        unread = self.sockets(pids) * largest_socket()
        bound = unread + sum(resident(pid) for pid in pids)
        return bound if bound <= more_than else unread + sum(proportional(pid) for pid in pids)

    def sockets(self, pids: list[int]) -> int:
        """How many sockets there are; one that holds several messages counts as so many.

        No process has descriptors of those to which nobody has accepted a connection yet.
        """
        held = len(set().union(*map(sockets, pids)))
        return max(held, unix_sockets(self.pid))

    def entries(self) -> int:
        """How many locks the processes hold, and how many files their epolls watch.

        Linux has memory for each of them, and room for so many watches of one user.
        """
        pids = self.processes()
        return locks(pids) + sum(watches(pid) for pid in pids)

    def threads(self) -> int:
        """How many threads all processes have together."""
        return sum(threads(pid) for pid in self.processes())

    def waited(self) -> float:
        """Seconds for which the session's main thread could have run but had no processor."""
        return waited(self.session)

    @functools.cached_property
    def session(self) -> int:
        """The session's process, which is the first one's child as soon as it runs cells."""
        return next(iter(children(self.pid)), self.pid)

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

    def sockets(self, pids: list[int]) -> int:
        return len(set().union(*map(sockets, pids)))

    def waited(self) -> float:
        return waited(self.pid)

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


def stated(path: str, *names: str) -> int:
    """The sum, in bytes, of what stands behind these names in a file of /proc; 0 without them."""
    try:
        fields = dict(line.split(":", 1) for line in Path(path).read_text().splitlines()[1:])
        return sum(int(fields[name].split()[0]) for name in names) << 10
    except (OSError, KeyError, ValueError):
        return 0


def resident(pid: int) -> int:
    """Bytes in memory, shared ones included; 0 for a process that has ended."""
    return stated(f"/proc/{pid}/status", "VmRSS", "VmSwap", "VmPTE")


def proportional(pid: int) -> int:
    """Bytes in memory, of shared ones this process's share; 0 where that may not be read."""
    mapped = stated(f"/proc/{pid}/smaps_rollup", "Pss", "SwapPss")
    return mapped and mapped + stated(f"/proc/{pid}/status", "VmPTE")


def descriptors(pid: int) -> dict[str, str]:
    """What a process's descriptors lead to."""
    found = {}
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                found[descriptor] = os.readlink(f"/proc/{pid}/fd/{descriptor}")
    return found


def sockets(pid: int) -> set[str]:
    """The names of a process's sockets."""
    return {name for name in descriptors(pid).values() if name.startswith("socket:")}


def watches(pid: int) -> int:
    """How many files a process's epolls watch; of very many, more than MOST_ENTRIES."""
    count = 0
    for descriptor, name in descriptors(pid).items():
        if name == EPOLL and count <= MOST_ENTRIES:
            with contextlib.suppress(OSError):
                count += start_of(f"/proc/{pid}/fdinfo/{descriptor}").count(b"tfd:")
    return count


def locks(pids: list[int]) -> int:
    """How many locks on files these processes have, among the newest of very many."""
    try:
        held = LOCK.findall(start_of("/proc/locks"))
    except OSError:
        return 0
    return sum(map(held.count, {str(pid).encode() for pid in pids}))


def start_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(LONGEST_LIST)


def unix_sockets(pid: int) -> int:
    """How many Unix sockets are in a process's network, one of datagrams counted as WAITING."""
    try:
        kinds = UNIX_SOCKET.findall(Path(f"/proc/{pid}/net/unix").read_bytes())
    except OSError:
        return 0
    return len(kinds) + (WAITING - 1) * kinds.count(DATAGRAMS)


@functools.cache
def largest_socket() -> int:
    """The bytes that may wait in a socket to be read, with what Linux adds to them."""
    return 2 * int(MOST_SENT.read_text())


def available() -> int:
    """Bytes of memory that the machine still has."""
    return stated("/proc/meminfo", "MemAvailable")


def waited(pid: int) -> float:
    """Seconds for which a process's main thread waited for a processor; 0 where unknown."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


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
