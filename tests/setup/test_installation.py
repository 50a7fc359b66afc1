"""The installation check of the start page: it names what is wrong, and what to do."""

import importlib.metadata
import os
from pathlib import Path

import pytest

from torchcourse import installation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "exercises" / "01_module"
    folder.mkdir(parents=True)
    for name in ("01_module.ipynb", "01_module.key.json"):
        (folder / name).write_text("{}")
    return tmp_path


def problems(capsys, course):
    installation.check(course)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 4
    return [line for line in lines if not line.startswith("ok       ")]


def test_this_installation_is_whole(capsys):
    assert problems(capsys, ROOT) == []


def test_the_course_is_found_from_a_folder_inside_it(capsys, course, monkeypatch):
    monkeypatch.chdir(course / "exercises" / "01_module")
    assert problems(capsys, None) == []


def test_outside_the_course_it_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = problems(capsys, None)
    assert "open this notebook inside the course" in line


def test_a_missing_package_is_named(capsys, course, monkeypatch):
    version = importlib.metadata.version

    def without_nbgrader(name):
        if name == "nbgrader":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", without_nbgrader)
    (line,) = problems(capsys, course)
    assert line.startswith("PROBLEM  nbgrader")
    assert "not installed; run `make lab` again" in line


def test_a_torch_that_is_not_supported_is_named(capsys, course, monkeypatch):
    version = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "2.4.1" if name == "torch" else version(name)
    )
    (line,) = problems(capsys, course)
    assert line.startswith("PROBLEM  torch<2.14,>=2.11: this is 2.4.1;")


@pytest.mark.parametrize("build", ["2.11.0+cu128", "2.13.0.dev20260401+cpu"])
def test_builds_for_one_platform_and_nightly_builds_are_supported(
    capsys, course, monkeypatch, build
):
    version = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: build if name == "torch" else version(name)
    )
    assert problems(capsys, course) == []


def test_an_exercise_without_its_key_is_named(capsys, course):
    (course / "exercises" / "01_module" / "01_module.key.json").unlink()
    (line,) = problems(capsys, course)
    assert "no key for 01_module" in line


def test_a_copy_of_an_exercise_uses_its_key(capsys, course):
    (course / "exercises" / "01_module" / "01_module-Copy1.ipynb").write_text("{}")
    assert problems(capsys, course) == []


def test_a_folder_that_is_closed_is_named(capsys, course, monkeypatch):
    closed = course / "exercises" / "01_module"
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed)
    (line,) = problems(capsys, course)
    assert line.startswith("PROBLEM  your work can be saved: 01_module")


def test_what_differs_from_machine_to_machine_is_described(capsys):
    installation.describe()
    said = capsys.readouterr().out
    assert f"torch {importlib.metadata.version('torch')}" in said
    assert "accelerator: " in said
