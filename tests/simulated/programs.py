"""Small device programs, valid and invalid, that run on any device.

Each takes a device and returns what it saw: tensors, numbers, strings, devices or tuples of them.
An invalid one names the kind of error that it ends with.
"""

import copy
import io

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

# kind of error: (exception, what its message contains)
KINDS = {
    "devices differ": (RuntimeError, "Expected all tensors to be on the same device"),
    "index on the device": (RuntimeError, "indices should be either on cpu or on the same device"),
    "mask elsewhere": (RuntimeError, "expected self and mask to be on the same device"),
    "numpy": (TypeError, "Use Tensor.cpu() to copy the tensor to host memory first"),
    "numpy of a graph": (RuntimeError, "Can't call numpy() on Tensor that requires grad"),
    "generator elsewhere": (RuntimeError, "device type for generator but found"),
    "no such device": (RuntimeError, "invalid device ordinal"),
    "loaded nowhere": (RuntimeError, "Please use torch.load with map_location"),
    "gradient elsewhere": (RuntimeError, "Please ensure that the gradient and the tensor are on"),
    "changed in place": (RuntimeError, "has been modified by an inplace operation"),
    "leaf changed in place": (RuntimeError, "a leaf Variable that requires grad"),
    "graph is gone": (RuntimeError, "Trying to backward through the graph a second time"),
    "no graph": (RuntimeError, "does not require grad and does not have a grad_fn"),
    "not a scalar": (RuntimeError, "grad can be implicitly created only for scalar outputs"),
    "shapes of a product": (RuntimeError, "shapes cannot be multiplied"),
    "shapes to broadcast": (RuntimeError, "must match the size of tensor"),
    "dtypes differ": (RuntimeError, "must have the same dtype"),
    "many elements": (RuntimeError, "a Tensor with 3 elements cannot be converted to Scalar"),
    "ambiguous": (RuntimeError, "Boolean value of Tensor with more than one value is ambiguous"),
    "one value a channel": (ValueError, "Expected more than 1 value per channel when training"),
    "cast back": (RuntimeError, "can't be cast to the desired output type"),
    "view of strides": (RuntimeError, "view size is not compatible with input tensor's size"),
    "pinned": (RuntimeError, "only dense CPU tensors can be pinned"),
}


