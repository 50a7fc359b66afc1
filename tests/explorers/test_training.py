"""The explorer of a training, without a browser."""

import math
import re

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse.explorers import training
from torchcourse.explorers.course_points import course_points
from torchcourse.explorers.training import ORDERS, Surface, factor


def hessian(noise=0.0):
    """The second derivatives of the loss of all points, by autograd."""
    x, y = course_points(noise)

    def loss(line):
        return ((line[0] * x + line[1] - y) ** 2).mean()

    return torch.autograd.functional.hessian(loss, torch.zeros(2, dtype=torch.float64))


def curvatures():
    return torch.linalg.eigvalsh(hessian()).tolist()


@pytest.mark.parametrize("settings", [{"lr": 0.4}, {"lr": 0.78}, {"lr": 0.83, "start_w": -2.5}])
def test_all_points_give_the_closed_form(settings):
    path = training.run(**settings, start_b=1.25, steps=60)

    step = torch.eye(2).double() - settings["lr"] * hessian()
    best = torch.tensor([3.0, 0.8], dtype=torch.float64)
    place = torch.tensor([settings.get("start_w", 0.0), 1.25], dtype=torch.float64)
    for seen in path:
        np.testing.assert_allclose(seen, place, rtol=1e-9, atol=1e-9)
        place = best + step @ (place - best)


@pytest.mark.parametrize("batch", [1, 7, 25, 49, 50])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_it_is_what_a_training_loop_does(batch, momentum):
    """nn.Linear and torch.optim.SGD, the epochs written out: the last batch holds what is left."""
    x, y = course_points(0.3)
    model = nn.Linear(1, 1).double()
    nn.init.constant_(model.weight, -0.5)
    nn.init.constant_(model.bias, 2.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=momentum)
    seen = [(model.weight.item(), model.bias.item())]
    for order in ORDERS.long()[:100]:
        for begin in range(0, 50, batch):
            rows = order[begin : begin + batch]
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x[rows, None]), y[rows, None]).backward()
            optimizer.step()
            seen.append((model.weight.item(), model.bias.item()))
    settings = {"lr": 0.05, "momentum": momentum, "batch": batch, "noise": 0.3}
    path = training.run(**settings, start_w=-0.5, start_b=2.0, steps=100)

    assert path.shape == (101, 2)
    assert path.dtype == np.float64
    np.testing.assert_allclose(path, seen[:101], rtol=1e-9, atol=1e-9)


def test_each_epoch_takes_every_point_once_in_an_order_of_its_own():
    everyone = torch.arange(50, dtype=torch.uint8)

    assert (ORDERS.sort(1).values == everyone).all()
    assert len(ORDERS.unique(dim=0)) == len(ORDERS)


@pytest.mark.parametrize("batch", [25, 49])
def test_there_is_an_order_for_every_epoch(batch):
    """The most epochs there can be: two steps each."""
    path = training.run(lr=0.01, batch=batch, steps=500)

    assert path.shape == (501, 2)


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_the_surface_is_the_loss(noise):
    x, y = course_points(noise)
    surface = Surface.of(noise)
    for w, b in ((0.0, 0.0), (3.0, 0.8), (-4.0, 2.0)):
        loss = ((w * x + b - y) ** 2).mean().item()
        above = surface.above(np.float64(w), np.float64(b))
        assert surface.lowest + above == pytest.approx(loss, abs=1e-12)
    np.testing.assert_allclose(surface.curvatures(), torch.linalg.eigvalsh(hessian(noise)))


def test_where_it_begins_to_diverge():
    """2/λmax, found by running: half a percent to either side of it."""
    limit = 2 / curvatures()[1]

    assert limit == pytest.approx(0.821, abs=5e-4)
    distance = [
        np.linalg.norm(training.run(lr=share * limit, steps=500)[-1] - [3.0, 0.8])
        for share in (0.995, 1.005)
    ]
    assert distance[0] < 1e-1 < 10 < distance[1]


@pytest.mark.parametrize("momentum", [0.3, 0.9])
def test_momentum_widens_the_limit(momentum):
    limit = 2 * (1 + momentum) / curvatures()[1]
    distance = [
        np.linalg.norm(training.run(lr=share * limit, momentum=momentum, steps=500)[-1] - [3, 0.8])
        for share in (0.98, 1.02)
    ]

    assert distance[0] < 1 < 100 < distance[1]


@pytest.mark.parametrize(
    ("lr", "momentum"), [(0.1, 0.0), (0.7797, 0.0), (0.8, 0.0), (0.83, 0.0), (0.2, 0.3)]
)
def test_the_factor_is_what_a_step_does_in_the_long_run(lr, momentum):
    path = training.run(lr=lr, momentum=momentum, steps=200) - [3.0, 0.8]
    sizes = np.linalg.norm(path, axis=1)

    expected = factor(lr, momentum, tuple(curvatures()))
    assert (sizes[150] / sizes[130]) ** (1 / 20) == pytest.approx(expected, rel=2e-3)


