"""Execute a submission and decide, outside its kernel, what each task is worth."""

import json
import os
import secrets
from pathlib import Path

from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution
from traitlets import Unicode

from grading import kernels, results
from grading.assignment import check_call
from grading.own_code import own_code
from grading.reference import class_keys
from grading.seeds import hidden_seeds
from torchcourse.check.feedback import Feedback
from torchcourse.check.key import TaskKey
from torchcourse.check.recorder import MIME_TYPE
from torchcourse.check.source import forbidden_names
from torchcourse.check.verdict import Verdict, assess

TIMEOUT = "timeout"
KERNEL_DIED = "kernel died"
NO_OBSERVATION = "no observation"

SET_UP = """\
from torchcourse.check.recorder import Recorder, display_with
check = Recorder({seeds}, display_with({nonce!r}))
"""


class ExecuteAndCompare(Execute):
    """Runs each probe in the student's kernel on hidden seeds, and compares what it saw here.

    Nothing that the kernel prints or displays counts but the observation itself. Test cells of
    plain asserts are executed and graded as nbgrader does it.
    """

    results_directory = Unicode(
        help="Where the verdicts are stored, one JSON file a submission."
    ).tag(config=True)
    secret_file = Unicode(help="The secret that the hidden seeds are derived from.").tag(
        config=True
    )

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        seeds = hidden_seeds(Path(self.secret_file), about["assignment"])
        self.keys = class_keys(about["notebook"], tuple(seeds))
        self.own_code = own_code(nb.cells)
        self.verdicts: list[Verdict] = []
        self.dead = False
        notes = nb.metadata.get("torchcourse", {}).get("notes", [])
        nb, resources = super().preprocess(nb, resources)
        path = results.path(Path(self.results_directory), about["assignment"], about["student"])
        results.write(path, self.verdicts, notes)
        return nb, resources

    def start_new_kernel(self, **kwargs):
        # The kernel must not be told that grading is going on.
        env = kwargs.pop("env", None) or os.environ
        telling = ("NBGRADER", kernels.VARIABLE)
        silent = {key: value for key, value in env.items() if not key.startswith(telling)}
        super().start_new_kernel(env=silent, **kwargs)

    def preprocess_cell(self, cell, resources, index):
        task = task_of(cell)
        if task is None:
            cell = self.execute_unless_dead(cell, resources, index)
            if self.dead and is_test(cell):  # one of plain asserts
                cell.outputs = [dead_kernel_error()]
            return cell, resources
        key = self.keys[task]
        verdict = self.verdict(key, cell, resources, index)
        self.verdicts.append(verdict)
        cell.outputs = shown(cell.outputs, verdict)
        self.nb.cells[index] = cell  # nbclient put what was executed last there: the set-up
        return cell, resources

    def verdict(self, key: TaskKey, cell, resources, index) -> Verdict:
        nonce = secrets.token_hex(16)
        set_up = new_code_cell(SET_UP.format(seeds=key.seeds, nonce=nonce))
        self.execute_unless_dead(set_up, resources, index)
        self.execute_unless_dead(cell, resources, index)
        observations = observed(cell.outputs, nonce, key)
        if observations is None:
            cause, message = why_nothing(cell.outputs, self.dead)
            return Verdict(key.task, key.points, cause=cause, message=message)
        used = forbidden_names(self.own_code[key.task], key.forbids)
        try:
            return assess(key, observations, used, reveal=False)
        except (KeyError, TypeError, ValueError, AttributeError):  # not the form of plain data
            return Verdict(key.task, key.points, cause=NO_OBSERVATION, message=TAMPERED)

    def execute_unless_dead(self, cell, resources, index):
        if self.dead or cell.cell_type != "code":
            return cell
        try:
            return self.execute_cell(cell, index, store_history=True)
        except DeadKernelError:
            self.dead = True
            return cell


DIED = "The kernel died here or earlier: too much memory, a crash in native code, or exit()."
TAMPERED = "The check did not report what it saw. Does your code change the course's own package?"


def task_of(cell) -> str | None:
    """Return the task whose probe a cell holds, or None."""
    call = check_call(cell.source) if is_test(cell) else None
    return call[0] if call else None


def is_test(cell) -> bool:
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def dead_kernel_error():
    """Return the output of a test cell that could not run: without one nbgrader counts it right."""
    return new_output("error", ename="DeadKernelError", evalue=DIED, traceback=[DIED])


def observed(outputs: list, nonce: str, key: TaskKey) -> list[dict] | None:
    """Take the observations out of a cell's outputs; None unless there is exactly one report."""
    reports = [output.data[MIME_TYPE] for output in outputs if MIME_TYPE in output.get("data", {})]
    ours = [
        report for report in reports if isinstance(report, dict) and report.get("nonce") == nonce
    ]
    if len(ours) != 1 or ours[0].get("task") != key.task:
        return None
    observations = ours[0].get("observations")
    if not isinstance(observations, list) or len(observations) != len(key.seeds):
        return None
    return json.loads(json.dumps(observations))  # plain dicts, not notebook nodes


def why_nothing(outputs: list, dead: bool) -> tuple[str, str]:
    """Name the cause of a probe that reported nothing, and what to tell the student."""
    if dead:
        return KERNEL_DIED, DIED
    errors = [output for output in outputs if output.output_type == "error"]
    if any(error.ename == "CellTimeoutError" for error in errors):
        return TIMEOUT, "It did not finish in time. Is there a loop that never ends?"
    if errors:
        return NO_OBSERVATION, f"{errors[-1].ename}: {errors[-1].evalue}"
    return NO_OBSERVATION, TAMPERED


def shown(outputs: list, verdict: Verdict) -> list:
    """Return what the graded notebook shows: what was printed, then the feedback.

    The feedback is a result whose plain text is the score, from which nbgrader reads partial
    credit; people see its HTML.
    """
    printed = [output for output in outputs if output.output_type == "stream"]
    for output in printed:
        output.name = "stdout"  # nbgrader takes any word on stderr for a failure
    data = {"text/plain": f"{verdict.score:g}", "text/html": Feedback(verdict)._repr_html_()}
    return [*printed, new_output("execute_result", data=data, execution_count=None)]
