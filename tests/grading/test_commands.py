"""What `python -m grading` says where it can't do what it is asked."""

import errno
import shutil

import pytest

from grading import folders
from grading.__main__ import AGAIN, ANEW, ELSEWHERE, TRUSTED, main, run
from grading.area import FOLDERS, Busy, DiskFull, GradebookUnreadable, require_readable
from grading.seeds import SecretUnusable
from grading.student_version import ReleaseError

NAME = folders.assignments()[0]


def test_the_assignment_comes_before_the_zip_files(tmp_path, capsys):
    area = tmp_path / "area"
    assert main(["collect", "--zip", "export.zip", NAME, "--area", str(area)]) == 2
    assert f"collect {NAME} --zip FILE" in capsys.readouterr().err
    assert not area.exists()


@pytest.mark.parametrize("command", ["grade", "demo"])
@pytest.mark.parametrize("options", [[], ["--trusted"]])
def test_where_submissions_can_be_executed_is_said(monkeypatch, capsys, command, options):
    def start(*_):
        raise AssertionError("there is nothing to be started")

    monkeypatch.setattr("grading.__main__.start_ahead", start)
    monkeypatch.setattr("sys.platform", "darwin")
    assert main([command, *options]) == 3
    assert capsys.readouterr().err == f"{ELSEWHERE}\n"


def test_without_bubblewrap_nothing_is_graded_and_the_way_without_is_named(
    tmp_path, monkeypatch, capsys
):
    exercise = folders.EXERCISES / NAME
    shutil.copytree(exercise, tmp_path / "submitted" / "Li" / NAME)
    monkeypatch.setattr("grading.autograde.shared", {})  # a sandbox of another test
    monkeypatch.setenv("PATH", "")
    assert main(["grade", NAME, "--area", str(tmp_path)]) == 3
    said = capsys.readouterr().err
    assert said.startswith("bubblewrap is missing") and said.endswith(f"\n{TRUSTED}\n")
    assert not (tmp_path / "autograded").exists()


def test_what_stands_in_the_way_is_named(monkeypatch, capsys):
    def fail(*_):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", "grading/grades.csv")

    monkeypatch.setattr("grading.collect.from_exchange", fail)
    assert main(["collect", NAME]) == 1
    assert capsys.readouterr().err.startswith("grading/grades.csv: Is a directory. Mend that.")


def test_ctrl_c_ends_any_command_without_a_traceback(monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("grading.collect.from_exchange", stop)
    assert main(["collect", NAME]) == 130
    assert capsys.readouterr().err == f"\nStopped. {AGAIN}\n"


class Stopped:
    """A grader that is stopped before it is done with anybody."""

    def __init__(self, error):
        self.error = error

    def places(self, assignment):
        return []

    def grade(self, assignment, force):
        raise self.error


@pytest.mark.parametrize(("force", "said"), [(False, AGAIN), (True, ANEW)])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), DiskFull("Nothing is lost.")])
def test_what_is_stopped_says_what_the_same_command_then_does(capsys, error, force, said):
    assert run(Stopped(error), None, force)
    assert capsys.readouterr().err.endswith(f" {said}\n")


@pytest.mark.parametrize("kind", [Busy, GradebookUnreadable, ReleaseError, SecretUnusable])
def test_what_keeps_grading_from_beginning_is_said(capsys, kind):
    assert run(Stopped(kind("Mend this."))) == 1
    assert capsys.readouterr().err == "Mend this.\n"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_in_the_place_of_a_folder_is_named(tmp_path, capsys, name):
    (tmp_path / name).write_text("mine")
    assert main(["grade", NAME, "--area", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path / name}: Not a directory. Mend that.")
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"no SQLite" * 99), "mkdir"])
def test_what_is_no_gradebook_is_named_with_a_remedy(tmp_path, make):
    path = tmp_path / "gradebook.db"
    path.mkdir() if make == "mkdir" else make(path)
    with pytest.raises(GradebookUnreadable, match=r"gradebook\.db can't be read .* backup"):
        require_readable(path)


def test_a_gradebook_that_is_new_or_empty_is_none_to_complain_about(tmp_path):
    require_readable(tmp_path / "gradebook.db")
    (tmp_path / "gradebook.db").touch()
    require_readable(tmp_path / "gradebook.db")
