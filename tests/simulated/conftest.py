"""The device that these tests are about."""

import pytest

from torchcourse import simulated


@pytest.fixture(scope="session")
def device():
    return simulated.enable()
