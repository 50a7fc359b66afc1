"""A course in a temporary folder, with a Python in place of the real one that only pretends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parents[2]

# Stands for the Python that makes .venv and for the one in it: writes down what it is asked to do,
# answers what bootstrap.py asks, and prints and returns what `pip.out` and `pip.status` hold.
FAKE_PYTHON = """\
#!/bin/sh
echo "$*" >> "$FAKE/log"
case "$*" in
  "-IS -c"*) cat "$FAKE/version" ;;
  "-c "*) cat "$FAKE/torch" 2>/dev/null ;;
  "-m venv"*)
    for last; do :; done
    mkdir -p "$last/lib/python$(cat "$FAKE/version")/site-packages"
    mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
  "-m pip install"*)
    if [ -e "$FAKE/pip.hangs" ]; then
      echo $$ > "$FAKE/pid"; echo "  Downloading torch-2.whl (2.0 GB)"; exec sleep 60; fi
    if [ -e "$FAKE/pip.slow" ]; then sleep 1; fi
    if [ -e "$FAKE/pip.out" ]; then cat "$FAKE/pip.out"; fi
    if [ -e "$FAKE/pip.status" ]; then exit "$(cat "$FAKE/pip.status")"; fi ;;
esac
"""

# Runs a set-up in a process of its own, so that it can be killed and have company.
DRIVER = """\
import signal, sys
from tools import bootstrap
signal.signal(signal.SIGINT, signal.default_int_handler)
sys._base_executable = sys.argv[1]
sys.exit(bootstrap.main(sys.argv[3:], root=sys.argv[2]))
"""


class Course:
    """A course to set up, and what the fake Python was asked for."""

    def __init__(self, folder):
        self.root = folder / "course"
        self.fake = folder / "fake"
        self.fake.mkdir()
        self.python = self.fake / "python"
        self.python.write_text(FAKE_PYTHON)
        self.python.chmod(0o755)
        self.knob("version", bootstrap.running_version())
        for name in bootstrap.INPUTS:
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
        (self.root / "requirements.lock").write_text("numpy==2.4.6\ntorch==2.13.0\n")
        shutil.copytree(ROOT / bootstrap.INPUT_FOLDER, self.root / bootstrap.INPUT_FOLDER)
        self.venv = self.root / ".venv"

    def knob(self, name, text=""):
        """Tell the fake Python how to behave; None takes it back."""
        path = self.fake / name
        path.unlink(missing_ok=True) if text is None else path.write_text(text)

    def pip_fails(self, output):
        self.knob("pip.out", output)
        self.knob("pip.status", "1")

    def pip_works(self):
        self.knob("pip.out", None)
        self.knob("pip.status", None)

    def set_up(self, *arguments):
        """Call the set-up here and return its exit status."""
        return bootstrap.main(list(arguments), root=self.root)

    def start(self, *arguments):
        """Call the set-up in a process of its own."""
        command = [sys.executable, "-c", DRIVER, str(self.python), str(self.root), *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def record(self):
        return json.loads((self.venv / "setup.json").read_text())

    def calls(self):
        """Return what the fake Python was asked to do since the last time."""
        log = self.fake / "log"
        calls = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [call for call in calls if not call.startswith("-IS -c")]

    def installs(self):
        """Return what pip was asked to install since the last time, without its usual options."""
        usual = "-m pip install --disable-pip-version-check --no-input --progress-bar off "
        return [call.removeprefix(usual) for call in self.calls() if call.startswith(usual)]


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = Course(tmp_path)
    monkeypatch.setenv("FAKE", str(course.fake))
    monkeypatch.setattr(sys, "_base_executable", str(course.python))
    # What the user has set must not decide what these tests see.
    for name in ("TORCH", "PYTHON", "ARGS", "MAKEFLAGS"):
        monkeypatch.delenv(name, raising=False)
    return course


@pytest.fixture
def clean_environment():
    """Return the environment of a terminal in which nothing was chosen."""
    hidden = ("TORCH", "PYTHON", "ARGS", "MAKEFLAGS", "MAKELEVEL", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in hidden}
