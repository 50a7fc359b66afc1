"""The loop of a session, in its own process: read a cell, run it, write its outputs."""

import builtins
import getpass
import json
import os
import signal
import sys

from grading.sandbox.messages import STREAMS
from grading.sandbox.shell import refuse_input, take_streams

# Of every module, and so of a notebook's; multiprocessing reads them to start a process.
MODULE_ATTRIBUTES = ("__doc__", "__loader__", "__package__", "__spec__")


def run(shell, connection, output):
    """Run the cells that come on the socket `connection`, each with `output` bytes to print.

    A request is a line of JSON with the `id` and the `source` of a cell. Never returns.
    """
    owner = os.getpid()
    builtins.input = getpass.getpass = refuse_input
    take_streams(shell.channel)
    files = [OutputFile(1 + number) for number in range(len(STREAMS))]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    requests = connection.makefile("rb")
    while True:
        try:
            line = requests.readline()
            if not line:
                os._exit(0)
            request = json.loads(line)
            shell.channel.start(connection, request["id"], output)
            shell.run_cell(request["source"], store_history=True)
        except KeyboardInterrupt:
            pass  # one that came when the cell had just ended
        if os.getpid() != owner:  # the cell forked, and this is not the session
            os._exit(0)
        try:
            finish(shell, files)
        except KeyboardInterrupt:
            finish(shell, files)
        if shell.ended:
            os._exit(0)


def finish(shell, files):
    """Send what is left of the cell's outputs, and that it has ended."""
    for name, file in zip(STREAMS, files, strict=True):
        shell.channel.write(name, file.take(shell.channel.left))
    shell.channel.flush()
    if not shell.ended:
        shell.channel.send(done=True)


class OutputFile:
    """A file without a name in place of a stream: what C code and subprocesses write lands there.

    A pipe would need a thread to read it.
    """

    def __init__(self, descriptor):
        self.file = os.open(".", os.O_TMPFILE | os.O_RDWR | os.O_APPEND, 0o600)
        os.dup2(self.file, descriptor)

    def take(self, most):
        """Return the text written since the last call, at most so many bytes of it."""
        text = b""
        if size := os.fstat(self.file).st_size:
            text = os.pread(self.file, min(size, most + 1), 0)
            os.ftruncate(self.file, 0)
        return text.decode(errors="replace")


def warm(shell):
    """Let the shell do once what each session would do first: import, and fill caches."""
    take = sys.stdout, sys.stderr
    take_streams(shell.channel)
    for source in ("1 / 0", "1", "display({'text/plain': ''}, raw=True)"):
        shell.run_cell(source, store_history=False)
    sys.stdout, sys.stderr = take
    module = vars(shell.user_module)
    own = {name: module[name] for name in MODULE_ATTRIBUTES}
    shell.reset(new_session=True)
    module.update(own)
