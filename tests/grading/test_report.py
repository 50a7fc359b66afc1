"""Grades as a CSV file and as a table."""

import csv
from types import SimpleNamespace

import pytest
from nbgrader.api import MissingEntry

from grading import report, results
from grading.execution import Executed
from grading.report import Grade
from grading.submissions import Submission
from torchcourse.check.verdict import PASSED, WRONG, Aspect, Verdict


def row(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        (one,) = csv.DictReader(file)
    return one


@pytest.fixture
def written(tmp_path):
    def written(**changes):
        fields = {"student": "Li", "assignment": "99_toy", "score": 6.5, "max_score": 7.0}
        fields |= {"late_seconds": 0.0, "late_penalty": 0.0, "needs_manual_grade": False} | changes
        report.write_csv(tmp_path / "grades.csv", [Grade(**fields)])
        return row(tmp_path / "grades.csv")

    return written


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
)
def test_no_name_becomes_a_formula(written, name):
    for found in (written(student=name)["student"], written(notes=[name])["notes"]):
        assert found.startswith("'") and found.replace("'", "") == name


@pytest.mark.parametrize("name", ["王 小明", "O'Neil, Zoë", 'a "b"\nc'])
def test_other_names_stay_as_they_are(written, name):
    assert written(student=name)["student"] == name


def test_columns(written):
    found = written(tasks={"twice": 3.5}, states={"twice": "wrong"}, notes=["One.", "Two."])
    assert found == {
        "student": "Li",
        "assignment": "99_toy",
        "score": "6.5",
        "max_score": "7.0",
        "late_seconds": "0.0",
        "late_penalty": "0.0",
        "needs_manual_grade": "False",
        "twice": "3.5",
        "twice state": "wrong",
        "notes": "One.; Two.",
    }
    assert written(score=None)["score"] == ""


def test_spreadsheets_are_told_the_encoding(written, tmp_path):
    written()
    assert (tmp_path / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")


def cell(name, score, by_hand=None, todo=False):
    """A grade as nbgrader's gradebook gives it: without any score it is 0."""
    return SimpleNamespace(
        name=name,
        auto_score=score,
        manual_score=by_hand,
        score=(score or 0.0) if by_hand is None else by_hand,
        needs_manual_grade=todo,
    )


def read(tmp_path, cells, reason="", answers=("twice-answer", "essay", "blank"), penalty=0.0):
    comments = [SimpleNamespace(name=name) for name in answers]
    found = SimpleNamespace(
        notebooks=[SimpleNamespace(grades=cells, comments=comments)],
        score=sum(one.score or 0 for one in cells),
        max_score=7.0,
        total_seconds_late=60.0,
        late_submission_penalty=penalty,
        needs_manual_grade=any(one.needs_manual_grade for one in cells),
    )
    gradebook = SimpleNamespace(find_submission=lambda assignment, student: found)
    one = Submission("Li", "99_toy", tmp_path / "x.ipynb")
    verdicts = [Verdict("twice", 4.0, [Aspect("a", PASSED), Aspect("b", WRONG)])]
    executed = Executed([], verdicts, {"total": None, "other": "timeout"})
    results.write(results.path(tmp_path, "99_toy", "Li"), executed, ["a note"], {})
    return report.grade(gradebook, tmp_path, one, reason)


def test_a_grade_has_the_states_of_its_verdicts_and_who_else_graded(tmp_path):
    grade = read(
        tmp_path, [cell("twice", 2.0), cell("total", 2.0), cell("other", 0.0, by_hand=1.0)]
    )
    assert grade.score == 5.0 and grade.late_seconds == 60.0 and not grade.needs_manual_grade
    assert grade.tasks == {"twice": 2.0, "total": 2.0, "other": 1.0}
    assert grade.states == {
        "twice": "wrong",
        "total": "graded in the student's process",
        "other": "graded by hand",
    }
    assert grade.notes == ["a note"] and grade.waiting == []


@pytest.mark.parametrize(("penalty", "left"), [(1.5, 0.5), (2.0, 0.0), (9.0, 0.0)])
def test_what_is_taken_off_for_being_late_is_not_in_the_score(tmp_path, penalty, left):
    grade = read(tmp_path, [cell("twice", 2.0)], penalty=penalty)
    assert (grade.score, grade.late_penalty) == (left, penalty)
    assert grade.tasks == {"twice": 2.0}


@pytest.mark.parametrize(
    ("essay", "score", "state", "waits"),
    [
        (cell("essay", None, todo=True), None, "to be graded by hand", True),
        (cell("essay", None, by_hand=2.5), 2.5, "graded by hand", False),
        (cell("essay", None, 2.5, todo=True), 2.5, "graded by hand, to be looked at again", True),
        (cell("essay", 0.0, 2.5, todo=True), 2.5, "graded by hand, to be looked at again", True),
        (cell("essay", 0.0), 0.0, "not attempted", False),
    ],
)
def test_a_written_answer_waits_for_a_person(tmp_path, essay, score, state, waits):
    grade = read(tmp_path, [cell("twice", 2.0), essay])
    assert grade.tasks == {"twice": 2.0, "essay": score}
    assert grade.states["essay"] == state
    assert grade.waiting == (["essay"] if waits else [])
    assert grade.score == 2.0 + (score or 0)


def test_what_waits_has_no_number_in_the_csv_file(tmp_path):
    grade = read(tmp_path, [cell("twice", 2.0), cell("essay", None, todo=True)])
    report.write_csv(tmp_path / "grades.csv", [grade])
    found = row(tmp_path / "grades.csv")
    assert (found["score"], found["needs_manual_grade"]) == ("2.0", "True")
    assert (found["essay"], found["essay state"]) == ("", "to be graded by hand")


def test_a_reason_leads_the_notes(tmp_path):
    assert read(tmp_path, [cell("twice", 2.0)], "The file is empty.").notes == [
        "The file is empty.",
        "a note",
    ]


def test_what_was_never_graded_has_no_score(tmp_path):
    assert read(tmp_path, [cell("twice", None, todo=True)]).score is None

    def find_submission(assignment, student):
        raise MissingEntry

    one = Submission("W" * 254, "99_toy", tmp_path / "x.ipynb", "The name is too long.")
    found = report.grade(SimpleNamespace(find_submission=find_submission), tmp_path, one, "Why.")
    assert (found.score, found.notes) == (None, ["Why."])


def test_a_table_is_aligned_for_wide_letters_too():
    table = report.table(["student", "score"], [["王小明", "1"], ["Li Na", "12"]])
    assert table.splitlines() == [
        "student  score",
        "-------  -----",
        "王小明   1",
        "Li Na    12",
    ]


def test_the_csv_file_holds_what_was_not_graded_now(tmp_path):
    def find_submission(assignment, student):
        raise MissingEntry

    students = [SimpleNamespace(student=SimpleNamespace(id=name)) for name in ("Wu", "Li")]
    assignments = [SimpleNamespace(name=name, submissions=students) for name in ("b", "a")]
    gradebook = SimpleNamespace(assignments=assignments, find_submission=find_submission)
    now = Grade("Wu", "a", 1.0, 2.0, 0.0, 0.0, False)
    found = report.with_all_others([now], gradebook, tmp_path)
    assert [one.student + one.assignment for one in found] == ["Lia", "Lib", "Wua", "Wub"]
    assert found[2] is now
