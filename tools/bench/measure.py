"""What a command costs: wall time, CPU time and peak memory of all its processes together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

INTERVAL = 0.1
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True)
class Sample:
    """One look at a running command.

    Attributes:
        seconds: Since its start.
        memory: Bytes of all its processes.
        done: What `progress` returned, 0 without it.
    """

    seconds: float
    memory: int
    done: int


@dataclass(frozen=True)
class Usage:
    """What a command took, with all processes that it started.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of user and system time.
        memory: Peak in bytes. Shared pages count once (PSS) on Linux; elsewhere, and for
            processes that may not be looked into, they count in each process (RSS).
        code: Exit code.
        output: What it printed, with stderr.
        samples: How it went on.
    """

    wall: float
    cpu: float
    memory: int
    code: int = 0
    output: str = ""
    samples: list[Sample] = field(default_factory=list)


def total(usages: Sequence[Usage]) -> Usage:
    """Return what commands took that ran one after the other."""
    return Usage(
        wall=sum(one.wall for one in usages),
        cpu=sum(one.cpu for one in usages),
        memory=max(one.memory for one in usages),
        code=max((one.code for one in usages), key=abs),
        output="".join(one.output for one in usages),
    )


def run(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    progress: Callable[[], int] | None = None,
) -> Usage:
    """Run a command in a folder to its end and return what it took.

    An interrupt (Ctrl-C) is passed on; what has not ended five seconds later is killed. No process
    of the command's is left when this returns or raises. `progress` is asked at each sample.
    """
    adopt_orphans()
    before, begun = children_cpu(), time.perf_counter()
    tree, samples = Tree(), []
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches it through `end` alone
        )
        try:
            pause = INTERVAL
            while not ended(process, pause):
                looked = time.perf_counter()
                memory = tree.look()
                samples.append(Sample(looked - begun, memory, progress() if progress else 0))
                # Looking takes a processor's time, too: a twentieth of it at most.
                pause = max(INTERVAL, 20 * (time.perf_counter() - looked))
            wall = time.perf_counter() - begun
            tree.wait(seconds=3)
        except BaseException:
            end(process)
            raise
        finally:
            tree.kill()
            process.wait()
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Usage(
        wall=wall,
        # A process whose parent does not wait for it is missing in the first number.
        cpu=max(children_cpu() - before, tree.cpu()),
        memory=max((sample.memory for sample in samples), default=0),
        code=process.returncode,
        output=text,
        samples=samples,
    )


class Tree:
    """The processes below this one, but for those that were there when it was made."""

    def __init__(self):
        self.earlier = set(psutil.Process().children())
        self.times = {}

    def roots(self) -> list[psutil.Process]:
        """Return our own children: the command, and orphans of its that became ours."""
        return [one for one in psutil.Process().children() if one not in self.earlier]

    def processes(self) -> Iterator[psutil.Process]:
        for root in self.roots():
            yield root
            with contextlib.suppress(psutil.Error):  # it has just ended
                yield from root.children(recursive=True)

    def look(self) -> int:
        """Return the bytes that they hold now, and remember their CPU times."""
        memory = 0
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                self.times[process.pid, process.create_time()] = times.user + times.system
                memory += proportional(process)
        return memory

    def cpu(self) -> float:
        """Return the CPU seconds seen, of all processes there have been."""
        return sum(self.times.values())

    def wait(self, seconds: float) -> None:
        """Let servers that a command has started notice that it has ended."""
        deadline = time.monotonic() + seconds
        while self.roots() and time.monotonic() < deadline:
            self.reap()
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill every process, and wait until they are gone."""
        while found := list(self.processes()):
            for process in found:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            self.reap()
            time.sleep(0.01)

    def reap(self) -> None:
        """Take leave of children that have ended, which adds their CPU time to ours."""
        for process in self.roots():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)


def proportional(process: psutil.Process) -> int:
    """Return a process's bytes, with its share of the pages that it has with others (PSS)."""
    try:
        info = process.memory_full_info()
    except psutil.AccessDenied:
        info = process.memory_info()
    return getattr(info, "pss", info.rss)


def memory_is_proportional() -> bool:
    """Say whether this system knows a process's share of common pages."""
    return hasattr(psutil.Process().memory_full_info(), "pss")


def children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def adopt_orphans() -> None:
    """Become the parent of processes below whose own has ended, where that can be had (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def ended(process: subprocess.Popen, seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def end(process: subprocess.Popen) -> None:
    """Interrupt a command as Ctrl-C does, and give it five seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        ended(process, 5)
