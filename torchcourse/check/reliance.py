"""Which of a notebook's cells an answer relies on."""

import ast
import copy
import functools
import io
import symtable
from typing import NamedTuple

from torchcourse.check.cell import UNREADABLE, never_runs, readable
from torchcourse.check.source import (
    HIDES,
    HIDES_AS_VARIABLE,
    READS_TEXTS,
    first_line,
    imports_all,
    words,
)

MOST_STATEMENTS = 50  # of a cell that is looked at statement by statement


class Piece(NamedTuple):
    """A statement of a cell, or a whole cell: its source, and the global names it gives a value.

    `defines` is None where anything may rely on it; `changes` are the names of what it changes
    from outside, as `nn.Module.step = ...` does, `touches` those of what a method may change.
    """

    source: str
    defines: set[str] | None
    changes: set[str]
    touches: set[str]


def with_helpers(answer: list[str], others: list[str], names=(), foreign=()) -> list[str]:
    """Return an answer's sources and the statements of others that it relies on, and so on.

    Those are what defines the names that it uses, or that are in `names`; what changes anything
    `foreign`, such as a module; and a source that can't be read, such as a cell magic. One that
    never runs, the answer's too, is left out: it gives and uses nothing.
    """
    foreign = {*foreign, *HIDES, *HIDES_AS_VARIABLE}
    found, giving = {one: None for one in answer if not never_runs(one)}, {}
    for piece in (piece for source in others for piece in pieces(source)):
        if piece.defines is None or piece.changes & foreign:
            found[piece.source] = None
        else:
            for name in piece.defines | piece.changes | (piece.touches - foreign):
                giving.setdefault(name, []).append(piece.source)
    unread, todo = [*found], {*names}
    while unread or todo:
        todo.update(*map(names_used, unread))
        unread = [one for name in todo for one in giving.pop(name, []) if one not in found]
        found.update(dict.fromkeys(unread))
        todo = set()
    return [*found]


def names_imported(source: str) -> set[str]:
    """Return the global names that a source imports; none where it can't be read."""
    return {symbol.get_name() for symbol in global_symbols(source) or [] if symbol.is_imported()}


def names_used(source: str) -> set[str]:
    """Return the global names that a source refers to; its words where it can't be read."""
    symbols = global_symbols(source)
    if symbols is None:
        return words(source)
    return {symbol.get_name() for symbol in symbols if symbol.is_referenced()}


@functools.lru_cache(maxsize=4096)  # each task of a notebook asks for all other cells
def pieces(source: str) -> list[Piece]:
    """Return the statements of a cell; itself where it has very many or can't be read.

    Of one that never runs there are none.
    """
    try:
        text = readable(source).python
        body = ast.parse(text).body
    except UNREADABLE:
        return [] if never_runs(source) else [Piece(source, None, set(), set())]
    if len(body) > MOST_STATEMENTS:
        return [piece(source, body)]
    lines = [*io.StringIO(text, newline=None)]  # as Python's parser counts them
    found = []
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) and len(node.names) > 1:
            found += [piece(ast.unparse(one), [one]) for one in one_by_one(node)]
        elif len(body) == 1:
            found.append(piece(source, body))
        else:
            found.append(piece("".join(lines[first_line(node) - 1 : node.end_lineno]), [node]))
    return found


def one_by_one(node: ast.Import | ast.ImportFrom) -> list[ast.Import | ast.ImportFrom]:
    """Return an import of several names as one for each: who uses one need not use the others."""
    found = [copy.copy(node) for _ in node.names]
    for one, name in zip(found, node.names, strict=True):
        one.names = [name]
    return found


def piece(source: str, body: list[ast.stmt]) -> Piece:
    symbols = global_symbols(source)
    if symbols is None or any(runs_texts(node) or imports_all(node) for node in body):
        return Piece(source, None, set(), set())
    defined = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    changed, touches = (set().union(*map(look, body)) for look in (changes, touched))
    return Piece(source, defined, changed, touches)


def changes(statement: ast.stmt) -> set[str]:
    """Return the names through which a statement changes attributes and items of something."""
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            found.add(root(node))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr" and node.args:
            found.add(root(node.args[0]))
        elif isinstance(node, ast.Attribute) and node.attr == "__setattr__":
            found.add(root(node))
    return found - {"super"}  # a class may set its own attributes


def touched(statement: ast.stmt) -> set[str]:
    """Return the name whose method a statement calls for its effect, as `tools.append(...)`."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return {root(call)} if isinstance(getattr(call, "func", None), ast.Attribute) else set()


def root(node: ast.AST) -> str:
    """Return the name at the beginning of `name.attribute[key](...)`; empty if there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "")


def runs_texts(statement: ast.stmt) -> bool:
    """Say whether a call that stands alone runs or writes a text, in which anything may stand."""
    if not isinstance(statement, ast.Expr):
        return False
    used = (getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(statement))
    return not READS_TEXTS.isdisjoint(used)


@functools.lru_cache(maxsize=4096)  # each task of a notebook asks for all added cells
def global_symbols(source: str) -> list[symtable.Symbol] | None:
    """Return the symbols of a source, in all its scopes, that are global; None if unreadable."""
    try:
        tables = [symtable.symtable(readable(source).python, "cell", "exec")]
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
