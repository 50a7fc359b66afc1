"""What texts say of an assignment is so: how many tasks, how many points, how long."""

import re
from pathlib import Path

import nbformat
import pytest

from grading import folders
from grading.assignment import read

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
NAMES = folders.assignments()
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
HEADER = re.compile(r"^\*[★☆]{3} · (\d+) minutes · (\d+) points?(, graded by hand)?\*$", re.M)


def notebook(name):
    return nbformat.read(folders.SOLUTIONS / name / f"{name}.ipynb", as_version=4)


def headers(name):
    """Return by the grade id of each task what its text says: minutes, points and the rest."""
    found = {}
    for cell in notebook(name).cells:
        if header := HEADER.search(cell.source):
            found[cell.metadata.nbgrader.grade_id.removesuffix("-text")] = header.groups()
    return found


def written(name):
    return read(folders.SOLUTIONS / name / f"{name}.ipynb").written.keys()


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_each_task_says_its_points(name):
    cells = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook(name).cells
    }
    said = headers(name)
    tasks = read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks.keys() | written(name)
    assert said.keys() == tasks, "each text has a line like `*★☆☆ · 5 minutes · 2 points*`"
    for task, (_, points, by_hand) in said.items():
        assert float(points) == cells[task].metadata.nbgrader.points, task
        assert bool(by_hand) == (task in written(name)), task


@pytest.mark.parametrize("name", NAMES)
def test_the_intro_says_how_many_tasks_there_are_and_how_long_they_take(name):
    intro = re.search(
        r"^(\w+) tasks?(?: and (\w+) short written answers?)?, 20 points, about (\d+) minutes",
        notebook(name).cells[0].source,
        re.M,
    )
    assert intro, (
        "a line begins `Nine tasks and two short written answers, 20 points, about 9 minutes`"
    )
    tasks, answers, minutes = intro.groups()
    said = headers(name)
    assert NUMBERS.index(tasks.lower()) == len(said) - len(written(name))
    assert NUMBERS.index(answers or "no") == len(written(name))
    of_all = sum(int(minutes) for minutes, *_ in said.values())
    assert abs(int(minutes) - of_all) <= 5, f"the tasks take {of_all} minutes"


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_says_how_many_tasks_there_are(name):
    row = re.search(
        rf"/{name}\.ipynb\), (\d+) tasks?(?: and (\d+) written answers?)?, 20 points", README
    )
    assert row, f"README.md has a row with `[exercise](…/{name}.ipynb), 9 tasks, 20 points`"
    tasks, answers = row.groups()
    assert int(tasks) == len(headers(name)) - len(written(name))
    assert int(answers or 0) == len(written(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_student_cannot_change_a_text_by_mistake(name):
    for cell in notebook(name).cells:
        mark = cell.metadata.get("nbgrader")
        assert mark and (mark.locked or mark.solution), cell.id
