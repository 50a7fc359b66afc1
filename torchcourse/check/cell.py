"""Read a notebook cell as plain Python, with IPython's commands apart."""

import ast
import re
import textwrap
import unicodedata
from typing import NamedTuple

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
MAX_SOURCE = 100_000  # characters of a cell; parsing takes about 700 times as much memory
MOST_MARKS = 500  # on one letter; to put them in order takes time that grows with the square
NOT_ASCII = re.compile(rf"[^\x00-\x7f]{{{MOST_MARKS},}}")
LONG_IMPORT = re.compile(r"(?:import|from)(?:[\w. \t]|\\\n){2000}")

# `%time` runs a statement as if it stood there alone.
RUNS = re.compile(r"[ \t]*%(?:time|prun)[ \t]+(?=[^-\s])")

# So do these with a whole cell; what follows `%%timeit`, but for options, is run as well.
RUNS_CELL = re.compile(
    r"\A\s*+%%(?:(?:time|capture)\b[^\n]*|(?:timeit|prun)(?:[ \t]+-\w+(?:[ \t]+\d+)?)*+[ \t]*$)",
    re.MULTILINE,
)

# What IPython takes for a command, also behind an assignment. IPython's own reading of a cell
# takes time that grows with the square of its length, which a student chooses.
COMMAND = re.compile(
    r"^(?P<indent>[ \t]*+)(?P<target>[\w.,][\w., \t]*+=[ \t]*+)?"
    r"(?:%{1,2}[A-Za-z_]|!|\?)(?:[^\n]*\\\n)*[^\n]*$"
    r"|^(?P<asked_indent>[ \t]*+)%{0,2}[\w.*]++\?{1,2}[ \t]*+$",
    re.MULTILINE,
)

# What IPython may read in another way than Python: a first line that is indented, a single one that
# may be a command without its %, commands, prompts that were copied, and ends of lines that only
# one of them takes for one.
NOT_PYTHONS = re.compile(
    r"\A\s*[ \t]\S|\A\s*+[\w.]++(?![!=()<>,+*/%^&|])[^\n]*\s*\Z"
    r"|^[ \t]*+(?:[!?%,;/]|>>>|\[(?:ins|nav)|In \[|\.{3,}:)|^\.{3}"
    r"|^(?![^#\n'\"]*#)[^\n]*[\w*\]]\?\??[ \t]*$|=[\s\\]*+[!%]"
    r"|[\0\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]",
    re.MULTILINE,
)


class Cell(NamedTuple):
    """A cell's source as plain Python, and the texts of the commands that stood in it."""

    python: str
    commands: list[str]


def readable(source: str) -> Cell:
    """Return a cell as plain Python, with `None` in the place of commands.

    Raises one of UNREADABLE where that can't be done.
    """
    if is_slow(source):
        raise ValueError
    source = RUNS_CELL.sub("", source)
    if source.lstrip().startswith("%%"):
        raise ValueError  # a cell magic may hide anything in a string
    try:
        ast.parse(source)
        return Cell(source, [])
    except SyntaxError:
        commands = []
        without = COMMAND.sub(lambda match: without_command(match, commands), source)
        return Cell(textwrap.dedent(without), commands)


def never_runs(source: str) -> bool:
    """Say whether nothing of a cell is ever run, as it is no Python, nor anything of IPython's."""
    if is_slow(source) or NOT_PYTHONS.search(source):
        return False
    try:
        ast.parse(source)
    except UNREADABLE as error:
        return isinstance(error, SyntaxError)
    return False


def without_command(match: re.Match, commands: list[str]) -> str:
    """Return what stands for a command: a statement that it runs, or None. Note any other one."""
    if runs := RUNS.match(match[0]):
        return f"{match['indent']}{match[0][runs.end() :]}"
    commands.append(match[0])
    indent = match["indent"] or match["asked_indent"] or ""
    return f"{indent}{match['target'] or ''}None"


def is_slow(source: str) -> bool:
    """Say whether Python takes long to parse a source: a long one, or an odd name in it."""
    return (
        len(source) > MAX_SOURCE
        or LONG_IMPORT.search(source) is not None
        or any(map(has_many_marks, NOT_ASCII.findall(source)))
    )


def has_many_marks(text: str) -> bool:
    """Say whether a text without a space has more marks, such as accents, than letters bear."""
    marks = {
        letter
        for letter in set(text)
        if any(map(unicodedata.combining, unicodedata.normalize("NFKD", letter)))
    }
    return sum(letter in marks for letter in text) >= MOST_MARKS
