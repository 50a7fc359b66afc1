"""Fixtures for tests in a browser, and the table of what they measured.

- ``page``: a fresh browser page that shows JupyterLab; ``module_page``: one for a whole file.
  Its ``errors`` are the uncaught errors of the course's scripts; those of JupyterLab's own
  are printed at the end.
- ``open_cells(*sources)``: a new notebook of these code cells, open in ``page``.
- ``open_copy(path)``: a copy of a notebook of the course, open in ``page``.
- ``lab``: the server, for everything else (see `lab.Lab` and `lab.Notebook`).
- ``hand``: the explorer that a file is about, as a ``Hand`` of this file where it has one.
- ``measured(name, milliseconds)``: one line of the closing table. Who asks for it is marked
  ``timing``, and runs without other tests beside it.
- ``artifacts``: the folder for screenshots; a failing test leaves one there by itself.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from by_hand import ByHand, opened, without_errors
from lab import CHROMIUM_ARGS, JUPYTERLAB_ERRORS, Lab, Notebook, find_chromium, keep_error

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

COURSE = Path(__file__).parents[2]
ARTIFACTS = Path(__file__).parent / "artifacts"
PATIENCE = 90  # seconds for anything to happen: two cores may be busy with other tests
# Kinds of what a test reports beside its result, also from a worker of pytest-xdist.
MEASURED, JUPYTERLAB = "measured", "error in JupyterLab"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if "measured" in item.fixturenames:
                item.add_marker("timing")


def _missing() -> str | None:
    if sync_playwright is None:
        return "Playwright is not installed: run `make lab`, or pip install playwright"
    if find_chromium() is None:
        return "no Chromium found: install it, or set CHROMIUM to its program"
    return None


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Return the folder for screenshots and measurements, which git ignores."""
    return ARTIFACTS


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Start Chromium. Skips where there is none, except in CI, which must not skip unseen."""
    if reason := _missing():
        if os.environ.get("CI"):
            pytest.fail(f"CI is set and {reason}", pytrace=False)
        pytest.skip(reason)
    for old in ARTIFACTS.glob("failed-*.png"):
        old.unlink(missing_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=CHROMIUM_ARGS
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab on an empty folder; tests copy into it what they need."""
    server = Lab(tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("home"), COURSE)
    yield server
    server.stop()


@contextmanager
def lab_page(browser, lab: Lab) -> Iterator:
    """Show JupyterLab in a window of its own. ``page.errors`` lists what our scripts raised."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: keep_error(page, error.stack or str(error)))
    lab.show(page)
    yield page
    context.close()


@pytest.fixture
def page(browser, lab: Lab) -> Iterator:
    """Return a page that shows JupyterLab, for this test alone."""
    with lab_page(browser, lab) as page:
        yield page


@pytest.fixture(scope="module")
def module_page(browser, lab: Lab) -> Iterator:
    """Return a page that shows JupyterLab, for all tests of a file: starting kernels takes time."""
    with lab_page(browser, lab) as page:
        yield page


@pytest.fixture
def open_cells(lab: Lab, page, request: pytest.FixtureRequest) -> Iterator[Callable]:
    """Return a function that opens a new notebook of the given code cells."""
    opened = []

    def open_cells(*sources: str) -> Notebook:
        path = lab.write(f"{request.node.name}-{len(opened)}.ipynb", *sources)
        opened.append(lab.open(page, path))
        return opened[-1]

    yield open_cells
    for notebook in opened:
        notebook.close()


@pytest.fixture
def open_copy(lab: Lab, page) -> Iterator[Callable]:
    """Return a function that copies a notebook of the course, with its folder, and opens it."""
    opened = []

    def open_copy(path: str) -> Notebook:
        source = COURSE / path
        shutil.copytree(source.parent, (lab.root / path).parent, dirs_exist_ok=True)
        opened.append(lab.open(page, path))
        return opened[-1]

    yield open_copy
    for notebook in opened:
        notebook.close()


@pytest.fixture(scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of the explorer: in test_race_by_hand.py the race."""
    return request.path.stem.removeprefix("test_").removesuffix("_by_hand")


@pytest.fixture(scope="module")
def opened_explorer(lab: Lab, module_page, name: str, request: pytest.FixtureRequest) -> Iterator:
    """Open the explorer in a notebook, for all tests of a file."""
    with opened(lab, module_page, name, getattr(request.module, "Hand", ByHand)) as hand:
        yield hand


@pytest.fixture
def hand(opened_explorer: ByHand, module_page) -> Iterator:
    """Return the explorer at its default settings, in the light theme."""
    with without_errors(module_page):
        opened_explorer.reset()
        yield opened_explorer


@pytest.fixture
def measured(record_property: Callable) -> Callable:
    """Return a function that reports a time in milliseconds under a name."""

    def measured(name: str, milliseconds: float) -> None:
        record_property(MEASURED, (name, round(milliseconds, 1)))

    return measured


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator:
    """Keep a screenshot of the page on which a test failed, and errors that are not ours."""
    report = (yield).get_result()
    page = item.funcargs.get("page") or item.funcargs.get("module_page")
    if report.when == "call" and report.failed and page is not None:
        page.screenshot(path=ARTIFACTS / f"failed-{item.name}.png")
    if report.when == "teardown":
        report.user_properties += [(JUPYTERLAB, stack) for stack in JUPYTERLAB_ERRORS]
        JUPYTERLAB_ERRORS.clear()


def pytest_terminal_summary(terminalreporter) -> None:
    """Print JupyterLab's errors and what was measured, and keep that beside the screenshots."""
    ended = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "teardown"
    ]
    reported = [(report.nodeid, *what) for report in ended for what in report.user_properties]
    if errors := [(test, stack) for test, kind, stack in reported if kind == JUPYTERLAB]:
        terminalreporter.section("errors in JupyterLab's own scripts")
        for test, stack in errors:
            terminalreporter.write_line(f"{test}\n{stack}")
    if table := dict(value for _, kind, value in reported if kind == MEASURED):
        terminalreporter.section("measured in the browser")
        for name, milliseconds in table.items():
            terminalreporter.write_line(f"{milliseconds:8.1f} ms  {name}")
        (ARTIFACTS / "measured.json").write_text(json.dumps(table, indent=2) + "\n")
