"""One class, from hand-in to gradebook: what each student gets, and why."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass, field

import nbformat
import pytest
import toy
from nbformat.v4 import new_code_cell, new_markdown_cell
from toy import REPOSITORY

from grading import folders, plain_page, report, results
from grading.__main__ import print_waiting
from grading.autograde import written
from grading.causes import IN_STUDENTS_PROCESS, KERNEL_DIED, TAMPERED, TIMEOUT
from grading.execution import ANSWER_RAISED, perform
from grading.grade import FAILED, GRADED, MARKED, REFUSED, UNCHANGED, Grader, Outcome
from grading.pool import Lost
from grading.reference import hidden_keys
from grading.sandbox import Limits
from grading.worker import WritePage
from torchcourse.check.compare import show

NAME = toy.NAME
FULL = sum(toy.POINTS.values())  # without what a person grades
LIMITS = Limits(task_seconds=5)


def mangled(released):
    """All that a student can do to a notebook, with one right answer left: the last `twice`."""
    notebook = toy.filled(released, choice="def choice():\n    return 'adam'")
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    wrong = copy.deepcopy(cells["twice-answer"])
    wrong.source = "def twice(x):\n    return 0"
    cells["total"].source = "pass"
    cells["total-answer"].source = "def total(numbers):\n    return 0"
    cells["choice"].cell_type = "raw"
    cells["choice"].pop("outputs")
    cells["choice"].pop("execution_count")
    for cell in cells.values():
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata.nbgrader["points"] = 1000
    del cells["setup"]
    twins = [copy.deepcopy(cells["total"]), copy.deepcopy(cells["twice"])]
    notebook.cells = [*twins, wrong, *reversed(cells.values())]
    return notebook


def forger(released):
    """Print, display and return what might be taken for an observation or a score."""
    notebook = toy.filled(
        released,
        twice="""\
from IPython.display import display
from torchcourse.check.form import MIME_TYPE

def twice(x):
    report = {"nonce": "0" * 32, "task": "twice", "observations": [{}, {}, {}]}
    display({MIME_TYPE: report}, raw=True)
    get_ipython().displayhook(4.0)
    print("4.0")
    return 0
""",
    )
    return notebook


def newer(released):
    notebook = json.loads(nbformat.writes(toy.filled(released)))
    for cell in notebook["cells"]:
        cell["id"] = "the same, and not allowed"
    return json.dumps(notebook | {"nbformat_minor": 99})


def scratch(released):
    notebook = toy.filled(released)
    notebook.cells.append(new_code_cell("assert torch.mul(torch.ones(1), 2) == twice(1)"))
    return notebook


def pastes_pictures(released):
    """Paste a picture into a cell of one's own, and lose one there and in the written answer."""
    notebook = toy.filled(released, why=f"{toy.REASON} ![lost](attachment:lost.png)")
    notebook.cells[-1]["attachments"] = {"lost.png": {}}
    text = "![plot](attachment:plot.png) ![*gone*](attachment:gone.png)"
    pasted = {"plot.png": {"image/png": "AAAA"}}
    notebook.cells.append(new_markdown_cell(text, attachments=pasted))
    return notebook


def dies_at_once(released):
    notebook = toy.filled(released)
    notebook.cells.insert(1, new_code_cell("import os; os._exit(0)"))
    return notebook


def ends_itself_in_total(released):
    return toy.filled(released, total="import os\ndef total(numbers):\n    os._exit(0)")


def answered(**answers):
    return lambda released: toy.filled(released, **answers)


