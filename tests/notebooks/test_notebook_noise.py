"""Each kind of noise in a stored notebook is refused by its name, with the cell it is in."""

import base64
from pathlib import Path

import pytest
from nbformat.v4 import new_output
from small_cells import code, printed, raised, shown, text

from tools import noise, notebooks

ROOT = Path(__file__).parents[2]
PNG = base64.b64encode(b"\x89PNG" + bytes(99)).decode()


def messages(path):
    """What `check` says about one notebook."""
    return [str(problem) for problem in noise.problems([path])]


def test_a_canonical_notebook_has_no_problem(make):
    path = make(
        text(),
        code("x = 1\nx", printed("1\n"), shown(png=PNG, plain="<Figure>"), id="first"),
        code("x / 0", raised(), id="fails", count=2, tags=["raises-exception"]),
    )
    assert messages(path) == []


def test_the_repositorys_notebooks_are_canonical(monkeypatch):
    monkeypatch.chdir(ROOT)
    paths = notebooks.find([], notebooks.SOURCES + notebooks.GENERATED)
    assert paths, "no notebooks were found"
    assert [str(problem) for problem in noise.problems(paths)] == []


def of_a_task(cell, grade_id):
    cell.metadata["nbgrader"] = {"grade_id": grade_id}
    return cell


NOISE = {
    "stderr": (code("x", printed("UserWarning: old\n", "stderr")), "text on stderr (UserWarning"),
    "error": (code("x", raised()), "holds an error (ValueError)"),
    "address": (code("x", shown(plain="<A at 0x7f5b424a0c10>")), "memory address (0x7f5b424a0c10)"),
    "linux path": (code("x", printed("/home/ada/course\n")), "path of a machine (/home/ada"),
    "temporary path": (code("x", printed("in /tmp/x1\n")), "path of a machine (/tmp/x1"),
    "windows path": (code("x", printed("C:\\Users\\ada\n")), "path of a machine (C:\\Users"),
    "package path": (code("x", shown(html="a/site-packages/b.py")), "path of a machine (a/site-"),
    "path in an error": (
        code("x", raised(message="no /home/ada"), tags=["raises-exception"]),
        "path of a machine (/home/ada",
    ),
    "widget": (code("x", shown(widget={"model_id": "a"}, plain="W")), "widget without a picture"),
    "large image": (
        code("x", shown(png=base64.b64encode(bytes(250 * 1024)).decode())),
        "its image takes 250 KiB, more than 200",
    ),
    "many images": (
        code("x", *[shown(png=base64.b64encode(bytes(190 * 1024)).decode())] * 4),
        "its images take 760 KiB, more than 600",
    ),
    "random id": (code("x", id="a1b2c3d4"), "the id 'a1b2c3d4' is not a readable name"),
    "uuid": (code("x", id="0f8fad5b-d9cb-469f-a165-70867728950e"), "is not a readable name"),
    "another grade_id": (of_a_task(code("x", id="sgd"), "adam"), "its grade_id is 'adam'"),
    "count": (code("x", count=3), "has execution count 3, and 1 in a clean run"),
    "two counts": (
        code("x", new_output("execute_result", data={"text/plain": "1"}, execution_count=2)),
        "its result and its code have different execution counts",
    ),
    "not run": (code("x", count=None), "has not been executed"),
    "empty cell": (code(" "), "is an empty code cell"),
    "no error": (code("x", tags=["raises-exception"]), "its outputs hold no error"),
    "skipped": (code("x", tags=["skip-execution"]), "skip-execution leaves it unvalidated"),
    "not validated": (code("x", tags=["nbval-skip"]), "nbval-skip leaves it unvalidated"),
    "semicolon": (code("x;"), "its last semicolon hides a value"),
    "long line": (code("x = '" + "a" * 90 + "'"), "line 1 is longer than 78 columns"),
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_refused(make, name):
    cell, expected = NOISE[name]
    path = make(text(), cell)
    found = messages(path)
    assert len(found) == 1 and expected in found[0]
    assert found[0].startswith(f"{path}: ")
    assert name in ("many images", "not run") or f"cell {cell.id}: " in found[0]


def unformatted(notebook):
    notebook.cells[1].source = "x=1"


def timed(notebook):
    notebook.cells[1].metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}


