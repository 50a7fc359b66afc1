"""Files, archives and names that reach for more than a place among the submissions."""

import contextlib
import io
import os
import re
import socket
import subprocess
import tarfile
import time
import zipfile

import pytest
from attack import toy

from grading import submissions
from grading.collect import CollectError, from_zip
from grading.own_code import own_code
from grading.report import harmless
from grading.submissions import examine
from torchcourse.check.reliance import with_helpers
from torchcourse.check.source import forbidden_names

NAME = toy.NAME
CONTENT = b"a notebook"


@pytest.fixture
def folder(tmp_path):
    """A student's folder with one file, beside which there is something precious."""
    folder = tmp_path / "area" / "submitted" / "student" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_bytes(CONTENT)
    (tmp_path / "area" / "hidden_seed").write_bytes(b"precious")
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)  # Python can't remove folders so deep


def symbolic_link(folder):
    (folder / "data.csv").symlink_to(folder.parents[2] / "hidden_seed")


def link_as_notebook(folder):
    (folder / f"{NAME}.ipynb").unlink()
    (folder / f"{NAME}.ipynb").symlink_to(folder.parents[2] / "hidden_seed")


def linked_folder(folder):
    (folder / "data").symlink_to("/", target_is_directory=True)


def dead_link(folder):
    (folder / "data.csv").symlink_to("nowhere")


def hard_link(folder):
    os.link(folder.parents[2] / "hidden_seed", folder / "data.csv")


def fifo(folder):
    os.mkfifo(folder / "data.csv")


def fifo_as_notebook(folder):
    (folder / f"{NAME}.ipynb").unlink()
    os.mkfifo(folder / f"{NAME}.ipynb")


def fifo_as_time(folder):
    os.mkfifo(folder / "timestamp.txt")


def socket_file(folder):
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket has a hundred letters at most
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("s")
    finally:
        os.chdir(here)


def sparse_file(folder):
    with (folder / "data.csv").open("wb") as file:
        file.truncate(1 << 40)


def many_files(folder):
    for number in range(submissions.MAX_FILES + 1):
        (folder / str(number)).touch()


def deep_folders(folder):
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.fchdir(here)
        os.close(here)


LAID = {
    symbolic_link: "data.csv is a link or no ordinary file",
    link_as_notebook: "is a link or no ordinary file",
    linked_folder: "data is a link",
    dead_link: "data.csv is a link",
    hard_link: "data.csv is a hard link",
    fifo: "data.csv is a link or no ordinary file",
    fifo_as_notebook: "is a link or no ordinary file",
    fifo_as_time: "timestamp.txt is a link or no ordinary file",
    socket_file: "s is a link or no ordinary file",
    sparse_file: "100 at most",
    many_files: "more than 10,000 files",
    deep_folders: "more than 50 deep",
}


@pytest.mark.parametrize("lay", LAID, ids=lambda lay: lay.__name__)
def test_what_is_no_ordinary_file_is_refused_and_never_opened(folder, lay):
    lay(folder)
    assert LAID[lay] in examine("student", folder, [NAME]).problem
    assert len(submissions.places(folder.parents[1])) == 1  # nobody else is disturbed


def test_a_folder_that_is_a_link_is_refused(folder):
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"), target_is_directory=True)
    assert "This is a link" in examine("student", folder, [NAME]).problem
    (folder.parents[1] / "eve").symlink_to(folder.parent, target_is_directory=True)
    eve = dict(submissions.places(folder.parents[1]))["eve"]
    assert "This is a link" in examine("eve", eve, [NAME]).problem


# Archives -------------------------------------------------------------------------------------


def archive(*members) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data, *when in members:
            info = zipfile.ZipInfo(name, *when) if isinstance(name, str) else name
            file.writestr(info, data)
    return content.getvalue()


@pytest.fixture
def collect(tmp_path):
    def collect(content: bytes):
        (tmp_path / "export.zip").write_bytes(content)
        return list(from_zip(tmp_path / "export.zip", tmp_path / "area", [NAME]))

    return collect


def files(root):
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


