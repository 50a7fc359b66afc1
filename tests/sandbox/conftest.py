"""One sandbox for the tests, with small limits."""

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


@pytest.fixture(scope="session")
def sandbox(bubblewrap):
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
