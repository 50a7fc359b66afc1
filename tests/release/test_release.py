"""exercises/ is what `make release` would produce now, and holds nothing of a solution."""

import filecmp
import re

import nbformat
import pytest

from grading import folders
from grading.assignment import read
from grading.release import release
from torchcourse.check import key as answer_key

NAMES = folders.assignments()
MARKERS = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


@pytest.fixture(scope="module", params=NAMES)
def released(request, tmp_path_factory):
    """The name of an assignment, and its exercise as generated just now."""
    folder = tmp_path_factory.mktemp("exercises")
    committed = folders.EXERCISES / request.param
    (folder / request.param).mkdir()
    name = answer_key.file_name(request.param)
    if (committed / name).is_file():  # rewritten only where it says something else
        (folder / request.param / name).write_bytes((committed / name).read_bytes())
    release(request.param, folder)
    return request.param, folder / request.param


def test_the_exercise_is_current(released):
    name, fresh = released
    committed = folders.EXERCISES / name
    files = sorted(path.name for path in fresh.iterdir())
    assert sorted(path.name for path in committed.iterdir()) == files
    _, different, errors = filecmp.cmpfiles(fresh, committed, files, shallow=False)
    assert not different + errors, f"{name} is not current: run `make release`"


def test_a_second_release_changes_nothing(released):
    name, fresh = released
    assert release(name, fresh.parent) is False


def test_nothing_of_the_solution_is_in_the_exercise(released):
    name, fresh = released
    texts = [path.read_text(encoding="utf-8") for path in fresh.iterdir()]
    for task in read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks.values():
        begin, end = "### BEGIN SOLUTION", "### END SOLUTION"
        parts = [part.split(end)[0] for part in task.answer.split(begin)[1:]]
        assert parts, f"{task.name}: no solution is marked"
        lines = [line.strip() for part in parts for line in part.splitlines()]
        for line in lines:
            if len(line) > 20:  # shorter ones, such as `return loss`, may stand in a text too
                assert not any(line in text for text in texts), line


def test_no_marker_is_left(released):
    assert not any(
        MARKERS.search(path.read_text(encoding="utf-8")) for path in released[1].iterdir()
    )


def test_every_stub_raises_and_no_output_is_stored(released):
    name, fresh = released
    notebook = nbformat.read(fresh / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
    for task in read(fresh / f"{name}.ipynb").tasks.values():
        assert "raise NotImplementedError()" in task.answer


def test_every_folder_in_exercises_has_a_source():
    assert sorted(path.name for path in folders.EXERCISES.iterdir() if path.is_dir()) == NAMES
