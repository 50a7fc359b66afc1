"""Ordinary code on the simulated accelerator: it is a device like any other."""

import copy
import os
import pickle
import threading

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from torchcourse import simulated


def test_enabling_twice_gives_the_same_device(device):
    assert simulated.enable() == device == torch.device("sim:0")


def test_the_name_without_a_number_is_another_device_object_as_for_cuda(device):
    assert torch.device("sim") != device
    assert torch.ones(1, device="sim").device == device


FACTORIES = {
    "to": lambda device: torch.ones(2).to(device),
    "to by name": lambda device: torch.ones(2).to("sim"),
    "own method": lambda device: torch.ones(2).sim(),
    "tensor": lambda device: torch.tensor([1.0, 1.0], device=device),
    "as_tensor": lambda device: torch.as_tensor([1.0, 1.0], device=device),
    "zeros": lambda device: torch.zeros(2, device=device) + 1,
    "full": lambda device: torch.full((2,), 1.0, device=device),
    "arange": lambda device: torch.arange(1.0, 3, device=device) * 0 + 1,
    "linspace": lambda device: torch.linspace(1, 1, 2, device=device),
    "eye": lambda device: torch.eye(2, device=device).sum(0),
    "empty": lambda device: torch.empty(2, device=device).fill_(1),
    "ones_like": lambda device: torch.ones_like(torch.zeros(2, device=device)),
    "ones_like of a CPU tensor": lambda device: torch.ones_like(torch.zeros(2), device=device),
    "new_ones": lambda device: torch.zeros(3, device=device).new_ones(2),
    "from numpy": lambda device: torch.from_numpy(np.ones(2, dtype="float32")).to(device),
    "out": lambda device: torch.add(
        torch.zeros(2, device=device), 1, out=torch.empty(0, device=device)
    ),
}


@pytest.mark.parametrize("make", FACTORIES.values(), ids=FACTORIES)
def test_a_factory_makes_tensors_on_the_device(device, make):
    made = make(device)
    assert type(made) is torch.Tensor
    assert made.device == device
    assert torch.equal(made.cpu(), torch.ones(2))


LIKE = {
    name: getattr(torch, f"{name}_like") for name in ("empty", "zeros", "ones", "rand", "randn")
} | {
    "full": lambda x, **how: torch.full_like(x, 2.0, **how),
    "randint": lambda x, **how: torch.randint_like(x, 9, **how),
    "new_zeros": lambda x, **how: x.new_zeros(2, 3, **how),
    "new_full": lambda x, **how: x.new_full((2, 3), 2.0, **how),
}


@pytest.mark.parametrize("like", LIKE.values(), ids=LIKE)
def test_what_is_made_like_a_tensor_is_on_the_device_that_is_named(device, x, like):
    assert like(x).device == device
    for other in (like(x, device="cpu"), like(x, device="cpu", dtype=torch.float64)):
        assert type(other) is torch.Tensor and other.device.type == "cpu"
        assert other.shape == (2, 3)
        other += 1  # an ordinary tensor, with memory of its own
    assert torch.equal(x.cpu(), torch.arange(6.0).reshape(2, 3))


def test_random_numbers_made_for_the_host_are_drawn_by_the_host(x):
    torch.manual_seed(3)
    expected = torch.rand(2, 3)
    torch.manual_seed(3)
    assert torch.equal(torch.rand_like(x, device="cpu"), expected)


def test_a_default_device_holds_for_factories_and_modules(device):
    with torch.device(device):
        assert torch.ones(1).device == nn.Linear(1, 1).weight.device == device


def test_a_second_device_does_not_exist(device):
    for program in (
        lambda: torch.zeros(1, device="sim:1"),
        lambda: torch.zeros(1).to("sim:1"),
        lambda: torch.Generator(device="sim:1"),
        lambda: torch.sim.set_device(1),
    ):
        with pytest.raises(RuntimeError, match="sim error: invalid device ordinal 1"):
            program()


def test_a_copy_to_the_device_does_not_share_memory(device):
    x = torch.ones(2)
    y = x.to(device)
    y += 1
    assert torch.equal(x, torch.ones(2))
    assert torch.equal(y.cpu(), 2 * x)
    assert y.to(device) is y


