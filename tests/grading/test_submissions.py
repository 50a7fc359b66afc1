"""What can't be graded is refused with cause and remedy."""

import json
import os

import nbformat
import pytest
import toy

from grading import submissions

NAME = toy.NAME
GOOD = nbformat.writes(toy.solution())


@pytest.fixture
def hand_in(tmp_path):
    """Hand in one file, and return what is said of it."""

    def hand_in(content, name=f"{NAME}.ipynb", student="Li Na", folder=NAME):
        path = tmp_path / student / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return found(tmp_path)

    return hand_in


def everything(folder, *assignments):
    return [submissions.examine(*place, assignments) for place in submissions.places(folder)]


def found(folder):
    (one,) = everything(folder, "98_other", NAME)
    return one


def changed(**keys):
    return json.dumps(json.loads(GOOD) | keys)


def test_a_notebook_can_be_graded(hand_in):
    one = hand_in(GOOD)
    assert (one.student, one.assignment, one.problem) == ("Li Na", NAME, None)
    assert one.notebook.read_text() == GOOD


def test_old_and_newer_formats_can_be_graded(hand_in):
    for minor in (0, 4, 99):
        assert hand_in(changed(nbformat_minor=minor)).problem is None
    assert hand_in(nbformat.writes(toy.solution(), version=3)).problem is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b"print(1)", "The file is not JSON (Expecting value"),
        (GOOD[: len(GOOD) // 2], "The file is not JSON ("),
        (b"[" * 100_000, "The file is not JSON ("),
        (b"\x89PNG\x00\xff" * 9, "The file is not text."),
        (GOOD.encode("utf-16"), "The file was saved again by an editor"),
        (GOOD.encode("utf-8-sig"), "The file was saved again by an editor"),
        ("[1, 2]", "The file is JSON but no notebook."),
        ('{"cells": []}', "The file is JSON but no notebook."),
        (changed(cells=[]), "The notebook has no content."),
        (changed(metadata={"x": [{}] * 200_000}), "The file holds more than 200,000 values."),
        (changed(nbformat=5), "Jupyter can't read this notebook (Unsupported nbformat version 5"),
        (changed(cells=[1]), "Jupyter can't read this notebook ("),
        (changed(cells={"a": 1}), "Jupyter can't read this notebook ("),
        (changed(cells=[{"cell_type": "code"}]), "Jupyter can't read this notebook ("),
        (
            changed(cells=[{"cell_type": "sql", "metadata": {}, "source": "x"}]),
            "Jupyter can't read this notebook (cell 1 is not built as a cell)",
        ),
        (
            changed(cells=[{"cell_type": "raw", "metadata": {}, "source": 1}]),
            "Jupyter can't read this notebook (",
        ),
    ],
)
def test_broken_files(hand_in, content, problem):
    said = hand_in(content).problem
    assert said.startswith(problem)
    assert any(remedy in said for remedy in ("Ask for", "Save it as"))


def test_large_files(hand_in, monkeypatch):
    monkeypatch.setattr(submissions, "MAX_BYTES", len(GOOD) - 1)
    assert hand_in(GOOD).problem.startswith("The file has 0.0 MB, 0 at most.")


def test_large_folders(hand_in, monkeypatch):
    monkeypatch.setattr(submissions, "MAX_FOLDER_BYTES", len(GOOD) + 9)
    hand_in(GOOD)
    assert hand_in(b"0" * 10, name="data.bin").problem.startswith("The folder has 0.0 MB")


def test_a_notebook_of_another_name(hand_in):
    said = hand_in(GOOD, name="mine.ipynb").problem
    assert said == f"The notebook is called mine.ipynb. Rename it to {NAME}.ipynb and grade again."
    said = hand_in(GOOD, name=f"work/{NAME}.ipynb").problem
    assert said == f"There are 2 notebooks and none is {NAME}.ipynb. Keep one, renamed so."


def test_a_folder_without_a_notebook(hand_in):
    hand_in(GOOD, name=f".ipynb_checkpoints/{NAME}-checkpoint.ipynb")
    assert hand_in("text", name="essay.txt").problem == (
        f"There is no notebook. Ask for the file {NAME}.ipynb."
    )


