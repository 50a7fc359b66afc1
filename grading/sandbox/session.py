"""The trusted side of a session: hand it cells, watch it, end it."""

import contextlib
import json
import os
import select
import signal
import socket
import tempfile
import time

from grading.sandbox.limits import Execution, Limits
from grading.sandbox.messages import Malformed, Messages
from grading.sandbox.tree import MOST_ENTRIES, OpenTree, Tree, available

START_TIMEOUT = 60  # seconds; a session starts in some milliseconds on a quiet machine
LOOK = 0.1  # seconds between two looks at what a session takes
FAREWELL = 0.2  # seconds
GRACE = 1.0  # seconds that a cell has to end once it was interrupted
RESERVE = 256 << 20  # bytes of memory; where the machine has less, large sessions are ended


class SessionFailed(RuntimeError):
    """The server could not start a session; the message says why."""


class Session:
    """One notebook's worth of cells, in processes of its own; close it, or use it in a `with`.

    Made by `Sandbox.session` and `Connection.session`. Raises `SessionFailed` if it cannot start.
    """

    def __init__(self, ask, limits: Limits, isolated: bool):
        self.limits = limits
        self.cell = 0
        self.used = 0.0
        self.tree = None
        self.folder = None
        self.report, report = socket.socketpair()
        self.channel, channel = socket.socketpair()
        try:
            with report, channel:
                ask(self.request(isolated), [report.fileno(), channel.fileno()])
            self.tree = self.wait_for_start(Tree if isolated else OpenTree)
        except BaseException:
            self.close()
            raise

    def request(self, isolated: bool) -> dict:
        """What the server must know."""
        if not isolated:
            self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        cwd = self.folder.name if self.folder else None
        return {"limits": vars(self.limits), "isolated": isolated, "cwd": cwd}

    def wait_for_start(self, tree_class) -> Tree:
        self.report.settimeout(START_TIMEOUT)
        try:
            line, descriptors, _, _ = socket.recv_fds(self.report, 1 << 16, 1)
        except TimeoutError:
            raise SessionFailed(f"no session started within {START_TIMEOUT} s") from None
        if not descriptors:
            raise SessionFailed(said(line) or "the server ended before the session had started")
        return tree_class(descriptors[0])

    @property
    def alive(self) -> bool:
        """Whether it can run another cell."""
        return self.tree is not None and not self.tree.ended()

    def execute(self, source: str, seconds: float | None = None) -> Execution:
        """Run one cell for at most `seconds` of wall time, by default the limit of a task.

        Where it had to wait for a processor, it has up to as much time again.
        Whatever the cell does, this returns. Raises `RuntimeError` if the session is not alive.
        """
        if not self.alive:
            raise RuntimeError("the session has ended; start a new one")
        self.cell += 1
        messages = Messages(self.cell, self.limits)
        start, waited = time.monotonic(), self.tree.waited()
        left = self.limits.notebook_seconds - self.used
        wanted = self.limits.task_seconds if seconds is None else seconds
        try:
            self.hand_over(source, start + GRACE + min(left, wanted))
            cause, detail = self.wait(messages, start, waited, min(left, wanted))
        except Malformed as error:
            cause, detail = "kernel died", f"what it wrote was not a notebook's output: {error}"
        except OSError:
            cause, detail = self.why_it_ended()
        spent = self.spent(start, waited)
        if cause is not None and not (cause == "timeout" and messages.done):
            self.end()
        self.used += spent
        return Execution(messages.outputs, cause, detail)

    def hand_over(self, source: str, deadline: float) -> None:
        """Write the cell; a session that does not read it in time is of no use."""
        line = json.dumps({"id": self.cell, "source": source}).encode() + b"\n"
        self.channel.settimeout(max(0.01, deadline - time.monotonic()))
        self.channel.sendall(line)

    def spent(self, start: float, waited: float) -> float:
        """The seconds since `start`, but for those in which it waited for a processor.

        At least half of them count, so that waiting for oneself gives little time.
        """
        seconds = time.monotonic() - start
        return max(seconds / 2, seconds - max(0, self.tree.waited() - waited))

    def wait(
        self, messages: Messages, start: float, waited: float, seconds: float
    ) -> tuple[str | None, str]:
        """Read until the cell ends or must be ended; returns the cause and its detail."""
        interrupted = None
        look = start + LOOK
        while True:
            now = time.monotonic()
            readable = select.select([self.channel], [], [], max(0, look - now))[0]
            if readable:
                data = self.channel.recv(1 << 18)
                if not data:
                    return self.why_it_ended()
                messages.feed(data)
                if messages.done:
                    break
            now = time.monotonic()
            if now >= look:
                look = now + LOOK
                if said := self.excess():
                    return said
            if interrupted is None:
                if now > start + seconds and self.spent(start, waited) > seconds:
                    interrupted = now
                    self.tree.interrupt()
            elif now > interrupted + GRACE:
                break
        if interrupted is None:
            return None, ""
        return "timeout", f"not done after {seconds:.3g} s"

    def excess(self) -> tuple[str, str] | None:
        """What the session takes beyond its limits, as a cause and its detail."""
        if (memory := self.tree.memory(self.limits.memory)) > self.limits.memory:
            return "out of memory", f"{memory >> 20} MiB, of {self.limits.memory >> 20} allowed"
        if available() < RESERVE and (memory := self.tree.memory(0)) > self.limits.memory // 2:
            return "out of memory", f"{memory >> 20} MiB, and the machine had none left"
        if (entries := self.tree.entries()) > MOST_ENTRIES:
            return "kernel died", f"{entries:,} locks and watched files"
        if (threads := self.tree.threads()) > 2 * self.limits.processes:
            return "kernel died", f"{threads} processes and threads"
        return None

    def why_it_ended(self) -> tuple[str, str]:
        """How the session's process ended, which closed its end of the channel."""
        self.report.settimeout(GRACE)
        with contextlib.suppress(OSError):
            code = json.loads(self.report.recv(1 << 16) or b"{}").get("exited")
            if code is not None:
                return "kernel died", how(code)
        return "kernel died", "it closed its channel"

    def end(self) -> None:
        """End all its processes, and wait until they are gone."""
        if self.tree is not None and not self.tree.ended():
            self.tree.kill()
            select.select([self.tree.pidfd], [], [], START_TIMEOUT)

    def close(self) -> None:
        """End it; nothing of it remains."""
        self.channel.close()
        if self.tree is not None:
            # One that waits for a cell ends by itself; the system counts its processor time then.
            select.select([self.tree.pidfd], [], [], FAREWELL)
            self.tree.kill()
            select.select([self.tree.pidfd], [], [], START_TIMEOUT)
            os.close(self.tree.pidfd)
            self.tree = None
        self.report.close()
        if self.folder is not None:
            self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def said(line: bytes) -> str:
    """The error in a report of the server, which is trusted; empty if there is none."""
    return json.loads(line).get("error", "") if line else ""


def how(code: int) -> str:
    """What an exit code means; those above 128 stand for signals, as in a shell."""
    number = -code if code < 0 else code - 128
    try:
        return f"by the signal {signal.Signals(number).name}"
    except ValueError:
        return f"exit code {code}"