def scrolled(notebook):
    notebook.cells[1].metadata["scrolled"] = True


def collapsed(notebook):
    notebook.cells[1].metadata["collapsed"] = False


def with_widget_state(notebook):
    notebook.metadata["widgets"] = {}


def with_a_version(notebook):
    notebook.metadata["language_info"]["version"] = "3.12.1"


def twice_the_same_id(notebook):
    notebook.cells[0].id = "cell"


def invalid(notebook):
    notebook.cells[1].metadata["tags"] = ["twice", "twice"]


def older(notebook):
    notebook.nbformat_minor = 4


def coloured(notebook):
    notebook.cells[1].metadata = {"tags": ["raises-exception"]}
    notebook.cells[1].outputs = [raised(traceback=["\x1b[31mValueError\x1b[39m: no"])]


def with_a_model_id(notebook):
    notebook.cells[1].outputs = [shown(png=PNG, widget={"model_id": "a"})]


def ending_in_an_empty_line(notebook):
    notebook.cells[0].source = "# Small\n"


def not_python(notebook):
    notebook.cells[1].source = "x ==="


EDITS = {
    unformatted: "cell cell: its code is not formatted",
    timed: "cell cell: its metadata holds execution",
    scrolled: "cell cell: its metadata holds scrolled",
    collapsed: "cell cell: its metadata holds collapsed",
    with_widget_state: "its metadata is not the course's kernelspec and language_info (also widg",
    with_a_version: "its metadata is not the course's kernelspec and language_info; run",
    twice_the_same_id: "cell cell: has the id of an earlier cell",
    invalid: "cell cell: is not valid",
    older: "has nbformat 4.4, not 4.5",
    coloured: "cell cell: its traceback shows colours or frames",
    with_a_model_id: "cell cell: its output holds a widget's random model id",
    ending_in_an_empty_line: "cell title: its source ends in an empty line",
    not_python: "cell cell: line 1 is not Python",
}


@pytest.mark.parametrize("change", EDITS)
def test_what_editors_and_kernels_leave_is_refused(make, edit, change):
    path = make(text(), code("x"))
    edit(path, change)
    found = messages(path)
    assert found and all(EDITS[change] in message for message in found)


@pytest.mark.parametrize(
    ("folder", "remedy"),
    [("notebooks", "run `python -m tools.notebooks format "), ("exercises/a", "`make release`")],
)
def test_only_the_cell_that_is_not_formatted_is_named(make, edit, folder, remedy):
    cells = code("y", id="bad", count=None), code("x", id="good", count=None)
    path = make(text(), *cells, folder=folder)
    edit(path, unformatted)
    (message,) = [one for one in messages(path) if "not formatted" in one]
    assert ": cell bad: " in message and remedy in message


def test_another_way_of_writing_the_same_notebook_is_refused(make):
    path = make(text())
    path.write_text(path.read_text().replace("\n ", "\n  "))
    assert "not written as nbformat writes it" in messages(path)[0]


def test_a_base64_picture_in_html_is_no_path(make):
    html = '<img src="data:image/png;base64,/tmp/AAAA">'
    assert messages(make(code("x", shown(html=html)))) == []


def test_exercises_are_stored_without_outputs(make, edit):
    def forget(notebook):
        notebook.cells[1].update(execution_count=None, outputs=[])

    path = make(text(), code("x", printed("1\n")), folder="exercises/01_small")
    assert "an exercise is stored without outputs" in messages(path)[0]
    edit(path, forget)
    assert messages(path) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": []}', '{"nbformat": 3}'])
def test_what_is_no_notebook_is_named(tmp_path, content):
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    (message,) = messages(path)
    assert message.startswith(f"{path}: is not a notebook")


def test_check_prints_and_fails(make, capsys):
    path = make(code("x", count=2))
    assert notebooks.main(["check", str(path)]) == 1
    assert "has execution count 2" in capsys.readouterr().out
    assert notebooks.main(["check", str(path.parent / "none.ipynb")]) == 2
    assert "there is no such notebook" in capsys.readouterr().err
