"""Transfers and synchronisations of the simulated accelerator are counted."""

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from torchcourse import simulated

# A program of a device tensor x of shape (2, 3), and what it costs:
# copies to the device, copies to the host, synchronisations.
COSTS = {
    "arithmetic": (lambda x: (2 * x + 1).sum() / x.mean(), (0, 0, 0)),
    "views and indexing by numbers": (lambda x: (x.T, x[0], x[:, 1:]), (0, 0, 0)),
    "factories": (lambda x: (torch.zeros(3, device=x.device), torch.rand_like(x)), (0, 0, 0)),
    "set to a number": (lambda x: x.clone().__setitem__(0, 5.0), (0, 0, 0)),
    "to where it is": (lambda x: x.to(x.device), (0, 0, 0)),
    "to another dtype": (lambda x: x.double(), (0, 0, 0)),
    "a number on the CPU": (lambda x: x * torch.tensor(2.0), (0, 0, 0)),
    "shape, dtype, device": (lambda x: (x.shape, x.dtype, x.device, len(x)), (0, 0, 0)),
    "to the device": (lambda x: torch.ones(3).to(x.device), (1, 0, 0)),
    "to the device without waiting": (
        lambda x: torch.ones(3).to(x.device, non_blocking=True),
        (1, 0, 0),
    ),
    "tensor(..., device)": (lambda x: torch.tensor([1.0, 2.0], device=x.device), (1, 0, 0)),
    "copy_ to the device": (lambda x: x.clone().copy_(torch.ones(2, 3)), (1, 0, 0)),
    "assign a CPU tensor": (lambda x: x.clone().__setitem__(0, torch.ones(3)), (1, 0, 0)),
    "index with a CPU tensor": (lambda x: x[torch.tensor([1])], (1, 0, 0)),
    "a module": (lambda x: nn.Linear(2, 2).to(x.device), (2, 0, 0)),
    "cpu()": (lambda x: x.cpu(), (0, 1, 1)),
    'to("cpu")': (lambda x: x.to("cpu"), (0, 1, 1)),
    "to without waiting": (lambda x: x.to("cpu", non_blocking=True), (0, 1, 0)),
    "detach().cpu().numpy()": (lambda x: x.detach().cpu().numpy(), (0, 1, 1)),
    "numpy(force=True)": (lambda x: x.numpy(force=True), (0, 1, 1)),
    "copy_ to the host": (lambda x: torch.empty(2, 3).copy_(x), (0, 1, 1)),
    "tolist": (lambda x: x.tolist(), (0, 1, 1)),
    "item": (lambda x: x.sum().item(), (0, 1, 1)),
    "float": (lambda x: float(x.sum()), (0, 1, 1)),
    "int": (lambda x: int(x[0, 1]), (0, 1, 1)),
    "if": (lambda x: 1 if x.sum() > 3 else 0, (0, 1, 1)),
    "repr": (lambda x: repr(x), (0, 1, 1)),
    "an f-string": (lambda x: f"{x.sum():.2f}", (0, 1, 1)),
    "allclose": (lambda x: torch.allclose(x, x), (0, 1, 1)),
    "equal": (lambda x: torch.equal(x, x), (0, 1, 1)),
    "three items": (lambda x: [v.item() for v in x[0]], (0, 3, 3)),
    "two tensors printed": (lambda x: str([x, x]), (0, 2, 2)),
    "nonzero": (lambda x: x.nonzero(), (0, 0, 1)),
    "a mask": (lambda x: x[x > 2], (0, 0, 1)),
    "masked_select": (lambda x: x.masked_select(x > 2), (0, 0, 1)),
    "unique": (lambda x: x.unique(), (0, 0, 1)),
    "synchronize": (lambda x: simulated.synchronize(), (0, 0, 1)),
    "torch.sim.synchronize": (lambda x: torch.sim.synchronize(), (0, 0, 1)),
    "torch.accelerator.synchronize": (lambda x: torch.accelerator.synchronize(), (0, 0, 1)),
}


@pytest.mark.parametrize(("program", "cost"), COSTS.values(), ids=COSTS)
def test_a_program_costs(device, program, cost):
    x = torch.arange(6.0).reshape(2, 3).to(device)
    with simulated.count() as counts:
        program(x)
    assert (counts.host_to_device, counts.device_to_host, counts.synchronizations) == cost


def test_bytes_are_counted(device):
    with simulated.count() as counts:
        x = torch.ones(10, dtype=torch.float64).to(device)
        x.float().cpu()
        x.sum().item()
    assert (counts.bytes_to_device, counts.bytes_to_host) == (80, 40 + 8)


def test_blocks_may_be_nested_and_counts_stay(device):
    with simulated.count() as outer:
        torch.ones(1).to(device)
        with simulated.count() as inner:
            x = torch.ones(1).to(device)
        x.item()
    x.item()
    assert (outer.host_to_device, outer.device_to_host) == (2, 1)
    assert inner == simulated.Counts(host_to_device=1, bytes_to_device=4)


def test_counting_ends_with_an_error(device):
    with pytest.raises(ValueError, match="stop"):
        with simulated.count() as counts:
            raise ValueError("stop")
    torch.ones(1).to(device)
    assert counts == simulated.Counts()


def test_one_transfer_back_in_each_epoch(device):
    """The measure of a loop: what an item() in each step costs, and what a sum saves."""
    x = torch.arange(12.0).reshape(12, 1)
    data = TensorDataset(x, 3 * x)

    def fit(summed):
        model = nn.Linear(1, 1).to(device)
        optimizer = torch.optim.Adam(model.parameters())
        history = []
        for _ in range(3):
            total = torch.zeros((), device=device) if summed else 0.0
            for inputs, targets in DataLoader(data, batch_size=4):
                loss = nn.functional.mse_loss(model(inputs.to(device)), targets.to(device))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.detach() if summed else loss.item()
            history.append(total.item() if summed else total)
        return history

    with simulated.count() as each_step:
        fit(summed=False)
    with simulated.count() as each_epoch:
        fit(summed=True)
    assert each_step.device_to_host == each_step.synchronizations == 9
    assert each_epoch.device_to_host == each_epoch.synchronizations == 3
    assert each_step.host_to_device == each_epoch.host_to_device == 2 + 2 * 9
