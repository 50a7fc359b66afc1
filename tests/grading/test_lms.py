"""A class that handed in through an LMS: pages and points go back into it."""

import contextlib
import csv
import io
import os
import zipfile

import nbformat
import pytest
import toy
from toy import FULL

from grading import results
from grading.__main__ import main

NAME = toy.NAME
MOODLE = "{}_{}_assignsubmission_file_/"
STUDENTS = {"Ada_Lovelace": "11", "Li Na": "12", "王 小明": "13", "Wei Wang": "14"}
MISTAKE = "adam"
HEADER = ["Identifier", "Full name", "ID number", "Grade", "Last modified (grade)"]


def notebook(**answers):
    return nbformat.writes(toy.filled(toy.released(), **answers))


def write_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def collect_and_grade(export, area):
    """Do what an instructor does, without a sandbox; return the exit codes and what was said."""
    with contextlib.redirect_stdout(io.StringIO()) as said, pytest.MonkeyPatch.context() as patch:
        patch.setattr("grading.__main__.start_ahead", lambda trusted: None)  # all share one server
        collected = main(["collect", NAME, "--zip", str(export), "--area", str(area)])
        graded = main(["grade", "--trusted", "--workers", "1", "--area", str(area)])
    return collected, graded, said.getvalue()


@pytest.fixture(scope="module")
def graded(course, tmp_path_factory):
    """The folder of a class from Moodle that is graded; its export lies beside it."""
    area = tmp_path_factory.mktemp("class") / "area"
    collected, graded, said = collect_and_grade(
        write_zip(area.with_name("export.zip"), members()), area
    )
    assert (collected, graded) == (1, 0)  # Zoe is refused
    assert f"refused    {NAME}  Zoe  There is no notebook" in said
    assert "\nThese submissions were run WITHOUT a sandbox" in said
    return area


def test_each_stored_result_says_that_there_was_no_sandbox(graded):
    for student in STUDENTS:
        stored = results.read(results.path(graded / "results", NAME, student))
        assert results.TRUSTED in stored["notes"]


def test_the_file_of_grades_names_everybody(graded):
    header, *rows = read(graded / "grades.csv")
    assert [row[header.index("student")] for row in rows] == sorted(STUDENTS)


def members(**others):
    """The content of an export from Moodle; `others` handed in something else."""
    content = {name: notebook() for name in STUDENTS} | {
        "Li Na": notebook(choice=f"def choice():\n    return '{MISTAKE}'"),
        "Wei Wang": notebook(why="Because."),
    }
    content |= others
    return {
        MOODLE.format(name, STUDENTS[name]) + f"{NAME}.ipynb": text
        for name, text in content.items()
    } | {MOODLE.format("Zoe", "15") + "essay.txt": "I did my best."}


def feedback(area, *arguments, export="export.zip"):
    paths = [str(area.with_name(export)), *arguments]
    return main(["feedback", NAME, "--area", str(area), "--zip", *paths])


