"""The sample class of `make demo`: its scores are those that the answer bank states."""

from dataclasses import replace

import pytest

from grading import bank, folders
from grading.demo import a_few, build, differences, members
from grading.grade import Grader
from grading.report import grade
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


@pytest.fixture(scope="module", params=NAMES)
def graded(request, bubblewrap, tmp_path_factory):
    """A few members of the class, and their grades."""
    area = tmp_path_factory.mktemp("demo")
    found = a_few(request.param, list(members(request.param)))
    build(area, found)
    grader = Grader(area)
    outcomes = list(grader.grade())
    with grader.gradebook as gradebook:
        return found, [grade(gradebook, area / "results", o.submission) for o in outcomes]


@pytest.mark.slow
def test_every_score_is_the_expected_one(graded):
    assert differences(*graded) == []


@pytest.mark.slow
def test_a_score_that_is_not_the_expected_one_is_named(graded):
    found, grades = graded
    first = next(one for one in grades if one.score is not None)
    changed = [replace(first, score=first.score + 1), *(one for one in grades if one != first)]
    assert [first.student in text for text in differences(found, changed)] == [True]
    assert len(differences(found, grades[1:])) == 1
