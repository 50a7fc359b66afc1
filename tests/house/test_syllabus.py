"""docs/syllabus.md says truly where each thing is taught."""

import re
from pathlib import Path

import nbformat
import pytest

from grading import folders
from grading.assignment import read

PAGE = Path(__file__).parents[2] / "docs" / "syllabus.md"
TITLES = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.M)
TOPICS = [title for title in TITLES if re.match(r"\d\d_", title)]


def rows(title: str) -> list[list[str]]:
    """Return the cells of each row of the table under a title, without its head."""
    section = PAGE.read_text("utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def lesson_cells(topic: str) -> set[str]:
    lesson = nbformat.read(folders.ROOT / "notebooks" / f"{topic}.ipynb", as_version=4)
    return {cell.id for cell in lesson.cells}


def test_every_topic_has_a_table():
    assert folders.assignments() == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_named_is_there(topic):
    cells = lesson_cells(topic)
    assignment = read(folders.SOLUTIONS / topic / f"{topic}.ipynb")
    tasks = {*assignment.tasks, *assignment.written}
    asked = set()
    for what, shown, asks in rows(topic):
        where = f"docs/syllabus.md, {topic}, {what}"
        assert names(shown) | names(asks), f"{where}: nobody teaches it"
        assert names(shown) <= cells, f"{where}: the lesson has no such cell"
        assert names(asks) <= tasks, f"{where}: the assignment has no such task"
        asked |= names(asks)
    assert asked == tasks, f"docs/syllabus.md, {topic}: each task stands in a row"


@pytest.mark.parametrize("title", [title for title in TITLES if title not in TOPICS])
def test_cells_named_with_their_lesson_are_there(title):
    for what, *where in rows(title):
        places = {place for cell in where for place in re.findall(r"`(\d\d_\w+)#([^`]+)`", cell)}
        assert places, f"docs/syllabus.md, {title}, {what}: nobody teaches it"
        for topic, cell in places:
            assert cell in lesson_cells(topic), f"docs/syllabus.md, {title}, {what}"
