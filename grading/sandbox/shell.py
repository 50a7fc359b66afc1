"""An IPython shell that behaves as a notebook's and writes its outputs to a channel.

It is made once, before the fork, and costs sessions nothing. Messages are JSON objects, one a
line: an `output` in nbformat's form, `clear`, and `done` when a cell has ended; each has the `id`
of the cell. Their size is kept within bounds here, and enforced at the other end.
"""

import json
import os
import sys
import threading
import time

from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grading.sandbox.messages import STREAMS

FLUSH_BYTES = 1 << 16
FLUSH_SECONDS = 0.2
MOST_DISPLAYS = 500
DISPLAY_SHARE = 4  # displays of a cell may be this many times as long as its printed text
NO_INPUT = "raw_input was called, but this frontend does not support input requests."


class Channel:
    """Writes the outputs of the cell that runs to a connected socket."""

    def __init__(self):
        self.lock = threading.RLock()
        self.start(None, -1, 0)

    def start(self, connection, cell, budget):
        """Begin a cell: `budget` bytes of text, as JSON, are its to print."""
        with self.lock:
            self.owner = os.getpid()
            self.connection = connection
            self.cell = cell
            self.left = budget
            self.left_to_display = DISPLAY_SHARE * budget
            self.displays = 0
            self.name = "stdout"
            self.text = []
            self.length = 0
            self.flushed = time.monotonic()

    def write(self, name, text):
        """Take text that was printed; what is beyond the budget is dropped."""
        with self.lock:
            if self.left <= 0 or not text:
                return
            if name != self.name:
                self.flush()
                self.name = name
            text = text[: self.left]
            # As JSON a character takes up to twelve bytes, and mostly one.
            cost = len(text) if text.isascii() and text.isprintable() else len(json.dumps(text))
            if cost > self.left:
                text = text[: max(1, len(text) * self.left // cost)]
                cost = self.left
            self.text.append(text)
            self.length += cost
            self.left -= cost
            if self.left <= 0:
                self.text.append("\n[The rest of what was printed is left out.]\n")
            waited = time.monotonic() - self.flushed
            if self.length > FLUSH_BYTES or waited > FLUSH_SECONDS:
                self.flush()

    def flush(self):
        """Send what was printed so far."""
        with self.lock:
            text, self.text, self.length = "".join(self.text), [], 0
            self.flushed = time.monotonic()
            # Pieces that the other end reads with ease, whatever one call printed.
            for start in range(0, len(text), FLUSH_BYTES):
                part = text[start : start + FLUSH_BYTES]
                self.send(output={"output_type": "stream", "name": self.name, "text": part})

    def display(self, output, **more):
        """Send one output that is not a stream."""
        with self.lock:
            self.flush()
            line = self.encode(output=output, **more)
            if len(line) > self.left_to_display or self.displays >= MOST_DISPLAYS:
                if self.left_to_display >= 0:
                    self.left_to_display = -1
                    self.write("stdout", "[The rest of what was displayed is left out.]\n")
                return
            self.left_to_display -= len(line)
            self.displays += 1
            self.connection.sendall(line)

    def encode(self, **message):
        return json.dumps({"id": self.cell, **message}, default=str).encode() + b"\n"

    def send(self, **message):
        """Send one message."""
        with self.lock:
            if self.connection is not None and os.getpid() == self.owner:
                self.connection.sendall(self.encode(**message))


class Stream:
    """What `sys.stdout` or `sys.stderr` is in a session."""

    encoding, errors, newlines = "utf-8", "strict", None
    closed = line_buffering = False
    mode = "w"

    def __init__(self, channel, name):
        self.channel = channel
        self.name = f"<{name}>"
        self.stream = name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() == self.channel.owner:
            self.channel.write(self.stream, text)
        else:  # a process that the cell forked
            os.write(self.fileno(), text.encode(errors="replace"))
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def fileno(self):
        return 1 + STREAMS.index(self.stream)

    def flush(self):
        """Nothing is lost without it: each cell ends with a flush."""

    def close(self):
        """A notebook's streams stay open."""

    def isatty(self):
        return False

    def readable(self):
        return False

    seekable = readable

    def writable(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.flush()


class Publisher(DisplayPublisher):
    """Sends what `display` shows."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **others):
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        name = (transient or {}).get("display_id")
        self.shell.channel.display(output, display=name, update=bool(update))

    def clear_output(self, wait=False):
        self.shell.channel.flush()
        self.shell.channel.send(clear=True, wait=bool(wait))


class ResultHook(DisplayHook):
    """Sends the value of a cell's last expression."""

    def write_output_prompt(self):
        """The output has its number."""

    def write_format_data(self, format_dict, md_dict=None):
        output = {"output_type": "execute_result", "data": format_dict, "metadata": md_dict or {}}
        self.shell.channel.display(output | {"execution_count": self.prompt_count})

    def finish_displayhook(self):
        """There is no line to end."""


class Shell(InteractiveShell):
    """The shell of a session, which `get_ipython()` returns in it."""

    def __init__(self, **kwargs):
        self.channel = Channel()
        self.ended = False
        super().__init__(**kwargs)
        self.set_hook("show_in_pager", page.as_hook(page.display_page), 99)

    def _showtraceback(self, etype, evalue, stb):
        try:
            message = str(evalue)
        except Exception:
            message = "<exception str() failed>"
        error = {"ename": str(etype.__name__), "evalue": message, "traceback": stb}
        self.channel.display({"output_type": "error"} | error)

    def ask_exit(self):
        """`exit()` and `quit()` end a notebook's kernel after the cell."""
        self.ended = True

    def enable_gui(self, gui=None):
        """Pictures are shown inline: there is no window to have an event loop."""


def make_shell():
    """The shell, ready to be forked: without history and its thread, with inline pictures."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.term_title = False
    return Shell.instance(config=config, display_pub_class=Publisher, displayhook_class=ResultHook)


def refuse_input(prompt="", stream=None):
    """Stands for `input` and `getpass`: nobody is there to answer."""
    raise StdinNotImplementedError(NO_INPUT)


def take_streams(channel):
    """Let everything that Python prints go to the channel."""
    sys.stdout, sys.stderr = (Stream(channel, name) for name in STREAMS)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
