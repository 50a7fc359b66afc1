"""Stored outputs compared with those of a fresh run, by nbval."""

import contextlib
import time
from pathlib import Path

import pytest

from tools import canonical

SANITIZE = Path(__file__).with_name("nbval_sanitize.cfg")


class FailedCells:
    """A pytest plugin that remembers which cells of which notebooks failed, and why."""

    def __init__(self):
        self.reasons = {}

    def pytest_runtest_logreport(self, report):
        """Keep the first line that says something about a failure."""
        if report.failed:
            lines = [line.strip() for line in report.longreprtext.splitlines()]
            said = [line for line in lines if "Cell " in line or "Error" in line]
            self.reasons[report.nodeid] = (said or lines or ["no reason given"])[0]


def validate(paths, timeout=60, workers=0):
    """Run nbval on notebooks; return pytest's exit code (0: all outputs are as stored).

    What differs is printed by nbval, and then once more in a list with the ids of the cells.
    `timeout` is in seconds for each cell; with two or more `workers`, whole notebooks run beside
    each other.
    """
    paths = [Path(path).absolute() for path in paths]
    failed = FailedCells()
    started = time.monotonic()
    code = pytest.main([*options(timeout, workers), *map(str, paths)], plugins=[failed])
    for node, reason in failed.reasons.items():
        print(f"{describe(node, paths)}: {reason}")
    print(f"Validated {len(paths)} notebooks in {time.monotonic() - started:.1f} s")
    return int(code)


def options(timeout, workers):
    """The decisions about nbval, as a command line."""
    return [
        "--nbval",
        "--nbval-current-env",
        f"--nbval-cell-timeout={timeout}",
        "--nbval-kernel-startup-timeout=60",
        f"--nbval-sanitize-with={SANITIZE}",
        # The repository's own settings are for its tests, and nbval's warnings are not ours.
        *("-c", str(SANITIZE.with_name("nbval.ini")), "--rootdir", str(Path.cwd())),
        *("-p", "no:cacheprovider", "-q", "--no-header", "--color=no", "--tb=short"),
        # One notebook's cells share a kernel, so they stay on one worker.
        *(("-n", str(workers), "--dist", "loadscope") if workers > 1 else ()),
    ]


def describe(node, paths):
    """A failed test's name as notebook and cell id."""
    file, _, cell = node.partition("::")
    for path in paths:
        if path.as_posix().endswith(file.lstrip("./")):
            with contextlib.suppress(LookupError, ValueError, canonical.NotebookError):
                number = int(cell.removeprefix("Cell "))
                cell = f"cell {canonical.code_cells(canonical.read(path))[number].id}"
            break
    return f"{file}: {cell}"
