"""The `check` of a notebook: run the probe below it, and say at once what the work is worth."""

import dis
import inspect
import os
import warnings
from pathlib import Path

from torchcourse.check import key as answer_key
from torchcourse.check.cell_log import CELLS, StaleCell
from torchcourse.check.feedback import Feedback
from torchcourse.check.observation import observe
from torchcourse.check.reliance import names_imported, with_helpers
from torchcourse.check.source import current_cells, digest, forbidden_names
from torchcourse.check.verdict import PASSED, assess


class CheckFailed(Exception):
    """What nbgrader's Validate button shows of a task that has not passed, or can't be checked."""


class Checks:
    """The checks of one assignment, in a student's notebook.

        check = Checks("02_optimizers")

        @check("sgd_step")
        def _(case): ...

    The decorator runs the probe on the public seeds of the answer key and displays the feedback.
    `forbids` names what the task asks the student to write without.
    """

    def __init__(self, assignment: str):
        self.assignment = assignment
        self._tasks = None
        CELLS.watch()

    def __call__(self, task: str, forbids: tuple[str, ...] = ()):
        def run(probe):
            __tracebackhide__ = True  # IPython leaves our frames out of an interrupted check
            try:
                if os.environ.get("NBGRADER_EXECUTION") != "autograde":
                    CELLS.look(names_used(probe.__code__), probe.__globals__)
                feedback = Feedback(self._assess(task, probe))
            except (answer_key.KeyProblem, StaleCell) as problem:
                if os.environ.get("NBGRADER_EXECUTION"):  # a cell without an error has full points
                    raise CheckFailed(str(problem)) from None
                print(problem)
            else:
                show(feedback)

        return run

    def _assess(self, task: str, probe):
        __tracebackhide__ = True
        key = self._key(task, probe)
        used = forbidden_names(cells_behind(probe), key.forbids)
        observations = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # else each example of the probe gives the same one
            for seed in key.seeds:
                observations.append(observe(probe, seed))
        return assess(key, observations, used)

    def _key(self, task: str, probe) -> answer_key.TaskKey:
        if self._tasks is None:
            self._tasks = answer_key.read(answer_key.find(self.assignment, Path.cwd()))
        key = self._tasks.get(task)
        if key is None or key.probe != digest(inspect.getsource(probe)):
            self._tasks = None  # so that a mended key is read when the cell is run again
            raise answer_key.KeyProblem(
                f"This notebook and its answer key `{answer_key.file_name(self.assignment)}` are\n"
                f"of different versions (check `{task}`). Fetch the assignment again: copy your\n"
                "answers into the new notebook, or the new key next to this one. If you edited\n"
                "this test cell, undo that: grading uses the original anyway."
            )
        return key


def cells_behind(probe) -> list[str]:
    """Return the cells, of those run so far, that hold what the probe uses and what that needs."""
    cells = probe.__globals__.get("In", [])
    names, imported = names_used(probe.__code__), set().union(*map(names_imported, cells))
    answers = current_cells(cells, names - imported)
    others = [cell for cell in current_cells(cells) if cell not in answers]
    return with_helpers(answers, others, names & imported, imported)


def names_used(code) -> set[str]:
    """Return the global names that a code object, and functions within it, refer to."""
    inner = [names_used(const) for const in code.co_consts if inspect.iscode(const)]
    loads = (step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    return set(loads).union(*inner)


def show(feedback: Feedback) -> None:
    """Display the feedback, and tell nbgrader the score in the form that it understands."""
    verdict = feedback.verdict
    execution = os.environ.get("NBGRADER_EXECUTION")
    if execution == "validate":
        if verdict.state != PASSED:
            raise CheckFailed(repr(feedback))
        return
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(feedback)
        return
    shell = get_ipython()
    if shell is None:
        print(feedback)
        return
    display(feedback)
    if execution == "autograde":  # an instructor's nbgrader without the grading of this course
        shell.displayhook(verdict.score)