WITH_A_NUMBER = {
    "remainder": lambda x: x % 2,
    "remainder of a fraction": lambda x: x % 0.3,
    "remainder of a number": lambda x: 2 % (x + 1),
    "remainder in place": lambda x: x.remainder_(2),
    "fmod": lambda x: torch.fmod(x, -2.5),
    "and": lambda x: x.int() & 3,
    "or": lambda x: x.int() | 3,
    "xor": lambda x: x.int() ^ 3,
    "shift": lambda x: (x.int() << 1) >> 2,
    "copysign": lambda x: torch.copysign(x, -1),
    "xlogy": lambda x: torch.xlogy(x, 2),
    "xlog1py": lambda x: torch.special.xlog1py(2, x),
    "integers and a fraction": lambda x: x.long() % 0.3 + x.long() * 2.5,
}


@pytest.mark.parametrize("operation", WITH_A_NUMBER.values(), ids=WITH_A_NUMBER)
def test_a_number_takes_the_place_of_a_tensor(device, x, operation):
    expected, found = operation(x.cpu()), operation(x)
    assert found.device == device
    torch.testing.assert_close(found.cpu(), expected, rtol=0, atol=0)


def test_a_gradient_flows_through_a_remainder(device):
    x = torch.tensor([1.5, -2.0], device=device, requires_grad=True)
    (x % 2 * torch.tensor([1.0, 3.0], device=device)).sum().backward()
    assert x.grad.tolist() == [1.0, 3.0]


def test_views_share_their_storage(x):
    views = [x.T, x[1], x[:, 1:], x.view(3, 2), x.reshape(-1), x.unsqueeze(0), x.data, x.detach()]
    views += [*x.unbind(0), *x.chunk(2), x.permute(1, 0), x.expand(4, 2, 3), x.diagonal()]
    before = [view.cpu() for view in views]
    x += 10
    for view, old in zip(views, before, strict=True):
        assert view.untyped_storage().data_ptr() == x.untyped_storage().data_ptr()
        assert torch.equal(view.cpu(), old + 10)
    x[0, 1] = -1
    assert views[0][1, 0].item() == -1
    assert x.clone().untyped_storage().data_ptr() != x.untyped_storage().data_ptr()


def test_data_hides_a_change_from_autograd_and_detach_does_not(device):
    def squared(change):
        w = torch.tensor([3.0], device=device, requires_grad=True)
        y = w**2
        change(w)
        y.backward()
        return w.grad.item()

    assert squared(lambda w: w.data.fill_(5)) == 10  # wrong, silently: the gradient at 3 is 6
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        squared(lambda w: w.detach().fill_(5))


def test_it_prints_as_a_tensor_of_a_gpu_does(device):
    w = torch.tensor([1.0, 2.0], device=device, requires_grad=True)
    assert repr(w) == "tensor([1., 2.], device='sim:0', requires_grad=True)"
    assert repr(2 * w) == "tensor([2., 4.], device='sim:0', grad_fn=<MulBackward0>)"
    assert repr(w.sum()) == "tensor(3., device='sim:0', grad_fn=<SumBackward0>)"
    assert f"{w.detach()}" == "tensor([1., 2.], device='sim:0')"
    assert f"{w.sum():.2f}" == "3.00"
    assert repr(w > 1) == "tensor([False,  True], device='sim:0')"
    assert repr(nn.Parameter(w)).startswith(
        "Parameter containing:\ntensor([1., 2.], device='sim:0'"
    )
    many = repr(torch.ones(2000, device=device))
    assert many == "tensor([1., 1., 1.,  ..., 1., 1., 1.], device='sim:0')"


def test_python_takes_numbers_out(x):
    assert x.sum().item() == 15.0
    assert float(x[1, 1]) == 4.0 and int(x[1, 1]) == 4 and bool(x[1, 1])
    assert x.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert len(x) == 2 and 5.0 in x
    assert [row.sum().item() for row in x] == [3.0, 12.0]


def test_indexing(x, device):
    assert x[x > 2].tolist() == [3, 4, 5]
    assert x[torch.tensor([1])].tolist() == [[3, 4, 5]]  # an index may stay on the CPU
    assert x[torch.tensor([1], device=device), 2].tolist() == [5]
    x[x > 4] = 0
    x[0] = torch.tensor([7.0, 7.0, 7.0])  # a copy from the CPU
    x[:, 1] = 8
    x[1, [0, 2]] = torch.tensor([1.0, 2.0], device=device)
    assert x.tolist() == [[7, 8, 7], [1, 8, 2]]


