"""The explorer of one outlier and three losses, without a browser."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse.explorers import outlier
from torchcourse.explorers.line_fits import huber_line, l1_line
from torchcourse.explorers.outlier import CONTROLS, weights

MSE, L1, HUBER = range(3)
PLACES = [
    {"push": push, "point": point, "delta": delta, "noise": noise}
    for push in (-11.75, 0.0, 0.3, 25.0)
    for point in (1, 26, 50)
    for delta in (0.01, 0.2, 1.0, 10.0)
    for noise in (0.0, 0.3)
]


def course_points():
    """The points as every lesson makes them, from the left."""
    x = torch.rand(50, 1, generator=torch.Generator().manual_seed(0))
    return x[:, 0].double().sort().values


def trained(criterion, x, y):
    """A line from torch.optim, run long: Adam, its learning rate falling to 0."""
    model = nn.Linear(1, 1).double()
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 1500)
    for _ in range(1500):
        optimizer.zero_grad()
        criterion(model(x[:, None]), y[:, None]).backward()
        optimizer.step()
        schedule.step()
    return torch.stack([model.weight[0, 0], model.bias[0]])


def test_the_points_are_the_courses():
    x, y = outlier.points(push=0.0, point=1, noise=0.0)

    torch.testing.assert_close(x, course_points())
    torch.testing.assert_close(y, 3 * x + 0.8)


def test_one_point_is_pushed_and_noise_is_in_proportion():
    _, y = outlier.points(push=0.0, point=7, noise=0.0)
    _, pushed = outlier.points(push=-4.0, point=7, noise=0.0)
    _, little = outlier.points(push=0.0, point=7, noise=0.1)
    _, much = outlier.points(push=0.0, point=7, noise=1.0)

    assert torch.nonzero(pushed != y).tolist() == [[6]]
    assert (pushed - y)[6] == pytest.approx(-4.0)
    torch.testing.assert_close(much - y, 10 * (little - y))
    assert 0.7 < (much - y).std() < 1.3


@pytest.mark.parametrize(
    "settings",
    [
        {"push": 5, "point": 50, "delta": 1, "noise": 0},
        {"push": -8, "point": 3, "delta": 0.3, "noise": 0.4},
    ],
    ids=str,
)
def test_the_lines_are_where_torch_optim_arrives(settings):
    lines = outlier.lines(**settings)
    x, y = outlier.points(**{name: settings[name] for name in ("push", "point", "noise")})
    criteria = nn.MSELoss(), nn.L1Loss(), nn.HuberLoss(delta=settings["delta"])

    for line, criterion, near in zip(lines, criteria, (1e-6, 5e-3, 1e-4), strict=True):
        by_training = trained(criterion, x, y).detach()
        torch.testing.assert_close(line, by_training, atol=near, rtol=0)
        loss, loss_trained = (criterion(w * x + b, y).item() for w, b in (line, by_training))
        assert loss <= loss_trained + 1e-12


@pytest.mark.parametrize("settings", PLACES, ids=str)
def test_no_line_nearby_is_better(settings):
    """The gradients are 0; L1's loss, which has corners, grows in every direction."""
    lines = outlier.lines(**settings).requires_grad_()
    x, y = outlier.points(**{name: settings[name] for name in ("push", "point", "noise")})
    guess = lines[:, :1] * x + lines[:, 1:]
    loss = nn.functional.mse_loss(guess[MSE], y, reduction="sum") + nn.functional.huber_loss(
        guess[HUBER], y, reduction="sum", delta=settings["delta"]
    )
    (gradient,) = torch.autograd.grad(loss, lines)
    assert gradient.abs().max() < 1e-8 * max(1.0, abs(settings["push"]))

    w, b = lines[L1].detach()
    lowest = (w * x + b - y).abs().sum()
    angle = torch.linspace(0, 2 * math.pi, 181)[:, None]
    for distance in (1e-4, 0.1):
        near = (w + distance * angle.cos()) * x + b + distance * angle.sin()
        assert ((near - y).abs().sum(1) >= lowest - 1e-9).all()


def test_huber_lies_between_the_two():
    """A δ beyond every error gives the MSE line, a tiny one the L1 line."""
    x, y = outlier.points(push=9.0, point=40, noise=0.5)
    mse, l1, _ = outlier.lines(push=9.0, point=40, delta=1.0, noise=0.5)

    torch.testing.assert_close(huber_line(x, y, 1000.0), mse, atol=1e-10, rtol=0)
    torch.testing.assert_close(huber_line(x, y, 1e-9), l1, atol=1e-6, rtol=0)


