"""Which of a notebook's cells an answer relies on."""

import functools
import re
import symtable
import textwrap

from torchcourse.check.source import is_slow

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)

# `%time` runs a statement as if it stood there alone.
RUNS = re.compile(r"[ \t]*%(?:time|prun)[ \t]+(?=[^-\s])")

# What IPython takes for a command, also behind an assignment. IPython's own reading of a cell
# takes time that grows with the square of its length, which a student chooses.
COMMAND = re.compile(
    r"^(?P<indent>[ \t]*+)(?P<target>[\w.,][\w., \t]*+=[ \t]*+)?"
    r"(?:%{1,2}[A-Za-z_]|!|\?)(?:[^\n]*\\\n)*[^\n]*$"
    r"|^(?P<asked_indent>[ \t]*+)%{0,2}[\w.*]++\?{1,2}[ \t]*+$",
    re.MULTILINE,
)


def with_helpers(answer: list[str], added: list[str]) -> list[str]:
    """Return an answer's sources and the added ones that define what it uses, and so on.

    A source that can't be read, such as a cell magic, is taken along.
    """
    found, new, rest = [], answer, [(source, names_defined(source)) for source in added]
    while new:
        found = found + new
        used = set().union(*map(names_used, new))
        new = [source for source, names in rest if names is None or names & used]
        rest = [(source, names) for source, names in rest if names and not names & used]
    return found


def names_defined(source: str) -> set[str] | None:
    """Return the global names that a source gives a value; None where it can't be read."""
    symbols = global_symbols(source)
    if symbols is None:
        return None
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def names_used(source: str) -> set[str]:
    """Return the global names that a source refers to; none where it can't be read."""
    symbols = global_symbols(source) or []
    return {symbol.get_name() for symbol in symbols if symbol.is_referenced()}


def symbol_table(source: str) -> symtable.SymbolTable:
    """Return the symbols of a cell; other commands of IPython's are taken for `None`."""
    if is_slow(source) or source.lstrip().startswith("%%"):
        raise ValueError  # a cell magic may hide anything in a string
    try:
        return symtable.symtable(source, "cell", "exec")
    except SyntaxError:
        source = textwrap.dedent(COMMAND.sub(without_command, source))
        return symtable.symtable(source, "cell", "exec")


def without_command(match: re.Match) -> str:
    if runs := RUNS.match(match[0]):
        return f"{match['indent']}{match[0][runs.end() :]}"
    indent = match["indent"] or match["asked_indent"] or ""
    return f"{indent}{match['target'] or ''}None"


@functools.lru_cache(maxsize=4096)  # each task of a notebook asks for all added cells
def global_symbols(source: str) -> list[symtable.Symbol] | None:
    """Return the symbols of a source, in all its scopes, that are global; None if unreadable."""
    try:
        tables = [symbol_table(source)]
    except UNREADABLE:
        return None
    for table in tables:
        tables.extend(table.get_children())
    return [
        symbol
        for table in tables
        for symbol in table.get_symbols()
        if table.get_type() == "module" or symbol.is_global()
    ]
