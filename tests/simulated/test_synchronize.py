"""Waiting for a device that is not the accelerator is refused, as on CUDA."""

import pytest
import torch

from torchcourse import simulated
from torchcourse.simulated.machine import machine


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


@pytest.mark.parametrize("which", ["sim", "sim:0", 0, None], ids=repr)
def test_waiting_for_its_stream_is_waiting_for_it(device, which):
    stream = torch.accelerator.current_stream(which)
    assert isinstance(stream, torch.Stream) and stream.device == device
    assert stream == torch.accelerator.current_stream()
    with simulated.count() as counts:
        stream.synchronize()
    assert counts.synchronizations == 1
    torch.accelerator.set_stream(stream)


@pytest.mark.parametrize("which", ["sim", "sim:0", None], ids=repr)
def test_waiting_for_an_event_is_waiting_for_the_device_once_it_is_recorded(device, which):
    event = torch.Event(which)
    with simulated.count() as counts:
        event.synchronize()
        event.record()
    assert counts.synchronizations == 0
    stream = torch.accelerator.current_stream()
    with simulated.count() as counts:
        for recorded in (event, stream.record_event(), stream.record_event(torch.Event(which))):
            assert isinstance(recorded, torch.Event)
            recorded.synchronize()
    assert counts.synchronizations == 3
    torch.Event("cpu").synchronize()


def test_asking_an_event_until_it_is_done_is_waiting_and_asking_once_is_not(device):
    event = torch.Event(device)
    assert event.query()  # nothing is recorded
    for _ in range(2):
        event.record()
        with simulated.count() as counts:
            assert not event.query()
            assert counts.synchronizations == 0
            while not event.query():
                pass
        assert counts.synchronizations == 1


def test_asking_the_stream_until_it_is_done_is_waiting_and_asking_once_is_not(device):
    for _ in range(2):
        with simulated.count() as counts:
            assert not torch.accelerator.current_stream().query()
            assert counts.synchronizations == 0
            while not torch.accelerator.current_stream().query():
                pass
        assert counts.synchronizations == 1


def test_an_event_says_that_no_time_passes(device):
    start, end = torch.Event(device, enable_timing=True), torch.Event(device, enable_timing=True)
    start.record()
    end.record()
    with pytest.raises(NotImplementedError, match="simulated accelerator does not time"):
        start.elapsed_time(end)


@pytest.mark.parametrize("name", ["empty_cache", "empty_host_cache"])
def test_there_is_no_cache_to_empty(device, name):
    if not hasattr(torch.accelerator, name):
        pytest.skip("not in this PyTorch")
    getattr(torch.accelerator, name)()


@pytest.fixture
def waits(monkeypatch):
    """Pretend that CUDA is there and was used; return the list of what it is asked to wait for."""
    asked = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device=None: asked.append(device))
    return asked


@pytest.mark.parametrize("which", ["cuda:0", torch.device("cuda", 0)], ids=repr)
def test_a_real_accelerator_beside_it_is_waited_for(device, waits, which):
    with simulated.count() as counts:
        torch.accelerator.synchronize(which)
    assert (waits, counts.synchronizations) == ([torch.device("cuda:0")], 0)


def test_without_a_name_both_are_waited_for(device, waits):
    with simulated.count() as counts:
        torch.accelerator.synchronize()
    assert (waits, counts.synchronizations) == ([None], 1)
    torch.accelerator.synchronize(device)
    assert waits == [None]


def test_apples_is_waited_for(device, monkeypatch):
    asked = []
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "synchronize", lambda: asked.append("mps"))
    torch.accelerator.synchronize("mps")
    assert asked == ["mps"]


def test_a_pretended_machine_has_no_other_to_wait_for(device, waits):
    with machine(), simulated.count() as counts:
        torch.accelerator.synchronize()
    assert (waits, counts.synchronizations) == ([], 1)
