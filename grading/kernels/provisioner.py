"""How Jupyter's programs come to forked kernels, without knowing it.

Set `JUPYTER_DEFAULT_PROVISIONER_NAME=forkkernel`, and nbval, nbclient, nbgrader or JupyterLab
start their Python kernels through `ForkProvisioner`.
"""

import asyncio
import functools
import logging
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner

from grading.kernels import server
from grading.kernels.client import ServerUnavailable, fork_kernel

LAUNCHER = ["-m", "ipykernel_launcher"]
SUPPORTED = {"cwd", "env", "stdin", "stdout", "stderr", "independent"}
log = logging.getLogger(__name__)


class ForkProvisioner(LocalProvisioner):
    """Forks Python kernels on Linux; launches any other kernel as `LocalProvisioner` does."""

    server_file = Path(server.__file__)

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel, or say in the log why an ordinary one is launched."""
        kwargs = self._scrub_kwargs(kwargs)
        reason = self.reason_against(cmd, kwargs)
        if reason is None:
            try:
                self.process = await asyncio.to_thread(self.fork, cmd, kwargs)
            except ServerUnavailable as error:
                reason = str(error)
        if reason is not None:
            say_once(f"Launching ordinary kernels: {reason}")
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    def reason_against(self, cmd, kwargs):
        """Why this kernel cannot be forked; None if it can."""
        if sys.platform != "linux":
            return "kernels are forked on Linux only"
        if shutil.which(cmd[0]) != sys.executable or cmd[1:3] != LAUNCHER:
            return f"{self.kernel_spec.display_name} is not this Python's ipykernel"
        if kwargs.get("independent"):
            return "the kernel is to outlive this program"
        others = {name for name, value in kwargs.items() if value is not None} - SUPPORTED
        if others:
            return f"forked kernels do not know the options {', '.join(sorted(others))}"
        return None

    def request(self, cmd, kwargs):
        """What the server must know to make the kernel."""
        env = dict(kwargs.get("env") or os.environ)
        env["JPY_PARENT_PID"] = str(os.getpid())
        cwd = os.path.abspath(kwargs.get("cwd") or os.getcwd())
        return {"arguments": cmd[3:], "cwd": cwd, "env": env}

    def fork(self, cmd, kwargs):
        """The forked kernel, with streams as `subprocess.Popen` would connect them."""
        with ExitStack() as opened:
            stdin = open_stream(kwargs.get("stdin", subprocess.DEVNULL), 0, opened)
            stdout = open_stream(kwargs.get("stdout"), 1, opened)
            stderr = stdout
            if kwargs.get("stderr") != subprocess.STDOUT:
                stderr = open_stream(kwargs.get("stderr"), 2, opened)
            streams = [stdin, stdout, stderr]
            kernel = fork_kernel(
                self.server_file, self.request(cmd, kwargs), [theirs for theirs, _ in streams]
            )
            kernel.stdin, kernel.stdout, kernel.stderr = (ours for _, ours in streams)
            if stderr is stdout:
                kernel.stderr = None
            return kernel


def open_stream(stream, number, opened):
    """The kernel's descriptor of a stream, and the program's file at its other end, if any.

    `stream` is what `subprocess.Popen` takes; what has to be closed after the launch is given to
    the exit stack `opened`.
    """
    if stream == subprocess.PIPE:
        reading, writing = os.pipe()
        theirs, ours = (reading, writing) if number == 0 else (writing, reading)
        opened.callback(os.close, theirs)
        return theirs, os.fdopen(ours, "wb" if number == 0 else "rb")
    if stream is None and is_open(number):
        return number, None
    if stream is None or stream == subprocess.DEVNULL:
        theirs = os.open(os.devnull, os.O_RDWR)
        opened.callback(os.close, theirs)
        return theirs, None
    return stream if isinstance(stream, int) else stream.fileno(), None


def is_open(descriptor):
    """Whether this process has such a file descriptor."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


@functools.cache
def say_once(message):
    """Log a warning, once for all kernels of this process."""
    log.warning(message)
