"""A submission gets back the released form, and keeps the student's work."""

import copy

import nbformat
import pytest
import toy
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import compute_checksum
from toy import named

from grading.restore import AnotherAssignment, read_once, restore
from grading.restore import restored as restored_from

RELEASED = toy.solution().cells
ANSWER = "def twice(x):\n    return x + x"


@pytest.fixture
def cells():
    """The cells of a submission with one answer."""
    cells = copy.deepcopy(RELEASED)
    named(cells, "twice-answer").source = ANSWER
    return cells


def restored(cells):
    """Restore, and hold what must be so whatever was submitted: the released cells, in order."""
    before = copy.deepcopy(cells)
    result, notes = restore(RELEASED, cells)
    assert cells == before
    ours = [cell for cell in result if "nbgrader" in cell.metadata]
    assert [cell.metadata for cell in ours] == [cell.metadata for cell in RELEASED]
    assert [cell.cell_type for cell in ours] == [cell.cell_type for cell in RELEASED]
    assert [cell.source for cell in ours if not cell.metadata.nbgrader.solution] == [
        cell.source for cell in RELEASED if not cell.metadata.nbgrader.solution
    ]
    assert len({cell.id for cell in result}) == len(result)
    nbformat.validate(nbformat.v4.new_notebook(cells=result))
    return result, notes


def test_an_honest_submission_stays_as_it_is(cells):
    assert restored(cells) == (cells, [])


def test_deleted_cells_are_put_back(cells):
    result, notes = restored(toy.without(cells, "twice", "choice-answer", "choice-text"))
    assert named(result, "twice-answer").source == ANSWER
    assert named(result, "choice-answer").source == "# This cell is missing from the submission."
    assert notes == [
        f"`{name}` is missing: it was put back"
        for name in ("twice", "choice-text", "choice-answer")
    ]


def test_of_a_doubled_answer_the_last_counts(cells):
    doubled = copy.deepcopy(named(cells, "twice-answer"))
    doubled.source = "def twice(x):\n    return 0"
    result, notes = restored([cells[0], doubled, *cells[1:]])
    assert named(result, "twice-answer").source == ANSWER
    assert "`twice-answer` was there more than once: the last copy counts" in notes
    assert result[1].source == doubled.source and "nbgrader" not in result[1].metadata


def test_of_a_doubled_test_cell_one_is_left(cells):
    result, notes = restored([*cells, copy.deepcopy(named(cells, "twice"))])
    assert [cell.source for cell in result] == [cell.source for cell in cells]
    assert "`twice` was there more than once: the last copy counts" in notes


def test_moved_cells_are_put_back_into_their_order(cells):
    result, notes = restored(cells[::-1])
    assert result == cells
    assert notes == ["cells were moved: they were put back into their order"]


def test_a_changed_cell_type_is_changed_back(cells):
    for name, kind in (("twice-answer", "markdown"), ("choice", "raw")):
        cell = named(cells, name)
        cell.cell_type = kind
        del cell["outputs"], cell["execution_count"]
    result, notes = restored(cells)
    assert named(result, "twice-answer").source == ANSWER
    assert notes == [
        "`twice-answer` was turned into a markdown cell: it was turned back",
        "`choice` was turned into a raw cell: it was turned back",
    ]


@pytest.mark.parametrize(
    ("key", "value"), [("points", 1000), ("locked", False), ("grade", False), ("solution", True)]
)
def test_edited_metadata_is_replaced_and_noted(cells, key, value):
    named(cells, "twice").metadata.nbgrader[key] = value
    assert restored(cells)[1] == ["the metadata of `twice` was edited: the original was used"]


def as_released(cells):
    """Put nbgrader's checksums into the cells, as a release does."""
    for cell in cells:
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cells


@pytest.fixture
def current():
    return as_released(copy.deepcopy(RELEASED))


@pytest.fixture
def outdated():
    """A submission whose check, points and one text another release has changed since."""
    cells = copy.deepcopy(RELEASED)
    for name in ("twice-text", "twice"):
        named(cells, name).source += "\n# earlier"
    for name in ("choice", "why"):
        named(cells, name).metadata.nbgrader["points"] = 7
    as_released(cells)
    named(cells, "twice-answer").source = ANSWER
    named(cells, "why").source = toy.REASON
    return cells


