"""Assignments and answer banks are read, and what is wrong with one is said."""

import nbformat
import pytest
import toy
from nbformat.v4 import new_code_cell

from grading import assignment, bank, folders
from grading.assignment import AssignmentError, Written, check_call, substitute
from grading.bank import BankError, require_known


@pytest.fixture
def read(tmp_path):
    """Write a notebook of these cells, and read it as an assignment."""

    def read(cells):
        notebook = toy.solution()
        notebook.cells = cells
        path = tmp_path / f"{toy.NAME}.ipynb"
        nbformat.write(notebook, path)
        return assignment.read(path)

    return read


def test_an_assignment(read):
    found = read([*toy.solution().cells, new_code_cell("helper = 1")])
    assert found.name == toy.NAME and (found.points, found.automatic_points) == (10, 7)
    assert {task.setup for task in found.tasks.values()} == {(toy.SETUP,)}  # what stands above
    assert list(found.tasks) == ["twice", "choice"] and found.plain == {"total": 2.0}
    twice = found.tasks["twice"]
    assert (twice.points, twice.answer_id, twice.forbids) == (4.0, "twice-answer", ("mul",))
    assert twice.probe_function == toy.TWICE_PROBE
    assert found.written == {"why": Written("why", 3.0, toy.WHY)}


def test_code_that_a_person_grades_belongs_to_no_task(read):
    cells = toy.solution().cells
    essay = toy.cell(
        new_code_cell, "plot()", "plot", grade=True, solution=True, locked=False, points=2
    )
    found = read([cells[0], essay, *cells[1:]])
    assert found.written["plot"] == Written("plot", 2.0, "plot()") and found.points == 12
    assert found.tasks["twice"].setup == (toy.SETUP,)


def test_a_task_has_one_answer(read):
    with pytest.raises(AssignmentError, match="twice needs one solution cell, it has 0"):
        read(toy.without(toy.solution().cells, "twice-answer"))
    with pytest.raises(AssignmentError, match="choice needs one solution cell, it has 2"):
        read(toy.without(toy.solution().cells, "twice"))


def test_an_answer_has_a_test_cell(read):
    with pytest.raises(AssignmentError, match="total-answer has no test cell below it"):
        read(toy.without(toy.solution().cells, "total"))


