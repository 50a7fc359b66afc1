"""Training on the simulated accelerator gives the CPU's numbers, bit for bit."""

import io
from functools import partial

import pytest
import torch
from torch import nn, optim

OPTIMIZERS = {
    "SGD": partial(optim.SGD, lr=0.05),
    "SGD, weight decay, maximize": partial(optim.SGD, lr=1e-3, weight_decay=0.1, maximize=True),
    "momentum": partial(optim.SGD, lr=0.02, momentum=0.9, dampening=0.1),
    "Nesterov": partial(optim.SGD, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01),
    "Adagrad": partial(optim.Adagrad, lr=0.1, weight_decay=0.01, lr_decay=0.01),
    "RMSprop": partial(optim.RMSprop, lr=0.01),
    "RMSprop, centered": partial(optim.RMSprop, centered=True, momentum=0.9, weight_decay=0.01),
    "Adam": partial(optim.Adam, lr=0.01),
    "Adam, weight decay, eps": partial(optim.Adam, weight_decay=0.1, eps=0.1, betas=(0.5, 0.7)),
    "AMSGrad": partial(optim.Adam, lr=0.01, amsgrad=True),
    "AdamW": partial(optim.AdamW, lr=0.01, weight_decay=0.1),
    "AdamW, AMSGrad": partial(optim.AdamW, lr=0.01, amsgrad=True, maximize=True),
    "Adadelta": optim.Adadelta,
    "Adamax": optim.Adamax,
    # PyTorch rounds these two differently where it works on all parameters at once, as on a GPU.
    "NAdam": partial(optim.NAdam, foreach=False),
    "RAdam": partial(optim.RAdam, foreach=False),
    "Rprop": optim.Rprop,
}
LOSSES = {
    "MSE": nn.MSELoss(),
    "L1": nn.L1Loss(),
    "Huber": nn.HuberLoss(delta=0.5),
    "smooth L1": nn.SmoothL1Loss(),
    "BCE with logits": nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0, 1.0, 0.5])),
    "MSE, sum": nn.MSELoss(reduction="sum"),
}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Work in one thread: on a busy machine small tensors would wait for a second one."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def network():
    """Return a network with all kinds of layers that the course uses."""
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Linear(4, 8),
        nn.BatchNorm1d(8),
        nn.ReLU(),
        nn.Linear(8, 8, bias=False),
        nn.Tanh(),
        nn.Dropout(0.5),
        nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.GELU(), nn.Sigmoid()),
        nn.Linear(8, 3),
    )


def data(device):
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(32, 4, generator=generator)
    y = torch.rand(32, 3, generator=generator)
    return x.to(device), y.to(device)


def train(device, make, criterion=None, steps=10, model=None, clip=None):
    """Return the losses and the state after a few steps, on the CPU."""
    model = (model or network()).to(device)
    criterion = criterion or nn.MSELoss()
    criterion = criterion.to(device)
    x, y = data(device)
    optimizer = make(model.parameters())
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=7)
    losses = []
    torch.manual_seed(3)
    for _ in range(steps):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        if clip:
            losses.append(clip(model.parameters()).item())
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    state = {**model.state_dict(), "predictions": model(x).detach()}
    return losses, {name: tensor.cpu() for name, tensor in state.items()}, optimizer


def assert_same(ours, theirs):
    assert ours[0] == theirs[0]
    assert ours[1].keys() == theirs[1].keys()
    for name, tensor in ours[1].items():
        assert torch.equal(tensor, theirs[1][name]), name


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_an_optimizer_takes_the_same_steps(device, make):
    theirs = train("cpu", make)
    assert len(set(theirs[0])) > 5  # it did move
    assert_same(train(device, make), theirs)


@pytest.mark.parametrize(
    "options", [{"foreach": True}, {"foreach": False}, {"fused": True}], ids=str
)
def test_each_implementation_of_adam_takes_the_same_steps(device, options):
    make = partial(optim.Adam, lr=0.01, weight_decay=0.1, **options)
    assert_same(train(device, make), train("cpu", make))


def test_lbfgs_takes_the_same_steps(device):
    def fit(device):
        torch.manual_seed(0)
        model = nn.Linear(4, 3).to(device)
        x, y = data(device)
        optimizer = optim.LBFGS(model.parameters(), max_iter=8)

        def closure():
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            return loss

        return [optimizer.step(closure).item() for _ in range(3)], model.weight.detach().cpu()

    (ours, our_weight), (theirs, their_weight) = fit(device), fit("cpu")
    assert ours == theirs and torch.equal(our_weight, their_weight)


