"""Look at source text: which names an answer uses, and whether two probes are the same."""

import ast
import contextlib
import functools
import hashlib
import re
import unicodedata

WORD = re.compile(r"\w+")
MAX_SOURCE = 100_000  # characters of a cell; parsing takes about 700 times as much memory
LONG_IMPORT = re.compile(r"(?:import|from)(?:[\w. \t]|\\\n){2000}")
DOTTED_NAME = re.compile(r"[A-Za-z_][\w.]*[A-Za-z_0-9]")


def digest(probe_source: str) -> str:
    """Return a short fingerprint of a probe's source, blind to space at line ends."""
    lines = [line.rstrip() for line in probe_source.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def forbidden_names(sources: list[str], forbids: list[str]) -> list[str]:
    """Return those of `forbids` that any of the sources uses, under whatever alias.

    A name counts as used where it stands as a variable, an attribute, part of an import or a
    whole string (for `getattr`); in a string of source that uses `eval` or `exec`, and in source
    that is not plain Python, such as a cell with a magic, wherever it stands as a word. To try
    out a function of one's own below its definition is no use of another one of its name.
    """
    used = set().union(*map(names_in, sources))
    return [name for name in forbids if name in used]


@functools.lru_cache(maxsize=64)
def names_in(source: str) -> set[str]:
    if is_slow(source):
        return words(source)
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return words(source)
    used, texts, own = set(), [], tries(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node not in own:
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.alias):
            used.update(node.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            used.update((node.module or "").split("."))
        elif isinstance(node, ast.Constant) and is_dotted_name(node.value):
            used.update(node.value.split("."))
        elif isinstance(node, ast.Constant):
            texts.append(str(node.value) if isinstance(node.value, (str, bytes)) else "")
    if used & {"eval", "exec"}:
        used.update(*map(words, texts))
    return used


def tries(tree: ast.Module) -> set[ast.Name]:
    """Return where top-level code names a function or class that is defined above it."""
    found, defined = set(), set()
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            defined.add(statement.name)
        elif isinstance(statement, ast.ImportFrom):
            defined.clear()  # `import *` may put another one in its place
        else:
            names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            found.update(name for name in names if name.id in defined)
    return found


def is_slow(source: str) -> bool:
    """Say whether Python takes long to parse a source: a long one, or a long name in an import."""
    return len(source) > MAX_SOURCE or LONG_IMPORT.search(source) is not None


def words(text: str) -> set[str]:
    """Return the words of a text, with their letters in the form that Python gives to names."""
    return set(WORD.findall(unicodedata.normalize("NFKC", text)))


def is_dotted_name(constant) -> bool:
    return isinstance(constant, str) and DOTTED_NAME.fullmatch(constant) is not None


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


def current_cells(cells: list[str], names: set[str] | None = None) -> list[str]:
    """Return, of the cells run so far, those whose definition of a name is the latest.

    With `names`, only those names count. A cell that is not plain Python defines nothing.
    """
    latest = {}
    for cell in cells:
        with contextlib.suppress(SyntaxError, ValueError):
            defined = definitions(cell).keys()
            latest.update((name, cell) for name in defined if names is None or name in names)
    return list(dict.fromkeys(latest.values()))
