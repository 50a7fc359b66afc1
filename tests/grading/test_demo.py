"""The sample class of `make demo`: its scores are those that the answer bank states."""

import pytest

from grading import bank, folders
from grading.__main__ import main
from grading.demo import Member, a_few, differences, members
from grading.report import Grade
from grading.submissions import problem_with_name

NAMES = folders.assignments()


@pytest.mark.parametrize("name", NAMES)
def test_the_class_holds_every_misconception_once(name):
    students = [member.student for member in members(name)]
    wrong = [answer for answer in bank.read(folders.ANSWERS / name) if answer.is_wrong]
    assert len(students) == len(set(students)) == 3 + len(wrong)
    assert [one for one in students if "/" in one or problem_with_name(one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_quick_class_holds_one_misconception_a_task(name):
    tasks = {answer.task for answer in bank.read(folders.ANSWERS / name)}
    assert len(a_few(name, list(members(name)))) == 3 + len(tasks)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_hands_in_a_rubric(name):
    for member in members(name):
        assert "Rubric" not in member.notebook, member.student


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_score_is_the_expected_one(bubblewrap, name, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("grading.__main__.DEMO", tmp_path)
    monkeypatch.setattr("grading.__main__.start_ahead", lambda trusted: None)  # one for all tests
    monkeypatch.setattr(folders, "assignments", lambda: [name])
    assert main(["demo", "--quick"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "Every score is the expected one." and not said.err


def test_a_score_that_is_not_the_expected_one_is_named():
    found = [Member(name, "99_toy", 3.0, "") for name in ("Li", "Wu", "Xu")]
    scores = {"Li": 3.0, "Wu": 2.5}
    grades = [Grade(name, "99_toy", scores[name], 4.0, 0.0, 0.0, False) for name in scores]
    assert differences(found, grades) == [
        "Wu, 99_toy: 2.5 instead of 3.0",
        "Xu, 99_toy: None instead of 3.0",
    ]
