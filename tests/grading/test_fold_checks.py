"""Which cells of an assignment are folded."""

import pytest
from nbformat.v4 import new_code_cell

from grading.fold_checks import FOLDED, FoldChecks

LOCKED = {"schema_version": 3, "locked": True, "grade": False, "solution": False}
TEST = {**LOCKED, "grade": True}
ANSWER = {**LOCKED, "locked": False, "solution": True}
MARKED_BY_HAND = {**LOCKED, "locked": False, "solution": True, "grade": True}


@pytest.mark.parametrize(
    "source, nbgrader, is_folded",
    [
        ("assert double(2) == 4", TEST, True),
        ("%time assert double(2) == 4", TEST, True),
        ("def _drawn(case): ...\n\n_MOST = 3", LOCKED, True),
        ("import torch\n\ndef _drawn(case): ...", LOCKED, False),
        ("def broken(): ...", LOCKED, False),
        ("print('hello')", LOCKED, False),
        ("%matplotlib inline\n_x = 1", LOCKED, False),
        ("def _helper(): ...", ANSWER, False),
        ("def _helper(): ...", MARKED_BY_HAND, False),
        ("def _helper(): ...", None, False),
    ],
)
def test_tests_and_their_helpers_are_folded(source, nbgrader, is_folded):
    cell = new_code_cell(source, metadata={"nbgrader": nbgrader} if nbgrader else {})
    FoldChecks().preprocess_cell(cell, {}, 0)
    assert (cell.metadata.get("jupyter") == FOLDED) == is_folded