@pytest.mark.parametrize("criterion", LOSSES.values(), ids=LOSSES)
def test_a_loss_gives_the_same_gradients(device, criterion):
    make = OPTIMIZERS["Nesterov"]
    theirs = train("cpu", make, criterion)
    assert_same(train(device, make, criterion), theirs)
    criterion.cpu()


@pytest.mark.parametrize(
    "options",
    [{}, {"label_smoothing": 0.1}, {"weight": torch.tensor([1.0, 2, 3])}, {"ignore_index": 1}],
    ids=lambda options: ", ".join(options) or "plain",
)
def test_cross_entropy_gives_the_same_gradients(device, options):
    def gradient(device):
        criterion = nn.CrossEntropyLoss(**options).to(device)
        generator = torch.Generator().manual_seed(4)
        logits = torch.randn(16, 3, generator=generator).to(device).requires_grad_()
        target = torch.randint(3, (16,), generator=generator).to(device)
        loss = criterion(logits, target)
        loss.backward()
        return loss.item(), logits.grad.cpu()

    (ours, our_gradient), (theirs, their_gradient) = gradient(device), gradient("cpu")
    assert ours == theirs and torch.equal(our_gradient, their_gradient)


@pytest.mark.parametrize(
    "clip",
    [
        partial(nn.utils.clip_grad_norm_, max_norm=0.01),
        partial(nn.utils.clip_grad_norm_, max_norm=0.01, error_if_nonfinite=True, foreach=True),
        lambda parameters: nn.utils.clip_grad_value_(parameters, 0.001) or torch.tensor(0.0),
    ],
    ids=["norm", "norm, foreach", "value"],
)
def test_clipped_gradients_are_the_same(device, clip):
    make = OPTIMIZERS["momentum"]
    assert_same(train(device, make, clip=clip), train("cpu", make, clip=clip))


@pytest.mark.parametrize("p", [0.1, 0.5, 0.7])
def test_dropout_draws_and_scales_the_same(device, p):
    def dropped(device):
        torch.manual_seed(5)
        x = torch.ones(1000, device=device, requires_grad=True)
        y = nn.functional.dropout(x, p)
        y.sum().backward()
        return y.detach().cpu(), x.grad.cpu()

    for ours, theirs in zip(dropped(device), dropped("cpu"), strict=True):
        assert torch.equal(ours, theirs)


def test_convolutions_give_nearly_the_same_gradients(device):
    def gradients(device):
        torch.manual_seed(6)
        layers = [
            nn.Conv1d(2, 4, 3, padding=1),
            nn.MaxPool1d(2),
            nn.ConvTranspose1d(4, 6, 2, groups=2),
        ]
        model = nn.Sequential(*layers).to(device)
        x = torch.rand(3, 2, 8).to(device).requires_grad_()
        model(x).square().sum().backward()
        return [x.grad.cpu(), *(p.grad.cpu() for p in model.parameters())]

    for ours, theirs in zip(gradients(device), gradients("cpu"), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_an_optimizer_built_before_the_move_trains_the_moved_model(device):
    model = nn.Linear(4, 3)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.to(device)
    before = model.weight.detach().clone()
    x, y = data(device)
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
    assert not torch.equal(model.weight, before)


def test_state_made_before_the_move_stays_behind_as_on_a_gpu(device):
    model = nn.Linear(4, 3)
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(data("cpu")[0]).sum().backward()
    optimizer.step()
    model.to(device)
    with pytest.raises(RuntimeError, match="found at least two devices, sim:0 and cpu!"):
        optimizer.step()


def test_a_checkpoint_goes_on_where_it_stopped(device):
    make = partial(optim.Adam, lr=0.01)
    model = network()
    _, _, optimizer = train(device, make, steps=3, model=model)
    file = io.BytesIO()
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
    file.seek(0)
    loaded = torch.load(file, map_location="cpu", weights_only=True)
    twin = network()
    twin.load_state_dict(loaded["model"])
    resumed = make(twin.to(device).parameters())
    resumed.load_state_dict(loaded["optimizer"])
    moments = [state["exp_avg"] for state in resumed.state.values()]
    assert moments and all(moment.device == device for moment in moments)
    x, y = data(device)
    for model_, optimizer_ in ((model, optimizer), (twin, resumed)):
        model_.eval()
        optimizer_.zero_grad()
        nn.functional.mse_loss(model_(x), y).backward()
        optimizer_.step()
    for ours, theirs in zip(model.parameters(), twin.parameters(), strict=True):
        assert ours.device == device and torch.equal(ours, theirs)
