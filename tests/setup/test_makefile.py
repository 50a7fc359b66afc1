"""The Makefile: help covers it, what is written about it is true, and no target is a stub."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"(?m)^([a-z][a-z-]*):(?!=)", MAKEFILE)
COMMANDS = sorted(
    set(re.findall(r"\$\(IN\) python -m ((?:grading|tools)\S*(?: [a-z]+)?)", MAKEFILE))
)
WITHOUT_OPTIONS = {"help", "set-up", "lint", "format", "clean"}


def make(environment, *arguments):
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_help_lists_every_target_with_a_sentence(clean_environment):
    lines = make(clean_environment, "help").stdout.splitlines()[1:]
    assert [line.split()[1] for line in lines] == TARGETS
    assert all(len(line.split(None, 2)) == 3 for line in lines)


def test_help_is_what_make_alone_shows(clean_environment):
    assert make(clean_environment).stdout == make(clean_environment, "help").stdout


def test_every_target_is_phony():
    (phony,) = re.findall(r"(?m)^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE)
    assert set(phony.replace("\\\n", " ").split()) == set(TARGETS)


def test_clean_keeps_what_was_handed_in_and_graded(clean_environment, tmp_path):
    kept = {"grading/submitted/Li/a.ipynb", "grading/gradebook.db", "grading/hidden_seed"}
    made = {".venv/bin/python", ".ruff_cache/a", "build/a", "a.egg-info/a", "grading/__pycache__/a"}
    for name in kept | made:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    command = ["make", "-f", str(ROOT / "Makefile"), "clean"]
    subprocess.run(command, cwd=tmp_path, env=clean_environment, check=True)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == kept


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/grading.md"])
def test_targets_named_in_the_documentation_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    code = re.findall(r"(?m)^    .*$|`[^`]+`", text)
    assert any("make " in line for line in code if line.startswith("    "))
    named = {word for text in code for word in re.findall(r"\bmake ([a-z][a-z-]*)", text)}
    assert named <= set(TARGETS), f"{name} names {sorted(named - set(TARGETS))}"


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_behind_the_targets_exist(command):
    result = subprocess.run(
        [sys.executable, "-m", *command.split(), "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0 and "usage" in result.stdout, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], ""),
        (["TORCH=cpu"], "--torch cpu"),
        (["PYTHON=python3.12"], "--python-chosen"),
        (["TORCH=system", "PYTHON=python3.12"], "--torch system --python-chosen"),
    ],
)
def test_choices_reach_the_set_up(clean_environment, arguments, options):
    first = make(clean_environment, "-n", "lab", *arguments).stdout.splitlines()[0]
    assert first.partition(" -m tools.bootstrap")[2].split() == options.split()


@pytest.mark.parametrize("target", [one for one in TARGETS if one not in WITHOUT_OPTIONS])
def test_options_are_passed_on(clean_environment, target):
    lines = make(clean_environment, "-n", target, "ARGS=--one --two 3").stdout.splitlines()
    assert "--one --two 3" in lines[-1]
