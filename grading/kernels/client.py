"""The program's side of the kernel server: start it, ask it for kernels, watch them."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from typing import ClassVar

from grading.kernels import server as protocol

START_TIMEOUT = 180  # seconds; importing torch from a cold disk takes long


class ServerUnavailable(RuntimeError):
    """The kernel server cannot be started here; the message says why."""


class ServerGone(RuntimeError):
    """The kernel server ended while a kernel was asked of it."""


class KernelFailed(RuntimeError):
    """The kernel server could not start a kernel; the message says why."""


class Server:
    """One running kernel server, started from `file`.

    Raises `ServerUnavailable` if it does not come up. Without `wait` it comes up while this process
    does other things, until it calls `wait_until_ready`.
    """

    running: ClassVar[dict] = {}
    starting = threading.Lock()

    @classmethod
    def get(cls, file):
        """The server of this process for `file`, started if there is none alive."""
        with cls.starting:
            server = cls.running.get(file)
            if server is None or not server.is_alive():
                server = cls.running[file] = cls(file, wait=False)
            if not server.ready:
                server.wait_until_ready()
            return server

    @classmethod
    def launch_ahead(cls, file):
        """Start the server that `get` will return, and do not wait until it is ready."""
        with cls.starting:
            cls.running[file] = cls(file, wait=False)

    def __init__(self, file, wait=True):
        self.owner = os.getpid()
        self.ready = False
        self.sending = threading.Lock()
        self.connection, theirs = socket.socketpair()
        with theirs:
            try:
                self.process = self.launch(file, theirs)
            except OSError as error:
                self.connection.close()
                raise ServerUnavailable(f"the kernel server cannot be started: {error}") from error
        atexit.register(self.close)
        if wait:
            self.wait_until_ready()

    def launch(self, file, connection):
        """Start the server's process, with its end of the connection as standard input."""
        return subprocess.Popen(
            [sys.executable, str(file)],
            stdin=connection,
            stdout=subprocess.DEVNULL,
            env=os.environ | protocol.ENVIRONMENT,
            start_new_session=True,
        )

    def wait_until_ready(self):
        """Wait until the server has imported everything."""
        self.connection.settimeout(START_TIMEOUT)
        try:
            message, _ = protocol.receive(self.connection) or ({"error": "it ended at once"}, [])
        except TimeoutError:
            self.process.kill()
            message = {"error": f"it was not ready after {START_TIMEOUT} s"}
        except OSError as error:
            message = {"error": str(error)}
        if "error" in message:
            self.close()
            raise ServerUnavailable(f"the kernel server did not start: {message['error']}")
        self.connection.settimeout(None)
        self.ready = True

    def is_alive(self):
        """Whether this process has started it and it still runs."""
        return self.owner == os.getpid() and self.process.poll() is None

    def fork(self, request, streams):
        """Ask for a kernel; returns it as a `ForkedKernel` once it is about to run."""
        mine, theirs = os.pipe()
        try:
            with self.sending:
                protocol.send(self.connection, request, [theirs, *streams])
        except OSError as error:
            os.close(mine)
            raise ServerGone(f"the kernel server is gone: {error}") from error
        finally:
            os.close(theirs)
        return ForkedKernel(mine)

    def close(self):
        """End the server, and with it its kernels."""
        atexit.unregister(self.close)
        if self.owner != os.getpid():
            return
        self.connection.close()
        if not self.ready:  # it would first import everything
            self.process.kill()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class ForkedKernel:
    """What a provisioner needs of `subprocess.Popen`, for a process that the server forked.

    `report` is the descriptor from which the server's reports on it are read. Raises `ServerGone`
    if the server ends before the kernel has started, `KernelFailed` if it cannot start.
    """

    stdin = stdout = stderr = None

    def __init__(self, report):
        self.report = report
        self.returncode = None
        self.lines = b""
        first = self.next_message()
        if first is None or "started" not in first:
            self.close()
            if first is None:
                raise ServerGone("the kernel server ended before the kernel had started")
            raise KernelFailed(first.get("error", f"the kernel ended at once: {first}"))
        self.pid = first["started"]

    def next_message(self, timeout=None):
        """The server's next report; None at the end of reports. Raises `TimeoutError`."""
        while b"\n" not in self.lines:
            if not select.select([self.report], [], [], timeout)[0]:
                raise TimeoutError(f"no report on the kernel within {timeout} s")
            data = os.read(self.report, 1 << 16)
            if not data:
                return None
            self.lines += data
        line, _, self.lines = self.lines.partition(b"\n")
        return json.loads(line)

    def poll(self):
        """The exit code, negative for a signal; None while the kernel runs."""
        with contextlib.suppress(TimeoutError):
            return self.wait(timeout=0)
        return None

    def wait(self, timeout=None):
        """Wait for the end and return the exit code. Raises `TimeoutError` after `timeout` s."""
        if self.returncode is None:
            last = self.next_message(timeout)
            # Without the server's word: it was killed, and the kernel with it.
            self.returncode = last["exited"] if last else -signal.SIGKILL
            self.close()
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self):
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def close(self):
        """Close the descriptor for reports."""
        if self.report is not None:
            os.close(self.report)
            self.report = None

    def __del__(self):
        if getattr(self, "report", None) is not None:
            self.close()


def fork_kernel(file, request, streams):
    """Fork a kernel from the server of `file`; a server that is dead is started anew, once.

    `streams` are descriptors for the kernel's stdin, stdout and stderr, which stay open here.
    Raises `ServerUnavailable`, `KernelFailed`, or `ServerGone` if the new server ended as well.
    """
    for _ in range(2):
        server = Server.get(file)
        try:
            return server.fork(request, streams)
        except ServerGone as error:
            server.close()  # its process may still be about to end
            gone = error
    raise ServerGone(
        f"{gone} (twice; is something killing processes here, or is memory exhausted?)"
    )
