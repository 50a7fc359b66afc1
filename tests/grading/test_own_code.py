"""What a task forbids counts where the answer relies on it, and nowhere else."""

import pytest
import toy
from nbformat.v4 import new_code_cell

from grading.own_code import own_code
from torchcourse.check.reliance import with_helpers

ANSWER = "def step(p, lr):\n    loss = helper(p)\n    return loss"


@pytest.mark.parametrize(
    "cell",
    [
        "loss = 3; p = lr = 0; step = 1",
        "expected = torch.optim.SGD([w], lr=1)",
        "%timeit torch.optim.SGD([w], lr=1)",
        "def other():\n    helper = 1",
        "helper(3)",
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
        "def f():\n    global helper\n    helper = 1",
        "class helper: ...",
        "for helper in []: ...",
        "%%time\nx = 1",
        "this is no Python",
        "x = " + "-" * 50_000 + "1",
        "\0",
    ],
)
def test_cells_that_it_uses_or_that_nobody_can_read_are_taken(cell):
    assert with_helpers([ANSWER], [cell]) == [ANSWER, cell]


def test_helpers_of_helpers():
    cells = ["from torch import optim as tool", "def helper(p): return inner(p)"]
    cells += ["def inner(p): return tool", "def unused(p): return tool"]
    assert set(with_helpers([ANSWER], cells)) == {ANSWER, *cells[:3]}


def test_each_task_has_its_own_answer():
    cells = [*toy.solution().cells, new_code_cell("x = 1")]
    assert own_code(cells) == {
        "twice": [toy.TWICE],
        "choice": [toy.CHOICE],
        "total": [toy.TOTAL],
    }