def test_numbers_without_dimensions_may_stay_on_the_cpu(x):
    two = torch.tensor(2.0)
    for y in (x * two, two * x, x.clone().mul_(two), torch.where(x > -1, x * 2, two), x * 2):
        assert y.device == x.device
        assert torch.equal(y.cpu(), 2 * x.cpu())
    assert torch.where(x > 2, two, torch.tensor(0.0)).tolist() == [[0, 0, 0], [2, 2, 2]]


def test_results_of_several_kinds(x):
    host = x.cpu()
    for name in ("sort", "max", "min", "median", "mode", "cummax"):
        for ours, theirs in zip(getattr(x, name)(1), getattr(host, name)(1), strict=True):
            assert ours.device == x.device
            assert torch.equal(ours.cpu(), theirs)
    for ours, theirs in zip(torch.linalg.svd(x), torch.linalg.svd(host), strict=True):
        assert torch.equal(ours.cpu(), theirs)


def test_out_takes_another_size_and_keeps_the_object(x):
    out = torch.empty(0, device=x.device)
    assert torch.mul(x, 2, out=out) is out
    assert out.tolist() == (2 * x).tolist()
    same = torch.empty_like(x)
    pointer = same.data_ptr()
    torch.mul(x, 3, out=same)
    assert same.tolist() == (3 * x).tolist() and same.data_ptr() == pointer


def test_in_place_operations_return_their_tensor(x):
    assert x.add_(1) is x
    with torch.inference_mode():  # where autograd does not see to it
        y = x.clone()
        assert torch.ops.aten.add_.Tensor(y, 1) is y
        values, indices = torch.empty(2), torch.empty(2, dtype=torch.long)
        values, indices = values.to(x.device), indices.to(x.device)
        found = torch.max(y, 1, out=(values, indices))
        assert found.values is values and found.indices is indices


def test_resize_keeps_what_was_there(x):
    y = x.clone()
    assert y.resize_(4).tolist() == [0, 1, 2, 3]
    y = x.clone()
    assert y.resize_(3, 3).shape == (3, 3)
    assert y.reshape(-1)[:6].tolist() == [0, 1, 2, 3, 4, 5]
    row = x.clone()[1]
    assert row.resize_(4)[:3].tolist() == [3, 4, 5]


def test_a_module_keeps_its_parameters_when_it_moves(device):
    model = nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2))
    model[1].register_buffer("nothing", None)
    parameters, mean = list(model.parameters()), model[1].running_mean
    assert model.to(device) is model
    assert all(p is q for p, q in zip(model.parameters(), parameters, strict=True))
    assert all(type(p) is nn.Parameter and p.device == device for p in parameters)
    assert model[1].running_mean is not mean and model[1].running_mean.device == device
    model.cpu()
    assert all(p is q for p, q in zip(model.parameters(), parameters, strict=True))
    assert all(p.device.type == "cpu" for p in parameters)


def test_a_module_moves_while_a_graph_holds_it(device):
    model = nn.Linear(2, 1, device=device)
    x = torch.ones(1, 2, device=device, requires_grad=True)
    model(x).sum().backward()
    weight, loss = model.weight, model(x).sum()  # keeps the weight for the gradient of x
    model.cpu()
    assert {p.device.type for p in model.parameters()} == {"cpu"}
    assert model.weight.grad.device.type == "cpu"
    loss.backward()
    assert torch.equal(x.grad, 2 * weight.detach()) and x.device == device


def test_shared_parameters_stay_shared(device):
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    second.weight = first.weight
    model = nn.Sequential(first, second).to(device)
    assert first.weight is second.weight
    assert len(list(model.parameters())) == 3
    assert model.to(torch.float64)[0].weight.dtype == torch.float64


