"""Only one report with the right nonce is an observation; everything else has a cause."""

import pytest
import toy
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from grading import outputs as made
from grading.causes import NO_TIME, TAMPERED
from grading.execution import MAX_SESSIONS, observed, perform, task_of, why_nothing
from grading.sandbox import Execution, Limits
from torchcourse.check.form import MIME_TYPE
from torchcourse.check.key import TaskKey
from torchcourse.check.verdict import ERROR, PASSED, WRONG, Aspect, Verdict

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
    found = observed(outputs, "n", KEY.task, len(KEY.seeds))
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
    assert observed(outputs, "n", KEY.task, len(KEY.seeds)) is None


def test_a_probe_that_ended_without_a_report_failed_or_was_tampered_with():
    cause = (ERROR, "NameError: name 'x' is not defined")
    assert why_nothing([error("NameError", "name 'x' is not defined")]) == cause
    assert why_nothing([printed("x")])[0] == TAMPERED


VERDICT = Verdict("twice", 4.0, [Aspect("a", PASSED), Aspect("b", WRONG, "not so")])


def test_what_is_shown_is_the_feedback():
    (output,) = made.of_a_probe(VERDICT)
    assert output.data["text/plain"] == "2" and "not so" in output.data["text/html"]
    assert list(output.data) == ["text/plain", "text/html"]


def test_nbgrader_reads_the_score_from_what_is_shown():
    nbgrader = {"grade": True, "solution": False, "points": 4, "grade_id": "twice"}
    cell = new_code_cell("", metadata={"nbgrader": nbgrader})
    cell.outputs = made.of_a_probe(VERDICT)
    assert determine_grade(cell) == (2.0, 4.0)


def test_the_task_of_a_cell():
    names = [task_of(cell) for cell in toy.solution().cells]
    assert [name for name in names if name] == ["twice", "choice"]


class Scripted:
    """A sandbox whose sessions die of a cell that says so, and note what they are given."""

    def __init__(self):
        self.sessions = []

    def session(self):
        self.sessions.append(ScriptedSession())
        return self.sessions[-1]


class ScriptedSession:
    def __init__(self):
        self.alive, self.given, self.seconds, self.used = True, [], [], 0.0

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.alive = False

    def execute(self, source, seconds):
        assert self.alive
        self.given.append(source)
        self.seconds.append(seconds)
        self.used += 2
        if "die" in source:
            self.alive = False
            return Execution([], "kernel died", "SIGSEGV")
        if "quietly" in source:
            self.alive = False
        return Execution([printed(source)])


def cells(*sources):
    return [new_code_cell(source) for source in sources]


def test_after_a_dead_process_the_other_cells_before_are_executed_again():
    sandbox = Scripted()
    found = perform(cells("a", "die 1", "b", "die 2", "c"), {}, sandbox, Limits())
    assert [one.given for one in sandbox.sessions] == [["a", "die 1"], ["a", "b", "die 2"],
                                                       ["a", "b", "c"]]  # fmt: skip
    kinds = [[output.output_type for output in outputs] for outputs in found.outputs]
    assert kinds == [["stream"], ["error"], ["stream"], ["error"], ["stream"]]
    assert "SIGSEGV" in found.outputs[1][0].evalue


def test_a_process_that_dies_between_two_cells_costs_the_later_one_nothing():
    sandbox = Scripted()
    found = perform(cells("a", "quietly", "b"), {}, sandbox, Limits())
    assert [one.given for one in sandbox.sessions] == [["a", "quietly"], ["a", "b"]]
    assert found.outputs[2][0].text == "b"


def test_a_notebook_of_cells_that_die_costs_few_sessions():
    sandbox = Scripted()
    found = perform(cells(*["die"] * 30), {}, sandbox, Limits())
    assert len(sandbox.sessions) == MAX_SESSIONS
    assert all(outputs[-1].ename == "kernel died" for outputs in found.outputs)


def test_a_cell_gets_the_time_that_its_notebook_has_left():
    sandbox = Scripted()
    limits = Limits(task_seconds=60, notebook_seconds=7)
    perform(cells("a", "die", "b"), {}, sandbox, limits)
    assert [one.seconds for one in sandbox.sessions] == [[7, 5], [3, 1]]
    found = perform(cells("a", "b"), {}, sandbox, Limits(notebook_seconds=0))
    assert [outputs[0].evalue for outputs in found.outputs] == [NO_TIME, NO_TIME]


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([], 2),
        ([printed("warning", "stderr")], 2),
        ([new_output("execute_result", data={"text/plain": "1.5"})], 1.5),
        ([new_output("execute_result", data={"text/plain": "1000"})], 2),
        ([new_output("execute_result", data={"text/plain": "nan"})], 2),
        ([new_output("execute_result", data={"image/png": ""})], 2),
        ([error("AssertionError")], 0),
        ([made.ended("timeout")], 0),
    ],
)
def test_nbgrader_can_read_what_plain_tests_leave_behind(outputs, points):
    nbgrader = {"grade": True, "solution": False, "points": 2, "grade_id": "total"}
    cell = new_code_cell("", metadata={"nbgrader": nbgrader})
    cell.outputs = made.of_plain_asserts(outputs, 2.0)
    assert determine_grade(cell) == (points, 2.0)


def test_what_a_notebook_shows_is_bounded_and_no_score_depends_on_it():
    budget = made.Budget(text=2000, displayed=2000)
    picture = new_output("display_data", data={"image/png": "A" * 1500})
    assert budget.within([printed("a" * 1500), picture], graded=False) == [
        printed("a" * 1500),
        picture,
    ]
    failed, result = error("E", "e" * 600), new_output("execute_result", data={"text/plain": "1"})
    kept = budget.within([printed("a" * 600), picture, failed, result], graded=True)
    assert kept == [failed, result, printed(made.LEFT_OUT)]
    assert budget.within([failed, printed("")], graded=False) == [printed(made.LEFT_OUT)]


def test_an_exception_of_many_characters_is_cut():
    assert len(why_nothing([error("E", "x" * 10_000_000)])[1]) < 10_000


def test_nothing_that_a_browser_would_execute_is_kept():
    outputs = [
        {"output_type": "display_data", "data": {"text/html": "<script>", "text/plain": "x"}},
        {"output_type": "display_data", "data": {"application/javascript": "alert()"}},
        {"output_type": "display_data", "data": {"image/png": 'A" onerror="alert()'}},
        {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=\n"}},
        {"output_type": "display_data", "data": "garbage"},
        {"output_type": "stream", "name": ["stderr"], "text": None},
        {"output_type": "error", "ename": 3, "traceback": "x"},
        {"output_type": "unheard of"},
        {},
    ]
    kept = made.harmless(outputs)
    assert [one.get("data") for one in kept if "data" in one] == [
        {"text/plain": "x"},
        {"image/png": "iVBORw0KGgo=\n"},
    ]
    assert [one.output_type for one in kept if "data" not in one] == ["stream", "error"]
