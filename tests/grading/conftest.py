"""A small course of its own for the tests of grading, and a class that hands in for it."""

import shutil
import warnings

import pytest
import toy
from toy import REPOSITORY

from grading import folders
from grading.release import release


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """The folder of the toy course, released."""
    root = tmp_path_factory.mktemp("course")
    toy.build(root)
    folders.use(root)
    with warnings.catch_warnings(action="ignore"):
        release(toy.NAME)
    folders.use(REPOSITORY)
    return root


@pytest.fixture(scope="module")
def course(released_course, tmp_path_factory):
    """A copy of the toy course, in which grading works while a module's tests run."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(released_course, root, dirs_exist_ok=True)
    folders.use(root)
    yield root
    folders.use(REPOSITORY)


@pytest.fixture
def submitted(tmp_path):
    """Read what was collected into `tmp_path`/area: {"STUDENT/ASSIGNMENT/FILE": content}."""

    def submitted(folder="submitted"):
        root = tmp_path / "area" / folder
        return {
            str(path.relative_to(root)): path.read_text("utf-8")
            for path in root.rglob("*")
            if path.is_file() and path.name != "timestamp.txt"
        }

    return submitted
