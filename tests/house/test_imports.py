"""The house as it is meant to be: imports run one way, rooms are small."""

import ast
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("torchcourse", "grading", "tools")
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "answers" not in path.parts  # read as text, never imported
}
# What a student's machine needs; the second line's come with ipywidgets.
STUDENTS = {"torch", "numpy", "matplotlib", "ipywidgets", "anywidget", "packaging"}
STUDENTS |= {"IPython", "traitlets"}
MAX_LINES = 400
NOTEBOOKS = sorted(
    path.relative_to(ROOT)
    for pattern in ("notebooks/*.ipynb", "solutions/*/*.ipynb", "exercises/*/*.ipynb")
    for path in ROOT.glob(pattern)
)


def imported(source: str) -> set[str]:
    """Return the full names of all modules that a source imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which way an import runs"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def packages(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)


IMPORTS = {name: imported(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("torchcourse")])
def test_the_students_package_stands_alone(name):
    assert packages(IMPORTS[name]) <= STUDENTS | {"torchcourse"}


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("grading")])
def test_grading_does_not_know_the_maintainers_tools(name):
    assert "tools" not in packages(IMPORTS[name])


def test_no_import_runs_in_a_circle():
    edges = {name: (found & MODULES.keys()) - {name} for name, found in IMPORTS.items()}
    done = set()

    def visit(name, path):
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, [*path, name])
            done.add(name)

    for name in edges:
        # A package's own __init__ gathers its modules, and is no step of a circle.
        if MODULES[name].name != "__init__.py":
            edges[name] = {other for other in edges[name] if not name.startswith(f"{other}.")}
    for name in sorted(edges):
        visit(name, [])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_needs_only_what_students_have(path):
    cells = nbformat.read(ROOT / path, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "code":
            assert packages(imported(cell.source)) <= STUDENTS | {"torchcourse"}, cell.id


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_a_small_room(name):
    lines = MODULES[name].read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{name} has {lines} lines: one idea a module"
