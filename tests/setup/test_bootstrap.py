"""The set-up: what it installs, when it does nothing, and what it says when it cannot go on."""

import ast
import errno
import importlib.util
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from tools import bootstrap, problems

NO_NETWORK = """\
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after \
connection broken by 'NewConnectionError('<HTTPSConnection object at 0x7f>: Failed to establish a \
new connection: [Errno -2] Name or service not known')': /simple/torch/
ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: none)
ERROR: No matching distribution found for torch==2.13.0
"""


def one_line(capsys):
    """Return what was written to stderr, which must be one line and no traceback."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


# What it does


def test_makes_an_environment_and_records_it(course):
    assert course.set_up() == 0
    assert course.calls()[0] == f"-m venv {course.venv}"
    assert course.record()["state"] == "complete"


def test_order_of_the_installs(course):
    course.set_up()
    assert course.installs() == [
        "--no-deps torch==2.13.0",
        f"-r {course.root / 'requirements.lock'}",
        f"--no-deps --no-build-isolation -e {course.root}",
    ]


def test_jupyter_is_configured_last(course):
    course.set_up()
    assert course.calls()[-1] == "-m tools.configure"


def test_cpu_torch_comes_from_pytorchs_index_and_nothing_else_does(course):
    course.set_up("--torch", "cpu")
    torch, *others = course.installs()
    assert torch == f"--no-deps --index-url {bootstrap.CPU_INDEX} torch==2.13.0"
    assert not any("index" in other for other in others)


def test_systems_torch_is_left_alone(course):
    course.knob("torch", "2.12.1+cu130")
    assert course.set_up("--torch", "system") == 0
    calls = course.calls()
    assert calls[0] == f"-m venv --system-site-packages {course.venv}"
    assert not any("torch==" in call for call in calls)
    lock = course.venv / "requirements-without-torch.txt"
    assert any(f"--ignore-installed -r {lock}" in call for call in calls)
    assert lock.read_text() == "numpy==2.4.6\n"


def test_systems_torch_may_be_that_of_an_environment(course, monkeypatch, tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    course.knob("torch", "2.13.0")
    assert course.set_up("--torch", "system") == 0
    (shown,) = course.venv.rglob("*.pth")
    assert shown.read_text() == str(tmp_path)


@pytest.mark.parametrize("version", ["2.10.0", "2.14.0a0", "3.0"])
def test_systems_torch_must_be_one_the_course_runs_on(course, capsys, version):
    course.knob("torch", version)
    assert course.set_up("--torch", "system") == 1
    assert f"torch is {version}" in one_line(capsys)


def test_the_exchange_is_there_even_if_nothing_else_is_to_do(course):
    course.set_up()
    (course.root / "grading" / "exchange").rmdir()
    course.set_up()
    assert (course.root / "grading" / "exchange").is_dir()


# When it does nothing, updates, or begins anew


def test_second_call_runs_nothing(course, capsys):
    course.set_up()
    course.calls(), capsys.readouterr()
    assert course.set_up() == 0
    assert course.calls() == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", [*bootstrap.INPUTS, "tools/jupyter/etc/jupyter/new.json"])
def test_changed_input_updates_in_place(course, name):
    course.set_up()
    course.calls()
    with open(course.root / name, "a") as file:
        file.write("# changed\n")
    assert course.set_up() == 0
    calls = course.calls()
    assert calls and not any("-m venv" in call for call in calls)
    assert course.set_up() == 0 and course.calls() == []


def test_choice_of_torch_is_kept_until_another_is_made(course):
    course.set_up("--torch", "cpu")
    course.calls()
    assert course.set_up() == 0 and course.calls() == []
    assert course.set_up("--torch", "default") == 0
    calls = course.calls()
    assert calls[0].startswith("-m venv") and not any("--index-url" in call for call in calls)


def test_moved_folder_is_set_up_anew(course):
    course.set_up()
    course.calls()
    course.root = course.root.rename(course.root.with_name("moved"))
    assert course.set_up() == 0
    assert course.calls()[0].startswith("-m venv")


def test_python_that_is_gone_is_replaced_if_the_environment_is_ours(course):
    course.set_up()
    course.calls()
    (course.venv / "bin" / "python").unlink()
    assert course.set_up() == 0
    assert course.calls()[0].startswith("-m venv")


def test_another_python_counts_only_if_it_was_chosen(course):
    course.set_up()
    course.knob("version", "3.99")
    course.set_up()
    course.calls()
    assert course.set_up() == 0 and course.calls() == []
    (course.root / "requirements.lock").write_text("numpy==2.4.7\ntorch==2.13.0\n")
    assert course.set_up() == 0
    assert not any("-m venv" in call for call in course.calls())
    course.set_up("--python-chosen")
    assert course.calls()[0].startswith("-m venv")


def test_old_python_may_start_what_is_complete(course, monkeypatch):
    course.set_up()
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    assert course.set_up() == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_set_up_is_done_again(course, sent):
    course.knob("pip.slow" if sent == signal.SIGKILL else "pip.hangs")
    process = course.start()
    wait_for(lambda: (course.fake / "log").exists() and "pip" in (course.fake / "log").read_text())
    if sent == signal.SIGINT:
        # What pip says is passed on, so the call that starts pip has returned.
        assert any("downloading torch-2.whl" in line for line in process.stdout)
    process.send_signal(sent)
    output, _ = process.communicate(timeout=20)
    assert process.returncode != 0 and "Traceback" not in output
    if sent == signal.SIGINT:
        pip = int((course.fake / "pid").read_text())
        wait_for(lambda: not psutil.pid_exists(pip))
    assert course.record()["state"] == "unfinished"
    course.knob("pip.slow", None)
    course.knob("pip.hangs", None)
    (course.venv / "half-written").touch()
    (course.venv / "lib" / "half-written").mkdir(parents=True)
    course.calls()
    assert course.set_up() == 0
    assert course.calls()[0].startswith("-m venv")
    assert not list(course.venv.rglob("half-written"))
    assert course.record()["state"] == "complete"


def test_two_at_once_do_the_work_once(course):
    course.knob("pip.slow")
    first = course.start()
    wait_for(lambda: (course.fake / "log").exists() and "pip" in (course.fake / "log").read_text())
    second = course.start()
    outputs = [process.communicate(timeout=30)[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), outputs
    assert "waiting" in outputs[1] and "waiting" not in outputs[0]
    calls = course.calls()
    assert sum("-m venv" in call for call in calls) == 1
    assert sum("-m pip" in call for call in calls) == 3


# An environment that someone else made


@pytest.fixture
def others_venv(course):
    python = course.venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(course.python)
    (course.venv / "their-work").touch()
    return course


def test_anothers_environment_is_added_to(others_venv):
    assert others_venv.set_up() == 0
    assert not any("-m venv" in call for call in others_venv.calls())
    assert others_venv.set_up() == 0 and others_venv.calls() == []


@pytest.mark.parametrize("arguments", [(), ("--torch", "cpu"), ("--python-chosen",)])
def test_anothers_environment_is_never_deleted(others_venv, arguments):
    others_venv.pip_fails("ERROR: something\n")
    assert others_venv.set_up() == 1
    others_venv.knob("version", "3.12" if bootstrap.running_version() != "3.12" else "3.13")
    others_venv.set_up(*arguments)
    assert (others_venv.venv / "their-work").exists()


def test_anothers_environment_whose_python_is_gone(others_venv, capsys):
    others_venv.python.unlink()
    assert others_venv.set_up() == 1
    assert "Python that is gone: remove it (rm -r .venv)" in one_line(capsys)


def test_anothers_environment_of_an_old_python(others_venv, capsys):
    others_venv.knob("version", "3.9")
    assert others_venv.set_up() == 1
    assert "is of Python 3.9, and 3.11 or later is needed" in one_line(capsys)


# What it says


def test_old_python_is_refused(course, capsys, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert course.set_up() == 1
    assert "Python 3.11 or later is needed, and this is 3.10" in one_line(capsys)
    assert not course.venv.exists()


@pytest.mark.parametrize("module", [bootstrap, problems])
def test_old_python_can_read_it(module):
    ast.parse(Path(module.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_module(course, capsys, monkeypatch, module):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == module else found(name)
    )
    assert course.set_up() == 1
    line = one_line(capsys)
    assert f"no {module}" in line
    assert f"apt-get install python{bootstrap.running_version()}-venv" in line


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (NO_NETWORK, "no network"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.\n", "no network"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device\n", "disk is full"),
        (NO_NETWORK + "OSError: [Errno 28] No space left on device\n", "disk is full"),
        (
            "ERROR: No matching distribution found for torch==2.13.0\n",
            "no torch==2.13.0 for Python",
        ),
        ("/course/.venv/bin/python: No module named pip\n", "has no pip"),
    ],
)
def test_pips_failures_are_explained(course, capsys, output, said):
    course.pip_fails(output)
    assert course.set_up() == 1
    assert said in one_line(capsys)
    course.pip_works()
    assert course.set_up() == 0


def test_unknown_failure_tells_where_the_whole_output_is(course, capsys):
    course.pip_fails("first\nERROR: the moon is full\n")
    assert course.set_up() == 1
    line = one_line(capsys)
    log = course.venv / "setup.log"
    assert "pip install failed with: ERROR: the moon is full" in line and str(log) in line
    assert log.read_text() == "first\nERROR: the moon is full\n"


def test_update_without_network_keeps_what_is_there(course):
    course.set_up()
    (course.root / "requirements.lock").write_text("numpy==2.4.7\ntorch==2.13.0\n")
    course.pip_fails(NO_NETWORK)
    assert course.set_up() == 1
    course.pip_works()
    course.calls()
    assert course.set_up() == 0
    calls = course.calls()
    assert calls and not any("-m venv" in call for call in calls)


def test_update_that_failed_otherwise_begins_anew(course):
    course.set_up()
    (course.root / "requirements.lock").write_text("numpy==2.4.7\ntorch==2.13.0\n")
    course.pip_fails("[Errno 28] No space left on device")
    assert course.set_up() == 1
    course.pip_works()
    course.calls()
    assert course.set_up() == 0
    assert course.calls()[0].startswith("-m venv")


def test_full_disk_before_pip(course, capsys, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    assert course.set_up() == 1
    assert "disk is full" in one_line(capsys)


def test_unknown_choice_of_torch(course, capsys):
    assert course.set_up("--torch", "gpu") == 1
    assert one_line(capsys) == "Set-up stopped: TORCH is one of default, cpu, system."


def test_system_without_torch(course, capsys):
    assert course.set_up("--torch", "system") == 1
    assert "this Python has no torch" in one_line(capsys)


def test_large_downloads_are_shown(course, capsys):
    course.knob("pip.out", "  Downloading torch-2.whl (899.8 MB)\n  Downloading a.whl (9 kB)\n")
    course.set_up()
    said = capsys.readouterr().out
    assert "downloading torch-2.whl (899.8 MB)" in said
    assert "a.whl" not in said


def test_settings_for_other_pythons_do_not_reach_pip(course, monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    setup = bootstrap.Setup(course.root, say=lambda text: None)
    course.venv.mkdir()
    with pytest.raises(bootstrap.Problem, match=r"failed with: None None 0"):
        setup.call(
            [sys.executable, "-c", "import os, sys\ng = os.environ.get\nprint(g('PIP_TARGET'), "
             "g('PYTHONPATH'), g('PIP_USER'))\nsys.exit(1)"]
        )  # fmt: skip