def x(device, *shape, seed=0):
    """Return random numbers, the same on every device. Without a shape: (2, 3)."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*(shape or (2, 3)), generator=generator).to(device)


def leaf(device, *shape, seed=0):
    return x(device, *shape, seed=seed).requires_grad_()


def classes(device):
    return torch.tensor([2, 0]).to(device)


def linear(device, inputs=3, outputs=2):
    """Return a linear layer with the same weights on every device."""
    layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        layer.weight.copy_(x("cpu", outputs, inputs, seed=1))
        layer.bias.copy_(x("cpu", outputs, seed=2))
    return layer.to(device)


def gradients(loss_of, device, **options):
    """Return a loss of (2, 3) inputs and its gradient."""
    inputs = leaf(device)
    loss = loss_of(inputs, **options)
    loss.backward()
    return loss.detach(), inputs.grad


def trained(device, make, steps=3, model=None):
    """Return the parameters after a few steps of an optimizer."""
    model = (model or linear("cpu")).to(device)
    optimizer = make(model.parameters())
    for step in range(steps):
        loss = F.mse_loss(model(x(device, 4, 3, seed=step)), torch.ones(4, 2, device=device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return tuple(p.detach() for p in model.parameters())


def network():
    return nn.Sequential(linear("cpu", 3, 4), nn.BatchNorm1d(4), nn.ReLU(), linear("cpu", 4, 2))


def reloaded(value, where=None, **options):
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return torch.load(file, where, **options)


def changed(tensor, change):
    change(tensor)
    return tensor


def state_of(make, device):
    """Return the tensors that an optimizer keeps for a parameter; Adam counts steps on the CPU."""
    parameters = [leaf(device)]
    optimizer = make(parameters)
    parameters[0].sum().backward()
    optimizer.step()
    kept = optimizer.state[parameters[0]].values()
    return tuple(tensor if tensor.dim() else tensor.is_cpu for tensor in kept)


def resumed(device):
    source = torch.optim.Adam([leaf("cpu")])
    source.param_groups[0]["params"][0].sum().backward()
    source.step()
    target = torch.optim.Adam([leaf(device)])
    target.load_state_dict(source.state_dict())
    return next(iter(target.state.values()))["exp_avg"]


def in_autocast(device, program):
    with torch.autocast(torch.device(device).type, dtype=torch.bfloat16):
        return program()


def hidden_change(device):
    w = leaf(device)
    y = (w**2).sum()
    w.data.fill_(5)
    y.backward()
    return w.grad


def noticed_change(device):
    w = leaf(device)
    y = (w**2).sum()
    w.detach().fill_(5)
    y.backward()


def twice(device):
    y = (leaf(device) ** 2).sum()
    y.backward()
    y.backward()


def backward(y):
    y.backward()
    return True


def moved_after_state(device):
    model = linear("cpu")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(x("cpu")).sum().backward()
    optimizer.step()
    model.to(device)
    optimizer.step()


def set_gradient(device):
    w = leaf(device)
    w.grad = torch.ones(2, 3)


def plain_attribute(device):
    """A tensor that is neither parameter nor buffer stays behind."""

    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.ones(3)

        def forward(self, inputs):
            return inputs * self.scale

    return Scaled().to(device)(x(device))


def as_buffer(device):
    module = nn.Module()
    module.register_buffer("scale", torch.ones(3))
    return x(device) * module.to(device).scale


def ones(device, *shape):
    return torch.ones(*shape, device=device)


PLACING = {
    "to": lambda d: (x("cpu").to(d), x("cpu").to(d).device),
    "to, twice, is the same object": lambda d: (lambda t: t.to(d) is t)(x(d)),
    "to, a copy": lambda d: (lambda t: t.to(d, copy=True) is t)(x(d)),
    "to leaves the source": lambda d: (lambda t: (t.to(d) is not None, t.is_cpu))(x("cpu")),
    "to with dtype": lambda d: x("cpu").to(d, torch.float64),
    "to like another": lambda d: x("cpu").to(x(d)).device,
    "cpu": lambda d: x(d).cpu().is_cpu,
    "zeros": lambda d: torch.zeros(2, 3, device=d),
    "ones": lambda d: torch.ones(2, 3, device=d),
    "full": lambda d: torch.full((2,), 0.5, device=d),
    "arange": lambda d: torch.arange(5, device=d),
    "arange, float": lambda d: torch.arange(0, 1, 0.25, device=d),
    "linspace": lambda d: torch.linspace(0, 1, 5, device=d),
    "eye": lambda d: torch.eye(3, device=d),
    "tensor": lambda d: torch.tensor([[1.0, 2.0]], device=d),
    "tensor of ints": lambda d: torch.tensor([1, 2], device=d),
    "as_tensor of numpy": lambda d: torch.as_tensor(np.ones(2), device=d),
    "zeros_like": lambda d: torch.zeros_like(x(d)),
    "new_tensor": lambda d: x(d).new_tensor([1, 2]),
    "new_zeros": lambda d: x(d).new_zeros(2),
    "empty, filled": lambda d: torch.empty(2, 2, device=d).fill_(3),
    "device of results": lambda d: (x(d) @ x(d).T).device,
    "device of a view": lambda d: x(d)[0].device,
    "copy_ from the CPU": lambda d: torch.zeros(2, 3, device=d).copy_(x("cpu")),
    "copy_ to the CPU": lambda d: torch.zeros(2, 3).copy_(x(d)).is_cpu,
    "type conversions": lambda d: (x(d).double(), x(d).long(), x(d).bool(), x(d).bfloat16()),
    "contiguous": lambda d: x(d).T.contiguous(),
    "clone": lambda d: x(d).clone(),
    "is_cpu": lambda d: (x(d).dtype, x(d).shape, x(d).stride(), x(d).requires_grad),
    "pinned and not blocking": lambda d: (
        x("cpu").pin_memory().to(d, non_blocking=True) if torch.device(d).type != "cpu" else x(d)
    ),
}
COMPUTING = {
    "add": lambda d: x(d) + x(d, seed=1),
    "add a number": lambda d: 2 * x(d) - 1,
    "a CPU number": lambda d: x(d) * torch.tensor(2.0),
    "a CPU number on the left": lambda d: torch.tensor(2.0) - x(d),
    "a CPU number in place": lambda d: x(d).mul_(torch.tensor(2.0)),
    "a CPU number of float64 keeps float32": lambda d: (
        x(d) * torch.tensor(2.0, dtype=torch.float64)
    ),
    "ints and floats": lambda d: torch.arange(3, device=d) + x(d),
    "divide ints": lambda d: torch.arange(1, 4, device=d) / 2,
    "powers": lambda d: x(d) ** 2,
    "compare": lambda d: x(d) > 0,
    "matrix product": lambda d: x(d) @ x(d).T,
    "matrix times vector": lambda d: x(d) @ x(d, 3),
    "batched product": lambda d: x(d, 2, 2, 3) @ x(d, 2, 3, 2),
    "einsum": lambda d: torch.einsum("ij,kj->ik", x(d), x(d)),
    "broadcast": lambda d: x(d) + x(d, 2, 1),
    "sum": lambda d: (x(d).sum(), x(d).sum(0), x(d).sum(1, keepdim=True)),
    "mean, std, var": lambda d: (x(d).mean(), x(d).std(), x(d).var(0, unbiased=False)),
    "max": lambda d: tuple(x(d).max(1)),
    "argmax": lambda d: x(d).argmax(1),
    "sort": lambda d: tuple(x(d).sort(1)),
    "topk": lambda d: tuple(x(d).topk(2)),
    "cumsum": lambda d: x(d).cumsum(1),
    "median": lambda d: x(d).median(),
    "norm": lambda d: (x(d).norm(), torch.linalg.vector_norm(x(d), 1)),
    "exp and log": lambda d: x(d).exp().log(),
    "sqrt of a negative number": lambda d: torch.tensor([-1.0], device=d).sqrt(),
    "divide by zero": lambda d: torch.tensor([1.0, -1.0, 0.0], device=d) / 0,
    "clamp": lambda d: x(d).clamp(-0.5, 0.5),
    "where": lambda d: torch.where(x(d) > 0, x(d), 0.0),
    "where with a CPU number": lambda d: torch.where(x(d) > 0, x(d), torch.tensor(0.0)),
    "cat and stack": lambda d: (torch.cat([x(d), x(d)]), torch.stack([x(d), x(d)], 1)),
    "solve": lambda d: torch.linalg.solve(torch.eye(2, device=d) * 2, x(d)),
    "eigenvalues": lambda d: torch.linalg.eigvalsh(x(d) @ x(d).T),
    "least squares": lambda d: torch.linalg.lstsq(x(d, 5, 2), x(d, 5, 1, seed=1)).solution,
    "in place": lambda d: x(d).add_(1).mul_(2).zero_().fill_(3),
    "augmented assignment": lambda d: changed(x(d), lambda t: t.__iadd__(1)),
    "out": lambda d: torch.add(x(d), 1, out=torch.empty(0, device=d)),
    "unique": lambda d: torch.unique(torch.tensor([3, 1, 3], device=d)),
    "nonzero": lambda d: torch.tensor([0, 1, 2], device=d).nonzero(),
    "bincount": lambda d: torch.bincount(torch.tensor([0, 1, 1], device=d)),
    "one_hot": lambda d: F.one_hot(classes(d), 3),
    "quantile": lambda d: x(d).quantile(0.5),
    "vmap": lambda d: torch.vmap(lambda row: row.sum())(x(d)),
    "isnan, isfinite": lambda d: (x(d).isnan().any(), x(d).isfinite().all()),
}
VIEWING = {
    "index by a number": lambda d: x(d)[1],
    "slice": lambda d: x(d)[:, 1:],
    "index by a list": lambda d: x(d)[[1, 0]],
    "index by a tensor": lambda d: x(d)[torch.tensor([1, 0], device=d)],
    "index by a CPU tensor": lambda d: x(d)[torch.tensor([1, 0])],
    "index by two tensors": lambda d: x(d)[torch.arange(2, device=d), classes(d)],
    "mask": lambda d: x(d)[x(d) > 0],
    "mask by a CPU tensor": lambda d: x(d)[x("cpu") > 0],
    "set an element": lambda d: changed(x(d), lambda t: t.__setitem__((0, 1), 5.0)),
    "set a row from the CPU": lambda d: changed(x(d), lambda t: t.__setitem__(0, ones("cpu", 3))),
    "set by a mask": lambda d: changed(x(d), lambda t: t.__setitem__(t > 0, 0.0)),
    "set by indices": lambda d: changed(
        x(d), lambda t: t.__setitem__((torch.tensor([0, 1]), classes("cpu")), ones(d, 2))
    ),
    "set by indices, a CPU number": lambda d: changed(
        x(d), lambda t: t.__setitem__(torch.tensor([0]), torch.tensor(7.0))
    ),
    "gather": lambda d: x(d).gather(1, classes(d).unsqueeze(1)),
    "scatter": lambda d: torch.zeros(2, 3, device=d).scatter_(1, classes(d)[:, None], 1.0),
    "masked_fill": lambda d: x(d).masked_fill(x(d) > 0, 0),
    "view": lambda d: x(d).view(3, 2),
    "transpose": lambda d: x(d).T,
    "reshape a transpose": lambda d: x(d).T.reshape(-1),
    "expand": lambda d: x(d).expand(2, 2, 3),
    "a view sees a change": lambda d: (lambda t: (t[0], t.add_(1))[0])(x(d)),
    "a change through a view": lambda d: changed(x(d), lambda t: t.T[0].zero_()),
    "detach shares": lambda d: changed(x(d), lambda t: t.detach().zero_()),
    "data shares": lambda d: changed(x(d), lambda t: t.data.zero_()),
    "one pointer": lambda d: (lambda t: t.data_ptr() == t.T.data_ptr())(x(d)),
    "split and chunk": lambda d: (*x(d).split(2, 1), *x(d).chunk(2)),
    "unbind": lambda d: tuple(x(d).unbind(1)),
    "flip and roll": lambda d: (x(d).flip(0), x(d).roll(1, 1)),
    "squeeze": lambda d: x(d)[None].squeeze(0).unsqueeze(-1),
    "iterate": lambda d: [row.sum() for row in x(d)],
}
LEARNING = {
    "gradient": lambda d: gradients(lambda t: (t**3).sum(), d),
    "gradient of a CPU leaf through to": lambda d: (
        lambda w: (backward((w.to(d) ** 2).sum()), w.grad.tolist(), w.grad.is_cpu)[1:]
    )(leaf("cpu")),
    "second derivative": lambda d: torch.autograd.functional.hessian(
        lambda t: (t**3).sum(), x(d, 3)
    ),
    "no_grad": lambda d: torch.no_grad()(lambda: (leaf(d) * 2).requires_grad)(),
    "data hides a change": hidden_change,
    "linear": lambda d: linear(d)(x(d)),
    "linear made there": lambda d: nn.Linear(3, 2, device=d)(x(d)).device,
    "module.to keeps its parameters": lambda d: (
        lambda m: (lambda w: m.to(d).weight is w)(m.weight)
    )(linear("cpu")),
    "module.to is in place": lambda d: (lambda m: m.to(d) is m)(linear("cpu")),
    "parameters are there": lambda d: (
        {p.device for p in network().to(d).parameters()} == {x(d).device}
    ),
    "buffer": as_buffer,
    "ReLU, Tanh, Sigmoid, GELU": lambda d: (
        F.relu(x(d)),
        x(d).tanh(),
        x(d).sigmoid(),
        F.gelu(x(d)),
    ),
    "softmax": lambda d: (x(d).softmax(1), x(d).log_softmax(1), x(d).logsumexp(1)),
    "batch norm in training": lambda d: (lambda m: (m(x(d, 8, 3)), m.running_mean))(
        nn.BatchNorm1d(3).to(d)
    ),
    "batch norm in evaluation": lambda d: nn.BatchNorm1d(3).to(d).eval()(x(d)),
    "layer norm": lambda d: nn.LayerNorm(3).to(d)(x(d)),
    "dropout in evaluation": lambda d: nn.Dropout(0.5).to(d).eval()(x(d)),
    "embedding": lambda d: F.embedding(classes(d), x(d, 3, 2)),
    "MSE": lambda d: gradients(F.mse_loss, d, target=x(d, seed=1)),
    "MSE, sum": lambda d: gradients(F.mse_loss, d, target=x(d, seed=1), reduction="sum"),
    "L1": lambda d: gradients(F.l1_loss, d, target=x(d, seed=1)),
    "Huber": lambda d: gradients(F.huber_loss, d, target=x(d, seed=1), delta=0.5),
    "smooth L1": lambda d: gradients(F.smooth_l1_loss, d, target=x(d, seed=1)),
    "cross-entropy": lambda d: gradients(F.cross_entropy, d, target=classes(d)),
    "cross-entropy, weights": lambda d: gradients(
        F.cross_entropy, d, target=classes(d), weight=torch.tensor([1.0, 2, 3]).to(d)
    ),
    "cross-entropy, smoothed": lambda d: gradients(
        F.cross_entropy, d, target=classes(d), label_smoothing=0.1
    ),
    "cross-entropy, probabilities": lambda d: gradients(
        F.cross_entropy, d, target=x(d, seed=1).softmax(1)
    ),
    "BCE with logits": lambda d: gradients(
        F.binary_cross_entropy_with_logits, d, target=(x(d, seed=1) > 0).float()
    ),
    "KL divergence": lambda d: gradients(
        lambda t: F.kl_div(t.log_softmax(1), x(d, seed=1).softmax(1), reduction="batchmean"), d
    ),
    "SGD": lambda d: trained(d, lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": lambda d: trained(d, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    "Nesterov": lambda d: trained(
        d, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1)
    ),
    "Adagrad": lambda d: trained(d, lambda p: torch.optim.Adagrad(p, lr=0.1)),
    "RMSprop": lambda d: trained(d, lambda p: torch.optim.RMSprop(p, lr=0.1, momentum=0.5)),
    "Adam": lambda d: trained(d, lambda p: torch.optim.Adam(p, lr=0.1)),
    "AMSGrad": lambda d: trained(d, lambda p: torch.optim.Adam(p, lr=0.1, amsgrad=True)),
    "AdamW": lambda d: trained(d, lambda p: torch.optim.AdamW(p, lr=0.1)),
    "Adam, foreach": lambda d: trained(d, lambda p: torch.optim.Adam(p, lr=0.1, foreach=True)),
    "Adam, fused": lambda d: trained(d, lambda p: torch.optim.Adam(p, lr=0.1, fused=True)),
    "a network": lambda d: trained(d, lambda p: torch.optim.Adam(p, lr=0.1), model=network()),
    "optimizer's state": lambda d: state_of(torch.optim.Adam, d),
    "optimizer's state moves when loaded": lambda d: resumed(d),
    "an optimizer built before the move": lambda d: (
        lambda m: (lambda o: m.to(d) and o.param_groups[0]["params"][0] is m.weight)(
            torch.optim.SGD(m.parameters(), lr=0.1)
        )
    )(linear("cpu")),
    "clip by norm": lambda d: (
        lambda w: (backward((w**2).sum()), nn.utils.clip_grad_norm_([w], 1.0), w.grad)[1:]
    )(leaf(d)),
    "autocast": lambda d: in_autocast(d, lambda: (linear(d)(x(d)).dtype, (x(d) @ x(d).T).dtype)),
    "autocast, a loss": lambda d: in_autocast(
        d, lambda: F.mse_loss(linear(d)(x(d)), ones(d, 2, 2)).dtype
    ),
    "autocast, float32 stays": lambda d: in_autocast(d, lambda: x(d).exp().dtype),
}
LOOKING = {
    "item": lambda d: x(d).sum().item(),
    "float, int, bool": lambda d: (float(x(d)[0, 0]), int(x(d)[0, 1] * 10), bool(x(d)[0, 0] > 0)),
    "tolist": lambda d: x(d).tolist(),
    "if": lambda d: 1 if x(d).sum() > 0 else 0,
    "len": lambda d: len(x(d)),
    "equal": lambda d: torch.equal(x(d), x(d)),
    "allclose": lambda d: torch.allclose(x(d), x(d) + 1e-9),
    "detach, cpu, numpy": lambda d: linear(d)(x(d)).detach().cpu().numpy().tolist(),
    "numpy by force": lambda d: linear(d)(x(d)).numpy(force=True).tolist(),
    "format a number": lambda d: f"{x(d).sum():.3f}",
    "print": lambda d: repr(torch.tensor([1.0, 2.0], device=d)),
    "print a number": lambda d: repr(torch.tensor(1.5, device=d)),
    "print a graph": lambda d: repr(2 * torch.tensor([1.0], device=d, requires_grad=True)),
    "print a parameter": lambda d: repr(nn.Parameter(torch.ones(1, device=d))),
    "print bools and ints": lambda d: (repr(x(d) > 0), repr(classes(d))),
    "print a matrix": lambda d: repr(torch.eye(2, device=d)),
    "deepcopy": lambda d: copy.deepcopy(linear(d)).weight,
    "save and load": lambda d: reloaded(x(d)),
    "load to the CPU": lambda d: reloaded(x(d), "cpu").is_cpu,
    "load to the device": lambda d: reloaded(x("cpu"), d).device,
    "load a state_dict": lambda d: (
        lambda m: (m.load_state_dict(reloaded(linear("cpu").state_dict())), m.weight)[1]
    )(nn.Linear(3, 2, device=d)),
    "batches": lambda d: [b.to(d) for (b,) in DataLoader(TensorDataset(x("cpu")), batch_size=1)],
    "batches of device tensors": lambda d: [b for (b,) in DataLoader(TensorDataset(x(d)))],
}
# What these draw depends on the device: only dtype, shape and device are compared.
DRAWING = {
    "rand": lambda d: torch.rand(3, device=d),
    "randn": lambda d: torch.randn(2, 2, device=d),
    "randint": lambda d: torch.randint(5, (4,), device=d),
    "randperm": lambda d: torch.randperm(5, device=d),
    "rand_like": lambda d: torch.rand_like(x(d)),
    "normal_": lambda d: torch.empty(3, device=d).normal_(),
    "bernoulli": lambda d: torch.bernoulli(torch.full((4,), 0.5, device=d)),
    "multinomial": lambda d: torch.multinomial(torch.ones(4, device=d), 2),
    "dropout": lambda d: F.dropout(x(d), 0.5),
    "a generator": lambda d: torch.rand(3, device=d, generator=torch.Generator(d).manual_seed(1)),
    "a module's weights": lambda d: nn.Linear(3, 2, device=d).weight,
}
# One seed gives one draw on every device.
REPEATING = {
    "a generator's device": lambda d: torch.Generator(d).device.type == torch.device(d).type,
    "a generator repeats itself": lambda d: torch.equal(
        *(torch.rand(3, device=d, generator=torch.Generator(d).manual_seed(1)) for _ in range(2))
    ),
    "manual_seed holds for the device": lambda d: torch.equal(
        *(torch.manual_seed(1) and torch.rand(3, device=d) for _ in range(2))
    ),
}
INVALID = {
    "devices differ": {
        "add, a CPU tensor": lambda d: x(d) + x("cpu"),
        "add to a CPU tensor": lambda d: x("cpu") + x(d),
        "in place, a CPU tensor": lambda d: x(d).add_(x("cpu")),
        "in place on the CPU": lambda d: x("cpu").mul_(x(d)),
        "a device number with a CPU tensor": lambda d: x("cpu") * x(d).sum(),
        "a one-element CPU tensor": lambda d: x(d) * torch.tensor([2.0]),
        "compare with the CPU": lambda d: x(d) == x("cpu"),
        "where, one left behind": lambda d: torch.where(x(d) > 0, x(d), x("cpu")),
        "addcmul, one left behind": lambda d: torch.addcmul(x(d), x("cpu"), x(d)),
        "lerp, one left behind": lambda d: torch.lerp(x(d), x("cpu"), 0.5),
        "maximum, one left behind": lambda d: torch.maximum(x(d), x("cpu")),
        "matrix product, left behind": lambda d: x(d) @ x("cpu").T,
        "matrix product, right there": lambda d: x("cpu") @ x(d).T,
        "matrix times a vector left behind": lambda d: x(d) @ x("cpu", 3),
        "dot, one left behind": lambda d: x(d, 3).dot(x("cpu", 3)),
        "batched product, left behind": lambda d: x(d, 2, 2, 3) @ x("cpu", 2, 3, 2),
        "einsum, one left behind": lambda d: torch.einsum("ij,kj->ik", x(d), x("cpu")),
        "inputs left behind": lambda d: linear(d)(x("cpu")),
        "a model left behind": lambda d: linear("cpu")(x(d)),
        "a discarded to": lambda d: linear(d)((lambda t: (t.to(d), t)[1])(x("cpu"))),
        "a plain attribute": plain_attribute,
        "a second layer left behind": lambda d: nn.Sequential(linear(d), linear("cpu", 2, 1))(x(d)),
        "cat, one left behind": lambda d: torch.cat([x(d), x("cpu")]),
        "stack, one left behind": lambda d: torch.stack([x("cpu"), x(d)]),
        "MSE, target left behind": lambda d: F.mse_loss(x(d), x("cpu")),
        "L1, target left behind": lambda d: F.l1_loss(x(d), x("cpu")),
        "Huber, target left behind": lambda d: F.huber_loss(x(d), x("cpu")),
        "smooth L1, target left behind": lambda d: F.smooth_l1_loss(x(d), x("cpu")),
        "cross-entropy, target left behind": lambda d: F.cross_entropy(x(d), classes("cpu")),
        "cross-entropy, weight left behind": lambda d: F.cross_entropy(
            x(d), classes(d), weight=torch.ones(3)
        ),
        "BCE with logits, target left behind": lambda d: F.binary_cross_entropy_with_logits(
            x(d), (x("cpu") > 0).float()
        ),
        "embedding, indices left behind": lambda d: F.embedding(classes("cpu"), x(d, 3, 2)),
        "gather, index left behind": lambda d: x(d).gather(1, classes("cpu")[:, None]),
        "scatter, index left behind": lambda d: x(d).scatter(1, classes("cpu")[:, None], 1.0),
        "index_select, index left behind": lambda d: x(d).index_select(0, torch.tensor([1])),
        "batch norm left behind": lambda d: nn.BatchNorm1d(3)(x(d)),
        "layer norm left behind": lambda d: nn.LayerNorm(3)(x(d)),
        "solve, one left behind": lambda d: torch.linalg.solve(torch.eye(2, device=d), x("cpu")),
        "equal, one left behind": lambda d: torch.equal(x(d), x("cpu")),
        "allclose, one left behind": lambda d: torch.allclose(x(d), x("cpu")),
        "out left behind": lambda d: torch.add(x(d), 1, out=torch.empty(2, 3)),
        "out of a product left behind": lambda d: torch.mm(x(d), x(d).T, out=torch.empty(2, 2)),
        "an optimizer's state left behind": moved_after_state,
    },
    "index on the device": {
        "CPU tensor, device index": lambda d: x("cpu")[torch.tensor([0], device=d)],
        "CPU tensor, device mask": lambda d: x("cpu")[x(d) > 0],
        "CPU tensor set by a device index": lambda d: changed(
            x("cpu"), lambda t: t.__setitem__(torch.tensor([0], device=d), ones("cpu", 1, 3))
        ),
    },
    "mask elsewhere": {
        "masked_fill, mask left behind": lambda d: x(d).masked_fill(x("cpu") > 0, 0),
        "masked_fill on the CPU": lambda d: x("cpu").masked_fill(x(d) > 0, 0),
    },
    "numpy": {
        "numpy()": lambda d: x(d).numpy(),
        "numpy.asarray": lambda d: np.asarray(x(d)),
        "detach, numpy": lambda d: leaf(d).detach().numpy(),
        "numpy() of a graph": lambda d: linear(d)(x(d)).numpy(),
    },
    "numpy of a graph": {"cpu, numpy": lambda d: linear(d)(x(d)).cpu().numpy()},
    "generator elsewhere": {
        "rand, a CPU generator": lambda d: torch.rand(2, device=d, generator=torch.Generator()),
        "normal_, a CPU generator": lambda d: x(d).normal_(generator=torch.Generator()),
    },
    "no such device": {
        "to the hundredth device": lambda d: x("cpu").to(torch.device(torch.device(d).type, 99)),
        "zeros on the hundredth": lambda d: torch.zeros(1, device=f"{torch.device(d).type}:99"),
    },
    "loaded nowhere": {
        "load to the hundredth device": lambda d: reloaded(x("cpu"), f"{torch.device(d).type}:99"),
    },
    "gradient elsewhere": {"grad of the CPU": set_gradient},
    "changed in place": {"detach does not hide a change": noticed_change},
    "leaf changed in place": {"a leaf in place": lambda d: leaf(d).add_(1)},
    "graph is gone": {"backward twice": twice},
    "no graph": {"backward without a graph": lambda d: x(d).sum().backward()},
    "not a scalar": {"backward of a matrix": lambda d: (leaf(d) * 2).backward()},
    "shapes of a product": {"matrix product, wrong shapes": lambda d: x(d) @ x(d)},
    "shapes to broadcast": {"add, wrong shapes": lambda d: x(d) + x(d, 2, 2)},
    "dtypes differ": {"linear, float64 inputs": lambda d: linear(d)(x(d).double())},
    "many elements": {"item of three": lambda d: x(d, 3).item()},
    "ambiguous": {"bool of three": lambda d: bool(x(d, 3) > 0)},
    "one value a channel": {
        "batch norm of one sample": lambda d: nn.BatchNorm1d(3).to(d)(x(d, 1, 3)),
    },
    "cast back": {"ints in place by floats": lambda d: torch.arange(3, device=d).mul_(0.5)},
    "view of strides": {"view of a transpose": lambda d: x(d).T.view(-1)},
    "pinned": {"pin what is there": lambda d: x(d).pin_memory()},
}

VALID = PLACING | COMPUTING | VIEWING | LEARNING | LOOKING | DRAWING | REPEATING
# name: (program, the kind of its error or None)
PROGRAMS = {name: (program, None) for name, program in VALID.items()} | {
    name: (program, kind)
    for kind, programs in INVALID.items()
    for name, program in programs.items()
}
