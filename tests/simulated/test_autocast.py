"""Automatic mixed precision on the simulated accelerator goes by CUDA's rules."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

# The dtype of the result within autocast(dtype=bfloat16), for x and y of float32, n of bfloat16.
DTYPES = {
    "linear": (lambda x, y, n: F.linear(x, y), torch.bfloat16),
    "matmul": (lambda x, y, n: x @ y.T, torch.bfloat16),
    "einsum": (lambda x, y, n: torch.einsum("ij,kj->ik", x, y), torch.bfloat16),
    "addmm": (lambda x, y, n: torch.addmm(x, x, y), torch.bfloat16),
    "mse_loss": (lambda x, y, n: F.mse_loss(n, n), torch.float32),
    "cross_entropy": (lambda x, y, n: F.cross_entropy(n, n.argmax(1)), torch.float32),
    "softmax": (lambda x, y, n: n.softmax(1), torch.float32),
    "log_softmax": (lambda x, y, n: n.log_softmax(1), torch.float32),
    "exp": (lambda x, y, n: n.exp(), torch.float32),
    "pow": (lambda x, y, n: n**2, torch.float32),
    "sum": (lambda x, y, n: n.sum(), torch.float32),
    "sum, dtype given": (lambda x, y, n: n.sum(dtype=torch.bfloat16), torch.bfloat16),
    "layer_norm": (lambda x, y, n: F.layer_norm(n, (3,)), torch.float32),
    "relu of bfloat16": (lambda x, y, n: n.relu(), torch.bfloat16),
    "relu of float32": (lambda x, y, n: x.relu(), torch.float32),
    "add": (lambda x, y, n: x + n, torch.float32),
    "the widest": (lambda x, y, n: torch.addcmul(x, n, n), torch.float32),
    "the widest, all low": (lambda x, y, n: torch.addcmul(n, n, n), torch.bfloat16),
    "a number on the CPU does not widen": (
        lambda x, y, n: torch.atan2(n, torch.tensor(2.0)),
        torch.bfloat16,
    ),
    "float64 is left alone": (lambda x, y, n: x.double() @ y.double(), torch.float64),
}


@pytest.mark.parametrize(("program", "dtype"), DTYPES.values(), ids=DTYPES)
def test_an_operation_runs_in(device, program, dtype):
    x = torch.rand(3, 3, generator=torch.Generator().manual_seed(0)).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        result = program(x, x + 1, x.bfloat16())
    assert result.dtype == dtype and result.device == device


def test_outside_of_it_nothing_changes(device):
    x = torch.ones(3, 3, device=device)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=False):
        assert (x @ x).dtype == torch.float32
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert (x @ x).dtype == torch.float32
        assert (x.cpu() @ x.cpu()).dtype == torch.bfloat16
    with torch.autocast(device.type, dtype=torch.bfloat16):
        assert (x.cpu() @ x.cpu()).dtype == torch.float32
        with torch.autocast(device.type, enabled=False):
            assert (x @ x).dtype == torch.float32
    assert (x @ x).dtype == torch.float32


def test_parameters_and_gradients_stay_float32(device):
    model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1)).to(device)
    x = torch.rand(16, 3, device=device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        y_hat = model(x)
        loss = F.mse_loss(y_hat, torch.zeros(16, 1, device=device))
    loss.backward()
    assert (y_hat.dtype, loss.dtype) == (torch.bfloat16, torch.float32)
    assert {p.grad.dtype for p in model.parameters()} == {torch.float32}
    torch.testing.assert_close(y_hat.float(), model(x), rtol=0.1, atol=0.1)


def test_a_dtype_that_is_no_help_is_refused(device):
    with pytest.warns(UserWarning, match="target dtype is not supported"):
        with torch.autocast(device.type, dtype=torch.float64):
            assert (torch.ones(2, 2, device=device) @ torch.ones(2, 2, device=device)).dtype == (
                torch.float32
            )
