"""What all tests have: how they share the cores, and what some need of a machine.

A file is one worker's, but an assignment's or an explorer's part of it is its own. So the fixtures
of a file are made once, and the files that test each of them, which take longest, keep all workers
busy.
"""

import os
import re
import shutil

import pytest
from xdist.scheduler import LoadFileScheduling

from grading import folders

# They observe the same answers of an assignment, and a process observes each once.
TOGETHER = {"tests/bank/test_bank.py", "tests/release/test_release.py"}


class ByFileAndSubject(LoadFileScheduling):
    """Tests of one file with the same assignment or explorer as a parameter run in one worker."""

    def __init__(self, config: pytest.Config, log) -> None:
        from torchcourse import explorers  # here: it imports torch, which not all tests do

        super().__init__(config, log)
        self.subjects = {*folders.assignments(), *explorers.__all__}

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        parameters = re.findall(r"\w+", test.partition("[")[2])
        subjects = self.subjects.intersection(parameters)
        if subjects and file in TOGETHER:
            file = min(TOGETHER)
        return "::".join([file, *sorted(subjects)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> LoadFileScheduling | None:
    """Refine what ``--dist loadfile`` means; other ways stay as they are."""
    return ByFileAndSubject(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def bubblewrap():
    """Skip what grades in the sandbox where there is no bubblewrap, but not in CI."""
    if shutil.which("bwrap") is None and not os.environ.get("CI"):
        pytest.skip("bubblewrap is not installed here")
