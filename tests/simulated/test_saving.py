"""Tensors of the simulated accelerator are saved, and loaded where one asks for them."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

ROOT = Path(__file__).parents[2]


def saved(value):
    file = io.BytesIO()
    torch.save(value, file)
    return file


def loaded(file, where=None, **options):
    file.seek(0)
    return torch.load(file, where, **options)


def test_it_comes_back_to_the_device(x):
    back = loaded(saved(x))
    assert back.device == x.device and torch.equal(back, x)
    assert back.data_ptr() != x.data_ptr()


@pytest.mark.parametrize(
    "where",
    ["cpu", torch.device("cpu"), {"sim:0": "cpu"}, lambda storage, location: storage],
    ids=["name", "device", "dict", "function"],
)
def test_map_location_brings_it_to_the_cpu(x, where):
    back = loaded(saved(x), where)
    assert back.device.type == "cpu" and torch.equal(back, x.cpu())


def test_map_location_brings_it_to_the_device(x):
    for where in ("sim", "sim:0", torch.device("sim"), torch.device("sim", 0)):
        back = loaded(saved(x.cpu()), where)
        assert back.device == x.device and torch.equal(back, x)


@pytest.mark.parametrize("where", [None, "sim", "cpu"])
def test_it_comes_back_whatever_the_default_device(x, where):
    file = saved(x)
    with torch.device(x.device):
        back = loaded(file, where)
        assert torch.UntypedStorage(8, device="sim").device == x.device
    assert back.device.type == (where or "sim") and torch.equal(back.cpu(), x.cpu())


def test_views_of_one_storage_stay_views_of_one(x):
    whole, row = loaded(saved([x, x[1]]))
    row.fill_(9)
    assert whole[1].tolist() == [9, 9, 9]


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.int64, torch.bool])
def test_every_dtype(x, dtype):
    back = loaded(saved(x.to(dtype)))
    assert back.dtype == dtype and torch.equal(back, x.to(dtype))


def test_the_old_format_and_whole_modules(x):
    file = io.BytesIO()
    torch.save(x, file, _use_new_zipfile_serialization=False)
    assert torch.equal(loaded(file), x)
    model = loaded(saved(nn.Linear(2, 1, device=x.device)), weights_only=False)
    assert model.weight.device == x.device


def test_a_state_dict_goes_into_a_model_wherever_that_is(x):
    source = nn.Linear(2, 2)
    target = nn.Linear(2, 2, device=x.device)
    target.load_state_dict(loaded(saved(source.state_dict()), "cpu"))
    assert target.weight.device == x.device
    assert torch.equal(target.weight.cpu(), source.weight)
    source.load_state_dict(target.state_dict())
    assert source.weight.device.type == "cpu"


def test_a_missing_device_is_refused_as_pytorch_does(x):
    message = (
        r"^Attempting to deserialize object on SIM device 1 but torch\.sim\.device_count\(\) is 1\."
        r" Please use torch\.load with map_location to map your storages to an existing device\.$"
    )
    with pytest.raises(RuntimeError, match=message):
        loaded(saved(x), "sim:1")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device to load onto")
def test_a_checkpoint_from_a_gpu_needs_map_location(x):
    with pytest.raises(RuntimeError, match=r"deserialize object on a CUDA device"):
        loaded(saved(x), "cuda")


def test_without_the_device_its_checkpoint_needs_map_location(x, tmp_path):
    path = tmp_path / "x.pt"
    torch.save(x, path)
    program = (
        "import sys, torch\n"
        "print(torch.load(sys.argv[1], 'cpu').tolist())\n"
        "try: torch.load(sys.argv[1])\n"
        "except RuntimeError as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True, cwd=ROOT
    )
    values, message = run.stdout.splitlines()
    assert values == "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]"
    assert message.endswith("(tagged with sim:0)")


def test_a_storage_of_the_device_can_be_made(device):
    storage = torch.UntypedStorage(8, device="sim")
    assert storage.device == device and storage.nbytes() == 8
    assert torch.UntypedStorage([1, 2, 3], device=device).tolist() == [1, 2, 3]
    twin = torch.ones(2, device=device).untyped_storage().clone()
    assert twin.device == device and twin.cpu().nbytes() == 8
    assert torch.UntypedStorage(4).device.type == "cpu"
