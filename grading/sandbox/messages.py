"""Reads what a session writes, which may be anything: strictly, and within bounds."""

import json
import re

from grading.sandbox.limits import Limits

DEEPEST = 40  # levels of JSON; a report of observations has fewer than ten
MOST_MESSAGES = 20_000  # for one cell
OVERHEAD = 1 << 20  # bytes of one cell's messages besides what they carry
SHARE = 6  # printed text and displays, in units of `Limits.output`; see `shell.py`
STREAMS = ("stdout", "stderr")
ALLOWED = {
    "display_data": {"output_type", "data", "metadata"},
    "execute_result": {"output_type", "data", "metadata", "execution_count"},
    "error": {"output_type", "ename", "evalue", "traceback"},
    "stream": {"output_type", "name", "text"},
}


class Malformed(ValueError):
    """The session wrote what no session writes by itself."""


class Messages:
    """Collects the outputs of one cell from the bytes that its session writes.

    `feed` takes bytes and raises `Malformed` if they are not messages, or too many. `done` is
    whether the cell has ended; `outputs` are in nbformat's form.
    """

    def __init__(self, cell: int, limits: Limits):
        self.cell = cell
        self.left = OVERHEAD + SHARE * limits.output
        self.count = 0
        self.rest = bytearray()
        self.outputs: list[dict] = []
        self.names: list[str | None] = []
        self.clear_before_next = False
        self.done = False

    def feed(self, data: bytes) -> None:
        self.left -= len(data)
        if self.left < 0:
            raise Malformed("more output than a session writes")
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = bytes(self.rest) + lines[0]
            self.rest.clear()
        self.rest += rest
        for line in lines:
            self.count += 1
            if self.count > MOST_MESSAGES:
                raise Malformed("more messages than a session writes")
            self.take(parse(line))

    def take(self, message: dict) -> None:
        if message.get("id") != self.cell:
            return  # from a thread of an earlier cell
        if message.get("done") is True:
            self.done = True
        elif message.get("clear") is True:
            self.clear_before_next = bool(message.get("wait"))
            if not self.clear_before_next:
                self.clear()
        elif not self.done:
            self.add(check_output(message.get("output")), message)

    def clear(self) -> None:
        self.outputs.clear()
        self.names.clear()

    def add(self, output: dict, message: dict) -> None:
        if self.clear_before_next:
            self.clear()
            self.clear_before_next = False
        name = message.get("display")
        if name is not None and not isinstance(name, str):
            raise Malformed("the name of a display is not text")
        if message.get("update") is True:
            for place, known in enumerate(self.names):
                if name is not None and known == name:
                    self.outputs[place] = output
            return
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
            return
        self.outputs.append(output)
        self.names.append(name)


def parse(line: bytes) -> dict:
    """One message, whose texts a file can hold. Raises `Malformed`."""
    if nesting(line) > DEEPEST:
        raise Malformed("JSON is nested too deeply")
    try:
        message = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from None
    if not isinstance(message, dict):
        raise Malformed("not a JSON object")
    return writable(message) if HALF.search(line) else message


HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # of a surrogate pair; most are whole


def writable(value):
    """The value with a sign in place of each lone half of a surrogate pair, as JSON may carry."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [writable(one) for one in value]
    if isinstance(value, dict):
        return {writable(name): writable(one) for name, one in value.items()}
    return value


STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
BRACKET = re.compile(rb"[\[\]{}]")


def nesting(line: bytes) -> int:
    """How deep the objects and lists of some JSON are nested."""
    depth = deepest = 0
    for bracket in BRACKET.findall(STRING.sub(b"", line)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def check_output(output) -> dict:
    """The output, if it has nbformat's form. Raises `Malformed`."""
    if not isinstance(output, dict) or not isinstance(output.get("output_type"), str):
        raise Malformed("not an output")
    kind = output["output_type"]
    if output.keys() != ALLOWED.get(kind):
        raise Malformed("not an output of a known kind")
    if kind == "stream":
        right = output["name"] in STREAMS and isinstance(output["text"], str)
    elif kind == "error":
        texts = [output["ename"], output["evalue"]]
        right = isinstance(output["traceback"], list) and all(
            isinstance(text, str) for text in [*texts, *output["traceback"]]
        )
    else:
        right = (
            isinstance(output["data"], dict)
            and isinstance(output["metadata"], dict)
            and all(is_data(name, data) for name, data in output["data"].items())
            and isinstance(output.get("execution_count"), int | None)
        )
    if not right:
        raise Malformed("an output is not in nbformat's form")
    return output


def is_data(name: str, data) -> bool:
    """Whether nbformat takes this for the data of a MIME type: text, or any JSON for JSON."""
    if isinstance(data, str):
        return True
    if name == "application/json" or (name.startswith("application/") and name.endswith("+json")):
        return True
    return isinstance(data, list) and all(isinstance(line, str) for line in data)