def test_data_moves_a_tensor(device):
    w = nn.Parameter(torch.ones(2))
    w.data = torch.zeros(3, device=device)
    assert w.device == device and w.tolist() == [0, 0, 0]
    assert type(w) is nn.Parameter and w.requires_grad
    w.data = torch.ones(1)
    assert w.device.type == "cpu"
    loss = (w**2).sum()  # its graph holds w
    with pytest.raises(RuntimeError, match=r"can't move this tensor by `\.data =`"):
        w.data = torch.zeros(1, device=device)
    assert loss.item() == 1


def test_copies_of_objects(x, device):
    model = nn.Linear(2, 2, device=device)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert type(twin.weight) is nn.Parameter
        assert twin.weight.device == device
        assert torch.equal(twin.weight, model.weight)
        assert twin.weight.data_ptr() != model.weight.data_ptr()
    for twin in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert twin.device == device and torch.equal(twin, x)
    row, both = copy.deepcopy((x[0], x))
    row.fill_(9)
    assert both[0].tolist() == [9, 9, 9]


def test_batches_of_a_loader(x, device):
    for data in (x, x.cpu()):
        batches = [batch.to(device) for (batch,) in DataLoader(TensorDataset(data), batch_size=1)]
        assert torch.equal(torch.cat(batches), x)


@pytest.mark.parametrize("workers", [0, 1])
def test_batches_of_a_loader_with_pinned_memory(x, device, workers):
    loader = DataLoader(TensorDataset(x.cpu()), batch_size=2, num_workers=workers, pin_memory=True)
    for (batch,) in loader:
        assert batch.is_pinned() and not batch.clone().is_pinned()
        assert torch.equal(batch.to(device, non_blocking=True), x)


def test_a_loaders_workers_do_not_touch_the_device(x, device):
    here = DataLoader(TensorDataset(x), num_workers=1, multiprocessing_context="fork")
    with pytest.raises(RuntimeError, match="Cannot re-initialize sim in forked subprocess"):
        list(here)

    def collate(samples):
        return torch.stack([row for (row,) in samples]).to(device)

    moving = DataLoader(
        TensorDataset(x.cpu()), num_workers=1, multiprocessing_context="fork", collate_fn=collate
    )
    with pytest.raises(RuntimeError, match="Cannot re-initialize sim in forked subprocess"):
        list(moving)


def test_what_pytorch_asks_a_device(x, device):
    assert torch.accelerator.is_available() and torch.sim.is_available()
    assert torch.accelerator.current_accelerator() == torch.device("sim")
    assert torch.accelerator.device_count() == torch.sim.device_count() == 1
    assert torch.accelerator.current_device_index() == torch.sim.current_device() == 0
    assert torch.get_device_module(device) is torch.sim
    assert torch.sim.get_device_name(device) == "simulated accelerator"
    torch.accelerator.synchronize(), torch.accelerator.synchronize(device), torch.sim.synchronize()
    assert x.is_sim and not x.is_cpu and not x.is_cuda and x.get_device() == 0
    assert x.type() == "torch.sim.FloatTensor"


def test_assert_close_looks_at_the_device(x):
    torch.testing.assert_close(x, x.clone())
    with pytest.raises(AssertionError, match="sim:0 != cpu"):
        torch.testing.assert_close(x, x.cpu())


def test_derivatives_of_derivatives(x):
    assert torch.func.grad(lambda x: (x**3).sum())(x).tolist() == (3 * x**2).tolist()
    assert torch.vmap(lambda row: row.sum())(x).tolist() == [3, 12]
    hessian = torch.autograd.functional.hessian(lambda x: (x**3).sum(), x[0])
    assert hessian.tolist() == torch.diag(6 * x[0]).tolist()


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is:DeprecationWarning")
def test_forward_derivatives(x):
    hessian = torch.func.hessian(lambda x: (x**3).sum())(x[0])
    assert hessian.tolist() == torch.diag(6 * x[0]).tolist()


def test_backward_works_in_the_thread_that_calls_it(device):
    w, threads = torch.ones(1, device=device, requires_grad=True), []
    w.register_hook(lambda gradient: threads.append(threading.get_ident()))
    (2 * w).sum().backward()
    assert threads == [threading.get_ident()]


def test_it_works_in_a_forked_process(device):
    child = os.fork()
    if child == 0:  # pytest must not go on in here
        try:
            ours = torch.ones(2, device=device) * 2
            os._exit(0 if ours.tolist() == [2, 2] else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
