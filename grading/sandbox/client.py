"""The grader's side of the sandbox: one warm server for all its processes."""

import contextlib
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

from grading.kernels import server as protocol
from grading.kernels.client import Server, ServerGone, ServerUnavailable
from grading.sandbox import bubblewrap
from grading.sandbox.limits import Limits
from grading.sandbox.probe import explain, probe
from grading.sandbox.session import Session, SessionFailed

SERVER_FILE = Path(__file__).with_name("server.py")


class SandboxMissing(RuntimeError):
    """There is no sandbox on this machine; the message says what is missing and what to do."""


class Connection:
    """A way to ask the server for sessions, for one process and its threads.

    A process that was forked from the one that made it may use it instead. Raises `ServerGone`
    in `session` if the server has ended.
    """

    def __init__(self, connection: socket.socket, limits: Limits, isolated: bool):
        self.socket = connection
        self.limits = limits
        self.isolated = isolated
        self.sending = threading.Lock()

    def ask(self, request: dict, descriptors: list[int]) -> None:
        try:
            with self.sending:
                protocol.send(self.socket, request, descriptors)
        except OSError as error:
            raise ServerGone(f"the sandbox's server is gone: {error}") from error

    def session(self, limits: Limits | None = None) -> Session:
        """Start a session, by default within the limits of the sandbox."""
        return Session(self.ask, limits or self.limits, self.isolated)

    def close(self) -> None:
        """Give the connection up; its sessions go on."""
        self.socket.close()


class IsolatedServer(Server):
    """The server's process within bubblewrap."""

    def __init__(self, file, wait=True):
        self.command = bubblewrap.command(file)
        self.words = tempfile.TemporaryFile()  # noqa: SIM115
        super().__init__(file, wait)

    def launch(self, file, connection):
        return subprocess.Popen(
            self.command,
            stdin=connection,
            stdout=subprocess.DEVNULL,
            stderr=self.words,
            env={},
        )

    def close(self):
        if not self.words.closed:
            self.words.seek(0)
            self.said = self.words.read(1 << 14).decode(errors="replace").strip()
            self.words.close()
        super().close()

    def wait_until_ready(self):
        try:
            super().wait_until_ready()
        except ServerUnavailable as error:
            raise ServerUnavailable(f"{error}\n{self.said}".strip()) from None


launched: dict[bool, Server] = {}  # ahead of the sandbox, by whether it is for trusted people


def launch(trusted: bool) -> Server:
    """Start a server, and do not wait. Raises `ServerUnavailable` or `Unusable`."""
    return (Server if trusted else IsolatedServer)(SERVER_FILE, wait=False)


def launch_ahead(trusted: bool) -> None:
    """Start the server of the next `Sandbox`, which will say what went wrong, if it did."""
    with contextlib.suppress(ServerUnavailable, bubblewrap.Unusable):
        launched[trusted] = launch(trusted)


class Sandbox:
    """The sandbox of one grading run; make it in the main thread.

    Raises `SandboxMissing` where sessions cannot be isolated, unless `trusted`, which is for
    submissions of people who are trusted: they run as any other program of yours does. With
    `probing` it is tried out first whether the sandbox holds.
    """

    def __init__(self, limits: Limits | None = None, trusted: bool = False, probing: bool = True):
        self.limits = limits or Limits()
        self.trusted = trusted
        try:
            self.server = launched.pop(trusted, None) or launch(trusted)
            self.server.wait_until_ready()
        except bubblewrap.Unusable as error:
            raise SandboxMissing(str(error)) from error
        except ServerUnavailable as error:
            raise SandboxMissing(f"{error}\n{bubblewrap.REMEDY}") from error
        self.main = Connection(self.server.connection, self.limits, isolated=not trusted)
        if probing and not trusted:
            self.require()

    def require(self) -> None:
        """Try in a session whether the sandbox holds. Raises `SandboxMissing` if it does not."""
        try:
            missing = explain(probe(self))
        except (SessionFailed, ServerGone) as error:
            missing = f"{error}\n{bubblewrap.REMEDY}"
        if missing:
            self.close()
            raise SandboxMissing(missing)

    def session(self, limits: Limits | None = None) -> Session:
        """Start a session, by default within the limits of the sandbox."""
        return self.main.session(limits)

    def connection(self) -> Connection:
        """A way to ask the same server, for a worker process that is forked afterwards."""
        mine, theirs = socket.socketpair()
        with theirs:
            self.main.ask({"connection": True}, [theirs.fileno()])
        return Connection(mine, self.limits, isolated=not self.trusted)

    def close(self) -> None:
        """End the server, and with it all sessions."""
        self.server.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