def test_the_best_learning_rate():
    """2/(λmin + λmax), and with momentum Polyak's pair; both beat their neighbourhood."""
    low, high = curvatures()
    best = 2 / (low + high)
    plain = factor(best, 0.0, (low, high))

    assert best == pytest.approx(0.780, abs=5e-4)
    assert plain == pytest.approx((high / low - 1) / (high / low + 1))
    assert all(factor(lr, 0.0, (low, high)) >= plain for lr in np.linspace(0.01, 1, 500))
    heavy_lr = 4 / (math.sqrt(low) + math.sqrt(high)) ** 2
    heavy = ((math.sqrt(high / low) - 1) / (math.sqrt(high / low) + 1)) ** 2
    fastest = factor(heavy_lr, heavy, (low, high))
    assert fastest == pytest.approx(math.sqrt(heavy), abs=1e-6)
    assert all(
        factor(lr, momentum, (low, high)) >= fastest - 1e-6
        for lr in np.linspace(0.05, 4, 80)
        for momentum in np.linspace(0, 0.99, 34)
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {},
            "lr·λmax = 0.244, limit 2.00: converges. In the long run a step multiplies the "
            "distance by 0.9871. The loss is not within 0.0001 of its lowest after 200 steps.",
        ),
        ({"lr": 0}, "lr·λmax = 0, limit 2.00: stands still."),
        (
            {"lr": 0.75},
            "lr·λmax = 1.83, limit 2.00: converges. In the long run a step multiplies the distance "
            "by 0.9034. The loss is within 0.0001 of its lowest from step 41 on.",
        ),
        ({"lr": 0.82}, "lr·λmax = 1.998, limit 2.00: converges."),
        ({"lr": 0.825}, "lr·λmax = 2.01, limit 2.00: diverges."),
        ({"lr": 1.5, "momentum": 0.9}, "lr·λmax = 3.65, limit 3.80: converges."),
        ({"lr": 1.57, "momentum": 0.9}, "lr·λmax = 3.83, limit 3.80: diverges."),
        ({"batch": 20}, "Batches of 20, 3 steps an epoch. The loss is"),
        ({"batch": 1, "lr": 2}, "Batches of 1, 50 steps an epoch: diverges."),
        ({"start_w": 3, "start_b": 0.8}, "lr·λmax = 0.244, limit 2.00: converges. In the long"),
    ],
    ids=str,
)
def test_verdict(explorer, settings, words):
    explorer.set(**settings)

    assert explorer.result["verdict"].startswith(words.split(": ")[0])
    assert words in explorer.result["verdict"]


def test_swinging_for_ever(explorer):
    explorer.set(lr=2 / curvatures()[1])

    assert "lr·λmax = 2.00, limit 2.00: swings for ever." in explorer.result["verdict"]
    assert "multiplies the distance by 1.0000." in explorer.result["verdict"]


def test_the_fewest_steps_to_be_found(explorer):
    """Of lesson 4: 41, with about 0.75; a step that is best in the long run needs 52."""
    x, y = (values[:, None] for values in course_points(0.0))
    needed = {}
    for lr in (0.6, 0.65, 0.7, 0.75, 0.78, 0.8):
        model = nn.Linear(1, 1).double()
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        losses = []
        for _ in range(201):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        needed[lr] = max(step for step, loss in enumerate(losses) if loss > 1e-4) + 1
        explorer.set(lr=lr)
        assert f"of its lowest from step {needed[lr]} on." in explorer.result["verdict"]

    assert min(needed, key=needed.get) == 0.75
    assert (needed[0.75], needed[0.78]) == (41, 52)


@pytest.mark.parametrize("lr", [0.3, 0.5, 0.75, 0.78])
def test_the_step_of_arrival_is_that_of_the_losses(explorer, lr):
    explorer.set(lr=lr, start_w=-1, start_b=4)
    x, y = course_points(0.0)
    w, b = (np.frombuffer(explorer.result["series"][name]) for name in "wb")
    losses = [((u * x + v - y) ** 2).mean().item() for u, v in zip(w, b, strict=True)]
    arrived = max(step for step, loss in enumerate(losses) if loss > 1e-4) + 1

    assert f"from step {arrived} on." in explorer.result["verdict"]


def test_a_start_at_the_lowest_has_arrived(explorer):
    explorer.set(start_w=3, start_b=0.8)

    assert "from step 0 on." in explorer.result["verdict"]


def test_overflow_is_named(explorer):
    explorer.set(lr=10, steps=500)
    w, b = (np.frombuffer(explorer.result["series"][name]) for name in "wb")

    assert np.isnan(w[-1])
    x, y = course_points(0.0)
    losses = ((torch.tensor(w)[:, None] * x + torch.tensor(b)[:, None] - y) ** 2).mean(1)
    step = losses.isfinite().int().argmin().item()
    # The sum of the squares overflows at most one step before their mean.
    named = re.search(r"The loss overflows at step (\d+)\.", explorer.result["verdict"])
    assert int(named[1]) in (step, step + 1)
