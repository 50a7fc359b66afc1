"""Grading that is ended, by whatever means, goes on where it stopped and ends the same.

KILLS=50 make test-unit ARGS="-k killed" kills it at fifty random moments, not at three.
"""

import errno
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
import toy
from toy import REPOSITORY

from grading import area, results
from grading.area import Busy, DiskFull, only_one, put_back_on_failure
from grading.grade import Grader
from grading.pool import Lost
from grading.worker import Execute

KILLS = int(os.environ.get("KILLS", "3"))
GRADE = """\
import sys
from pathlib import Path
from grading import folders
from grading.__main__ import main
folders.use(Path(sys.argv[1]))
sys.exit(main(["grade", "--workers", "2", *sys.argv[2:]]))
"""
CLASS = {
    "half": {"twice": "def twice(x):\n    return 2 * (x if hasattr(x, 'shape') else int(x))"},
    "dies": {"choice": "def choice():\n    import os\n    os._exit(0)"},
    "right": {},
    # Others are done before it, so that there is a moment at which grading can be stopped.
    "slow": {"choice": f"import time\n\ntime.sleep(3)\n{toy.ANSWERS['choice']}"},
    "writes": {"why": toy.REASON},
}
# nbgrader's tables name rows by random ids: what they say is compared, by student.
CONTENT = """\
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
    grade.extra_credit, grade.needs_manual_grade
FROM grade JOIN base_cell ON grade.cell_id = base_cell.id
JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
ORDER BY 1, 2"""


def start(course, folder, *options, **more):
    command = [sys.executable, "-c", GRADE, str(course), "--area", str(folder), *options]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=toy.environment(), **streams | more)


def heed_ctrl_c():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def finish(course, folder, *options):
    process = start(course, folder, *options)
    printed, complaints = process.communicate(timeout=300)
    assert process.returncode == 0, printed + complaints
    return printed


def hand_in(folder):
    """Hand in for the class, with the secret of the course's own area, so that seeds agree."""
    for student, answers in CLASS.items():
        place = folder / "submitted" / student / toy.NAME
        place.mkdir(parents=True)
        nbformat.write(toy.filled(toy.released(), **answers), place / f"{toy.NAME}.ipynb")
    (folder / "hidden_seed").write_text("07" * 32 + "\n")


def content(folder):
    """What grading has written: the gradebook, the results and the feedback."""
    with closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        rows = gradebook.execute(CONTENT).fetchall()
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for kind in ("results", "feedback")
        for path in (folder / kind).rglob("*.*")
    }
    stamps = {name: text.split()[1] for name, text in files.items() if name.endswith(".sha256")}
    return rows, files | stamps


@pytest.fixture(scope="module")
def uninterrupted(course, bubblewrap, tmp_path_factory):
    """What an uninterrupted run gives, and how long it takes."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    hand_in(folder)
    began = time.monotonic()
    finish(course, folder)
    seconds = time.monotonic() - began
    found = content(folder)
    assert len(found[0]) == len(CLASS) * 4
    return found, seconds


@pytest.mark.slow
def test_killed_at_any_moment_it_ends_as_if_it_had_not_been(course, uninterrupted, tmp_path):
    wanted, seconds = uninterrupted
    hand_in(tmp_path)
    for _ in range(KILLS):
        process = start(course, tmp_path)
        time.sleep(random.uniform(0.2, 1) * seconds)
        process.kill()
        process.communicate()
        if random.random() < 0.3:  # start anew now and then, for moments early in a run
            for kind in ("results", "feedback", "autograded", "jobs"):
                shutil.rmtree(tmp_path / kind, ignore_errors=True)
            (tmp_path / "gradebook.db").unlink(missing_ok=True)
    finish(course, tmp_path)
    assert content(tmp_path) == wanted
    assert not [*tmp_path.glob("autograded/*/.*")]
    printed = finish(course, tmp_path)
    assert printed.count("unchanged  99_toy") == len(CLASS)


@pytest.mark.slow
def test_ctrl_c_ends_it_soon_and_says_how_to_go_on(course, uninterrupted, tmp_path):
    wanted, _ = uninterrupted
    hand_in(tmp_path)
    # What a shell starts in the background, perhaps all of these tests, ignores Ctrl-C.
    process = start(course, tmp_path, start_new_session=True, preexec_fn=heed_ctrl_c)
    line = process.stdout.readline()
    assert "99_toy" in line, line + process.stderr.read()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
    process.wait(timeout=10)  # 1.1 s on a quiet machine
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "it goes on where it stopped" in complaints and "Traceback" not in complaints
    finish(course, tmp_path)
    assert content(tmp_path) == wanted


def test_a_second_grader_is_told_so_and_changes_nothing(course, tmp_path):
    hand_in(tmp_path)
    grader = Grader(tmp_path)
    with only_one(tmp_path):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(Busy, match=f"process {os.getpid()}"):
            list(grader.grade())
        assert sorted(tmp_path.rglob("*")) == before
    with only_one(tmp_path):
        pass


def test_a_lock_is_gone_with_its_process(tmp_path):
    code = (
        "import sys, os, signal, pathlib; from grading.area import only_one\n"
        "with only_one(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=REPOSITORY)
    with only_one(tmp_path), (tmp_path / ".lock").open() as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        ("OSError(28, 'No space left on device')", None),
        ("GradingFailed('sqlite3.OperationalError: database or disk is full')", None),
        ("x", errno.EDQUOT),
    ],
)
def test_a_full_disk_stops_everything(tmp_path, reason, number):
    grader = Grader(tmp_path)
    task = Execute("Li", Path(tmp_path / "submitted" / "Li" / toy.NAME))
    with pytest.raises(DiskFull, match="Nothing is lost"):
        grader.settle(task, Lost(reason, number))
    assert grader.settle(task, Lost("another reason")).state == "failed"


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    results.write_atomically(target, "old")

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        results.write_atomically(target, "new")
    assert target.read_text() == "old" and [*tmp_path.iterdir()] == [target]


def test_what_a_killed_grader_had_put_aside_is_put_back(tmp_path):
    folder, earlier = tmp_path / "99_toy", tmp_path / ".99_toy"
    for place, text in ((folder, "half"), (earlier, "whole")):
        place.mkdir()
        (place / "x").write_text(text)
    with pytest.raises(ValueError), put_back_on_failure(folder):
        assert not folder.exists()
        raise ValueError
    assert (folder / "x").read_text() == "whole" and not earlier.exists()


def test_errors_of_other_kinds_stop_nothing():
    area.stop_if_full(Path("x"), "NameError: no space", errno.EACCES)
