"""The process that imports torch once and forks the sessions of all submissions.

As `grading.kernels.server`, with sessions for kernels. A request that comes with two descriptors
asks for one: a socket on which to report, and the socket on which the session reads cells. The
report of its start carries a process descriptor: killing that process ends the whole session. A
session ends when whoever asked for it closes the report's socket. A request `{"connection": true}`
brings one more socket for requests, for a worker process of the grader.
"""

import contextlib
import ctypes
import json
import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
from pathlib import Path

from grading.kernels.server import PR_SET_PDEATHSIG, KernelServer, main, receive, reseed, tell
from grading.sandbox import huge_pages, isolation

MODULES = (
    "ipywidgets",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "torch",
    # The first optimizer that a program makes imports it, and it is as dear as torch.
    "torch._dynamo",
    "torchcourse.check.recorder",
)
MOST_DESCRIPTORS = 512
MOST_PENDING = 1000  # signals and timers
NOBODY = 65534
ISOLATE = "--isolate"


class SessionServer(KernelServer):
    """Forks sessions; those that ask for it are isolated."""

    preload = MODULES

    def __init__(self, connection):
        super().__init__(connection)
        self.cores = {}  # of each connection: its sessions stay on one, and leave others alone
        self.core = None
        self.reports = {}
        self.shown = []

    def load(self):
        from grading.sandbox.runner import warm
        from grading.sandbox.shell import make_shell

        if ISOLATE in sys.argv:
            self.shown = sys.argv[sys.argv.index(ISOLATE) + 1 :]
            if os.getuid() == 0:
                # Bubblewrap protects parts of /proc, and so bars sessions from having their own.
                isolation.mount("proc", "/proc", "proc")
                isolation.become_unprivileged(NOBODY)
        hide_arguments()
        os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="ipython-")
        self.shell = make_shell()
        super().load()
        sys.modules["torch"].set_num_threads(1)  # sessions run side by side
        self.shell.enable_matplotlib("inline")
        warm(self.shell)
        huge_pages.collapse()

    def answer(self, connection):
        self.core = self.cores.get(connection)
        if connection is self.connection:
            return super().answer(connection)
        message = receive(connection)
        if message is not None:
            return self.take(*message)
        self.selector.unregister(connection)
        del self.cores[connection]
        connection.close()
        return None

    def take(self, request, descriptors):
        if "connection" not in request:
            return self.fork(request, descriptors)
        connection = socket.socket(fileno=descriptors[0])
        cores = sorted(os.sched_getaffinity(0))
        self.cores[connection] = min(cores, key=[*self.cores.values()].count)
        self.selector.register(connection, selectors.EVENT_READ, self.answer)
        return None

    def watch(self, pidfd, pid, report):
        super().watch(pidfd, pid, report)
        self.reports[report] = pid
        self.selector.register(report, selectors.EVENT_READ, self.abandon)

    def abandon(self, report):
        """Kill a session that nobody waits for."""
        self.selector.unregister(report)
        with contextlib.suppress(OSError):
            os.killpg(self.reports.pop(report), signal.SIGKILL)

    def reap(self, pidfd):
        _, report = self.kernels[pidfd]
        if report in self.reports:
            self.selector.unregister(report)
            del self.reports[report]
        super().reap(pidfd)

    def end(self):
        super().end()
        for pid, _ in self.kernels.values():
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)

    def forget(self):
        super().forget()
        for connection in self.cores:
            connection.close()

    def become_kernel(self, request, report, streams):
        """Be a session in this forked process, to its end."""
        try:
            self.prepare(request, report)
            connection = socket.socket(fileno=streams[0])
        except BaseException as error:
            tell(report, error=f"cannot set up a session: {type(error).__name__}: {error}")
            os._exit(1)
        from grading.sandbox.runner import run

        run(self.shell, connection, request["limits"]["output"])

    def prepare(self, request, report):
        """Give this forked process a session's surroundings, and report that it starts."""
        limits = request["limits"]
        os.setsid()
        if self.core is not None:
            os.sched_setaffinity(0, {self.core})
        if request["isolated"]:
            home = enter_sandbox(limits, report, self.shown)
        else:
            home = request["cwd"]
            die_with_parent()
            os.chdir(home)
            with pidfd_of(os.getpid()) as pidfd:
                tell_with(report, pidfd, started=os.getpid())
        os.close(report)
        limit_this_process(limits)
        set_environment(home)
        reseed()


def enter_sandbox(limits, report, shown):
    """Isolate the session, which is forked from here; returns in it alone, its home.

    Three processes come of it: this one, outside, which waits for the end; the first of the new
    process namespace; and the session.
    """
    isolation.unshare()
    die_with_parent()
    ready, say_ready = os.pipe()
    first = os.fork()
    if first:
        os.close(say_ready)
        with pidfd_of(first) as pidfd:
            if os.read(ready, 1):
                tell_with(report, pidfd, started=first)
        os._exit(isolation.exit_code(os.waitpid(first, 0)[1]))
    die_with_parent()
    isolation.isolate(limits, shown)
    session = os.fork()
    if session:
        os.write(say_ready, b"1")
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        os._exit(isolation.reap_until(session))
    os.close(ready)
    os.close(say_ready)
    return isolation.HOME


@contextlib.contextmanager
def pidfd_of(pid):
    """The process descriptor of a process, for a while."""
    pidfd = os.pidfd_open(pid)
    try:
        yield pidfd
    finally:
        os.close(pidfd)


def die_with_parent():
    """Let the kernel kill this process when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_this_process(limits):
    """Set the limits that Linux itself enforces, for this process and those it starts."""
    seconds = int(limits["notebook_seconds"]) + 10
    status = Path("/proc/self/status").read_text()
    data = next(line for line in status.splitlines() if line.startswith("VmData"))
    for name, value in {
        "CORE": 0,
        "FSIZE": limits["file_size"],
        "NOFILE": MOST_DESCRIPTORS,
        # Linux counts both for all that a user runs.
        "SIGPENDING": MOST_PENDING,
        "MSGQUEUE": 0,
        "CPU": seconds,
        # Above what it has: an allocation beyond it is a MemoryError that the student sees.
        "DATA": (int(data.split()[1]) << 10) + limits["memory"],
    }.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def set_environment(home):
    """Give the session environment variables that tell nothing about where it runs."""
    search = [f"{sys.prefix}/bin", "/usr/local/bin", "/usr/bin", "/bin"]
    os.environ.clear()
    os.environ.update(
        PATH=":".join(search),
        HOME=str(home),
        USER="student",
        LOGNAME="student",
        LANG="C.UTF-8",
        TERM="xterm-color",
        PAGER="cat",
        MPLBACKEND="module://matplotlib_inline.backend_inline",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )


def tell_with(report, descriptor, **message):
    """Write one message and a descriptor to whoever waits for a session."""
    with socket.socket(fileno=os.dup(report)) as connection:
        socket.send_fds(connection, [json.dumps(message).encode() + b"\n"], [descriptor])


def hide_arguments():
    """Overwrite this process's command line, which sessions can read in /proc."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(fields[45]), int(fields[46])
    line = b"python\0-m\0ipykernel_launcher"[: end - start]
    sys.argv = ["ipykernel_launcher"]
    ctypes.memmove(start, line.ljust(end - start, b"\0"), end - start)


if __name__ == "__main__":
    main(SessionServer)
