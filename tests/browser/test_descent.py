"""The explorer of gradient descent in one dimension, in JupyterLab, by mouse and keyboard."""

import pytest


@pytest.fixture
def explorer(open_cells):
    """A notebook whose only output is the explorer; the explorer's locator."""
    notebook = open_cells("from torchcourse.explorers import descent\nd = descent()\nd")
    notebook.run_all()
    cell = notebook.cell(0)
    found = cell.locator(".torchcourse-explorer")
    found.wait_for()
    found.notebook = notebook
    return found


def test_it_opens(explorer, page, artifacts):
    explorer.screenshot(path=artifacts / "descent.png")
    assert page.errors == []
