"""One class, from hand-in to gradebook: what each student gets, and why."""

import re

import pytest
import toy
from graded import LIMITS, NAME, Graded
from handed_in import CLASS
from toy import FULL

from grading import plain_page, report, results
from grading.__main__ import print_waiting
from grading.causes import IN_STUDENTS_PROCESS, KERNEL_DIED, TAMPERED, TIMEOUT
from grading.execution import ANSWER_RAISED
from grading.grade import GRADED, REFUSED, Grader
from grading.reference import hidden_keys
from torchcourse.check.compare import show

SCORES = {
    "empty": 0,
    "half": FULL - 2,
    "threefold": 2,
    "forbidden": FULL - 4,
    "crashes": FULL - 4,
    "no Python": FULL - 4,
    "loops": FULL - 4,
    "dies": FULL - 1,
    "dies in a plain test": FULL - 2,
    "dies in the answer": FULL - 4,
    "dies later": FULL - 4,
    "breaks the check": 4 + 2,
    "mangled": 4,
    "forger": FULL - 4,
    "broken": None,
    "sent nothing": None,
}


@pytest.fixture(scope="module")
def graded(course, bubblewrap, tmp_path_factory):
    """Grade the class."""
    graded = Graded(Grader(tmp_path_factory.mktemp("area"), LIMITS, workers=2))
    graded.hand_in(CLASS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grading.jobs.perform", graded.perform_here)
        graded.grade()
    return graded


@pytest.mark.parametrize("student", CLASS)
def test_scores(graded, student):
    grade = graded.marks(student)
    assert grade.score == SCORES.get(student, FULL)
    if grade.score is not None:
        assert grade.max_score == FULL + toy.BY_HAND["why"]
        assert grade.needs_manual_grade == (
            student in ("writes", "pastes pictures", "writes elsewhere")
        )


@pytest.mark.parametrize("student", CLASS)
def test_the_tasks_add_up_to_the_score(graded, student):
    grade = graded.marks(student)
    assert sum(score or 0 for score in grade.tasks.values()) == (grade.score or 0)
    names = [*toy.POINTS, *toy.BY_HAND] if grade.tasks else []
    assert list(grade.tasks) == list(grade.states) == names


@pytest.mark.parametrize(
    ("student", "states"),
    [
        ("right", "passed passed"),
        ("empty", "not attempted, not attempted"),
        ("half", "wrong passed"),
        ("threefold", "wrong wrong"),
        ("forbidden", "forbidden shortcut, passed"),
        ("scratch", "passed passed"),
        ("crashes", "error passed"),
        ("no Python", "error passed"),
        ("warns", "passed passed"),
        ("loops", "timeout passed"),
        ("dies", "passed, kernel died"),
        ("dies at once", "passed passed"),
        ("dies in the answer", "kernel died, passed"),
        ("dies later", "kernel died, passed"),
        ("breaks the check", "passed tampered"),
        ("mangled", "passed wrong"),
        ("forger", "wrong passed"),
    ],
)
def test_states_tell_causes_apart(graded, student, states):
    found = graded.marks(student).states
    twice, choice = states.split(", ") if "," in states else states.split()
    assert found == {
        "twice": twice,
        "choice": choice,
        "total": IN_STUDENTS_PROCESS,
        "why": "not attempted",
    }


def test_who_can_not_be_graded_is_refused_and_the_others_are_graded(graded):
    refused = {s: o for s, (o, _) in graded.rounds[0].items() if o.state != GRADED}
    assert {s: o.state for s, o in refused.items()} == {"broken": REFUSED, "sent nothing": REFUSED}
    assert refused["broken"].reason.startswith("The file is not JSON")
    assert refused["sent nothing"].reason.startswith("The folder is empty.")
    assert graded.marks("broken").notes == [refused["broken"].reason]


def test_what_was_mended_is_noted(graded):
    notes = graded.marks("mangled").notes
    assert {
        "`setup` is missing: it was put back",
        "`total` was edited: the original was used",
        "`twice-answer` was there more than once: the last copy counts",
        "cells were moved: they were put back into their order",
        "`choice` was turned into a raw cell: it was turned back",
        "the metadata of `twice` was edited: the original was used",
    } <= set(notes)
    assert graded.marks("right").notes == []


def test_only_the_workers_execute_also_where_two_handed_in_the_same(graded):
    assert graded.executed_here == []
    assert not [*(graded.grader.area / "jobs").rglob("*.json")]  # kept of those that fail


def test_pasted_pictures_are_shown_and_those_that_are_lost_are_their_text(graded):
    assert graded.outcome("pastes pictures").state == GRADED
    page = graded.pages("pastes pictures")
    assert "data:image/png;base64,AAAA" in page
    assert "counted</strong> them. lost<" in page and "<em>gone</em>" in page


def hidden(graded):
    return hidden_keys(NAME, graded.grader.area / "hidden_seed")


def test_hidden_seeds_and_the_nonce_are_shown_to_nobody(graded):
    seeds = hidden(graded)["twice"].seeds
    for student, (outcome, _) in graded.rounds[0].items():
        if outcome.state == GRADED:
            text = graded.pages(student)
            assert not [seed for seed in seeds if str(seed) in text], student
            assert "Recorder(" not in text and "nonce=" not in text, student


def test_feedback_on_hidden_cases_does_not_tell_what_is_expected(graded):
    text = graded.pages("threefold")
    assert "yours is" in text and "momentum" not in text
    for observation in hidden(graded)["twice"].solution:
        aspects = observation["aspects"]
        for number in [aspects["of a number"], *aspects["of a tensor"]["data"]]:
            # As a whole number: "7.5px" in a style may meet what was drawn.
            assert not re.search(rf"(?<![\w.]){re.escape(show(number))}(?!\w|\.\d)", text)


def test_feedback_names_the_misconception(graded):
    assert "Numbers need not be whole." in graded.pages("half")
    assert "Your answer uses <code>mul</code>." in graded.pages("forbidden")
    assert "NameError: name &#x27;unknown&#x27; is not defined" in graded.pages("crashes")


def test_a_plain_test_whose_process_ended_gives_no_points_and_says_why(graded):
    grade = graded.marks("dies in a plain test")
    assert (grade.tasks["total"], grade.states["total"]) == (0, KERNEL_DIED)
    assert "The process that ran the notebook ended here" in graded.pages("dies in a plain test")


def test_a_plain_test_is_marked_as_graded_in_the_students_process(graded):
    assert IN_STUDENTS_PROCESS in graded.pages("right")


@pytest.mark.parametrize("student", ["loops", "dies", "dies at once", "dies in the answer"])
def test_tasks_after_a_dead_process_are_graded_in_a_new_one(graded, student):
    assert graded.marks(student).tasks["total"] == 2


def test_causes_are_counted(graded):
    text = report.counts([grade for _, grade in graded.rounds[0].values()])
    assert text.startswith(f"{NAME}, tasks: ")
    for count in (f"1 {TIMEOUT}", f"1 {TAMPERED}", f"4 {KERNEL_DIED}"):
        assert count in text.split(": ")[1].split(", "), text


def test_no_variable_tells_a_kernel_that_grading_is_going_on(graded):
    assert graded.marks("spy").states["choice"] == "passed"


def test_a_written_answer_waits_for_a_person(graded, capsys):
    grade = graded.marks("writes")
    assert (grade.tasks["why"], grade.states["why"]) == (None, report.TO_DO)
    print_waiting([graded.marks("empty"), grade])
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].startswith("To be graded by hand")
    assert printed[2:] == [f"  writes, {NAME}: why"]


