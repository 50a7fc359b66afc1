"""A lesson is as long as one sitting takes: so many cells, so much to read, short cells of code."""

import re

import nbformat
import pytest

from grading import folders

NAMES = folders.assignments()  # each has a lesson of its name
CELLS = 35, 50
WORDS = 1500, 2500
LINES = 20
# Looked up, opened on demand, or for those who do not see the picture; and no words at all.
BESIDE = re.compile(
    r"^\|[^\n]*$|<details>.*?</details>|^\*Picture:.*?\*$|\]\([^)]*\)|\$\$.*?\$\$", re.M | re.S
)


def cells(name):
    return nbformat.read(folders.ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells


def words(text):
    """Count the words that are read in order; a formula within a sentence is one."""
    text = re.sub(r"\$[^$]+\$", "x", BESIDE.sub("", text))
    return len(re.findall(r"\w[\w'’.,-]*", text))


def test_only_what_is_read_in_order_counts():
    assert words("Two words.") == 2
    assert words("A sum $\\sum_i x_i$ here.") == 4
    assert words("One\n\n| a | b |\n|---|---|\n| c | d |\n\ntwo") == 2
    assert words("One\n\n*Picture: left, a\nline.*\n\ntwo") == 2
    assert words("One\n\n<details><summary>Hint</summary>\n\nNo.\n\n</details>\n\ntwo") == 2
    assert words("One [two](three#four-five).") == 2
    assert words("One\n\n$$a\n= b$$\n\ntwo") == 2


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_so_many_cells_and_words(name):
    found = cells(name)
    assert CELLS[0] <= len(found) <= CELLS[1]
    texts = [words(cell.source) for cell in found if cell.cell_type == "markdown"]
    assert WORDS[0] <= sum(texts) <= WORDS[1]


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_of_code_is_long(name):
    for cell in cells(name):
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= LINES, cell.id


@pytest.mark.parametrize("name", NAMES)
def test_what_you_saw_stands_in_the_lesson(name):
    *before, last = cells(name)
    seen = "\n".join(cell.source for cell in before)
    columns = re.findall(r"^\|.*\|(.*)\|$", last.source, re.M)
    assert not [code for code in re.findall("`([^`]+)`", "\n".join(columns)) if code not in seen]
