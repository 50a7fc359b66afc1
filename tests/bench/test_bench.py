"""Who is graded by whom in `make bench`, and that an interrupt leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from grading import kernels
from grading.assignment import grade_id
from tools.bench import __main__ as bench
from tools.bench import graders, otter, sample
from tools.bench.measure import Usage

ROOT = Path(__file__).parents[2]
NAME = "02_optimizers"


@pytest.fixture(scope="module")
def wanted():
    return sample.SampleClass(NAME)


@pytest.fixture(scope="module")
def ten(wanted):
    return list(wanted.submissions(10))


def cells(submission):
    notebook = nbformat.reads(submission.notebook, as_version=4)
    return {grade_id(cell): cell.source for cell in notebook.cells}


def test_no_two_submissions_are_equal(wanted):
    everyone = list(wanted.submissions(24))
    answers = [
        "\n".join(text for name, text in cells(one).items() if name.endswith("-answer"))
        for one in everyone
    ]
    assert len(set(answers)) == len({one.student for one in everyone}) == 24


def test_a_smaller_class_is_the_beginning_of_a_larger_one(wanted, ten):
    assert list(wanted.submissions(3)) == ten[:3]
    assert {one.kind for one in ten[:3]} == {sample.SOLVED, sample.WRONG, sample.EMPTY}


def test_wrong_answers_are_the_banks(wanted, ten):
    solved, wrong, empty = (cells(one) for one in ten[:3])
    differing = {name for name in solved if solved[name] != wrong[name]}
    assert 1 <= len(differing - {"train_step-answer"}) <= 3
    assert all("raise NotImplementedError()" in empty[name] for name in differing)


def test_kernels_are_not_forked_for_the_others(monkeypatch):
    monkeypatch.setenv(kernels.VARIABLE, kernels.NAME)
    inside = graders.environment(MORE="1")
    assert kernels.VARIABLE not in inside
    assert inside["MORE"] == "1"


def test_a_grader_that_has_not_graded_is_not_measured(wanted, ten):
    right = {one.student: 20.0 if one.kind == sample.SOLVED else 0.0 for one in ten}
    graders.hold_to_scores("it", wanted, ten, right)
    with pytest.raises(graders.BenchError, match=r"0 points to student-0001.* is solved"):
        graders.hold_to_scores("it", wanted, ten, {**right, "student-0001": 0.0})
    with pytest.raises(graders.BenchError, match=r"2 points to student-0003.* is empty"):
        graders.hold_to_scores("it", wanted, ten, {**right, "student-0003": 2.0})
    del right["student-0002"]
    with pytest.raises(graders.BenchError, match="no score to student-0002"):
        graders.hold_to_scores("it", wanted, ten, right)


def test_a_failed_command_is_named_with_what_it_said():
    with pytest.raises(graders.BenchError, match="it ended with code 3:\nno such thing"):
        graders.succeed("it", Usage(1.0, 1.0, 1, code=3, output="no such thing\n"))


def test_otters_submissions_have_all_but_the_checks(ten):
    before = nbformat.reads(ten[0].notebook, as_version=4).cells
    after = nbformat.reads(otter.without_checks(ten[0].notebook), as_version=4).cells
    gone = {grade_id(cell) for cell in before} - {grade_id(cell) for cell in after}
    assert len(gone) == len(before) - len(after) == 8
    assert not any("@check(" in cell.source for cell in after)


def test_otters_tests_are_python():
    source = 'text = \'"""\\n{}"""\'\n'
    text = otter.TEST.format(name="a_task", points=2, source=source)
    names = {}
    compile(text, "a_task.py", "exec")
    exec(text.split("@test_case()")[0].split("\n\n", 2)[2], names)
    assert names["PROBE"] == source
    assert (names["OK_FORMAT"], names["name"], names["points"]) == (False, "a_task", 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--assignment", "no_such"], "There is no assignment no_such; there are: 01_module"),
        (["--notebooks", "no_such.ipynb"], "no_such.ipynb: there is no such notebook"),
    ],
)
def test_what_is_not_there_is_named(arguments, said, capsys):
    assert bench.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_no_submissions_cannot_be_graded(capsys):
    with pytest.raises(SystemExit):
        bench.main(["--sizes", "0"])
    assert "0 submissions cannot be graded: give 1 or more" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_an_interrupt_leaves_nothing_behind(tmp_path):
    command = [sys.executable, "-m", "tools.bench", "--other-sizes", "1", "--only", "stock"]
    inside = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(command, cwd=ROOT, env=inside, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    folder = "bench-*/stock/submitted"
    while not (begun := list(tmp_path.glob(folder))) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    below = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    assert "Stopped; nothing was recorded." in process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert begun and below
    assert not any(one.is_running() for one in below)
    assert list(tmp_path.iterdir()) == []
