"""How tests share the cores: a file is one worker's, but an assignment's part of it is its own.

So the fixtures of a file are made once, and the files that test every assignment, which take
longest, keep all workers busy.
"""

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
