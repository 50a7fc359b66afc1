"""Notebooks that are no longer built as they were released, and files that are no notebooks."""

import copy
import json

import nbformat
from attack import FULL, Attack, toy
from nbformat.v4 import new_code_cell, new_markdown_cell

WRONG = {"twice": "def twice(x):\n    return 0"}
NO_POINTS = FULL - toy.POINTS["twice"]


def by_name(notebook) -> dict:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}


def tagged(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def edited_test(notebook):
    by_name(notebook)["twice"].source = "4.0"


def edited_set_up(notebook):
    by_name(notebook)["setup"].source += "\nCheck = check = lambda *a, **k: lambda probe: None"


def more_points(notebook):
    for cell in notebook.cells:
        cell.metadata.nbgrader["points"] = 1000
        cell.metadata.nbgrader["checksum"] = "0"
    by_name(notebook)["choice"].metadata.nbgrader["points"] = -1000


def without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.nbgrader.grade]


def doubled(notebook):
    """The test cell twice, and an answer of which only the last copy counts."""
    cells = by_name(notebook)
    test, answer = copy.deepcopy(cells["twice"]), copy.deepcopy(cells["twice-answer"])
    answer.source = toy.ANSWERS["twice"]
    test.source = "4.0"
    notebook.cells[:0] = [answer, test]
    notebook.cells.append(copy.deepcopy(test))


def moved(notebook):
    """All tests above all answers."""
    notebook.cells.sort(key=lambda cell: not cell.metadata.nbgrader.grade)


def retyped(notebook):
    for name in ("twice", "total", "setup"):
        cell = by_name(notebook)[name]
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


def renumbered(notebook):
    cells = by_name(notebook)
    cells["twice"].metadata.nbgrader["grade_id"] = "choice"
    cells["choice"].metadata.nbgrader["grade_id"] = "twice"
    for number, cell in enumerate(notebook.cells):
        cell.id = f"c{number % 2}"


def called_solution(notebook):
    """A test that is called an answer keeps what the student wrote; one called manual waits."""
    test = by_name(notebook)["twice"]
    test.metadata.nbgrader.update(solution=True, locked=False)
    test.source = "4.0"


def graded_cells_of_ones_own(notebook):
    for number in range(3):
        own = toy.cell(new_code_cell, "50.0", f"bonus{number}", grade=True, points=50)
        notebook.cells.append(own)
    notebook.cells.append(toy.cell(new_markdown_cell, "", "task", task=True, points=50))


def odd_metadata(notebook):
    content = json.loads(nbformat.writes(notebook))
    for number, cell in enumerate(content["cells"]):
        cell["metadata"]["collapsed"] = {"a": [[number]]}
    content["cells"][0]["metadata"]["nbgrader"] = [1]
    content["cells"][1]["metadata"]["nbgrader"] = {"grade_id": {"a": 1}}
    content["cells"][-1]["metadata"]["nbgrader"] = None
    content["metadata"] = {
        "kernelspec": {"name": "../../bin/sh", "display_name": "<script>", "language": "bash"},
        "torchcourse": {"notes": ["full points"]},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    return json.dumps(content)


def stored_outputs(notebook):
    result = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(result | {"data": {"text/plain": "4.0"}})]


def raw(change):
    """Return a change of the notebook's JSON."""

    def changed(notebook):
        content = json.loads(nbformat.writes(notebook))
        return change(content) or json.dumps(content)

    return changed


def deep(content):
    return json.dumps(content | {"metadata": {"a": 0}}).replace(
        '"a": 0', '"a": ' + "[" * 100_000 + "]" * 100_000
    )


def half_letters(content):
    content["cells"][2]["source"] += "\n# \ud800"
    content["\ud800"] = "\udfff"
    content["cells"].append(
        {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "source": "'\udfff'"}
        | {"execution_count": None}
    )


def appended(source: str, times: int = 1):
    def changed(notebook):
        notebook.cells.extend(new_code_cell(source) for _ in range(times))

    return changed


