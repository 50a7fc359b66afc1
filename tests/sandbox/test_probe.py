"""Before anything runs it is tried out whether the sandbox holds, and what does not is named."""

import subprocess
import sys

import pytest

from grading.sandbox import Sandbox, SandboxMissing, probe
from grading.sandbox.bubblewrap import COURSE
from grading.sandbox.probe import REMEDIES


def test_the_command_says_of_each_property_that_it_holds(bubblewrap):
    command = [sys.executable, "-m", "grading.sandbox"]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"{name:20}holds" for name in REMEDIES], done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("private_files", lambda: ["/usr"], ["files"]),
        ("pid_exists", lambda pid: True, ["nothing outlives"]),
        ("OLDEST_LINUX", (99, 0), ["linux"]),
        ("LOOK", "", [name for name in REMEDIES if name != "linux"]),
    ],
    ids=["a file is seen", "a process stays", "old Linux", "the session says nothing"],
)
def test_what_does_not_hold_is_named_and_ends_the_sandbox(
    sandbox, monkeypatch, name, value, missing
):
    ended = []
    monkeypatch.setattr(sandbox, "close", lambda: ended.append(True))
    monkeypatch.setattr(probe, name, value)
    with pytest.raises(SandboxMissing) as raised:
        sandbox.require()
    assert str(raised.value).splitlines() == [f"{one}: {REMEDIES[one]}" for one in missing]
    assert ended


def test_where_bubblewrap_is_missing_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxMissing, match="apt-get install bubblewrap"):
        Sandbox()
