"""Stored outputs compared with those of a fresh run, by nbval."""

import contextlib
import os
import re
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
            said = [line for line in lines if re.match(r"Cell \d+: |\w*Error", line)]
            reason = (said or lines or ["no reason given"])[0]
            self.reasons[report.nodeid] = re.sub(r"^Cell \d+: ", "", reason)


def validate(paths, timeout=60, workers=1):
    """Run nbval on notebooks; return pytest's exit code (0: all outputs are as stored).

    What differs is printed by nbval, and then once more in a list with the ids of the cells.
    `timeout` is in seconds for each cell; with two or more `workers`, whole notebooks run beside
    each other.
    """
    paths = [Path(path).absolute() for path in paths]
    root = Path(os.path.commonpath([path.parent for path in paths]))
    failed = FailedCells()
    started = time.monotonic()
    arguments = [*options(root, timeout, workers), *map(str, paths)]
    code = pytest.main(arguments, plugins=[failed])
    for node, reason in failed.reasons.items():
        print(f"{describe(node, root)}: {reason}")
    print(f"Validated {len(paths)} notebooks in {time.monotonic() - started:.1f} s")
    return int(code)


def options(root, timeout, workers):
    """The decisions about nbval, as a command line."""
    return [
        "--nbval",
        "--nbval-current-env",
        f"--nbval-cell-timeout={timeout}",
        "--nbval-kernel-startup-timeout=60",
        f"--nbval-sanitize-with={SANITIZE}",
        # The repository's own settings are for its tests, and nbval's warnings are not ours.
        *("-c", str(SANITIZE.with_name("nbval.ini")), "--rootdir", str(root)),
        *("-p", "tools.pictures", "-p", "no:cacheprovider"),
        *("-q", "--no-header", "--color=no", "--tb=short"),
        # One notebook's cells share a kernel, so they stay on one worker.
        *(("-n", str(workers), "--dist", "loadscope") if workers > 1 else ()),
    ]


def describe(node, root):
    """A failed test's name, `FILE::Cell N` below `root`, as notebook and cell id."""
    file, _, cell = node.partition("::")
    path = root / file
    with contextlib.suppress(LookupError, ValueError):
        number = int(cell.removeprefix("Cell "))
        cell = f"cell {canonical.code_cells(canonical.read(path))[number].id}"
    return f"{os.path.relpath(path)}: {cell}"
