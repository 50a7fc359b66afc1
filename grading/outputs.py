"""What cells displayed, made fit for a graded notebook that others open."""

import json
import math
import re

import nbformat
from nbformat.v4 import new_output

from grading.causes import IN_STUDENTS_PROCESS, message
from grading.sandbox.messages import writable
from torchcourse.check.feedback import Feedback
from torchcourse.check.verdict import Verdict

# Texts and pictures. HTML and scripts of a student's would run in the instructor's browser.
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
DECIDE = ("error", "execute_result")
KINDS = {"text/plain": re.compile(r".*", re.DOTALL), "image/png": BASE64, "image/jpeg": BASE64}
MOST_TEXT, MOST_DISPLAYED = 8 << 20, 16 << 20  # bytes in one graded notebook
LEFT_OUT = "[The rest of what the notebook showed is left out.]\n"


class Budget:
    """What the outputs of one notebook's cells may hold together."""

    def __init__(self, text: int = MOST_TEXT, displayed: int = MOST_DISPLAYED):
        self.left = {False: text, True: displayed}

    def within(self, outputs: list, graded: bool) -> list:
        """Return those of a cell's outputs that fit, and a note where some do not.

        Of a graded cell all are kept from which nbgrader reads the score.
        """
        kept = []
        for output in outputs:
            size, shown = len(json.dumps(output)), "data" in output
            if size <= self.left[shown] or (graded and output.output_type in DECIDE):
                self.left[shown] -= size
                kept.append(output)
        return kept if len(kept) == len(outputs) else [*kept, new_output("stream", text=LEFT_OUT)]


def harmless(outputs: list[dict]) -> list:
    """Return a student's outputs as the format demands, without what a browser would execute."""
    kept = []
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            kept.append(new_output("stream", name=name, text=text(output.get("text"))))
        elif kind == "error":
            lines = output.get("traceback")
            kept.append(
                new_output(
                    "error",
                    ename=text(output.get("ename")),
                    evalue=text(output.get("evalue")),
                    traceback=[text(line) for line in lines] if isinstance(lines, list) else [],
                )
            )
        elif kind in ("display_data", "execute_result"):
            data = output.get("data")
            data = data if isinstance(data, dict) else {}
            shown = {k: data[k] for k in KINDS if is_harmless(k, data.get(k))}
            if shown:
                more = {"execution_count": None} if kind == "execute_result" else {}
                kept.append(new_output(kind, data=shown, **more))
    return kept


def is_harmless(kind: str, value) -> bool:
    return isinstance(value, str) and KINDS[kind].fullmatch(value) is not None


def text(value) -> str:
    """Return a text that a file can hold; empty for what is none."""
    return writable(value) if isinstance(value, str) else ""


def ended(cause: str, detail: str = ""):
    """Return the output that says that a cell was ended, and why; nbgrader gives it no points."""
    text = message(cause, detail)
    return new_output("error", ename=cause, evalue=text, traceback=[f"{cause}: {text}"])


def without_stderr(outputs: list) -> list:
    """Return outputs in which no warning costs points: nbgrader takes stderr for a failure."""
    outputs = nbformat.from_dict(outputs)
    for output in outputs:
        if output.output_type == "stream":
            output.name = "stdout"
    return outputs


def of_a_probe(verdict: Verdict) -> list:
    """Return what the graded notebook shows: the feedback, and nothing that was printed.

    What student code prints while it is probed may tell the hidden cases to all who read it. The
    feedback is a result whose plain text is the score, from which nbgrader reads partial credit;
    people see its HTML.
    """
    data = {"text/plain": f"{verdict.score:g}", "text/html": Feedback(verdict)._repr_html_()}
    return [new_output("execute_result", data=data, execution_count=None)]


def of_plain_asserts(outputs: list, points: float) -> list:
    """Return the outputs of a test cell without a probe, marked as what it is.

    nbgrader reads the score from them. A result that it could not read is none.
    """
    kept = [
        output
        for output in without_stderr(outputs)
        if output.output_type != "execute_result" or is_credit(output, points)
    ]
    return [new_output("display_data", data={"text/plain": f"({IN_STUDENTS_PROCESS})"}), *kept]


def is_credit(output, points: float) -> bool:
    """Say whether a result is a number of points that a cell can give."""
    try:
        number = float(output.data.get("text/plain", ""))
    except ValueError:
        return False
    return math.isfinite(number) and 0 <= number <= points