NOTEBOOK = f"{NAME}.ipynb"
TRAVERSALS = [
    f"../../{NOTEBOOK}",
    f"/tmp/{NOTEBOOK}",
    f"..\\..\\eve\\{NOTEBOOK}",
    f"eve/{NAME}/../../../../{NOTEBOOK}",
    f"C:\\eve\\{NAME}\\{NOTEBOOK}",
    f"eve/../../hidden_seed/{NAME}/{NOTEBOOK}",
    f"./.././{NAME}/{NOTEBOOK}",
    f"eve/{NAME}/..",
    f"eve\0/{NAME}/{NOTEBOOK}",
    f"*/{NAME}/{NOTEBOOK}",
    f"..%2f..%2feve/{NAME}/{NOTEBOOK}",
    f".._1_assignsubmission_file_/{NOTEBOOK}",
    f"../_1_assignsubmission_file_/{NOTEBOOK}",
]


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_archive_writes_outside_of_submitted(collect, tmp_path, name):
    (tmp_path / "area").mkdir()
    (tmp_path / "area" / "hidden_seed").write_text("precious")
    with contextlib.suppress(CollectError):
        collect(archive((name, CONTENT)))
    places = files(tmp_path) - {"export.zip", "area/hidden_seed"}
    assert all(place.startswith("area/submitted/") for place in places), places
    assert all(place.endswith(f"/{NAME}/{NOTEBOOK}") for place in places), places
    assert (tmp_path / "area" / "hidden_seed").read_text() == "precious"


def test_a_bomb_is_not_unpacked(collect, tmp_path):
    bomb = archive((f"eve/{NAME}/{NOTEBOOK}", b"0" * 200_000_000))
    started = time.process_time()
    (one,) = collect(bomb)
    assert one.state == "refused" and "20 at most" in one.reason
    assert time.process_time() - started < 2 and not files(tmp_path / "area")


def test_a_bomb_in_a_students_own_archive_is_not_unpacked(collect, tmp_path):
    inner = archive(*[(f"{number}.zip", b"0" * 10_000_000) for number in range(20)])
    outer = archive((f"eve/{NAME}/answers.zip", inner))
    assert all(one.state == "refused" for one in collect(outer))
    assert not files(tmp_path / "area")


