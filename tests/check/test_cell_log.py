"""A check looks at the cells as they are, and not at what the kernel remembers of them."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from torchcourse.check.cell_log import CellLog, StaleCell

ANSWER = "def mse(x):\n    return x\n\n\ndef huber(x):\n    return x\n"


@pytest.fixture
def shell(monkeypatch):
    """A shell whose `look` says what a check of some names would say."""
    shell, log = InteractiveShell(), CellLog()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    log.watch()
    log.watch()
    assert shell.events.callbacks["post_run_cell"].count(log.note) == 1
    shell.look = lambda *names: log.look({*names}, shell.user_ns)
    return shell


def test_a_cell_that_is_as_it_was_run(shell):
    shell.run_cell(ANSWER, cell_id="a")
    shell.look("mse", "huber", "print")
    shell.run_cell(ANSWER.replace("return x", "return 2 * x"), cell_id="a")
    shell.look("mse", "huber")


@pytest.mark.parametrize("stub", [[], [ANSWER]])
def test_a_syntax_error_in_the_last_version(shell, stub):
    for source in [*stub, ANSWER.replace("return x", "return x +")]:
        shell.run_cell(source, cell_id="a")
    with pytest.raises(StaleCell, match="The cell with `mse` ended in a SyntaxError"):
        shell.look("mse")
    shell.run_cell(ANSWER, cell_id="a")
    shell.look("mse")


def test_another_name_in_the_last_version(shell):
    shell.run_cell(ANSWER, cell_id="a")
    shell.run_cell(ANSWER.replace("mse", "MSE"), cell_id="a")
    shell.look("huber")
    with pytest.raises(StaleCell, match="The cell that defined `mse` no longer does"):
        shell.look("mse", "huber")


def test_a_function_that_moved_into_a_cell_of_its_own(shell):
    shell.run_cell(ANSWER, cell_id="a")
    first, second = ANSWER.split("\n\n\n")
    shell.run_cell(second, cell_id="b")
    shell.run_cell(first, cell_id="a")
    shell.look("mse", "huber")


def test_a_name_that_no_cell_has_defined_yet(shell):
    with pytest.raises(StaleCell, match="There is no `mse` yet"):
        shell.look("mse")


def test_other_cells_that_fail_do_not_matter(shell):
    shell.run_cell(ANSWER, cell_id="a")
    shell.run_cell("def mse(x:\n    return", cell_id="b")
    shell.run_cell("mse(1 +", cell_id="c")
    shell.look("mse")


@pytest.mark.parametrize(
    "cell", ["%run mine.py", "%%capture\n%run mine.py", "%%writefile mine.py\n1"]
)
def test_a_command_may_have_defined_it(shell, cell):
    shell.run_cell(ANSWER, cell_id="a")
    shell.events.trigger("post_run_cell", run_of(cell, "a"))
    shell.look("mse")


@pytest.mark.parametrize("command", ["%matplotlib inline", "!pip list", "%%capture\n!pip list"])
def test_a_mended_cell_counts_also_where_a_command_stands_in_it(shell, command):
    shell.run_cell(ANSWER.replace("return x", "return x +"), cell_id="a")
    shell.user_ns.update(mse=abs, huber=abs)
    shell.events.trigger("post_run_cell", run_of(f"{command}\n{ANSWER}", "a"))
    shell.look("mse", "huber")


def run_of(cell, cell_id):
    """The result of a cell that is not run."""
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

    return ExecutionResult(ExecutionInfo(cell, False, False, True, cell_id))


def test_without_ids_each_run_is_another_cell(shell):
    shell.run_cell(ANSWER)
    shell.run_cell(ANSWER.replace("mse", "MSE"))
    shell.run_cell("def l1(x:\n    return x")
    shell.look("mse")
    with pytest.raises(StaleCell, match="The cell with `l1` ended in a SyntaxError"):
        shell.look("l1")
    shell.run_cell("def l1(x):\n    return x")
    shell.look("l1")
