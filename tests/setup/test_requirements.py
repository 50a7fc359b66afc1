"""pyproject.toml, requirements.lock, environment.yml and what is installed agree."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tools import bootstrap, lock

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
PINS = [Requirement(line) for line in LINES if not line.startswith(("#", "-"))]
DECLARED = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]


def pinned(name):
    """Return the versions that the lock pins for a package, one for each condition."""
    wanted = canonicalize_name(name)
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == wanted]
    return [str(pin.specifier).removeprefix("==") for pin in pins]


@pytest.mark.parametrize("declared", DECLARED)
def test_lock_holds_what_is_declared(declared):
    requirement = Requirement(declared)
    versions = pinned(requirement.name)
    assert versions, f"{requirement.name} is not in requirements.lock: call make lock"
    unfit = [v for v in versions if not requirement.specifier.contains(v)]
    assert not unfit, f"{declared}, but requirements.lock has {unfit}: call make lock"


def test_all_that_the_code_imports_is_declared():
    declared = {canonicalize_name(Requirement(text).name) for text in DECLARED}
    declared |= {"ipython", "traitlets", "torchcourse"}  # the first two come with ipywidgets
    distributions = importlib.metadata.packages_distributions()
    undeclared = {
        name: str(path.relative_to(ROOT))
        for folder in ("torchcourse", "grading", "tools", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "answers" not in path.parts  # read as text, never imported
        for name in imported(path)
        if declared.isdisjoint(map(canonicalize_name, distributions.get(name, declared)))
    }
    assert not undeclared


def imported(path):
    """Return the packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


def test_lock_pins_versions_and_nothing_else():
    for pin in PINS:
        assert re.fullmatch(r"==[\w.!+]+", str(pin.specifier)) and pin.url is None, pin


def test_lock_names_no_index_host_or_hash():
    pins = [line for line in LINES if not line.startswith("#")]
    assert [line for line in pins if re.search(r"://|--|^-| @ ", line)] == []


def test_lock_leaves_cuda_packages_to_torch():
    assert lock.without_cuda(LINES) == LINES
    pins = ["cuda-bindings==1", "nvidia-nccl-cu13==2", "triton==3", "torch==2.13.0", ""]
    assert lock.without_cuda(pins) == ["torch==2.13.0"]


def test_lock_says_who_makes_it():
    assert "\n".join(LINES).startswith(lock.HEADER)


def test_the_range_of_torch_is_stated_alike():
    first, beyond = (".".join(map(str, version)) for version in bootstrap.TORCH_RANGE)
    declared = {Requirement(text).name: Requirement(text) for text in PROJECT["dependencies"]}
    assert declared["torch"].specifier == SpecifierSet(f">={first},<{beyond}")


def test_the_oldest_python_is_stated_alike():
    assert PROJECT["requires-python"] == ">={}.{}".format(*bootstrap.OLDEST)


def test_what_is_installed_is_what_the_lock_says():
    different = {}
    for pin in PINS:
        # TORCH=system leaves torch's version to the machine.
        if pin.name != "torch" and (pin.marker is None or pin.marker.evaluate()):
            try:
                installed = importlib.metadata.version(pin.name)
            except importlib.metadata.PackageNotFoundError:
                installed = "missing"
            if not pin.specifier.contains(installed):
                different[pin.name] = f"{installed}, locked {pin.specifier}"
    assert not different, f"call make set-up: {different}"


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_condas_environment_takes_its_versions_from_the_lock():
    dependencies = environment()["dependencies"]
    conda = [text for text in dependencies if isinstance(text, str)]
    pip = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    assert [re.split(r"[=<>]", text)[0] for text in conda] == ["python", "pip"]
    assert pip == [["-r requirements.lock", "-e ."]]


def test_condas_python_is_one_the_course_runs_on():
    python = environment()["dependencies"][0].removeprefix("python=")
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)


def test_condas_pip_part_can_be_installed(tmp_path):
    """Pip resolves it with what is installed here, so without the network."""
    (pip,) = (entry["pip"] for entry in environment()["dependencies"] if isinstance(entry, dict))
    lines = (ROOT / pip[0].removeprefix("-r ")).read_text().splitlines()
    # TORCH=system may have brought another one than the lock names.
    own = f"torch=={importlib.metadata.version('torch').split('+')[0]}"
    requirements = tmp_path / "requirements.lock"
    requirements.write_text(
        "\n".join(line for line in lines if not line.startswith("torch==") or line == own)
    )
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index"]
    command += ["--no-build-isolation", "--no-deps", "-r", str(requirements), "-e", str(ROOT)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert re.findall(r"(?m)^Would install (.*)$", result.stdout) == ["torchcourse-0.1.0"]


def test_the_oldest_torch_is_tested_on_github():
    (torch,) = (r for r in map(Requirement, PROJECT["dependencies"]) if r.name == "torch")
    oldest = min(clause.version for clause in torch.specifier)
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = workflow["jobs"]["oldest-torch"]["steps"]
    installed = [step["run"].split()[4] for step in steps if "pip install" in step.get("run", "")]
    assert installed == [f"torch=={oldest}.0"]
