"""Otter-Grader, put beside: an environment of its own, and the assignment's checks as its tests."""

import json
import shutil
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import nbformat

from grading import folders
from grading.assignment import check_call, grade_id
from tools.bench import measure
from tools.bench.graders import BenchError, environment, hold_to_scores, succeed
from tools.bench.sample import SampleClass, Submission

# A test in Otter's format that runs the probe as the course's own check does, and fails with it.
TEST = """\
import os

from IPython import get_ipython
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}

PROBE = {source!r}


@test_case()
def the_check_passes():
    os.environ["NBGRADER_EXECUTION"] = "validate"  # raise, where the work is wrong
    get_ipython().run_cell(PROBE).raise_error()
"""


class Otter:
    """`otter run`, once for each submission; `otter grade`, its own batch, needs Docker."""

    title = "`otter run`"

    def __init__(self, folder: Path, wanted: SampleClass):
        """Install Otter below `folder`; raises BenchError where that is not to be had."""
        self.folder = folder
        self.wanted = wanted
        self.python = install(folder / "environment")
        self.environment = environment(
            PATH=f"{self.python.parent}:{environment()['PATH']}",
            JUPYTER_NO_CONFIG="1",
            IPYTHONDIR=str(folder / "ipython"),
        )
        self.zip = self.configuration(folder / "assignment")

    def version(self) -> str:
        command = [self.python, "-c", "import otter; print(otter.__version__)"]
        return self.run("otter", command, self.folder).output.strip()

    def run(self, what: str, command: Sequence[str | Path], folder: Path) -> measure.Usage:
        return succeed(what, measure.run(command, folder, self.environment))

    def configuration(self, folder: Path) -> Path:
        """Make the zip file with tests and key from which Otter grades."""
        (folder / "tests").mkdir(parents=True)
        name = self.wanted.assignment
        released = nbformat.read(self.wanted.released, as_version=4)
        for cell in filter(is_check, released.cells):
            text = TEST.format(
                name=grade_id(cell), points=cell.metadata.nbgrader.points, source=cell.source
            )
            (folder / "tests" / f"{grade_id(cell)}.py").write_text(text, encoding="utf-8")
        shutil.copy(folders.EXERCISES / name / f"{name}.key.json", folder)
        command = [self.python, "-m", "otter", "generate", "-t", "tests", "-o", "otter.zip"]
        self.run("otter generate", [*command, f"{name}.key.json"], folder)
        return folder / "otter.zip"

    def grade(self, submissions: Sequence[Submission]) -> measure.Usage:
        """Grade one after the other, and return what all together took."""
        usages, scores = [], {}
        work = self.folder / "submissions"
        shutil.rmtree(work, ignore_errors=True)
        for one in submissions:
            place = work / one.student
            place.mkdir(parents=True)
            notebook = place / f"{self.wanted.assignment}.ipynb"
            notebook.write_text(without_checks(one.notebook), encoding="utf-8")
            command = [self.python, "-m", "otter", "run", "-a", self.zip, "--no-logo", notebook]
            usages.append(self.run(self.title, command, place))
            tests = json.loads((place / "results.json").read_text(encoding="utf-8"))["tests"]
            scores[one.student] = sum(test.get("score", 0.0) for test in tests)
        hold_to_scores(self.title, self.wanted, submissions, scores)
        return measure.total(usages)


def without_checks(text: str) -> str:
    """Return a notebook without the cells that hold a probe."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_check(cell)]
    return nbformat.writes(notebook)


def is_check(cell) -> bool:
    return cell.cell_type == "code" and check_call(cell.source) is not None


def install(folder: Path) -> Path:
    """Make an environment that sees this one's packages and has Otter besides; return its Python.

    So PyTorch is not installed again. Raises BenchError with pip's reason.
    """
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    here = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    lines = "".join(f"import site; site.addsitedir({path!r})\n" for path in here)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "bench.pth").write_text(lines, encoding="utf-8")
    usage = measure.run(
        [python, "-m", "pip", "install", "--quiet", "otter-grader"], folder, environment()
    )
    if usage.code:
        errors = [line for line in usage.output.splitlines() if line.startswith("ERROR")]
        raise BenchError(f"it could not be installed: {(errors or ['pip failed'])[-1]}")
    return python
