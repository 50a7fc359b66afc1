"""Look at source text: which names an answer uses, and whether two probes are the same."""

import ast
import contextlib
import functools
import hashlib
import re
import unicodedata
from typing import NamedTuple

from torchcourse.check.cell import UNREADABLE, readable

WORD = re.compile(r"\w+")
FOREIGN = re.compile(r".?[^\x00-\x7f]{1,100}", re.DOTALL)  # many marks at once would take long
DOTTED_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")


def digest(probe_source: str) -> str:
    """Return a short fingerprint of a probe's source, blind to space at line ends."""
    lines = [line.rstrip() for line in probe_source.strip().splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# What can stand for any name at all, wherever it stands; as a variable only (`model.eval()` is
# something else); and as an attribute or part of an import only.
HIDES = {"__import__", "__builtins__", "__dict__", "_C", "builtins", "importlib", "globals"}
HIDES |= {"get_ipython", "run_cell", "__getattribute__", "__getattr__", "__globals__"}
HIDES |= {"__subclasses__", "__func__", "attrgetter", "get_field", "locate", "resolve_name"}
HIDES |= {"getmembers", "getattr_static", "get_objects", "__wrapped__", "unwrap", "__closure__"}
HIDES |= {"methodcaller", "call_method", "get_referents", "get_referrers", "__match_args__"}
HIDES |= {"CompilationUnit", "run_module", "get_testing_overrides", "get_overridable_functions"}
HIDES |= {"safeimport", "find_spec", "get_type_hints", "ForwardRef"}
HIDES |= {"f_builtins", "f_globals", "f_locals", "getclosurevars"}
HIDES_AS_VARIABLE = {"eval", "exec", "compile", "vars", "locals"}
HIDES_AS_PART = {"ops", "_decomp", "explorers", "pickle"}
# What PyTorch's optimizers call to do all of their work.
HIDES_AS_PART |= {f"_fused_{name}_" for name in ("sgd", "adam", "adamw", "adagrad")}
READS_TEXTS = {"exec", "run_cell", "open", "write_text", "write_bytes", "methodcaller", "timeit"}
READS_TEXTS |= {"CompilationUnit", "runsource", "runctx"}


def forbidden_names(sources: list[str], forbids: list[str]) -> list[str]:
    """Return those of `forbids` that any of the sources uses, under whatever alias.

    A name counts as used where it stands as an attribute, part of an import or the text that
    `getattr` gets; in a dotted text, but for what is printed, a key or a message; as a variable,
    or an attribute of `self`, that the sources themselves do not give a value; in a text where
    the source uses what reads texts; and in what is not plain Python, such as a magic, wherever
    it stands as a word.
    Where anything is forbidden, so is what can stand for any name, such as `eval`.
    """
    if not forbids:
        return []
    found = [names_in(source) for source in sources]
    variables, bound, others, classes, taken = (
        set().union(*(getattr(names, field) for names in found))
        for field in ("variables", "bound", "others", "classes", "taken")
    )
    foreign_self = not classes.isdisjoint(taken)
    if foreign_self:
        bound = {name for name in bound if not name.startswith("self.")}
    if not any(names.may_bind_any for names in found):
        variables -= bound
    used = {name.removeprefix("self.") for name in variables} | others
    hiding = set().union(*(hiding_names(source, foreign_self) for source in sources))
    return [name for name in forbids if name in used] + sorted(hiding - {*forbids})


class Names(NamedTuple):
    """The names in a source: its variables, those of them that it binds, and all other ones.

    A helper, an argument or a method of one's own may be called like something forbidden. Without
    `import *`, and what else may bind any name, such a variable is nothing of PyTorch's. An
    attribute of `self` in a class is one of them, with its `self.`; methods bind it, unless one of
    the `classes` is a name of which attributes are `taken`: `self` may be anything there.
    """

    variables: set[str]
    bound: set[str]
    others: set[str]
    may_bind_any: bool
    classes: set[str]
    taken: set[str]


@functools.lru_cache(maxsize=64)
def names_in(source: str) -> Names:
    tree, rest = parsed(source)
    found = Names(set(), set(), words(rest), bool(rest) or imports_all(tree), set(), set())
    texts, prose, in_class = [], set(), nodes_in_classes(tree)
    for node in ast.walk(tree):
        prose.update(map(id, prose_in(node)))
        if isinstance(node, ast.ClassDef):
            methods = (one.name for one in node.body if isinstance(one, ast.FunctionDef))
            found.bound.update(f"self.{name}" for name in methods)
            found.classes.add(node.name)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.taken.add(node.value.id)
        if isinstance(node, ast.Name):
            (found.bound if is_stored(node) else found.variables).add(node.id)
        elif isinstance(node, ast.arg):
            found.bound.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.bound.add(node.name)
        elif isinstance(node, ast.Attribute) and is_name(node.value, "self") and node in in_class:
            (found.bound if is_stored(node) else found.variables).add(f"self.{node.attr}")
        elif isinstance(node, ast.Attribute):
            found.others.add(node.attr)
        elif isinstance(node, ast.MatchClass):
            found.others.update(node.kwd_attrs)
        elif isinstance(node, ast.Call) and is_name(node.func, "getattr"):
            found.others.update(*(words(arg.value) for arg in node.args if is_text(arg)))
        elif isinstance(node, ast.alias):
            found.others.update(node.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            found.others.update((node.module or "").split("."))
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            texts.append(str(node.value))
            if is_dotted_name(node.value) and id(node) not in prose:
                found.others.update(node.value.split("."))
    if found.variables & READS_TEXTS or found.others & READS_TEXTS or "eval" in found.variables:
        found.others.update(*map(words, texts))
    return found


def nodes_in_classes(tree: ast.AST) -> set[ast.AST]:
    found, outside = set(), [tree]
    for node in outside:
        if isinstance(node, ast.ClassDef):
            found.update(ast.walk(node))
        else:
            outside.extend(ast.iter_child_nodes(node))
    return found


def imports_all(tree: ast.AST) -> bool:
    """Say whether a source imports all names of some module."""
    return any(isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(tree))


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def prose_in(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below this one that, if texts, are keys or are there to be read."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    if isinstance(node, ast.Call) and is_name(node.func, "print"):
        return node.args
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return node.exc.args
    if isinstance(node, ast.keyword):
        return [node.value]
    if isinstance(node, ast.Dict):
        return node.keys
    if isinstance(node, ast.Assert):
        return [node.msg]
    if isinstance(node, ast.Expr):
        return [node.value]
    return [node.slice] if isinstance(node, ast.Subscript) else []


@functools.lru_cache(maxsize=64)
def hiding_names(source: str, foreign_self: bool) -> set[str]:
    """Return what a source uses that can stand for any name at all.

    `foreign_self` says that `self` need not be an object of the class around it.
    """
    tree, rest = parsed(source)
    found, constant = words(rest) & (HIDES | HIDES_AS_VARIABLE | {"getattr"}), set()
    in_class = set() if foreign_self else nodes_in_classes(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > 1 and is_text(node.args[1]):
            constant.add(node.func)  # getattr(torch, "optim") says which name
        elif isinstance(node, ast.Call) and node.args and is_name(node.args[0], "self"):
            constant |= {node.func} & in_class  # what an object of one's own holds was put there
        if isinstance(node, ast.Name):
            hides = HIDES | HIDES_AS_VARIABLE | ({"getattr"} if node not in constant else set())
            found |= {node.id} & hides
        elif isinstance(node, ast.Attribute):
            found |= {node.attr} & (HIDES | HIDES_AS_PART)
            if node.attr == "sys" or (node.attr == "modules" and is_name(node.value, "sys")):
                found.add("sys.modules")
        elif isinstance(node, (ast.alias, ast.ImportFrom)):
            name = node.name if isinstance(node, ast.alias) else node.module or ""
            found |= {*name.split(".")} & (HIDES | HIDES_AS_PART)
            if name == "sys" and gives_modules(node):
                found.add("sys.modules")
    return found


def gives_modules(node: ast.alias | ast.ImportFrom) -> bool:
    """Say whether an import of `sys` makes `sys.modules` known by another name."""
    if isinstance(node, ast.ImportFrom):
        return any(one.name in ("modules", "*") for one in node.names)
    return bool(node.asname)


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def parsed(source: str) -> tuple[ast.Module, str]:
    """Return the tree of a source, and the text of what in it is not Python.

    That is all of it, and the tree empty, where it can't be read or takes long to parse.
    """
    try:
        cell = readable(source)
        return ast.parse(cell.python), "\n".join(cell.commands)
    except UNREADABLE:
        return ast.Module([], []), source


def words(text: str) -> set[str]:
    """Return the words of a text, with their letters in the form that Python gives to names."""
    text = FOREIGN.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return set(WORD.findall(text))


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
                stored = filter(is_stored, ast.walk(target))
                found.update((name.id, node) for name in stored if isinstance(name, ast.Name))
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(((alias.asname or alias.name).split(".")[0], node) for alias in node.names)
    return found


def first_line(node: ast.stmt) -> int:
    """Return the number of a statement's first line, that of a decorator where it has some."""
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])


def is_stored(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store)


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
