"""What all tests have: how they share the cores, and what some need of a machine.

A file is one worker's, but an assignment's part of it is its own. So the fixtures of a file are
made once, and the files that test every assignment, which take longest, keep all workers busy.
"""

import os
import shutil

import pytest
from xdist.scheduler import LoadFileScheduling

from grading import folders

NAMES = folders.assignments()


class ByFileAndAssignment(LoadFileScheduling):
    """Tests of one file that name the same assignment, or none, run in one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return "::".join([file, *(name for name in NAMES if name in test)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> LoadFileScheduling | None:
    """Refine what ``--dist loadfile`` means; other ways stay as they are."""
    return ByFileAndAssignment(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def bubblewrap():
    """Skip what grades in the sandbox where there is no bubblewrap, but not in CI."""
    if shutil.which("bwrap") is None and not os.environ.get("CI"):
        pytest.skip("bubblewrap is not installed here")