REBUILT = [
    Attack("tags", "asks to skip its cells", WRONG, tagged, score=NO_POINTS),
    Attack("edited test", "rewrites the test", WRONG, edited_test, score=NO_POINTS),
    Attack("edited set-up", "replaces `check` in the locked set-up", WRONG, edited_set_up,
           score=NO_POINTS),
    Attack("more points", "raises what its tests are worth", WRONG, more_points, score=NO_POINTS),
    Attack("without tests", "deletes the tests", WRONG, without_tests, score=NO_POINTS),
    Attack("doubled", "copies tests and answers", WRONG, doubled, score=NO_POINTS),
    Attack("moved", "moves the tests above all answers", {}, moved),
    Attack("retyped", "turns tests into text", WRONG, retyped, score=NO_POINTS),
    Attack("renumbered", "exchanges the names of two tests", WRONG, renumbered, score=NO_POINTS),
    Attack("called solution", "calls a test an answer", WRONG, called_solution, score=NO_POINTS),
    Attack("own tests", "adds graded cells", WRONG, graded_cells_of_ones_own, score=NO_POINTS),
    Attack("stored outputs", "stores full points as outputs", WRONG, stored_outputs,
           score=NO_POINTS),
    Attack("odd metadata", "breaks metadata, and names another kernel", WRONG, odd_metadata,
           score=NO_POINTS),
    Attack("half letters", "uses letters that no file can hold", {}, raw(half_letters)),
    Attack("null bytes", "puts NUL bytes into an answer",
           {"twice": "def twice(x):\n    return 2 * x\n\0"}, score=NO_POINTS),
    Attack("deep JSON", "nests lists a hundred thousand deep", {}, raw(deep), refused="not JSON"),
    Attack("giant cell", "hands in a cell of 50 MB", {}, appended("#" * 50_000_000),
           refused="MB, 20 at most"),
    Attack("long cell", "hands in a cell of 2 MB, which would take the grader 2 GB to parse", {},
           appended("x = [" + "1," * 1_000_000 + "]"), refused="characters"),
    Attack("many cells", "hands in three thousand cells", {}, appended("", 3000),
           refused="cells"),
    Attack("slow LaTeX", "opens ten thousand environments, which nbconvert matches in pairs", {},
           lambda notebook: notebook.cells.append(new_markdown_cell("\\begin{a}" * 10_000)),
           refused="LaTeX"),
    Attack("slow formulas", "begins ten thousand formulas, which nbconvert matches in pairs", {},
           lambda notebook: notebook.cells.append(new_markdown_cell("\\\\(" * 10_000)),
           refused="LaTeX"),
    Attack("slow source", "writes commands that IPython reads again and again",
           {"twice": toy.ANSWERS["twice"] + "\n\n" + "%a\n" * 600 + "a" * 20_000 + " b?"},
           score=NO_POINTS),
    Attack("long number", "writes a number that Python refuses to print",
           {"twice": "x = 0x" + "f" * 5_000 + "\n" + toy.ANSWERS["twice"]}),
    Attack("null notebook", "hands in a notebook of null bytes", {}, lambda _: b"\0" * 1000,
           refused="not JSON"),
    Attack("truncated", "hands in half a notebook", {}, lambda n: nbformat.writes(n)[:2000],
           refused="not JSON"),
    Attack("list", "hands in JSON that is no notebook", {}, lambda _: "[1, 2]",
           refused="no notebook"),
    Attack("forged time", "states a time before all others", files={
        "timestamp.txt": b"1970-01-01 00:00:00 UTC"}),
    Attack("no time", "states a time that is none", files={"timestamp.txt": b"9" * 400},
           refused="timestamp.txt"),
    Attack("modules", "brings modules and settings of its own, which shadow those of the grader",
           WRONG, score=NO_POINTS, files={
        name: b"raise SystemExit('shadowed')\n" for name in (
            "torch.py", "torch/__init__.py", "json.py", "IPython.py", "sitecustomize.py",
            "usercustomize.py", "nbgrader_config.py", "ipython_config.py", "conftest.py",
            "torchcourse/__init__.py", "torchcourse/check/__init__.py", "grading/__init__.py")
        } | {"evil.pth": b"import os; os._exit(1)\n", "pyvenv.cfg": b"home = /tmp\n"}),
    Attack("second notebook", "hands in a second notebook, which runs as well", files={
        "bonus.ipynb": b"{}", "99_toy (1).ipynb": b"nothing"}),
    Attack("other answers", "brings the key with answers of its own", WRONG, score=NO_POINTS,
           files={"99_toy.key.json": b'{"format": 1, "tasks": []}'}),
    Attack("=HYPERLINK(A1;A2)", "is called by a formula"),
    Attack("＝cmd|calc!A0", "is called by a formula in letters of full width"),
    Attack("a;=1+1", "is called by a formula behind a semicolon"),
    Attack("--force", "is called by an option"),
    Attack("{username}'; DROP TABLE grade;--", "is called by a query"),
]  # fmt: skip
