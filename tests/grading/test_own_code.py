"""What a task forbids counts where the answer relies on it, and nowhere else."""

import pytest
import toy
from nbformat.v4 import new_code_cell

from grading.own_code import own_code
from torchcourse.check.reliance import global_symbols, with_helpers
from torchcourse.check.source import forbidden_names

ANSWER = "def step(p, lr):\n    loss = helper(p)\n    return loss"


@pytest.mark.parametrize(
    "cell",
    [
        "loss = 3; p = lr = 0; step = 1",
        "expected = torch.optim.SGD([w], lr=1)",
        "%timeit torch.optim.SGD([w], lr=1)",
        "def other():\n    helper = 1",
        "helper(3)",
        "%%time\nexpected = torch.optim.SGD([w], lr=1)",
        "%%timeit -n 3 -r1\nexpected = torch.optim.SGD([w], lr=1)",
        "%%timeit\nstep([w], lr=1)",
        "model.eval()",
        "model.helper = torch.optim.SGD",
        "torch.optim.SGD([w], lr=1).step()",
        "print(helper, torch.optim.SGD)",
        "this is no Python:\nhelper = torch.optim.SGD",
        "model(x, helper = torch.optim.SGD",
        "def helper(p:\n    ...\n    return p != torch.optim",
        "helper = torch.optim\n# which one?\nx = = 1  # 'what'?",
    ],
)
def test_cells_that_the_answer_does_not_use_are_left_out(cell):
    assert with_helpers([ANSWER], [cell]) == [ANSWER]


@pytest.mark.parametrize(
    "cell",
    [
        "def helper(p): ...",
        "if True:\n    def helper(p): ...",
        "helper = torch.optim.SGD",
        "from torch.optim import SGD as helper",
        "import torch.optim as helper",
        "from torch.optim import *",
        "def f():\n    global helper\n    helper = 1",
        "class helper: ...",
        "for helper in []: ...",
        "helper.append(torch.optim)",
        "%%bash\nx = 1",
        "%%time\ndef helper(p): ...",
        "%%bash this\nis no Python",
        "x = '#'; torch?\nhelper = torch.optim\nx = = 1",
        "%%timeit helper = torch.optim\n1",
        "%%timeit\nhelper = torch.optim",
        "time helper = torch.optim",
        "\ntimeit -n1 helper = torch.optim\n\n",
        ",helper this is no Python",
        "this is no Python\nx = \\\n %run it",
        "  def helper(p): ...\nx = 1",
        "In [1]: def helper(p): ...",
        "[ins] In [1]: def helper(p): ...",
        "y = 0;\x0c[ins] In [2]: helper = torch.optim",
        "x = " + "-" * 50_000 + "1",
        "\0",
    ],
)
def test_cells_that_it_uses_or_that_nobody_can_read_are_taken(cell):
    assert with_helpers([ANSWER], [cell]) == [ANSWER, cell]


def test_an_answer_that_never_runs_uses_nothing():
    helper = "def helper(p): return torch.optim"
    assert with_helpers([f"{ANSWER})"], [helper]) == []
    assert with_helpers([f"{ANSWER})"], [helper, ANSWER], {"step"}) == [ANSWER, helper]


def test_helpers_of_helpers():
    cells = ["from torch import optim as tool", "def helper(p): return inner(p)"]
    cells += ["def inner(p): return tool", "def unused(p): return tool"]
    assert set(with_helpers([ANSWER], cells)) == {ANSWER, *cells[:3]}


def test_of_a_cell_the_statements_that_it_uses_are_taken():
    cell = "import torch\n@torch.no_grad()\ndef helper(p): ...\nexpected = torch.optim.SGD\n"
    assert with_helpers([ANSWER], [cell]) == [
        ANSWER, "@torch.no_grad()\ndef helper(p): ...\n", "import torch\n",
    ]  # fmt: skip


@pytest.mark.parametrize("above", ["", "import torch\n"])
def test_of_an_import_of_several_names_those_are_taken_that_it_uses(above):
    cell = f"{above}from torch import optim, nn as helper"
    assert with_helpers([ANSWER], [cell]) == [ANSWER, "from torch import nn as helper"]
    assert with_helpers([ANSWER], ["import torch.optim as o, math as helper"]) == [
        ANSWER, "import math as helper",
    ]  # fmt: skip


def test_lines_are_counted_as_python_does():
    helper = "def helper(p):\n    return torch.mul(p, 2)\n"
    assert with_helpers([ANSWER], [f"x = 1\n\f\n# \x1c \u2028\n{helper}y = 2"])[1:] == [helper]


@pytest.mark.parametrize(
    "cell",
    [
        "nn.Module.step = torch.optim.SGD",
        "nn.__dict__['step'] = torch.optim.SGD",
        "setattr(nn.Module, 'st' + 'ep', torch.optim.SGD)",
        "nn.Module.__setattr__('step', torch.optim.SGD)",
        "def patch():\n    nn.Module.step = torch.optim.SGD",
        "globals()['step'] = torch.optim.SGD",
        "__builtins__.step = torch.optim.SGD",
        "exec('step = torch.optim.SGD')",
        "get_ipython().run_cell('step = torch.optim.SGD')",
        "open('own.py', 'w').write('step = torch.optim.SGD')",
        "helper.step = torch.optim.SGD",
        "helper['step'] = torch.optim.SGD",
    ],
)
def test_what_changes_a_module_may_serve_any_answer(cell):
    assert with_helpers([ANSWER], [cell], foreign={"nn"}) == [ANSWER, cell]


def test_an_answer_that_cannot_be_read_uses_all_its_words():
    answer, helper = "%%bash\nhelper(p)", "def helper(p): ..."
    assert with_helpers([answer], [helper]) == [answer, helper]


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("choice-answer", "def helper(x):\n    return torch.mul(2, x)"),  # another task's answer
        (None, "def twice(x):\n    return torch.mul(2, x)"),  # what the probe uses
        (None, "torch.step = torch.mul"),
    ],
)
def test_other_cells_count_where_the_answer_or_the_probe_relies_on_them(place, source):
    notebook = toy.filled(toy.solution(), twice="def twice(x):\n    return helper(x)")
    if place is None:
        notebook.cells.append(new_code_cell(source))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == place:
            cell.source += f"\n\n{source}"
    code = own_code(notebook.cells)
    assert forbidden_names(code["twice"], ["mul"]) == ["mul"]
    assert not forbidden_names(code["total"], ["twice"])


def test_each_task_has_its_own_answer():
    cells = [*toy.solution().cells, new_code_cell("x = 1")]
    assert own_code(cells) == {
        "twice": [toy.TWICE],
        "choice": [toy.CHOICE],
        "total": [toy.TOTAL],
    }


def test_of_many_notebooks_only_so_much_is_remembered(monkeypatch):
    monkeypatch.setattr("grading.own_code.MOST_REMEMBERED", 100_000)
    global_symbols.cache_clear()  # of other tests' sources
    for number in range(200):
        own_code([*toy.solution().cells, new_code_cell(f"x = {number}  # {'long' * 2000}")])
        assert global_symbols.cache_info().currsize < 100
