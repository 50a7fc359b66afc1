"""Errors of the explorers' scripts fail a test; those that JupyterLab raises alone are reported."""

import lab
import pytest

THROWS = """
import anywidget
class Throws(anywidget.AnyWidget):
    _esm = "export default {render() { setTimeout(() => { throw new Error('ours'); }); }};"
Throws()
"""


def test_an_error_in_a_widgets_module_is_kept(open_cells, page):
    notebook = open_cells(THROWS)
    with page.expect_event("pageerror"):
        notebook.run_all()
    assert [error.splitlines()[0] for error in page.errors] == ["Error: ours"]


class Page:
    def __init__(self):
        self.errors = []


@pytest.mark.parametrize(
    ("frame", "ours"),
    [
        ("at Panel.removeChild (http://127.0.0.1:8888/static/lab/1234.abc.js:1:2)", False),
        ("at render (blob:http://127.0.0.1:8888/d0c5:7:9)\n at http://x/static/lab/1.js", True),
        ("at http://x/lab/extensions/anywidget/static/1.js\n at http://x/static/lab/1.js", True),
        ("", True),
    ],
    ids=["JupyterLab's", "ours, called by JupyterLab", "anywidget's", "nobody's"],
)
def test_whose_error_it_is(monkeypatch, frame, ours):
    monkeypatch.setattr(lab, "JUPYTERLAB_ERRORS", [])
    page = Page()
    lab.keep_error(page, f"Error: a node\n {frame}")
    assert (len(page.errors), len(lab.JUPYTERLAB_ERRORS)) == ((1, 0) if ours else (0, 1))


def test_themes_may_be_switched_one_after_the_other(page, monkeypatch):
    monkeypatch.setattr(lab, "JUPYTERLAB_ERRORS", [])
    for name in ["JupyterLab Dark", "JupyterLab Light"] * 3:
        lab.use_theme(page, name)
    page.wait_for_timeout(500)  # longer than the cover of the last one
    assert (page.errors, lab.JUPYTERLAB_ERRORS) == ([], [])
