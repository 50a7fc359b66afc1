"""Run a submission's cells in a sandbox, and decide outside it what each task is worth."""

import contextlib
import json
import secrets
from dataclasses import dataclass, field, replace

from nbgrader.utils import is_grade, is_solution

from grading import outputs as made
from grading.assignment import check_call, grade_id
from grading.causes import (
    EARLIER,
    KERNEL_DIED,
    MESSAGES,
    NO_TIME,
    OUR_FAILURE,
    TAMPERED,
    TIMEOUT,
    message,
)
from grading.kernels.client import ServerGone
from grading.own_code import own_code
from grading.sandbox import Execution, Limits
from torchcourse.check.form import MIME_TYPE
from torchcourse.check.key import TaskKey
from torchcourse.check.source import forbidden_names
from torchcourse.check.verdict import ERROR, Verdict, assess

LONGEST_ERROR = 2000  # characters of an exception outside of a probe's own report
ANSWER_RAISED = "The cell with your answer ended in an error of its own: "
MAX_SESSIONS = 8  # of one notebook; each that dies costs the time of all cells before it

SET_UP = """\
from torchcourse.check.recorder import Recorder, display_with
check = Recorder({seeds}, display_with({nonce!r}))
"""


@dataclass
class Executed:
    """What became of a notebook: outputs cell by cell, verdicts of the tasks with a probe.

    `plain` names the test cells without one; each is None, or the cause that ended it.
    `failures` are what went wrong in grading itself.
    """

    outputs: list[list] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    plain: dict[str, str | None] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


class Sessions:
    """Executes the cells of one notebook in their order.

    When a cell kills its session, the next one begins in a new session, in which the cells before
    it are executed once more: all but those that killed theirs, and but the probes, on which
    nothing depends.
    """

    def __init__(self, sandbox, limits: Limits, cells: list):
        self.sandbox, self.limits, self.cells = sandbox, limits, cells
        self.used = 0.0  # seconds, in sessions that have ended
        self.opened = contextlib.ExitStack()
        self.session = None
        self.budget = made.Budget()
        self.number = self.last = 0
        self.stopped: dict[int, tuple[str, str]] = {}  # by cell: cause and detail
        self.fatal: set[int] = set()  # those whose session died with them

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.opened.close()

    def execute(self, index: int, *sources: str) -> Execution:
        """Execute sources in place of the cell `index`, in one session; return the last's result.

        Once a source has a cause, the rest are not executed.
        """
        if self.session is not None and not self.session.alive:  # a thread ended it since
            self.stopped[self.last] = KERNEL_DIED, ""
            self.lay_to_rest(self.last)
        refused = self.bring_up_to(index)
        if refused:
            return refused
        for source in sources:
            execution = self.run(index, source)
            if execution.cause or self.session is None:
                break
        return execution

    def run(self, index: int, source: str) -> Execution:
        left = self.limits.notebook_seconds - self.used - self.session.used
        if left <= 0:
            return Execution([], TIMEOUT, NO_TIME)
        self.last = index
        execution = self.session.execute(source, seconds=min(self.limits.task_seconds, left))
        if execution.cause:
            self.stopped[index] = execution.cause, execution.detail
            if not self.session.alive:
                self.lay_to_rest(index)
        return execution

    def lay_to_rest(self, index: int) -> None:
        """Note which cell killed the session."""
        self.fatal.add(index)
        self.opened.close()
        self.used += self.session.used
        self.session = None

    def bring_up_to(self, index: int) -> Execution | None:
        """Have a session in which the cells before `index` were executed, or say why not."""
        while self.session is None:
            if self.number >= MAX_SESSIONS:
                return Execution([], *next(reversed(self.stopped.values())))
            self.session = self.opened.enter_context(self.sandbox.session())
            self.number += 1
            for earlier in range(index if self.number > 1 else 0):
                if self.session is None or not self.session.alive:
                    break
                cell = self.cells[earlier]
                if earlier in self.fatal or not is_replayed(cell):
                    continue
                if self.run(earlier, cell.source).detail == NO_TIME:
                    return Execution([], TIMEOUT, NO_TIME)
        return None


