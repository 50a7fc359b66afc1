"""An attack: what somebody hands in, and what must follow."""

import copy
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

sys.path.append(str(Path(__file__).parents[1] / "grading"))
import toy  # the small course of the tests of grading

FULL = toy.FULL

# Defences. An attack names the one that stops it: without that one it must succeed.
COMPARED_OUTSIDE = "answers are compared outside the student's process"
HIDDEN_SEEDS = "seeds are hidden"
ISOLATED = "the student's process is isolated"


@dataclass(frozen=True)
class Attack:
    """What is handed in is the released notebook with right answers, but for what is given here.

    `answers` are sources by task; `cells` then changes the notebook, or returns what stands in
    the file; `files` lie beside it. `places` in braces of a source are filled in, such as
    {secret}, the path of the secret. `score` is what it must get, `states` the states that its
    tasks must have; or `refused` is a part of the reason why it is refused, and gets no score.
    `stopped_by` is the defence that stops it.
    """

    name: str
    tries: str
    answers: dict[str, str] = field(default_factory=dict)
    cells: Callable | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    score: float = FULL
    states: dict[str, str] = field(default_factory=dict)
    refused: str | None = None
    stopped_by: str | None = None
    dangerous: bool = False  # to the machine: runs in a sandbox, or not at all

    def hand_in(self, released, places: dict[str, str]) -> str | bytes:
        """Return the content of the notebook's file."""
        answers = {task: fill(source, places) for task, source in self.answers.items()}
        notebook = toy.filled(copy.deepcopy(released), **answers)
        if self.cells:
            notebook = self.cells(notebook) or notebook
        if isinstance(notebook, (str, bytes)):
            return notebook
        for cell in notebook.cells:
            cell.source = fill(cell.source, places)
        return nbformat.writes(notebook)


def fill(source: str, places: dict[str, str]) -> str:
    for name, place in places.items():
        source = source.replace("{" + name + "}", place)
    return source


def code(source: str) -> str:
    """Return a source that is written with the indentation of what stands around it."""
    return textwrap.dedent(source).strip("\n")


def spy(source: str) -> dict[str, str]:
    """Return an answer that is right if, and only if, the source in it returns something true."""
    body = textwrap.indent(code(source), "    ")
    return {
        "choice": f"def worked():\n{body}\n\n"
        "def choice():\n"
        "    try:\n"
        "        return 'momentum' if worked() else 'adam'\n"
        "    except (Exception, SystemExit):\n"
        "        return 'adam'"
    }
