"""Other machines, pretended: their answers hold within the block and nowhere else."""

import pytest
import torch

from torchcourse import simulated
from torchcourse.simulated.machine import machine


def answers():
    return {
        "cuda": torch.cuda.is_available(),
        "cuda devices": torch.cuda.device_count(),
        "built with cuda": torch.backends.cuda.is_built(),
        "mps": torch.backends.mps.is_available(),
        "accelerator": torch.accelerator.is_available(),
        "accelerators": torch.accelerator.device_count(),
        "built for": str(torch.accelerator.current_accelerator()),
        "there": str(torch.accelerator.current_accelerator(check_available=True)),
    }


def expected(*values):
    return dict(zip(answers(), values, strict=True))


def test_a_machine_with_two_gpus():
    with machine("cuda", count=2):
        assert answers() == expected(True, 2, True, False, True, 2, "cuda", "cuda")


def test_a_mac():
    with machine("mps"):
        assert answers() == expected(False, 0, False, True, True, 1, "mps", "mps")


def test_a_build_for_gpus_on_a_machine_without():
    with machine("cuda", count=0):
        assert answers() == expected(False, 0, True, False, False, 0, "cuda", "None")


def test_where_no_accelerator_is_there_is_none_to_wait_for():
    with machine("cuda", count=0):
        for ask in ("synchronize", "current_stream"):
            with pytest.raises(RuntimeError, match="accelerator device when none is available"):
                getattr(torch.accelerator, ask)()
        with pytest.raises(RuntimeError, match="accelerator device when none is available"):
            torch.sim.synchronize()
        simulated.synchronize()  # the course's own waits for whatever is there


def test_a_machine_with_the_simulated_accelerator_only():
    with machine():
        assert not torch.cuda.is_available()
        assert not torch.backends.mps.is_available()
        assert torch.accelerator.current_accelerator().type == "sim"
        with pytest.raises(RuntimeError, match="dummy base class"):  # with CUDA it fails later
            torch.cuda.Event(enable_timing=True)
        if not torch.cuda.is_initialized():
            with pytest.raises(AssertionError, match="not compiled with CUDA"):
                torch.ones(2).cuda()
            with pytest.raises(AssertionError, match="not compiled with CUDA"):
                torch.cuda.synchronize()


def test_the_real_machine_answers_again_afterwards():
    simulated.enable()
    before = answers()
    with pytest.raises(ZeroDivisionError), machine("cuda", count=3):
        raise ZeroDivisionError
    assert answers() == before


def test_other_accelerators_are_refused_by_name():
    with pytest.raises(ValueError, match="not 'tpu'"), machine("tpu"):
        pass
