"""What a GPU refuses, the simulated accelerator refuses, in PyTorch's words."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from torchcourse.simulated import placement

TWO = (
    "Expected all tensors to be on the same device, but found at least two devices, sim:0 and cpu!"
)
NUMPY = (
    "can't convert sim:0 device type tensor to numpy. "
    "Use Tensor.cpu() to copy the tensor to host memory first."
)


def got(name, where, others, method):
    return (
        f"Expected all tensors to be on the same device, but got {name} is on {where}, different "
        f"from other tensors on {others} (when checking argument in method wrapper_CUDA_{method})"
    )


# x is a tensor of the device, c the same one on the CPU, both of shape (2, 3) and float32.
MIXTURES = {
    "add": (lambda x, c: x + c, TWO),
    "add, the other way round": (lambda x, c: c + x, TWO),
    "a CPU tensor in place": (lambda x, c: c.add_(x), TWO),
    "a device tensor in place": (lambda x, c: x.clone().add_(c), TWO),
    "a number of the device with a CPU tensor": (lambda x, c: c * x.sum(), TWO),
    "compare": (lambda x, c: x == c, TWO),
    "where": (lambda x, c: torch.where(x > 2, x, c), TWO),
    "addcmul": (lambda x, c: torch.addcmul(x, c, c), TWO),
    "MSE": (lambda x, c: F.mse_loss(x, c), TWO),
    "L1": (lambda x, c: F.l1_loss(x, c), TWO),
    "BCE with logits": (lambda x, c: F.binary_cross_entropy_with_logits(x, c), TWO),
    "foreach": (lambda x, c: torch._foreach_add([x, x], [x, c]), TWO),
    "Huber": (lambda x, c: F.huber_loss(x, c), got("target", "cpu", "sim:0", "_huber_loss")),
    "cross-entropy": (
        lambda x, c: F.cross_entropy(x, torch.tensor([0, 1])),
        got("target", "cpu", "sim:0", "nll_loss_forward"),
    ),
    "class weights": (
        lambda x, c: F.cross_entropy(x, x.argmax(1), weight=torch.ones(3)),
        got("weight", "cpu", "sim:0", "nll_loss_forward"),
    ),
    "a batch left behind": (
        lambda x, c: nn.Linear(3, 1, device=x.device)(c),
        got("mat1", "cpu", "sim:0", "addmm"),
    ),
    "a model left behind": (
        lambda x, c: nn.Linear(3, 1)(x),
        got("mat1", "sim:0", "cpu", "addmm"),
    ),
    "matrix product": (lambda x, c: x @ c.T, got("mat2", "cpu", "sim:0", "mm")),
    "batched product": (
        lambda x, c: x.view(2, 3, 1) @ c.view(2, 1, 3),
        got("mat2", "cpu", "sim:0", "bmm"),
    ),
    "cat": (lambda x, c: torch.cat([x, c]), got("tensors", "cpu", "sim:0", "cat")),
    "stack": (lambda x, c: torch.stack([c, x]), got("tensors", "sim:0", "cpu", "cat")),
    "embedding": (
        lambda x, c: F.embedding(torch.tensor([1]), x),
        got("index", "cpu", "sim:0", "_index_select"),
    ),
    "gather": (
        lambda x, c: x.gather(1, torch.zeros(2, 1, dtype=torch.long)),
        got("index", "cpu", "sim:0", "gather"),
    ),
    "out": (
        lambda x, c: torch.mm(x, x.T, out=torch.empty(2, 2)),
        got("self", "sim:0", "cpu", "mm_out_out"),
    ),
    "equal": (lambda x, c: torch.equal(x, c), got("other", "cpu", "sim:0", "_equal")),
    "a CPU tensor indexed from the device": (
        lambda x, c: c[torch.tensor([0], device=x.device)],
        "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
    ),
    "a CPU tensor masked from the device": (
        lambda x, c: c[x > 2],
        "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
    ),
    "masked_fill": (
        lambda x, c: x.masked_fill(c > 2, 0),
        "expected self and mask to be on the same device, but got mask on cpu and self on sim:0",
    ),
    "a generator of the CPU": (
        lambda x, c: torch.rand(2, device=x.device, generator=torch.Generator()),
        "Expected a 'sim' device type for generator but found 'cpu'",
    ),
}


@pytest.mark.parametrize(("program", "message"), MIXTURES.values(), ids=MIXTURES)
def test_a_mixture_of_devices_is_refused(device, program, message):
    host = torch.arange(6.0).reshape(2, 3)
    x = host.to(device)
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        program(x, host)
    assert torch.equal(x.cpu(), host)


def test_the_refusal_of_backward_names_the_devices(device):
    w = torch.ones(2, device=device, requires_grad=True)
    with pytest.raises(RuntimeError, match="expected device sim:0 but got cpu"):
        (2 * w).backward(torch.ones(2))


@pytest.mark.parametrize(
    "convert",
    [
        lambda x: x.numpy(),
        np.asarray,
        lambda x: x.detach().numpy(),
        lambda x: torch.ones(2, device=x.device, requires_grad=True).numpy(),
    ],
    ids=["numpy()", "asarray", "detach", "with a gradient"],
)
def test_numpy_wants_a_cpu_tensor(device, convert):
    with pytest.raises(TypeError, match=f"^{re.escape(NUMPY)}$"):
        convert(torch.ones(2, device=device))


def test_numpy_is_content_with_a_copy(device):
    x = torch.ones(2, device=device, requires_grad=True)
    assert x.detach().cpu().numpy().tolist() == [1, 1]
    assert x.numpy(force=True).tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="Can't call numpy\\(\\) on Tensor that requires grad"):
        x.cpu().numpy()


def test_a_gradient_stays_on_its_tensors_device(device):
    w = torch.ones(2, device=device, requires_grad=True)
    message = "a gradient with device type 'cpu' to a tensor with device type 'sim'"
    with pytest.raises(RuntimeError, match=message):
        w.grad = torch.ones(2)


def test_what_is_missing_is_named(device):
    x = torch.ones(2, 3, device=device)
    with pytest.raises(NotImplementedError, match="does not support 'aten::_thnn_fused_lstm_cell'"):
        nn.LSTM(3, 2, device=device)(x)
    with pytest.raises(NotImplementedError, match=r"dense tensors only, not torch\.sparse_coo"):
        x.to_sparse()


def test_it_has_no_gradient_that_is_sparse(device):
    table = nn.Embedding(5, 2, sparse=True).to(device)
    row = table(torch.tensor([1], device=device)).sum()
    with pytest.raises(NotImplementedError, match=r"dense tensors only: .* for sparse ones"):
        row.backward()


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_it_has_no_nested_tensors(device):
    x = torch.ones(2, 3, device=device)
    nested = torch.nested.nested_tensor([x[0], x[1, :2]])
    with pytest.raises(NotImplementedError, match="dense tensors only, not nested ones"):
        torch._nested_tensor_from_mask(x[None], torch.ones(1, 2, dtype=torch.bool, device=device))
    with pytest.raises(NotImplementedError, match=r"'aten::unbind\.int' for nested ones"):
        nested.unbind()
    with pytest.raises(NotImplementedError, match=r"torch\.accelerator\.memory_allocated works"):
        torch.accelerator.memory_allocated()


def test_a_kernels_own_complaint_is_passed_on(device):
    with pytest.raises(RuntimeError, match="mat1 and mat2 shapes cannot be multiplied"):
        torch.ones(2, 3, device=device) @ torch.ones(2, 3, device=device)
    with pytest.raises(IndexError, match="index 5 is out of bounds"):
        torch.ones(2, device=device)[torch.tensor([5])]


@pytest.mark.parametrize(
    ("name", "overload", "method"),
    [
        ("addmm", "", "wrapper_CUDA_addmm"),  # structured
        ("mm", "out", "wrapper_CUDA_mm_out_out"),
        ("index_select", "", "wrapper_CUDA__index_select"),  # not structured
        ("index_select", "out", "wrapper_CUDA_out_index_select_out"),
        ("scatter", "value", "wrapper_CUDA_scatter_value"),
        ("add", "Tensor", None),  # TensorIterator checks
        ("no such operation", "", None),
    ],
)
def test_wrappers_are_named_as_pytorch_generates_them(name, overload, method):
    assert placement.wrapper(name, overload) == method


def test_without_the_list_of_operations_the_general_words_are_used(device, monkeypatch):
    monkeypatch.setattr(placement, "find_spec", lambda name: None)
    placement._native_functions.cache_clear()
    placement.wrapper.cache_clear()
    try:
        with pytest.raises(RuntimeError, match=f"^{re.escape(TWO)}$"):
            nn.Linear(3, 1, device=device)(torch.ones(2, 3))
    finally:
        placement._native_functions.cache_clear()
        placement.wrapper.cache_clear()