def test_an_archive_that_is_damaged_in_any_way_stops_nobody(collect):
    """Each packs in its own way, and its program fails in its own."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", method) as file:
            file.writestr(NOTEBOOK, CONTENT * 100)
        for place in range(len(content.getvalue()) // 2):
            inner = bytearray(content.getvalue())
            inner[place] ^= 0xFF
            members = [("Eve_7_assignsubmission_file_/a.zip", bytes(inner))]
            found = collect(archive(*members, (f"Wu_8_assignsubmission_file_/{NOTEBOOK}", CONTENT)))
            assert [one.student for one in found] == ["Eve", "Wu"]
            assert found[1].state != "refused"


def test_a_long_name_takes_no_time_and_fills_no_terminal(collect):
    letters = "\u0315\u0300" * 10_000  # to put them into their order takes the square of the time
    names = [f"{number}{letters}.ipynb" for number in range(20)] + ["x" * 60_000 + ".ipynb"]
    inner = archive(*((name, CONTENT) for name in names), ("y" * 900 + ".ipynb", CONTENT))
    started = time.process_time()
    (one,) = collect(archive((f"eve/{NAME}/a.zip", inner)))
    assert time.process_time() - started < 1
    assert one.state == "collected" and len(one.reason) < 200


def test_very_many_names_take_no_time(collect):
    inner = archive(*((f"{number}.ipynb", b"") for number in range(50_000)))
    started = time.process_time()
    (one,) = collect(archive(*((f"eve/{NAME}/{number}.zip", inner) for number in range(3))))
    assert time.process_time() - started < 1
    assert one.state == "refused" and "no notebook" in one.reason


def test_a_tar_file_with_a_traversal_is_no_zip_file(collect, tmp_path):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo(f"../../{NOTEBOOK}"), io.BytesIO())
    with pytest.raises(CollectError, match="is no zip file"):
        collect(content.getvalue())
    assert files(tmp_path) == {"export.zip"}


def test_a_tar_file_as_a_notebook_is_refused_when_graded(folder):
    with tarfile.open(folder / f"{NAME}.ipynb", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../../evil.ipynb"), io.BytesIO())
    assert "The file is not text" in examine("student", folder, [NAME]).problem


NOON, EARLIER = (2026, 3, 1, 12, 0, 0), (2020, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "members",
    [
        [("Eve_7_assignsubmission_file_/" + NOTEBOOK, CONTENT, NOON),
         ("Eve_7_assignsubmission_file_/timestamp.txt", b"2020-01-01 00:00:00 UTC", NOON)],
        [("eve_7_8_" + NOTEBOOK, CONTENT, NOON),
         ("eve_7_8_timestamp.txt", b"2020-01-01 00:00:00 UTC", NOON)],
        [("Eve_7_assignsubmission_file_/a.zip", archive((NOTEBOOK, CONTENT, EARLIER)), NOON)],
    ],
    ids=["Moodle", "Canvas", "a zip of one's own"],
)  # fmt: skip
def test_a_time_that_the_student_wrote_counts_for_nothing(collect, tmp_path, members):
    (one,) = collect(archive(*members))
    assert one.state == "collected", one
    (stamp,) = (tmp_path / "area").rglob("timestamp.txt")
    assert "2020" not in stamp.read_text() and "2026-03-01" in stamp.read_text()


# Names and sources ----------------------------------------------------------------------------


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1', "＝1", "＠SUM", "a;=1", "a; -1"]
FORMULAS += ["a\t=1", "a\r+1", "a\n=1", "\ufeff=1", "\u200b\u2066=1", "\u3000=1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_spreadsheet_computes_a_name(name):
    parts = re.split("[;\t\r\n]", harmless(name))
    assert any(part.startswith("'") for part in parts) and harmless(name).replace("'", "") == name


@pytest.mark.parametrize("name", ["Wei Wang", "O'Neill", "Anne-Marie", "a;b", "1=1", "", 3.5, None])
def test_other_names_stay_as_they_are(name):
    assert harmless(name) == name


SLOW = {
    "commands": "%a\n" * 3_000,
    "a long question": "a" * 90_000 + " b?",
    "a long cell": "x = [" + "1," * 400_000 + "]",
    "a long chain": "x" + ".a" * 45_000,
    "lines that go on": "%a \\\n" * 20_000,
    "a line of space": "?\n" + " " * 90_000 + "$",
    "a long import": "import a" + ".a" * 45_000,
    "marks on one letter": "a" + "\u0301\u0323" * 15_000,
    "signs that are two marks": "a" + "\u0f73" * 15_000,
    "marks in a command": "%%a\n" + "a" + "\u0301\u0323" * 15_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_source_takes_the_graders_time(name):
    cells = toy.filled(toy.solution()).cells
    for cell in cells:
        if cell.metadata.nbgrader.solution and cell.cell_type == "code":
            cell.source = SLOW[name]
    started = time.process_time()
    for sources in own_code(cells).values():
        forbidden_names(sources, ["mul"])
    assert time.process_time() - started < 3


def test_a_thousand_helpers_take_no_time():
    cells = [f"a{number} = a{number + 1}" for number in range(submissions.MAX_CELLS)]
    started = time.process_time()
    assert len(with_helpers(["a0"], cells)) == len(cells) + 1
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "source",
    [
        "torch.ｍｕｌ(x, 2)",
        "%matplotlib inline\ntorch.ｍｕｌ(x, 2)",
        "eval('torch.mul(x, 2)')",
        "exec(b'y = torch.mul(x, 2)')",
        "getattr(torch, 'mul')(x, 2)",
        "from torch import mul as m",
        "x = 0x" + "f" * 5_000 + "\ntorch.mul",
        "# " + "x" * 200_000 + "\ntorch.mul",
    ],
    ids=range(8),
)
def test_what_is_forbidden_is_found(source):
    assert forbidden_names([source], ["mul"])[0] == "mul"


def test_a_helper_behind_a_command_is_found():
    cell = "%time helper = torch.mul"
    assert with_helpers(["helper(x)"], [cell]) == ["helper(x)", cell]
    assert with_helpers(["helper(x)"], ["%time helper(torch.mul)"]) == ["helper(x)"]
