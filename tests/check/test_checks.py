"""`check` in a student's notebook: beside its key, without it, and under nbgrader."""

import json
import linecache

import pytest
from IPython.core.interactiveshell import InteractiveShell

from torchcourse.check import Checks, key
from torchcourse.check.checks import CheckFailed
from torchcourse.check.key import KnownAnswer, TaskKey
from torchcourse.check.observation import observe
from torchcourse.check.source import digest

PROBE = """\
@check("double", forbids=("mul",))
def _(case):
    return {"twice": double(case.integer(1, 99))}
"""
RIGHT = "def double(x):\n    return x + x\n"
SQUARE = "def double(x):\n    return x * x\n"


class Notebook:
    """Runs cells as a kernel does: their source stays known, and `In` lists them."""

    def __init__(self):
        self.namespace = {"In": []}

    def run(self, source):
        name = f"<cell {len(self.namespace['In'])}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        self.namespace["In"].append(source)
        exec(compile(source, name, "exec"), self.namespace)


def observations(answer):
    notebook = Notebook()
    notebook.run(answer)
    found = []
    notebook.namespace["check"] = lambda task, forbids: found.append
    notebook.run(PROBE)
    return [observe(found[0], seed) for seed in (0, 1)]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A notebook beside its key, that has run its set-up."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    known = KnownAnswer("square", "You squared it.", observations(SQUARE))
    task = TaskKey(
        "double", 2.0, digest(PROBE), [0, 1], observations(RIGHT), [known], forbids=["mul"]
    )
    key.write(tmp_path / "99_toy.key.json", "99_toy", [task])
    notebook = Notebook()
    notebook.namespace["check"] = Checks("99_toy")
    return notebook


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (RIGHT, "`double`: passed, 2 of 2 points"),
        (SQUARE, "You squared it."),
        ("def double(x):\n    return None\n", "is a `return` missing?"),
        ("def double(x):\n    raise NotImplementedError()\n", "Not attempted yet"),
        ("def double(x):\n    return x.nothing\n", "in your line:  return x.nothing"),
        ("import operator\ndef double(x):\n    return operator.mul(2, x)\n", "uses `mul`"),
    ],
)
def test_feedback_is_instant(notebook, capsys, answer, text):
    notebook.run(answer)
    notebook.run(PROBE)
    assert text in capsys.readouterr().out


def test_a_shortcut_in_a_cell_that_was_run_before_and_replaced_is_forgotten(notebook, capsys):
    notebook.run("import operator\ndef double(x):\n    return operator.mul(2, x)\n")
    notebook.run(RIGHT)
    notebook.run(PROBE)
    assert "passed" in capsys.readouterr().out


def test_a_shortcut_in_a_helper_counts(notebook, capsys):
    notebook.run("import operator\ndef helper(x):\n    return operator.mul(2, x)\n")
    notebook.run("def double(x):\n    return helper(x)\n")
    notebook.run(PROBE)
    assert "uses `mul`" in capsys.readouterr().out


def test_a_comparison_below_an_import_does_not_count(notebook, capsys):
    notebook.run("import operator\nexpected = operator.mul(2, 3)\n")
    notebook.run("def double(x):\n    return operator.add(x, x)\n")
    notebook.run(PROBE)
    assert "passed" in capsys.readouterr().out


def test_a_cell_that_only_shares_a_name_with_a_method_does_not_count(notebook, capsys):
    notebook.run("import operator\ninteger = operator.mul(2, 3)\n")  # the probe calls case.integer
    notebook.run(RIGHT)
    notebook.run(PROBE)
    assert "passed" in capsys.readouterr().out


def test_a_notebook_moved_away_from_its_key_says_what_to_do(notebook, capsys, tmp_path):
    (tmp_path / "99_toy.key.json").rename(tmp_path / "elsewhere.json")
    notebook.run(RIGHT)
    notebook.run(PROBE)
    assert "Move the notebook back into its folder `99_toy`" in capsys.readouterr().out
    (tmp_path / "elsewhere.json").rename(tmp_path / "99_toy.key.json")
    notebook.run(PROBE)
    assert "passed" in capsys.readouterr().out


def test_a_key_of_another_version_says_what_to_do(notebook, capsys, monkeypatch, tmp_path):
    path = tmp_path / "99_toy.key.json"
    content = json.loads(path.read_text())
    content["tasks"][0]["probe"] = "of another version"
    path.write_text(json.dumps(content))
    notebook.run(RIGHT)
    notebook.run(PROBE)
    text = capsys.readouterr().out
    assert "different versions (check `double`)" in text
    assert "Fetch the assignment again" in text
    for execution in ("validate", "autograde"):
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        with pytest.raises(CheckFailed, match="different versions"):
            notebook.run(PROBE)


def test_the_validate_button_is_told_what_failed(notebook, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    notebook.run(SQUARE)
    with pytest.raises(CheckFailed, match="You squared it"):
        notebook.run(PROBE)
    notebook.run(RIGHT)
    notebook.run(PROBE)


@pytest.mark.parametrize(("answer", "score"), [(RIGHT, "2"), (SQUARE, "0")])
def test_plain_nbgrader_gets_the_score_as_a_result(notebook, monkeypatch, answer, score):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = []
    shell = InteractiveShell()
    monkeypatch.setattr(shell, "displayhook", shown.append)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    notebook.run(answer)
    notebook.run(PROBE)
    assert [f"{value:g}" for value in shown] == [score]


def test_a_check_before_its_answer_says_what_to_run(notebook, capsys, monkeypatch):
    notebook.run(PROBE)
    assert "There is no `double` yet. Run the cell that defines it" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed, match="There is no `double` yet"):
        notebook.run(PROBE)


def test_a_warning_of_each_example_is_not_shown(notebook, recwarn):
    notebook.run("import warnings\ndef double(x):\n    warnings.warn(f'{x}')\n    return x + x\n")
    notebook.run(PROBE)
    assert not recwarn.list