CLASS = {
    "right": answered(),
    "empty": lambda released: released,
    "王 小明 {a}": answered(),
    "half": answered(twice="def twice(x):\n    return 2 * (x if hasattr(x, 'shape') else int(x))"),
    "threefold": answered(
        twice="def twice(x):\n    return 3 * x", choice="def choice():\n    return 'adam'"
    ),
    "forbidden": answered(twice="def twice(x):\n    return torch.mul(x, 2)"),
    "scratch": scratch,
    "crashes": answered(twice="def twice(x):\n    return 2 * x + unknown"),
    "no Python": answered(twice="def twice(x:\n    return 2 * x"),
    "warns": answered(
        twice="import sys, warnings\ndef twice(x):\n    warnings.warn('!')\n"
        "    print('!', file=sys.stderr)\n    return 2 * x"
    ),
    "spy": answered(
        choice="import os\ndef choice():\n"
        "    return ' '.join(name for name in os.environ if 'GRADE' in name) or 'momentum'"
    ),
    "loops": answered(twice="def twice(x):\n    while True:\n        pass"),
    "dies": answered(choice="def choice():\n    import os\n    os._exit(0)"),
    "pastes pictures": pastes_pictures,
    "dies at once": dies_at_once,
    "dies in a plain test": ends_itself_in_total,
    "dies in the answer": answered(twice="import os\nos._exit(0)"),
    "dies later": answered(
        twice="import os, threading\nthreading.Timer(0.2, os._exit, [0]).start()\n"
        "import time; time.sleep(0.5)",
    ),
    "breaks the check": answered(
        choice="from torchcourse.check import recorder\n"
        "recorder.Recorder.__call__ = lambda *a, **k: lambda probe: None\n"
        "def choice():\n    return 'momentum'"
    ),
    "claims points": answered(
        total="def total(numbers):\n    get_ipython().displayhook(1000.0)\n"
        "    return sum(numbers)"
    ),
    "mangled": mangled,
    "writes": answered(why=toy.REASON),
    "forger": forger,
    "version 3": lambda released: nbformat.writes(toy.filled(released), version=3),
    "version 4.99": newer,
    "broken": lambda released: nbformat.writes(released)[:999],
    "sent nothing": None,
}  # fmt: skip

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


