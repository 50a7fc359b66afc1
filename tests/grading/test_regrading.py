"""What becomes of grades when somebody hands in anew, a person gives points, or grading breaks."""

import shutil
import subprocess
import sys

import nbformat
import pytest
import toy
from graded import (
    LIMITS,
    NAME,
    Graded,
    due,
    give_points,
    grade_by_hand,
    rewritten,
    submitted_at,
)
from nbformat.v4 import new_code_cell, new_markdown_cell
from toy import FULL, named

from grading import report, results
from grading.autograde import fingerprints
from grading.grade import FAILED, GRADED, MARKED, REFUSED, UNCHANGED, Grader, Outcome
from grading.pool import Lost
from grading.worker import WritePage


@pytest.fixture(scope="module")
def graded(course, bubblewrap):
    """Grade a class; then again, when some handed in something else and grading broke once."""
    graded = Graded(Grader(course / "grading", LIMITS, workers=2))
    submitted = graded.grader.area / "submitted"
    graded.hand_in(["empty", "half", "right", "forbidden", "writes"])
    graded.grade()
    grade_by_hand(graded.grader, "writes", 2.5, "Have you counted twice?")
    (submitted / "right" / NAME / f"{NAME}.ipynb").write_text("broken")
    with (submitted / "half" / NAME / f"{NAME}.ipynb").open("a") as file:
        file.write("\n")

    def autograde(*_, **__):
        raise RuntimeError("the gradebook is out of order")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graded.grader.api, "autograde", autograde)
        graded.grade(assignment=NAME)
    return graded


def test_what_has_not_changed_is_left_alone(graded):
    assert graded.outcome("empty", 1).state == UNCHANGED
    assert graded.marks("empty", 1) == graded.marks("empty")


def test_a_broken_file_after_a_good_one_keeps_the_grade_and_says_so(graded):
    outcome, grade = graded.rounds[1]["right"]
    assert outcome.state == REFUSED and outcome.reason.startswith("The file is not JSON")
    assert outcome.reason.endswith(" The grade of the earlier submission stays.")
    assert grade.score == FULL and grade.tasks == graded.marks("right").tasks
    assert "passed, 4 of 4 points" in graded.pages("right")


def test_our_own_failure_keeps_the_grade_and_says_so(graded):
    outcome, grade = graded.rounds[1]["half"]
    assert outcome.state == FAILED
    assert "Grading itself failed" in outcome.reason and "out of order" in outcome.reason
    assert outcome.reason.endswith(" The grade of the earlier submission stays.")
    assert grade.score == FULL - 2 and grade.notes == [outcome.reason]
    assert len([*(graded.grader.area / "jobs").rglob("*.json")]) == 1  # kept for the next time
    assert "2 of 4 points" in graded.pages("half")


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
    assert grade.waiting == ["twice", "total"] and grade.tasks["twice"] == 1.0
    give_points(graded.grader, "half", "total", None)
    give_points(graded.grader, "half", "twice", None)
    assert graded.again(one, force=True)[1].waiting == []


def test_what_a_person_may_have_looked_at_is_part_of_an_answer():
    before = fingerprints(toy.filled(toy.solution(), why=toy.REASON).cells)
    assert set(before) == {*toy.POINTS, *toy.BY_HAND}

    def changed(change=lambda cells: None, **answers):
        notebook = toy.filled(toy.solution(), **{"why": toy.REASON} | answers)
        change(notebook.cells)
        after = fingerprints(notebook.cells)
        return {name for name in before if before[name] != after[name]}

    assert changed() == set()
    assert changed(why="Because.") == {"why"}
    assert changed(twice="def twice(x):\n    return 0") == set(toy.POINTS)
    picture = {"attachments": {"a.png": {"image/png": "AAAA"}}}
    assert changed(lambda cells: named(cells, "why").update(picture)) == {"why"}
    assert changed(lambda cells: cells.append(new_markdown_cell("see"))) == set(before)
    assert changed(lambda cells: cells.append(new_code_cell("tools.append(step)"))) == set(before)


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
    done = subprocess.run(
        command, cwd=course, env=toy.environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    outcome, before = graded.rounds[1]["forbidden"]
    with graded.grader.gradebook as gradebook:
        after = report.grade(gradebook, graded.grader.area / "results", outcome.submission)
    assert after == before and after.score == FULL - 4


def fail_at_the_end(graded, monkeypatch):
    """Let grading break when nbgrader has written all into the gradebook."""
    autograde = graded.grader.api.autograde

    def fail(*arguments, **options):
        assert autograde(*arguments, **options)["success"]
        raise RuntimeError("the disk is out of order")

    monkeypatch.setattr(graded.grader.api, "autograde", fail)


def test_a_failure_half_way_keeps_what_was_there(graded, monkeypatch):
    one, _ = rewritten(graded, "half")
    graded.again(one)
    rewritten(graded, "half", twice="def twice(x):\n    return 0")
    (one.notebook.parent / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC")
    fail_at_the_end(graded, monkeypatch)
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
    fail_at_the_end(graded, monkeypatch)
    outcome, grade = graded.again(one)
    assert outcome.state == FAILED and grade.score is None
    assert "earlier" not in outcome.reason and not stored.exists()


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


def test_a_due_date_that_moves_and_points_by_hand_change_the_penalty(graded):
    one, _ = rewritten(graded, "half")
    (one.notebook.parent / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC")
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
            assert f"(Score: {score:g}.0 / " in graded.page("half")
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
    before = graded.page("half")
    shutil.rmtree(graded.grader.area / "feedback" / "half")
    assert graded.again(one)[0].state == MARKED
    assert graded.page("half") == before


def test_what_else_was_handed_in_does_not_lie_beside_the_page(graded):
    one, _ = rewritten(graded, "half")
    (one.notebook.parent / "timestamp.txt").write_text("2026-02-02 15:58:23 UTC")
    (one.notebook.parent / "index.html").write_text("<script>alert(1)</script>")
    (one.notebook.parent / "a.html").mkdir()
    (one.notebook.parent / "a.html" / "x.txt").write_text("x")
    assert graded.again(one)[0].state == GRADED
    feedback = graded.grader.area / "feedback" / "half" / NAME
    assert {path.name for path in feedback.iterdir()} == {f"{NAME}.html", "timestamp.txt"}
    for path in [*one.notebook.parent.glob("*.html"), one.notebook.parent / "timestamp.txt"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


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


def test_formgraders_button_refuses_what_would_take_its_page_minutes(graded):
    one, before = rewritten(graded, "half")
    notebook = nbformat.reads(before, as_version=4)
    notebook.cells += [new_markdown_cell("\\begin{a}" * 600) for _ in range(2)]
    nbformat.write(notebook, one.notebook)
    result = graded.grader.api.autograde(NAME, "half", force=True)
    assert not result["success"] and "formulas in LaTeX" in result["log"]
    one.notebook.write_text(before)
    assert graded.grader.api.autograde(NAME, "half", force=True)["success"]


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
    text = graded.page("half")
    assert (f" be shown: {lost.reason}" if lost.overdue else " be shown.\n") in text
    assert f"Score: {FULL - 4 + 2.5:g} of {FULL + toy.BY_HAND['why']:g}\n" in text
    assert "twice: wrong, 0 of 4\n- of a tensor: wrong. This is the *square*." in text
    assert "why: graded by hand, 2.5 of 3" in text and "On why: Well &lt;put&gt;." in text
    # What takes too long will do so again; of another failure nobody knows.
    assert graded.again(one)[0].state == (UNCHANGED if lost.overdue else MARKED)
    grade_by_hand(graded.grader, "half", None, None)
