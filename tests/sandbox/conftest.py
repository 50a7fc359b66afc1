"""One sandbox for the tests, with small limits."""

import os
import shutil

import pytest

from grading.sandbox import Limits, Sandbox

SMALL = Limits(
    task_seconds=30,
    notebook_seconds=120,
    memory=512 << 20,
    processes=32,
    file_size=8 << 20,
    disk=32 << 20,
    output=1 << 16,
)


def require_bubblewrap():
    """Skip where there is no bubblewrap, but not in continuous integration."""
    if shutil.which("bwrap") is None and not os.environ.get("CI"):
        pytest.skip("bubblewrap is not installed here")


@pytest.fixture(scope="session")
def sandbox():
    require_bubblewrap()
    with Sandbox(SMALL) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def trusted():
    with Sandbox(SMALL, trusted=True) as sandbox:
        yield sandbox


@pytest.fixture
def session(sandbox):
    with sandbox.session() as session:
        yield session
