"""Source text: forbidden names under any alias, and which cell defines what."""

import pytest

from torchcourse.check.source import current_cells, digest, forbidden_names


@pytest.mark.parametrize(
    "source",
    [
        "torch.optim.SGD(p)",
        "from torch import optim as o",
        "from torch.optim import SGD",
        "import torch.optim as o",
        "getattr(torch, 'optim')",
        "%time\ntorch.optim.SGD(p)",
    ],
)
def test_a_forbidden_name_is_seen_under_any_alias(source):
    assert forbidden_names(["x = 1", source], ["optim"]) == ["optim"]


@pytest.mark.parametrize(
    "source",
    [
        "optimizer.step()",
        '"""Without torch.optim, by hand."""',
        '"""no torch.optim."""',
        "# torch.optim",
        "x = 1",
    ],
)
def test_prose_and_similar_names_are_allowed(source):
    assert forbidden_names(["x = 1", source], ["optim"]) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def ce(y): return 1\nprint(ce(2))\nassert ce(2) == 1", []),
        ("print(ce(2))\ndef ce(y): return 1", ["ce"]),
        ("def ce(y): return 1\nfrom torch.nn.functional import *\nmine = ce", ["ce"]),
        ("def ce(y): return 1\nmine = F.ce", ["ce"]),
        ("def ce(y): return ce(y)", ["ce"]),
    ],
)
def test_trying_out_ones_own_function_is_no_use_of_the_forbidden_one(source, found):
    assert forbidden_names([source], ["ce"]) == found


def test_the_last_cell_that_defines_a_name_counts():
    cells = ["def f(): return 1", "x = 1", "def f(): return 2", "%magic", "(a, b) = 1, 2"]
    assert current_cells(cells, {"f"}) == [cells[2]]
    assert current_cells(cells, {"b", "x"}) == [cells[1], cells[4]]
    assert current_cells(cells, {"nothing"}) == []
    assert set(current_cells(cells)) == {cells[1], cells[2], cells[4]}


def test_a_digest_is_blind_to_trailing_space_only():
    assert digest("a = 1\nb = 2") == digest("a = 1  \nb = 2\n")
    assert digest("a = 1") != digest("a = 2")