def test_cells_of_an_earlier_release_are_named_once_and_called_no_edit(current, outdated):
    result, notes = restore(current, outdated)
    assert notes == [
        "`twice-text`, `twice`, `choice`, `why` are of an earlier release: "
        "the current ones were used"
    ]
    assert named(result, "twice").source == toy.TWICE_PROBE
    assert named(result, "choice").metadata.nbgrader == named(current, "choice").metadata.nbgrader
    one = [named(outdated, "twice")]
    assert "`twice` is of an earlier release: the current one was used" in restore(current, one)[1]


def test_an_edit_of_a_cell_of_an_earlier_release_is_an_edit(current, outdated):
    named(outdated, "twice").source = "pass"
    named(outdated, "choice").metadata.nbgrader["points"] = 1000
    notes = restore(current, outdated)[1]
    assert "`twice` was edited: the original was used" in notes
    assert "the metadata of `choice` was edited: the original was used" in notes


def test_points_that_a_student_typed_are_of_no_release(current):
    cells = copy.deepcopy(current)
    named(cells, "why").metadata.nbgrader["points"] = 1000
    assert restore(current, cells)[1] == ["the metadata of `why` was edited: the original was used"]


@pytest.mark.parametrize("points", ["many", None, [1]])
def test_a_checksum_beside_metadata_that_nbgrader_never_wrote_is_none(current, points):
    cells = copy.deepcopy(current)
    named(cells, "twice").metadata.nbgrader["points"] = points
    named(cells, "total").source = "\ud800"
    assert {
        "the metadata of `twice` was edited: the original was used",
        "`total` was edited: the original was used",
    } <= {*restore(current, cells)[1]}


def test_tags_are_dropped(cells):
    for cell in cells:
        cell.metadata["tags"] = ["skip-execution"]
    own = new_code_cell("x = 1", metadata={"tags": ["skip-execution"], "deletable": False})
    result, _ = restored([*cells, own])
    assert result[-1].source == "x = 1" and result[-1].metadata == {}


def test_an_edited_test_cell_is_replaced_and_noted(cells):
    named(cells, "total").source = "pass"
    assert restored(cells)[1] == ["`total` was edited: the original was used"]


@pytest.mark.parametrize("grade_id", ["mine", ["list"], None, 1, "twice-answer "])
def test_an_answer_whose_grade_id_was_changed_runs_as_an_own_cell(cells, grade_id):
    named(cells, "twice-answer").metadata.nbgrader["grade_id"] = grade_id
    result, notes = restored(cells)
    assert notes == ["`twice-answer` is missing: it was put back"]
    sources = [cell.source for cell in result]
    assert sources.index(ANSWER) < sources.index(toy.TWICE_PROBE)


@pytest.mark.parametrize("nbgrader", ["x", None, [], 3])
def test_metadata_of_another_type(cells, nbgrader):
    named(cells, "twice-text").metadata["nbgrader"] = nbgrader
    assert "`twice-text` is missing: it was put back" in restored(cells)[1]


def test_own_cells_stay_behind_the_cell_that_they_followed(cells):
    first, second = new_code_cell("a = 1"), new_markdown_cell("My notes")
    position = cells.index(named(cells, "choice-answer")) + 1
    result, notes = restored(
        [*cells[:position], first, second, *cells[position:], new_code_cell("")]
    )
    assert [cell.source for cell in result[position : position + 2]] == ["a = 1", "My notes"]
    assert len(result) == len(cells) + 2 and notes == []


def test_a_cell_before_all_others_stays_first(cells):
    assert restored([new_code_cell("a = 1"), *cells])[0][0].source == "a = 1"


def test_ids_that_are_missing_wrong_or_doubled(cells):
    own = [new_code_cell(f"a = {n}") for n in range(3)]
    own[0].id, own[1].id = "not an id!", cells[0].id
    del own[2]["id"]
    for cell in cells:
        cell["id"] = "same"
    assert len(restored([*cells, *own])[0]) == len(cells) + 3


def test_half_letters_are_replaced(cells):
    named(cells, "twice-answer").source = "# \ud83d\ude00 and \ud800"
    result, notes = restored([*cells, new_code_cell("'\udfff'")])
    assert named(result, "twice-answer").source == "# 😀 and \ufffd"
    assert result[-1].source == "'\ufffd'"
    assert notes == ["there were characters that are half a letter: they were replaced"]