def test_a_copy_of_a_notebook_is_no_assignment(tmp_path, monkeypatch):
    for name in ("02_b/02_b.ipynb", "01_a/01_a.ipynb", "01_a/01_a-Copy1.ipynb", "03_c/data.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.setattr(folders, "SOLUTIONS", tmp_path)
    assert folders.assignments() == ["01_a", "02_b"]


def test_a_task_is_there_once(read):
    cells = toy.solution().cells
    with pytest.raises(AssignmentError, match="two cells have the grade id twice"):
        read([*cells, *renamed(cells[2:4])])


@pytest.mark.parametrize("lost", ["BEGIN", "END"])
def test_a_solution_has_a_beginning_and_an_end(read, lost):
    cells = toy.solution().cells
    cells[2].source = cells[2].source.replace(f"### {lost} SOLUTION", "")
    with pytest.raises(AssignmentError, match=r"twice-answer needs `### BEGIN .* it has"):
        read(cells)


def renamed(cells):
    """Return copies with other ids, which must differ within a notebook."""
    return [nbformat.from_dict(cell | {"id": f"{cell.id}-copy"}) for cell in cells]


def test_a_probe_names_its_task(read):
    cells = toy.solution().cells
    cells[3].source = '@check("other")\ndef _(case): ...'
    with pytest.raises(AssignmentError, match=r"twice should begin with @check\(\"twice\"\)"):
        read(cells)


def test_a_test_cell_that_is_no_python_is_called_that(read):
    cells = toy.solution().cells
    cells[3].source = toy.TWICE_PROBE.replace("(case):", "(case)")
    with pytest.raises(AssignmentError, match=r"twice is no Python: expected ':', line 2"):
        read(cells)


def test_the_check_of_a_cell():
    assert check_call(toy.TWICE_PROBE) == ("twice", ("mul",))
    assert check_call(toy.TOTAL_ASSERTS) is None
    assert check_call("@other('x')\ndef f(): ...") is None


@pytest.fixture
def read_bank(tmp_path):
    def read_bank(text):
        path = tmp_path / toy.NAME / "twice.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return bank.read(path.parent)

    return read_bank


def test_a_bank(read_bank):
    squared, rounded, adding = read_bank(toy.BANK)
    assert (squared.task, squared.name) == ("twice", "squared")
    assert squared.fails == ("of a tensor", "of a number") and squared.is_wrong
    assert squared.code == "def twice(x):\n    return x * x\n"
    assert rounded.fails == ("of a number",)
    assert not adding.is_wrong and adding.code == "def twice(x):\n    return x + x\n"


def test_an_answer_given_as_text_and_one_that_stands_for_two(read_bank):
    (text,) = read_bank("alternative('n', code='''\n    x = 1\n    y = 2\n''')")
    assert text.code == "x = 1\ny = 2\n"
    both = read_bank("@alternative('a')\n@alternative('b')\n@other\nclass C: ...")
    assert [(one.name, one.code) for one in both] == [
        ("a", "@other\nclass C: ...\n"),
        ("b", "@other\nclass C: ...\n"),
    ]


def test_a_bank_is_not_run(read_bank, tmp_path):
    read_bank(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("@wrong('n', fails=['a'])\ndef f(): ...", "has `fails` and `says`"),
        ("@wrong('n', fails=[], says='x')\ndef f(): ...", "has `fails` and `says`"),
        ("@alternative('n', fails=['a'], says='x')\ndef f(): ...", "has `fails` and `says`"),
        ("@wrong('n', fails='a', says='x')\ndef f(): ...", "`fails` is a list"),
        ("@wrong('n', fail=['a'], says='x')\ndef f(): ...", "no argument 'fail'"),
        ("@alternative(NAME)\ndef f(): ...", "all arguments as literals"),
        ("@alternative('t', 'n')\ndef f(): ...", "all arguments as literals"),
        ("@alternative('n')\ndef f(): ...\n" * 2, "'n' is there twice"),
        ("alternative('n', code='def f() ...')", "'n' is no Python: expected ':'"),
    ],
)
def test_what_is_wrong_with_a_bank_is_said_with_its_line(read_bank, text, problem):
    with pytest.raises(BankError, match=problem) as raised:
        read_bank("x = 1\n" + text)
    assert str(raised.value).startswith("99_toy/twice.py:")


@pytest.mark.parametrize(
    ("aspects", "problem"),
    [
        ({"thrice": ()}, "the task 'twice'"),
        ({"twice": ("of a tensor",)}, "fails 'of a number', an aspect which there is not"),
    ],
)
def test_a_bank_answers_only_what_there_is(read_bank, aspects, problem):
    with pytest.raises(BankError, match=problem):
        require_known(read_bank(toy.BANK), aspects)
    require_known(read_bank(toy.BANK), {"twice": ("of a tensor", "of a number")})


def test_an_answer_replaces_what_it_defines():
    source = (
        "import math\n\n@cache\ndef a():\n    return 1\n\n\ndef b():\n    return a()\n\n\nK = 2\n"
    )
    assert substitute(source, "def a():\n    return 7\n") == (
        "import math\n\n\n\ndef b():\n    return a()\n\n\nK = 2\n\n\ndef a():\n    return 7\n"
    )
    assert substitute(source, "K = 3").endswith("return a()\n\n\nK = 3\n")
    assert substitute("def a(): ...", "def a(): return 1") == "def a(): return 1\n"
    assert "import os" in substitute(source, "import os")
    assert substitute(toy.TWICE, "def twice(x): return 0") == "def twice(x): return 0\n"


def test_an_answer_that_is_no_python_is_refused():
    with pytest.raises(SyntaxError):
        substitute("x = 1", "def (")