@dataclass
class Graded:
    """What became of the class: each round's outcomes, and the grades after it, by student."""

    grader: Grader
    rounds: list = field(default_factory=list)
    executed_here: list = field(default_factory=list)  # and not by a worker

    def perform_here(self, *arguments):
        self.executed_here.append(arguments)
        return perform(*arguments)

    def grade(self, **options):
        outcomes = list(self.grader.grade(**options))
        with self.grader.gradebook as gradebook:
            grades = [
                report.grade(gradebook, self.grader.area / "results", one.submission, one.reason)
                for one in outcomes
            ]
        self.rounds.append(
            {
                outcome.submission.student: (outcome, grade)
                for outcome, grade in zip(outcomes, grades, strict=True)
            }
        )

    def again(self, submission, force=False):
        """Grade once more, now; return what became of one submission."""
        with warnings.catch_warnings(action="ignore"):  # of SQLAlchemy, on nbgrader's queries
            found = self.grader.grade(force=force)
            outcomes = {one.submission.student: one for one in found}
        with self.grader.gradebook as gradebook:
            grade = report.grade(gradebook, self.grader.area / "results", submission)
        return outcomes[submission.student], grade

    def outcome(self, student, number=0):
        return self.rounds[number][student][0]

    def marks(self, student, number=0):
        return self.rounds[number][student][1]

    def page(self, student):
        """The feedback page of a student."""
        path = self.grader.area / "feedback" / student / NAME / f"{NAME}.html"
        return path.read_text(encoding="utf-8")

    def pages(self, student):
        """The texts of all that grading wrote for a student."""
        folders = [self.grader.area / kind / student for kind in ("autograded", "feedback")]
        paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        assert len(paths) == 2
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def hand_in(submitted, exercise):
    released = nbformat.read(exercise, as_version=4)
    for student, make in CLASS.items():
        folder = submitted / student / NAME
        folder.mkdir(parents=True)
        if make:
            notebook = make(copy.deepcopy(released))
            text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
            (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")


def grade_by_hand(grader, student, score, comment):
    """Do what formgrader does when a person types a score and a comment for `why`."""
    give_points(grader, student, "why", score)
    with grader.gradebook as gradebook:
        gradebook.find_comment("why", NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def give_points(grader, student, name, score):
    """Do what formgrader does when a person types a score, or deletes it."""
    with grader.gradebook as gradebook:
        grade = gradebook.find_grade(name, NAME, NAME, student)
        grade.manual_score = score
        grade.needs_manual_grade = score is None and grade.auto_score is None
        gradebook.db.commit()


@pytest.fixture(scope="module")
def graded(course):
    """Grade the class; then again, when some handed in something else and grading broke once."""
    grader = Grader(course / "grading", LIMITS, workers=2)
    submitted = grader.area / "submitted"
    graded = Graded(grader)
    with warnings.catch_warnings(action="ignore"), pytest.MonkeyPatch.context() as patch:
        hand_in(submitted, course / "exercises" / NAME / f"{NAME}.ipynb")
        patch.setattr("grading.jobs.perform", graded.perform_here)
        graded.grade()

        for student in set(CLASS) - {"empty", "half", "right", "forbidden", "writes"}:
            shutil.rmtree(submitted / student)
        grade_by_hand(grader, "writes", 2.5, "Have you counted twice?")
        (submitted / "right" / NAME / f"{NAME}.ipynb").write_text("broken")
        with (submitted / "half" / NAME / f"{NAME}.ipynb").open("a") as file:
            file.write("\n")

        def autograde(*_, **__):
            raise RuntimeError("the gradebook is out of order")

        patch.setattr(grader.api, "autograde", autograde)
        graded.grade(assignment=NAME)
    return graded


@pytest.mark.parametrize("student", CLASS)
def test_scores(graded, student):
    grade = graded.marks(student)
    assert grade.score == SCORES.get(student, FULL)
    if grade.score is not None:
        assert grade.max_score == FULL + toy.BY_HAND["why"]
        assert grade.needs_manual_grade == (student in ("writes", "pastes pictures"))


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
    kept = [*(graded.grader.area / "jobs").rglob("*.json")]
    assert len(kept) == 1  # of the one that failed in the second round


def test_what_has_not_changed_is_left_alone(graded):
    assert graded.outcome("empty", 1).state == UNCHANGED
    assert graded.marks("empty", 1) == graded.marks("empty")


def test_a_broken_file_after_a_good_one_keeps_the_grade_and_says_so(graded):
    outcome, grade = graded.rounds[1]["right"]
    assert outcome.state == REFUSED and outcome.reason.startswith("The file is not JSON")
    assert outcome.reason.endswith(" The grade of the earlier submission stays.")
    assert grade.score == FULL and grade.tasks == graded.marks("right").tasks
    assert "passed, 4 of 4 points" in graded.pages("right")


def test_pasted_pictures_are_shown_and_those_that_are_lost_are_their_text(graded):
    assert graded.outcome("pastes pictures").state == GRADED
    page = graded.pages("pastes pictures")
    assert "data:image/png;base64,AAAA" in page
    assert "counted</strong> them. lost<" in page and "<em>gone</em>" in page


def test_our_own_failure_keeps_the_grade_and_says_so(graded):
    outcome, grade = graded.rounds[1]["half"]
    assert outcome.state == FAILED
    assert "Grading itself failed" in outcome.reason and "out of order" in outcome.reason
    assert outcome.reason.endswith(" The grade of the earlier submission stays.")
    assert grade.score == FULL - 2 and grade.notes == [outcome.reason]
    assert "2 of 4 points" in graded.pages("half")


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


def test_points_that_nobody_gave_yet_are_called_that_and_no_score(graded):
    page = graded.page("pastes pictures")
    assert f"(Score: {FULL:g}.0 / {FULL + 3:g}.0; 3 points still to be given)" in page
    assert "(Not graded yet: 3.0 points)" in page and "Score: 0.0" not in page
    page = graded.page("empty")
    assert "Written response</a> (Score: 0.0 / 3.0)" in page and "to be given" not in page


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


def test_what_was_graded_by_hand_counts_and_stands_in_the_feedback(graded):
    outcome, grade = graded.rounds[1]["writes"]
    assert outcome.state == MARKED
    assert grade.score == FULL + 2.5 and grade.tasks["why"] == 2.5
    assert grade.states["why"] == report.BY_HAND and not grade.needs_manual_grade
    text = graded.pages("writes")
    assert "Have you counted twice?" in text and "2.5" in text
    assert graded.again(outcome.submission)[0].state == UNCHANGED


def test_what_a_person_graded_is_not_asked_for_again_while_the_answer_stays(graded):
    one = graded.outcome("writes", 1).submission
    graded.again(one, force=True)
    give_points(graded.grader, "writes", "twice", 1.0)
    outcome, grade = graded.again(one, force=True)
    assert outcome.state == GRADED
    assert grade.score == FULL - 4 + 1 + 2.5 and grade.waiting == []
    assert grade.states["why"] == grade.states["twice"] == report.BY_HAND
    page = graded.page("writes")
    assert page.count("(Score: 1.0 / 4.0, given by a person)") == 1
    given = "A person gave 1 of 4 points for this task. They count, and not those of the check"
    assert given in page and page.index(given) < page.index("passed, 4 of 4 points")
    give_points(graded.grader, "writes", "twice", None)
    assert graded.again(one, force=True)[1].states["twice"] == "passed"
    assert "person" not in graded.page("writes")


def test_a_new_text_keeps_its_mark_until_it_has_been_looked_at_again(graded):
    one = graded.outcome("writes", 1).submission
    text = one.notebook.read_text(encoding="utf-8")
    one.notebook.write_text(text.replace("**counted**", "counted *twice*"), encoding="utf-8")
    outcome, grade = graded.again(one)
    assert outcome.state == GRADED, outcome
    assert (grade.score, grade.states["why"]) == (FULL + 2.5, report.REVIEW)
    assert grade.needs_manual_grade and grade.waiting == ["why"]
    text = graded.pages("writes")
    assert "counted *twice*" in text and "Have you counted twice?" in text
    assert graded.again(one, force=True)[1].waiting == ["why"]


def test_points_by_hand_for_another_code_are_to_be_looked_at_again(graded):
    one, _ = rewritten(graded, "half")
    graded.again(one)
    give_points(graded.grader, "half", "twice", 1.0)
    give_points(graded.grader, "half", "total", 1.0)
    rewritten(graded, "half", twice="def twice(x):\n    return 0")
    _, grade = graded.again(one)
    assert grade.waiting == ["twice"] and grade.tasks["twice"] == 1.0
    give_points(graded.grader, "half", "total", None)
    give_points(graded.grader, "half", "twice", None)
    assert graded.again(one, force=True)[1].waiting == []


def test_a_new_picture_is_a_new_answer():
    plain = new_markdown_cell("a")
    pasted = new_markdown_cell("a", attachments={"a.png": {"image/png": "AAAA"}})
    other = new_markdown_cell("a", attachments={"a.png": {"image/png": "BBBB"}})
    assert len({written(plain), written(pasted), written(other)}) == 3


def test_what_the_gradebook_has_lost_is_graded_again(graded):
    one = graded.outcome("empty", 1).submission
    with graded.grader.gradebook as gradebook:
        gradebook.remove_submission(NAME, "empty")
    assert graded.again(one)[0].state == GRADED


def test_nbgrader_itself_gives_the_same_score(graded, course):
    with graded.grader.gradebook as gradebook:
        gradebook.remove_submission(NAME, "forbidden")
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        "autograde",
        NAME,
        "--student=forbidden",
        "--force",
    ]
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command, cwd=course, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    outcome, before = graded.rounds[1]["forbidden"]
    with graded.grader.gradebook as gradebook:
        after = report.grade(gradebook, graded.grader.area / "results", outcome.submission)
    assert after == before and after.score == FULL - 4


def rewritten(graded, student, **answers):
    """Write another notebook for a student who stands in the second round; return the first."""
    one = graded.outcome(student, 1).submission
    before = one.notebook.read_text(encoding="utf-8")
    released = nbformat.read(folders.EXERCISES / NAME / f"{NAME}.ipynb", as_version=4)
    nbformat.write(toy.filled(released, **answers), one.notebook)
    return one, before


def test_a_failure_half_way_keeps_what_was_there(graded, monkeypatch):
    one, _ = rewritten(graded, "half")
    graded.again(one)
    rewritten(graded, "half", twice="def twice(x):\n    return 0")
    (one.notebook.parent / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC")
    autograde = graded.grader.api.autograde

    def fail_at_the_end(*arguments, **options):
        assert autograde(*arguments, **options)["success"]
        raise RuntimeError("the disk is out of order")

    monkeypatch.setattr(graded.grader.api, "autograde", fail_at_the_end)
    outcome, grade = graded.again(one)
    assert outcome.state == FAILED and outcome.reason.endswith("of the earlier submission stays.")
    assert grade.score == FULL and grade.states["twice"] == "passed"
    assert submitted_at(graded, "half") is None
    monkeypatch.undo()
    outcome, grade = graded.again(one)
    assert outcome.state == GRADED and grade.score == FULL - 4


def test_a_first_submission_that_fails_half_way_leaves_nothing(graded, monkeypatch):
    one, _ = rewritten(graded, "half")
    with graded.grader.gradebook as gradebook:
        gradebook.remove_submission(NAME, "half")
    stored = results.path(graded.grader.area / "results", NAME, "half")
    stored.unlink()
    autograde = graded.grader.api.autograde

    def fail_at_the_end(*arguments, **options):
        autograde(*arguments, **options)
        raise RuntimeError("the disk is out of order")

    monkeypatch.setattr(graded.grader.api, "autograde", fail_at_the_end)
    outcome, grade = graded.again(one)
    assert outcome.state == FAILED and grade.score is None
    assert "earlier" not in outcome.reason and not stored.exists()


def submitted_at(graded, student):
    with graded.grader.gradebook as gradebook:
        return gradebook.find_submission(NAME, student).timestamp


def test_what_formgrader_graded_since_is_not_taken_for_unchanged(graded):
    one, _ = rewritten(graded, "half")
    graded.again(one)
    _, right = rewritten(graded, "half", twice="def twice(x):\n    return 0")
    assert graded.grader.api.autograde(NAME, "half", force=True)["success"]  # as its button does
    one.notebook.write_text(right, encoding="utf-8")
    outcome, grade = graded.again(one)
    assert outcome.state == GRADED and grade.score == FULL


def test_a_time_that_was_deleted_makes_nothing_late(graded):
    one, _ = rewritten(graded, "half")
    timestamp = one.notebook.parent / "timestamp.txt"
    timestamp.write_text("2026-02-02 15:58:23 UTC")
    graded.again(one)
    assert submitted_at(graded, "half") is not None
    timestamp.unlink()
    graded.again(one)
    assert submitted_at(graded, "half") is None


def due(graded, date):
    with graded.grader.gradebook as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=date)


def test_a_due_date_that_moves_and_points_by_hand_change_the_penalty(graded):
    one, _ = rewritten(graded, "half")
    (one.notebook.parent / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC")
    page = graded.grader.area / "feedback" / "half" / NAME / f"{NAME}.html"
    config = graded.grader.config
    config.LateSubmissionPlugin.penalty_method = "zero"
    try:
        assert graded.again(one)[1].score == FULL
        for date, score, late in (
            ("2026-02-02 15:00:00", 0.0, 3503.0),
            ("2026-02-02 16:00:00", FULL, 0.0),
            ("2026-02-01 15:58:23", 0.0, 86400.0),
        ):
            due(graded, date)
            outcome, grade = graded.again(one)
            assert (outcome.state, grade.score, grade.late_seconds) == (MARKED, score, late)
            assert grade.late_penalty == FULL - score
            assert f"(Score: {score:g}.0 / " in page.read_text()
            assert graded.again(one)[0].state == UNCHANGED
        grade_by_hand(graded.grader, "half", 2.0, "Late.")
        assert graded.again(one)[1].score == 0.0
    finally:
        due(graded, None)
        config.LateSubmissionPlugin.penalty_method = "none"
        grade_by_hand(graded.grader, "half", None, None)
        (one.notebook.parent / "timestamp.txt").unlink()
    assert graded.again(one)[1].score == FULL


def test_a_page_that_is_gone_is_written_again(graded):
    one, _ = rewritten(graded, "half")
    graded.again(one)
    page = graded.grader.area / "feedback" / "half" / NAME / f"{NAME}.html"
    before = page.read_text()
    shutil.rmtree(page.parent)
    assert graded.again(one)[0].state == MARKED
    assert page.read_text() == before


def test_the_notebook_of_another_assignment_is_refused(graded):
    one, before = rewritten(graded, "half")
    notebook = nbformat.reads(before, as_version=4)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.grade_id != "setup":
            cell.metadata.nbgrader.grade_id += "-of-another"
    nbformat.write(notebook, one.notebook)
    outcome, _ = graded.again(one)
    assert outcome.state == REFUSED
    said = f"Most of its graded cells are not those of {NAME}."
    assert outcome.reason.startswith(said)
    result = graded.grader.api.autograde(NAME, "half", force=True)  # as formgrader's button does
    assert not result["success"] and said in result["log"]
    one.notebook.write_text(before)


def test_an_error_in_which_the_answer_ended_is_named(graded):
    for student, reason in (("no Python", "SyntaxError: "), ("crashes", "")):
        stored = results.read(results.path(graded.grader.area / "results", NAME, student))
        (task,) = (task for task in stored["tasks"] if task["task"] == "twice")
        assert task["message"].startswith(f"{ANSWER_RAISED}{reason}" if reason else "")
        assert bool(task["message"]) == bool(reason)


LOST = Lost("slow", overdue=True), Lost("InvalidNotebook('<i>')")


@pytest.mark.parametrize("lost", LOST, ids=lambda lost: lost.reason)
def test_a_page_that_cannot_be_made_is_a_plain_one(graded, lost):
    one, _ = rewritten(graded, "half", twice="def twice(x):\n    return x * x", why=toy.REASON)
    graded.again(one)
    grade_by_hand(graded.grader, "half", 2.5, "Well <put>.")
    digest = graded.grader.stamp(NAME, "half").read_text().split()[0]
    outcome = graded.grader.finish(WritePage(Outcome(one, MARKED), digest), lost)
    assert outcome.state == MARKED
    assert outcome.reason == f"The feedback page shows no notebook ({lost.reason})."
    text = (graded.grader.area / "feedback" / "half" / NAME / f"{NAME}.html").read_text()
    assert (f" be shown: {lost.reason}" if lost.overdue else " be shown.\n") in text
    assert f"Score: {FULL - 4 + 2.5:g} of {FULL + toy.BY_HAND['why']:g}\n" in text
    assert "twice: wrong, 0 of 4\n- of a tensor: wrong. This is the *square*." in text
    assert "why: graded by hand, 2.5 of 3" in text and "On why: Well &lt;put&gt;." in text
    # What takes too long will do so again; of another failure nobody knows.
    assert graded.again(one)[0].state == (UNCHANGED if lost.overdue else MARKED)
    grade_by_hand(graded.grader, "half", None, None)