def worksheet(path, header=HEADER, delimiter=",", who="Participant {}"):
    rows = [[who.format(n), f"{n} Doe", "4711", "", "-"] for n in (11, 12, 13, 14, 15, 99)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


def read(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def pages(area):
    with zipfile.ZipFile(area / "lms" / f"{NAME}.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_pages_lie_where_moodle_looks_for_them(graded, capsys):
    assert feedback(graded) == 1
    said = capsys.readouterr().out
    found = pages(graded)
    places = {"Ada Lovelace_11", "Li Na_12", "王 小明_13", "Wei Wang_14"}
    assert found.keys() == {f"{who}_assignsubmission_file_/{NAME}.html" for who in places}
    assert [name for name, page in found.items() if MISTAKE in page] == [
        f"Li Na_12_assignsubmission_file_/{NAME}.html"
    ]
    assert "Zoe: There is no notebook for it among: essay.txt." in said
    assert "4 feedback pages: " in said


@pytest.mark.parametrize(("delimiter", "title"), [(",", "Grade"), (";", "Bewertung")])
def test_points_go_into_the_worksheet_and_the_rest_stays(
    graded, tmp_path, capsys, delimiter, title
):
    header = [*HEADER[:3], title, HEADER[4]]
    sheet = worksheet(tmp_path / "Grades.csv", header, delimiter)
    before = read(sheet, delimiter)
    column = [] if title == "Grade" else ["--column", title]
    assert feedback(graded, "--worksheet", str(sheet), *column) == 1
    found = read(graded / "lms" / "Grades.csv", delimiter)
    given = {row[0]: row.pop(3) for row in found}
    assert given.pop("Identifier") == title
    full, less = f"{FULL:g}", f"{FULL - toy.POINTS['choice']:g}"
    assert {who: points for who, points in given.items() if points} == {
        "Participant 11": full,
        "Participant 12": less,
        "Participant 13": full,
    }
    assert found == [[*row[:3], *row[4:]] for row in before]
    assert (graded / "lms" / "Grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    said = capsys.readouterr().out
    assert "Wei Wang: no points yet, to be graded by hand: why" in said
    assert "Points of 3 students: " in said


def test_who_is_not_in_the_worksheet_is_named(graded, tmp_path, capsys):
    sheet = worksheet(tmp_path / "Grades.csv")
    sheet.write_text(sheet.read_text("utf-8").replace("Participant 13", "Participant 23"), "utf-8")
    assert feedback(graded, "--worksheet", str(sheet)) == 1
    assert "Not in it: 王 小明\n" in capsys.readouterr().err


def test_a_page_on_another_file_is_kept_back(graded, tmp_path, capsys):
    newer = notebook(twice="def twice(x):\n    return x")
    write_zip(graded.with_name("again.zip"), members(Ada_Lovelace=newer))
    assert feedback(graded, export="again.zip") == 1
    assert "Ada_Lovelace: Another file than the one in this export is" in capsys.readouterr().out
    assert not any("Ada" in name for name in pages(graded))


def test_a_page_from_before_the_submission_is_kept_back(graded, capsys):
    page = graded / "feedback" / "Li Na" / NAME / f"{NAME}.html"
    now = page.stat().st_mtime
    os.utime(page, (1, 1))
    try:
        assert feedback(graded) == 1
    finally:
        os.utime(page, (now, now))
    assert "Li Na: Its page is older than the submission." in capsys.readouterr().out
    assert not any("Li Na" in name for name in pages(graded))


def test_a_class_in_folders_gets_pages_in_folders(graded, capsys):
    write_zip(graded.with_name("folders.zip"), {f"王 小明/{NAME}.ipynb": notebook()})
    assert feedback(graded, export="folders.zip") == 0
    assert [*pages(graded)] == [f"王 小明/{NAME}.html"]


def test_canvas_gets_points_and_no_pages(graded, tmp_path, capsys):
    area = tmp_path / "area"
    export = write_zip(tmp_path / "export.zip", {f"wangwei_LATE_11_456_{NAME}.ipynb": notebook()})
    assert collect_and_grade(export, area)[:2] == (0, 0)
    (area / "lms").mkdir()
    (area / "lms" / f"{NAME}.zip").write_bytes(b"of an earlier time")
    header = ["Student", "ID", "SIS User ID", f"{NAME} (9876)", "Section"]
    sheet = worksheet(tmp_path / "gradebook.csv", header, who="{}")
    assert feedback(area, "--worksheet", str(sheet)) == 0
    given = [row[3] for row in read(area / "lms" / "gradebook.csv")]
    assert given == [f"{NAME} (9876)", f"{FULL:g}", *[""] * 5]
    assert "No feedback pages: Canvas" in capsys.readouterr().out
    assert not (area / "lms" / f"{NAME}.zip").exists()


def test_a_column_is_one_of_a_worksheet(graded, capsys):
    assert feedback(graded, "--column", "Grade") == 2
    assert "--worksheet FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04\xff", "no CSV file in UTF-8"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"Identifier,Grade\nParticipant 99,\n", "No column of"),
        (
            b"Identifier,Points,Notes\nParticipant 11,,\n",
            "--column NAME; there are: 'Identifier', ",
        ),
        (b"Identifier,Grade,Grade\nParticipant 11,,\n", "--column NAME"),
    ],
)
def test_what_is_wrong_with_a_worksheet_is_said(graded, tmp_path, capsys, content, problem):
    sheet = tmp_path / "Grades.csv"
    sheet.write_bytes(content)
    (graded / "lms").mkdir(exist_ok=True)
    before = {path: path.read_bytes() for path in (graded / "lms").iterdir()}
    assert feedback(graded, "--worksheet", str(sheet)) == 1
    said = capsys.readouterr().err
    assert problem in said and str(sheet) in said
    assert {path: path.read_bytes() for path in (graded / "lms").iterdir()} == before


def test_nothing_is_given_back_before_it_is_graded(graded, tmp_path, capsys):
    write_zip(tmp_path / "export.zip", members())
    assert feedback(tmp_path / "area") == 1
    said = capsys.readouterr()
    assert said.out.count("Nothing of it was graded.") == 4 and not said.err
    (tmp_path / "export.zip").write_bytes(b"no zip")
    assert feedback(tmp_path / "area") == 1
    assert "is no zip file" in capsys.readouterr().err
    assert feedback(tmp_path / "area", "--worksheet", "none.csv", export="export.zip") == 1
