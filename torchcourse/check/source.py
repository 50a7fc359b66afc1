"""Look at source text: which names an answer uses, and whether two probes are the same."""

import ast
import hashlib
import re

DOTTED_NAME = re.compile(r"[A-Za-z_][\w.]*[A-Za-z_0-9]")


def digest(probe_source: str) -> str:
    """Return a short fingerprint of a probe's source, blind to space at line ends."""
    lines = [line.rstrip() for line in probe_source.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def forbidden_names(source: str, forbids: list[str]) -> list[str]:
    """Return those of `forbids` that the source uses, under whatever alias it imports them.

    A name counts as used where it stands as a variable, an attribute, part of an import or a
    whole string (for `getattr`); in source that is not plain Python, such as a cell with a
    magic, wherever it stands as a word.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [name for name in forbids if re.search(rf"\b{re.escape(name)}\b", source)]
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.alias):
            used.update(node.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            used.update((node.module or "").split("."))
        elif isinstance(node, ast.Constant) and DOTTED_NAME.fullmatch(str(node.value)):
            used.update(str(node.value).split("."))
    return [name for name in forbids if name in used]


def definitions(source: str) -> dict[str, ast.stmt]:
    """Return the top-level statement that defines each name of the source, the last one if many.

    Raises SyntaxError where the source does not parse.
    """
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                found.update((name.id, node) for name in ast.walk(target) if is_stored(name))
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(((alias.asname or alias.name).split(".")[0], node) for alias in node.names)
    return found


def is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def defining_cells(names: set[str], cells: list[str]) -> list[str]:
    """Return, of the cells run so far, the last one that defines each of the names."""
    latest = {}
    for cell in cells:
        try:
            defined = definitions(cell)
        except SyntaxError:  # a magic, or a cell that failed
            continue
        latest.update((name, cell) for name in names & defined.keys())
    return list(dict.fromkeys(latest.values()))