def perform(cells: list, keys: dict[str, TaskKey], sandbox, limits: Limits) -> Executed:
    """Execute the cells of a restored notebook and judge its tasks; the cells stay as they are.

    Nothing that the student's process prints or displays counts but the observations of probes on
    hidden seeds. Test cells of plain asserts are graded by nbgrader, from what they leave behind.
    """
    own, found = own_code(cells), Executed()
    since = 0  # the first cell of the task at hand
    raised = {}  # by cell: the error in which an answer ended
    with Sessions(sandbox, limits, cells) as sessions:
        for index, cell in enumerate(cells):
            if cell.cell_type != "code":
                found.outputs.append([])
                continue
            task = task_of(cell)
            if task is None:
                found.outputs.append(ordinary(sessions, index, cell, found))
                if is_solution(cell) and (error := last_error(found.outputs[-1])):
                    raised[index] = error
            else:
                verdict = judge(sessions, index, cell, keys[task], own[task], found)
                verdict = blame(verdict, sessions.stopped, raised, range(since, index))
                found.verdicts.append(verdict)
                found.outputs.append(made.of_a_probe(verdict))
            since = index + 1 if is_test(cell) else since
    return found


def ordinary(sessions: Sessions, index: int, cell, found: Executed) -> list:
    """Execute a cell without a probe and return its outputs."""
    execution = sessions.execute(index, cell.source)
    outputs = sessions.budget.within(made.harmless(execution.outputs), graded=is_test(cell))
    if execution.cause:
        outputs.append(made.ended(execution.cause, execution.detail))
    if is_test(cell):
        found.plain[grade_id(cell)] = execution.cause
        return made.of_plain_asserts(outputs, float(cell.metadata.nbgrader.points))
    return outputs


def judge(
    sessions: Sessions, index: int, cell, key: TaskKey, own: list[str], found: Executed
) -> Verdict:
    """Run a probe on the key's seeds and compare what it observes."""
    nonce = secrets.token_hex(16)
    set_up = SET_UP.format(seeds=key.seeds, nonce=nonce)
    execution = sessions.execute(index, set_up, cell.source)
    if execution.cause:
        text = message(execution.cause, execution.detail)
        return Verdict(key.task, key.points, cause=execution.cause, message=text)
    observations = observed(execution.outputs, nonce, key.task, len(key.seeds))
    if observations is None:
        cause, text = why_nothing(execution.outputs)
        return Verdict(key.task, key.points, cause=cause, message=text)
    try:
        return assess(key, observations, forbidden_names(own, key.forbids), reveal=False)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # no plain data
        cause = TAMPERED
    except ServerGone:  # known answers are run in the sandbox too
        raise
    except Exception as error:
        found.failures.append(f"{key.task}: {error!r}")
        cause = OUR_FAILURE
    return Verdict(key.task, key.points, cause=cause, message=MESSAGES[cause])


def blame(verdict: Verdict, stopped: dict, raised: dict, cells: range) -> Verdict:
    """Name what ended one of the task's own cells, where the probe then found nothing, or less."""
    if verdict.state != ERROR:
        return verdict
    ends = [stopped[index] for index in cells if index in stopped]
    if ends and not verdict.score:
        text = EARLIER + message(*ends[-1])
        return Verdict(verdict.task, verdict.points, cause=ends[-1][0], message=text)
    errors = [raised[index] for index in cells if index in raised]
    if errors and not verdict.message:
        return replace(verdict, message=ANSWER_RAISED + errors[-1])
    return verdict


def is_replayed(cell) -> bool:
    return cell.cell_type == "code" and task_of(cell) is None


def task_of(cell) -> str | None:
    """Return the task whose probe a cell holds, or None."""
    call = check_call(cell.source) if is_test(cell) else None
    return call[0] if call else None


def is_test(cell) -> bool:
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def observed(outputs: list, nonce: str, task: str, seeds: int) -> list[dict] | None:
    """Take the observations out of a cell's outputs; None unless there is exactly one report."""
    datas = [output.get("data") for output in outputs]
    reports = [data[MIME_TYPE] for data in datas if isinstance(data, dict) and MIME_TYPE in data]
    ours = [
        report for report in reports if isinstance(report, dict) and report.get("nonce") == nonce
    ]
    if len(ours) != 1 or ours[0].get("task") != task:
        return None
    observations = ours[0].get("observations")
    if not isinstance(observations, list) or len(observations) != seeds:
        return None
    return json.loads(json.dumps(observations))  # plain dicts, not notebook nodes


def why_nothing(outputs: list) -> tuple[str, str]:
    """Name the cause of a probe that ended and reported nothing, and what to tell the student."""
    error = last_error(outputs)
    return (ERROR, error) if error else (TAMPERED, MESSAGES[TAMPERED])


def last_error(outputs: list) -> str:
    """Return the last exception among a cell's outputs, as Python writes it; empty without one."""
    texts = (
        f"{output.get('ename')}: {output.get('evalue')}"[:LONGEST_ERROR]
        for output in reversed(outputs)
        if output.get("output_type") == "error"
    )
    return next(texts, "")