def test_a_written_answer_and_its_pictures_are_kept(cells):
    why = named(cells, "why")
    why.source = toy.REASON + "\n\n![a sketch](attachment:sketch.png)"
    why["attachments"] = {"sketch.png": {"image/png": "iVBORw0KGgo="}}
    assert restored(cells) == (cells, [])


@pytest.mark.parametrize("kind", ["raw", "code"])
def test_a_written_answer_in_a_cell_of_another_type_is_kept(cells, kind):
    why = named(cells, "why")
    why.source, why.cell_type = toy.REASON, kind
    result, notes = restored(cells)
    assert named(result, "why").source == toy.REASON
    assert notes == [f"`why` was turned into a {kind} cell: it was turned back"]


def test_a_written_answer_that_was_deleted_is_one_that_was_not_given(cells):
    result, notes = restored(toy.without(cells, "why"))
    assert named(result, "why").source == named(RELEASED, "why").source
    assert notes == ["`why` is missing: it was put back"]


@pytest.mark.parametrize(
    "attached",
    [
        "x",
        None,
        ["x"],
        {"a.png": "x"},
        {"a.png": {"image/png": ["x"]}},
        {"a.png": {"image/png": 1}},
    ],
)
def test_attachments_that_are_none_are_dropped(cells, attached):
    named(cells, "why")["attachments"] = attached
    assert "attachments" not in named(restored(cells)[0], "why")


def test_half_letters_in_attachments_are_replaced(cells):
    named(cells, "why")["attachments"] = {"\ud800": {"image/png": "\udfff"}}
    assert named(restored(cells)[0], "why").attachments == {"\ufffd": {"image/png": "\ufffd"}}


def test_no_picture_is_attached_to_code(cells):
    named(cells, "twice-answer")["attachments"] = {"a.png": {"image/png": "x"}}
    assert "attachments" not in named(restored(cells)[0], "twice-answer")


def test_what_stands_beside_the_cells_is_dropped(tmp_path, cells):
    path = tmp_path / "99_toy.ipynb"
    nbformat.write(toy.solution(), path)
    notebook = restored_from(path, nbformat.from_dict({"cells": cells, "\ud800": "\udfff"}))
    assert {*notebook} == {*toy.solution()}


def test_what_another_program_took_all_marks_from_runs_before_the_original_cells(tmp_path, cells):
    for cell in cells:
        cell.metadata = nbformat.from_dict({})
    path = tmp_path / "99_toy.ipynb"
    nbformat.write(toy.solution(), path)
    notebook = restored_from(path, nbformat.v4.new_notebook(cells=cells))
    assert [cell.source for cell in notebook.cells[: len(cells)]] == [c.source for c in cells]
    assert notebook.metadata.torchcourse.notes == [
        "nbgrader's marks are gone from all cells: the original ones were put behind them"
    ]


def test_the_lesson_of_the_same_name_is_refused(tmp_path):
    path = tmp_path / "99_toy.ipynb"
    nbformat.write(toy.solution(), path)
    lesson = [new_markdown_cell("# Toys"), new_code_cell("import torch"), new_code_cell("")]
    with pytest.raises(AnotherAssignment, match=r"No cell of 99_toy is in it\. The lesson"):
        restored_from(path, nbformat.v4.new_notebook(cells=lesson))


def test_nothing_at_all():
    result, notes = restored([])
    assert len(result) == len(RELEASED) and len(notes) == 1


def test_a_release_that_has_changed_is_read_again(tmp_path, cells):
    path = tmp_path / "99_toy.ipynb"
    nbformat.write(toy.solution(), path)
    read = read_once.cache_info().misses
    for _ in range(3):
        restored_from(path, nbformat.v4.new_notebook(cells=copy.deepcopy(cells)))
    assert read_once.cache_info().misses == read + 1
    changed = toy.solution()
    named(changed.cells, "twice").source += "\n# changed"
    nbformat.write(changed, path)
    notebook = restored_from(path, nbformat.v4.new_notebook(cells=copy.deepcopy(cells)))
    assert named(notebook.cells, "twice").source.endswith("# changed")
    notebook.metadata.kernelspec = {}
    assert restored_from(path, nbformat.v4.new_notebook(cells=cells)).metadata.kernelspec