def test_a_folder_that_is_called_like_a_notebook(hand_in):
    assert hand_in("text", name=f"{NAME}.ipynb/x.txt").problem.startswith(
        f"{NAME}.ipynb is a folder, not a notebook."
    )


def test_an_assignment_that_there_is_not(hand_in):
    assert hand_in(GOOD, folder="99_tyo").problem == (
        f"There is no assignment of this name. Rename the folder to one of: 98_other, {NAME}."
    )


def test_empty_folders_and_stray_files(tmp_path):
    (tmp_path / "Li" / NAME).mkdir(parents=True)
    (tmp_path / "Wu").mkdir()
    (tmp_path / "list.csv").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    li, wu, stray = everything(tmp_path, NAME)
    assert li.problem == f"The folder is empty. Ask for {NAME}.ipynb, or delete the folder."
    assert (wu.student, wu.problem[:20]) == ("Wu", "The folder is empty.")
    assert stray.problem.startswith("This is no folder.")
    assert everything(tmp_path / "none", NAME) == []


def test_links_and_devices(hand_in, tmp_path):
    hand_in(GOOD)
    folder = tmp_path / "Li Na" / NAME
    (folder / "passwords").symlink_to("/etc/passwd")
    assert found(tmp_path).problem.startswith("passwords is a link or no ordinary file.")
    (folder / "passwords").unlink()
    os.mkfifo(folder / "pipe")
    assert found(tmp_path).problem.startswith("pipe is a link or no ordinary file.")
    (folder / "pipe").unlink()
    folder.rename(tmp_path / "Li Na" / "elsewhere")
    folder.symlink_to(tmp_path / "Li Na" / "elsewhere")
    linked, _ = everything(tmp_path, NAME, "elsewhere")
    assert linked.problem.startswith("This is a link.")


def test_a_students_folder_that_is_a_link(tmp_path):
    (tmp_path / "Li").symlink_to(tmp_path.parent)
    assert found(tmp_path).problem.startswith("This is a link.")


@pytest.mark.parametrize("student", ["王 小明", "Zoë O'Neil", "{a}", "a+b", "-x", "=1+1", "a%20b"])
def test_names_that_will_do(hand_in, student):
    assert hand_in(GOOD, student=student).problem is None


UNFIT_NAMES = ["[x]*", "wh?", "a\nb", "a\x1b[2Jb", " ", "x" * 201, "<img>", "a&b", 'a"b', "a\\b"]
UNFIT_NAMES += [
    "Li ",
    " Li",
    "\u2003Li",
    "L\u200bi",
    "L\u202ei",
    "L\u3164i",
    "Li\u2800",
    "\ufeffLi",
    "L\u2028i",
    "L\u2029i",
]


@pytest.mark.parametrize("student", UNFIT_NAMES)
def test_names_that_will_not_do(hand_in, student):
    assert hand_in(GOOD, student=student).problem.startswith("The student's name")


def test_a_name_that_is_no_text_can_be_printed(hand_in):
    one = hand_in(GOOD, student=os.fsdecode(b"Zo\xeb"))
    assert one.student == "Zo\\udceb" and one.problem.startswith("The student's name holds")


def test_a_name_that_would_change_what_a_terminal_shows_can_be_printed(hand_in):
    one = hand_in(GOOD, student="a\r\x1b[2Kb\u202ec\u2028")
    assert one.student == "a\\r\\x1b[2Kb\\u202ec\\u2028"


def test_a_notebooks_name_that_would_change_what_a_terminal_shows_can_be_printed(hand_in):
    assert hand_in(GOOD, name="\x1b[2K.ipynb").problem.startswith(
        "The notebook is called \\x1b[2K."
    )


def test_a_timestamp_that_is_none(hand_in):
    hand_in(GOOD)
    for good in ("", "2026-02-02 15:58:23.948203 UTC", "2026-02-02 15:58:23 Asia/Shanghai"):
        assert hand_in(good, name="timestamp.txt").problem is None
    for bad in ("nonsense", b"\xff\xfe", "99999-99-99", "10:00", "10:00 UTC", "2026", "Monday",
                "12 " * 100, "9" * 60 + "m", "2026-01-01 00:00:00 ..", "1 /dev/null"):  # fmt: skip
        assert hand_in(bad, name="timestamp.txt").problem.startswith("timestamp.txt holds no date")