def test_points_above_each_other_are_no_pair():
    x = torch.tensor([0.0, 0.0, 1.0, 2.0], dtype=torch.float64)
    y = torch.tensor([0.0, 9.0, 1.0, 2.0], dtype=torch.float64)

    torch.testing.assert_close(l1_line(x, y), torch.tensor([1.0, 0.0], dtype=torch.float64))


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_where_the_mse_slope_is_gone_while_l1_stays(share):
    """The push at which the slope is ``share`` of 3, from the closed form of its change."""
    x = course_points()
    away = x - x.mean()
    push = (share - 1) * 3 * away.square().sum() / away[-1]

    assert push.item() == pytest.approx({0.0: -23.49, 0.5: -11.75}[share], abs=0.005)
    lines = outlier.lines(push=push.item(), point=50, delta=1.0, noise=0.0)
    assert lines[MSE, 0].item() == pytest.approx(3 * share, abs=1e-9)
    torch.testing.assert_close(
        lines[L1], torch.tensor([3.0, 0.8], dtype=torch.float64), atol=1e-12, rtol=0
    )
    ticks = CONTROLS[0].ticks
    assert min(abs(tick - push.item()) for tick in ticks) <= 0.025


def test_where_the_huber_line_stops():
    """From push δ / (1 − leverage) on; the leverage is the share of it that the line follows."""
    x = course_points()
    design = torch.stack([x, torch.ones_like(x)], 1)
    hat = design @ torch.linalg.inv(design.T @ design) @ design.T
    limit = 1 / (1 - hat[-1, -1].item())

    assert limit == pytest.approx(1.09, abs=0.005)
    below, at, far = (
        outlier.lines(push=push, point=50, delta=1.0, noise=0.0)[HUBER]
        for push in (limit - 0.01, limit, 1000.0)
    )
    assert (at - below).abs().max() > 1e-4
    torch.testing.assert_close(at, far, atol=1e-9, rtol=0)


def test_least_squares_with_the_weights_gives_the_same_lines():
    settings = {"push": 6.0, "point": 44, "delta": 0.3, "noise": 0.4}
    x, y = outlier.points(push=6.0, point=44, noise=0.4)
    for line, name in zip(outlier.lines(**settings), ("MSE", "L1", "Huber"), strict=True):
        error = (y - line[0] * x - line[1]).numpy()
        # In place of infinity: a weight that holds the line fast.
        weight = torch.tensor(weights(error, 0.3)[name]).clamp(max=1e9)
        root = weight.sqrt()[:, None]
        design = torch.stack([x, torch.ones_like(x)], 1)
        again = torch.linalg.lstsq(root * design, root * y[:, None]).solution[:, 0]
        torch.testing.assert_close(again, line, atol=1e-6, rtol=0)


def test_weights_by_number():
    seen = weights(np.array([0.0, 1e-12, -0.25, 0.5, 4.0]), delta=0.5)

    np.testing.assert_array_equal(seen["MSE"], [1, 1, 1, 1, 1])
    np.testing.assert_array_equal(seen["L1"], [math.inf, math.inf, 4, 2, 0.25])
    np.testing.assert_array_equal(seen["Huber"], [1, 1, 1, 1, 0.125])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {},
            "Pushed up by 5.00. Slopes: MSE 3.638 (+0.638), L1 3.000 (has not moved), "
            "Huber 3.139 (+0.139). Weight of the point: MSE 1.0, L1 0.20, Huber 0.20. "
            "Error beyond δ: pushed further, the Huber line stays.",
        ),
        (
            {"push": 0},
            "Not pushed. Slopes: MSE 3.000, L1 3.000, Huber 3.000. "
            "Weight of the point: MSE 1.0, L1 ∞, Huber 1.0.",
        ),
        (
            {"push": -0.5},
            "Pushed down by 0.50. Slopes: MSE 2.936 (−0.064), L1 3.000 (has not moved), "
            "Huber 2.936 (−0.064). Weight of the point: MSE 1.0, L1 2.0, Huber 1.0.",
        ),
    ],
    ids=str,
)
def test_verdict(explorer, settings, words):
    explorer.set(**settings)

    assert explorer.result["verdict"] == words


def test_verdict_names_a_slope_that_stays_while_the_line_rises(explorer):
    """A point in the middle lifts the MSE line and hardly turns it."""
    explorer.set(point=28, push=20)
    mse = explorer.result["verdict"].split(": ")[1].split(", ")[0]

    assert "has not moved" not in mse
    x = course_points()
    change = 20 * (x[27] - x.mean()) / (x - x.mean()).square().sum()
    assert f"({change.item():+.3f})".replace("-", "−") in mse
