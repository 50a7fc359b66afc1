"""Waiting for a device that is not the accelerator is refused, as on CUDA."""

import pytest
import torch

from torchcourse import simulated


@pytest.mark.parametrize("cpu", ["cpu", torch.device("cpu")], ids=repr)
def test_there_is_nothing_to_wait_for_on_the_cpu(device, cpu):
    with pytest.raises(ValueError, match="cpu doesn't match the current accelerator sim"):
        torch.accelerator.synchronize(cpu)
    with pytest.raises(ValueError, match="Expected a sim device, but got: cpu"):
        simulated.synchronize(cpu)


@pytest.mark.parametrize("which", ["sim", "sim:0", 0, None], ids=repr)
def test_each_name_of_the_device_is_good(device, which):
    with simulated.count() as counts:
        torch.accelerator.synchronize(which)
        simulated.synchronize(which)
    assert counts.synchronizations == 2


def test_a_second_device_is_refused(device):
    with pytest.raises(RuntimeError, match="invalid device ordinal 1"):
        torch.accelerator.synchronize("sim:1")
