"""The simulated accelerator answers small programs as a GPU does.

Everywhere: valid programs give the CPU's values, invalid ones end with the kind of error that
they are meant for. Where answers of a GPU were recorded, in cuda.json, it gives these. Where
there is a GPU, both are asked.
"""

import json
import re

import battery
import pytest
import torch
from programs import DRAWING, INVALID, KINDS, PROGRAMS, VALID

RECORDED = battery.load()


def without_device(value):
    """Take out of printed tensors where they are: the CPU's don't say it."""
    return json.loads(re.sub(r",\s*device='[^']*'", "", json.dumps(value)))


@pytest.mark.parametrize("name", VALID)
def test_a_valid_program_gives_the_cpus_values(device, name):
    ours, theirs = battery.answer(name, device), battery.answer(name, "cpu")
    assert "result" in ours, ours
    found = battery.difference(
        without_device(ours), without_device(theirs), values=name not in DRAWING
    )
    assert found is None, found


@pytest.mark.parametrize("name", [name for kind in INVALID for name in INVALID[kind]])
def test_an_invalid_program_is_refused_for_its_reason(device, name):
    program, kind = PROGRAMS[name]
    error, message = KINDS[kind]
    with pytest.raises(error, match=re.escape(message)):
        program(device)


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_answers_as_a_gpu_was_seen_to(device, name):
    theirs = RECORDED["programs"][name]
    if theirs == battery.NOT_MEASURED:
        pytest.skip("not measured on a GPU yet: see battery.py --record")
    ours = battery.answer(name, device)
    if not battery.same_release(RECORDED["torch"]):
        ours.pop("message", None), theirs.pop("message", None)  # wordings change
    found = battery.compare(name, ours, theirs)
    assert found is None, found


@pytest.mark.cuda
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_answers_as_the_gpu_here(device, name):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    found = battery.compare(name, battery.answer(name, device), battery.answer(name, "cuda"))
    assert found is None, found


def test_the_record_names_every_program_and_its_origin():
    assert list(RECORDED["programs"]) == list(PROGRAMS)
    measured = [a for a in RECORDED["programs"].values() if a != battery.NOT_MEASURED]
    origin = [RECORDED[key] for key in ("hardware", "torch", "cuda", "python")]
    assert all(origin) if measured else origin == [None] * 4


def test_there_are_enough_programs_and_each_kind_of_error():
    assert len(VALID) >= 150 and len(PROGRAMS) - len(VALID) >= 60
    assert INVALID.keys() == KINDS.keys()
    assert len(PROGRAMS) == len(VALID) + sum(map(len, INVALID.values()))


def test_answers_of_two_devices_are_compared(device):
    theirs = battery.answer("add", "cpu")
    assert battery.difference(battery.answer("add", device), theirs) is None
    for change, words in (
        ({"dtype": "torch.float64"}, "dtype is 'torch.float64', not 'torch.float32'"),
        ({"shape": [3, 2]}, "shape[0] is 3, not 2"),
        ({"on the device": False}, "on the device is False, not True"),
        ({"values": [[0.0] * 3] * 2}, "values[0][0] is 0.0, not"),
        ({"values": [[0.0] * 3]}, "values has 1 items, not 2"),
    ):
        ours = {"result": theirs["result"] | change}
        assert words in battery.difference(ours, theirs)
    assert "has ['error', 'message']" in battery.difference(
        battery.answer("numpy()", device), theirs
    )
    near = {"values": [1.0 + 1e-7, float("nan")]}, {"values": [1.0, float("nan")]}
    assert battery.difference(*near, tolerance=1e-5) is None
    assert "is 1.0000001, not 1.0" in battery.difference(*near)
    assert battery.difference({"values": [1.0]}, {"values": [2.0]}, values=False) is None


def test_a_devices_name_is_neutral_but_a_kernels_is_not(device):
    text = "on cuda:0 (CUDA) in wrapper_CUDA_addmm"
    assert battery.neutral(text, "cuda") == "on DEVICE:0 (DEVICE) in wrapper_CUDA_addmm"
    assert battery.answer("add, a CPU tensor", device) == {
        "error": "RuntimeError",
        "message": "Expected all tensors to be on the same device, "
        "but found at least two devices, DEVICE:0 and cpu!",
    }


def test_only_a_gpu_is_recorded(device, capsys):
    before = battery.RECORD.read_bytes()
    with pytest.raises(SystemExit):
        battery.main(["--device", "sim", "--record"])
    assert "what another device answers is no measurement" in capsys.readouterr().err
    assert battery.RECORD.read_bytes() == before


def test_a_record_is_compared(device, capsys, monkeypatch, tmp_path):
    programs = dict.fromkeys(PROGRAMS, battery.NOT_MEASURED)
    programs |= {name: battery.answer(name, "cpu") for name in ("add", "sum")}
    monkeypatch.setattr(battery, "RECORD", tmp_path / "cuda.json")
    battery.RECORD.write_text(json.dumps({"programs": programs}))
    assert battery.main(["--device", "sim"]) == 0
    programs["sum"] = {"error": "RuntimeError", "message": "no"}
    battery.RECORD.write_text(json.dumps({"programs": programs}))
    assert battery.main(["--device", "sim"]) == 1
    first, second, third = capsys.readouterr().out.splitlines()
    rest = len(PROGRAMS) - 2
    assert first == (
        f"sim: 2 of {len(PROGRAMS)} programs answer as recorded, 0 differ, {rest} were not measured"
    )
    assert second.startswith("sum: it has ['result']")
    assert "1 differ" in third