def test_a_written_answer_in_a_cell_of_ones_own_waits_for_a_person_too(graded):
    assert graded.marks("writes elsewhere").waiting == ["why"]
    assert "(Not graded yet: 3.0 points)" in graded.page("writes elsewhere")


def test_points_that_nobody_gave_yet_are_called_that_and_no_score(graded):
    page = graded.page("pastes pictures")
    assert f"(Score: {FULL:g}.0 / {FULL + 3:g}.0; 3 points still to be given)" in page
    assert "(Not graded yet: 3.0 points)" in page and "Score: 0.0" not in page
    page = graded.page("empty")
    assert ">why</a> (Score: 0.0 / 3.0)" in page and "to be given" not in page


def test_a_plain_page_says_so_too(graded):
    one = graded.outcome("pastes pictures").submission
    with graded.grader.gradebook as gradebook:
        lines = plain_page.said(gradebook, graded.grader.area, one)
    assert lines[0] == f"Score: {FULL:g} of {FULL + 3:g}; 3 points still to be given"


def test_nothing_is_said_where_nobody_waits(graded, capsys):
    print_waiting([graded.marks("empty"), graded.marks("right")])
    assert capsys.readouterr().out == ""


def test_the_rubric_is_shown_to_nobody(graded):
    assert toy.REASON in graded.pages("writes")
    for student, (outcome, _) in graded.rounds[0].items():
        if outcome.state == GRADED:
            text = graded.pages(student)
            assert "Rubric" not in text and "two times two" not in text, student


def test_an_error_in_which_the_answer_ended_is_named(graded):
    for student, reason in (("no Python", "SyntaxError: "), ("crashes", "")):
        stored = results.read(results.path(graded.grader.area / "results", NAME, student))
        (task,) = (task for task in stored["tasks"] if task["task"] == "twice")
        assert task["message"].startswith(f"{ANSWER_RAISED}{reason}" if reason else "")
        assert bool(task["message"]) == bool(reason)
