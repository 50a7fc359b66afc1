"""Only one report with the right nonce is an observation; everything else has a cause."""

import pytest
from nbformat.v4 import new_output

from grading.execution import (
    DIED,
    KERNEL_DIED,
    NO_OBSERVATION,
    TIMEOUT,
    observed,
    shown,
    task_of,
    why_nothing,
)
from torchcourse.check.key import TaskKey
from torchcourse.check.recorder import MIME_TYPE
from torchcourse.check.verdict import PASSED, WRONG, Aspect, Verdict

KEY = TaskKey("twice", 4.0, "", [5, 6], [{"aspects": {"a": 1}}, {"aspects": {"a": 2}}], [])
SEEN = [{"aspects": {"a": 1}}, {"aspects": {"a": 2}}]
GOOD = {"nonce": "n", "task": "twice", "observations": SEEN}


def report(content):
    return new_output("display_data", data={MIME_TYPE: content})


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def error(name, value=""):
    return new_output("error", ename=name, evalue=value, traceback=[])


def test_one_report_among_other_outputs_is_taken():
    forged = report(GOOD | {"nonce": "guessed"})
    outputs = [printed("hello"), forged, report(GOOD), error("ValueError")]
    found = observed(outputs, "n", KEY)
    assert found == SEEN
    assert type(found[0]) is dict and type(found[0]["aspects"]) is dict


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [printed("4")],
        [report(GOOD | {"nonce": "m"})],
        [report({"task": "twice", "observations": SEEN})],
        [report(GOOD), report(GOOD)],
        [report(GOOD | {"task": "choice"})],
        [report(GOOD | {"observations": SEEN[:1]})],
        [report(GOOD | {"observations": [*SEEN, SEEN[0]]})],
        [report(GOOD | {"observations": "ab"})],
        [report(GOOD | {"observations": None})],
        [report("garbage")],
        [report([GOOD])],
        [report(None)],
    ],
)
def test_missing_doubled_and_forged_reports_are_none(outputs):
    assert observed(outputs, "n", KEY) is None


def test_causes():
    assert why_nothing([], dead=True) == (KERNEL_DIED, DIED)
    assert why_nothing([error("CellTimeoutError")], dead=False)[0] == TIMEOUT
    cause = (NO_OBSERVATION, "NameError: name 'x' is not defined")
    assert why_nothing([error("NameError", "name 'x' is not defined")], dead=False) == cause
    assert why_nothing([printed("x")], dead=False)[0] == NO_OBSERVATION


VERDICT = Verdict("twice", 4.0, [Aspect("a", PASSED), Aspect("b", WRONG, "not so")])


def test_what_is_shown_keeps_what_was_printed_and_no_report():
    outputs = shown([printed("w\n", "stderr"), report(GOOD), error("ValueError")], VERDICT)
    assert [output.output_type for output in outputs] == ["stream", "execute_result"]
    assert (outputs[0].text, outputs[0].name) == ("w\n", "stdout")
    assert outputs[1].data["text/plain"] == "2" and "not so" in outputs[1].data["text/html"]
    assert list(outputs[1].data) == ["text/plain", "text/html"]


def test_nbgrader_reads_the_score_from_what_is_shown():
    from nbformat.v4 import new_code_cell
    from nbgrader.utils import determine_grade

    nbgrader = {"grade": True, "solution": False, "points": 4, "grade_id": "twice"}
    cell = new_code_cell("", metadata={"nbgrader": nbgrader})
    forged = new_output("execute_result", data={"text/plain": "4"}, execution_count=1)
    cell.outputs = shown([forged, printed("4")], VERDICT)
    assert determine_grade(cell) == (2.0, 4.0)


def test_the_task_of_a_cell():
    import toy

    names = [task_of(cell) for cell in toy.solution().cells]
    assert [name for name in names if name] == ["twice", "choice"]
