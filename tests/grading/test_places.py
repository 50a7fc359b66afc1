"""Where a course may lie, and what is refused before anything is graded."""

import warnings

import nbformat
import pytest
import toy

from grading import folders
from grading.grade import GRADED, Grader
from grading.release import release
from grading.student_version import ReleaseError


@pytest.fixture
def at(bubblewrap, tmp_path):
    """Make the toy course in a folder of this name, with one submission."""

    def make(name):
        root = tmp_path / name
        toy.build(root)
        folders.use(root)
        with warnings.catch_warnings(action="ignore"):
            release(toy.NAME)
        folder = root / "grading" / "submitted" / "Li" / toy.NAME
        folder.mkdir(parents=True)
        nbformat.write(toy.filled(toy.released()), folder / f"{toy.NAME}.ipynb")
        return root

    yield make
    folders.use(toy.REPOSITORY)


def grade():
    with warnings.catch_warnings(action="ignore"):  # of SQLAlchemy, on nbgrader's queries
        return list(Grader(workers=1).grade())


def test_a_course_may_lie_in_a_folder_of_almost_any_name(at):
    root = at("the course (1), C++ & $HOME ^.{2}|")
    (outcome,) = grade()
    assert outcome.state == GRADED, outcome.reason
    assert (root / "grading" / "feedback" / "Li" / toy.NAME / f"{toy.NAME}.html").is_file()


@pytest.mark.parametrize("name", ["course [1]", "course*", "course?"])
def test_a_name_that_nbgrader_takes_for_a_pattern_is_refused(at, name):
    with pytest.raises(ReleaseError, match=r"Rename .*course"):
        at(name)


@pytest.mark.parametrize("change", ["points", "source", "gone"])
def test_an_exercise_of_another_version_is_refused(at, change):
    root = at("course")
    path = root / "solutions" / toy.NAME / f"{toy.NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    if change == "points":
        notebook.cells[3].metadata.nbgrader.points = 5.0
    elif change == "source":
        notebook.cells[3].source += "  # another probe"
    nbformat.write(notebook, path)
    if change == "gone":
        (root / "exercises" / toy.NAME / f"{toy.NAME}.ipynb").unlink()
    with pytest.raises(ReleaseError, match="Run `make release`"):
        grade()
    assert not (root / "grading" / "autograded").exists()
