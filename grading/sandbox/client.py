"""The grader's side of the sandbox: one warm server for all its processes."""

import socket
import subprocess
import tempfile
import threading
from pathlib import Path

from grading.kernels import server as protocol
from grading.kernels.client import Server, ServerGone, ServerUnavailable
from grading.sandbox import bubblewrap
from grading.sandbox.limits import Limits
from grading.sandbox.session import Session

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

    def launch(self, file, connection):
        self.words = tempfile.TemporaryFile()  # noqa: SIM115
        return subprocess.Popen(
            bubblewrap.command(file),
            stdin=connection,
            stdout=subprocess.DEVNULL,
            stderr=self.words,
            env={},
        )

    def wait_until_ready(self):
        try:
            super().wait_until_ready()
        except ServerUnavailable as error:
            self.words.seek(0)
            said = self.words.read(1 << 14).decode(errors="replace").strip()
            raise ServerUnavailable(f"{error}\n{said}".strip()) from None


class Sandbox:
    """The sandbox of one grading run; make it in the main thread.

    Raises `SandboxMissing` where sessions cannot be isolated, unless `trusted`, which is for
    submissions of people who are trusted: they run as any other program of yours does.
    """

    def __init__(self, limits: Limits | None = None, trusted: bool = False):
        self.limits = limits or Limits()
        self.trusted = trusted
        try:
            self.server = (Server if trusted else IsolatedServer)(SERVER_FILE)
        except (ServerUnavailable, bubblewrap.Unusable) as error:
            raise SandboxMissing(str(error)) from error
        self.main = Connection(self.server.connection, self.limits, isolated=not trusted)

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
