"""The device that these tests are about, and a tensor on it."""

import pytest
import torch

from torchcourse import simulated


@pytest.fixture(scope="session")
def device():
    return simulated.enable()


@pytest.fixture
def x(device):
    return torch.arange(6.0).reshape(2, 3).to(device)
