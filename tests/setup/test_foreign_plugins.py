"""Packages of the machine, which TORCH=system brings along, change no test."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_plugins_of_pytest_that_the_machine_has_are_left_out(tmp_path):
    (tmp_path / "foreign.py").write_text("raise SystemExit('I am loaded')\n")
    about = tmp_path / "foreign-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pytest11]\nforeign = foreign\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--co", "-q", "tests/setup/test_foreign_plugins.py"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
