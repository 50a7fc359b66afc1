"""What `make test-cuda` measures, and says where there is nothing to measure."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tools import cuda, measurements
from torchcourse import simulated

ROOT = Path(__file__).resolve().parents[2]
MADE_UP = measurements.Measurements(
    hardware="A GPU",
    host="a processor, 4 threads",
    torch="2.13.0",
    products={4: (1e-6, 9e-6), 8: (2e-6, 1e-6), 16: (3e-6, 9e-6), 32: (40e-6, 10e-6)},
    transfers={16: (8e-6, 9e-6), 256: (8e-6, 10e-6)},
    regression=(120e-6, 300e-6),
)


def test_another_device_is_measured(tmp_path):
    measured = measurements.measure(simulated.enable(), sizes=(2, 4), sizes_in_bytes=(16,))
    assert measured.hardware == "simulated accelerator"
    assert measured.torch == torch.__version__
    assert list(measured.products) == [2, 4] and list(measured.transfers) == [16]
    times = [*measured.products.values(), *measured.transfers.values(), measured.regression]
    assert all(0 < t < 1 for pair in times for t in pair)
    cpu, device = measured.regression
    assert device > cpu  # the simulated accelerator is a CPU with Python around it
    measurements.write(measured, tmp_path)
    assert (tmp_path / "gpu.png").read_bytes().startswith(b"\x89PNG")
    assert "simulated accelerator" in (tmp_path / "gpu.md").read_text("utf-8")


def test_one_call_is_timed_after_warming_up():
    calls = []
    cpu = torch.device("cpu")
    taken = measurements.seconds(lambda: calls.append(1), cpu, at_least=0.001)
    assert 0 < taken < 0.001 / 2
    assert len(calls) > 2


def test_the_device_wins_from_the_size_after_which_it_never_loses():
    assert MADE_UP.wins_from == 32
    never = dataclasses.replace(MADE_UP, products={4: (1e-6, 9e-6)})
    assert never.wins_from is None
    assert "At none of these sizes" in measurements.page(never)


def test_the_page_names_hardware_version_and_numbers():
    page = measurements.page(MADE_UP)
    for words in (
        "**A GPU** with torch 2.13.0; the CPU beside\nit: a processor, 4 threads",
        "From 32 rows on",
        "120 µs on\nthe CPU and 300 µs",
        "| 16 | 3.0 | 9.0 |",
        "| 256 | 8.0 | 10.0 |",
    ):
        assert words in page


@pytest.mark.parametrize("record", [False, True])
def test_every_step_names_something_that_is_there(record):
    steps = cuda.steps(record)
    assert ("--record" in steps[0]) == record
    for step in steps:
        assert step[0] == "-m" or (ROOT / step[0]).is_file()


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_without_a_gpu_it_says_so():
    run = subprocess.run(
        [sys.executable, "-m", "tools.cuda"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 2
    assert "needs a CUDA GPU" in run.stderr
