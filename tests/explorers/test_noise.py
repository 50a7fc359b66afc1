"""The explorer of the noise of batches, without a browser."""

import math
import re

import numpy as np
import pytest
import torch

from torchcourse.explorers import noise
from torchcourse.explorers.course_points import course_points
from torchcourse.explorers.noise import CONTROLS, DRAWS


def points():
    x, y = (values.numpy() for values in course_points(0.3))
    return np.stack([x, np.ones_like(x)], 1), y


def radius(explorer):
    return float(re.search(r"has the radius (\d\.\d+)", explorer.result["verdict"])[1])


def theory(batch, lr, steps=400):
    """The ball's radius from the points alone: how the covariance of all runs grows.

    A batch of B different points out of N has a gradient whose covariance is that of one point
    times (N − B) / (B (N − 1)).
    """
    a, y = points()
    errors = a @ np.linalg.lstsq(a, y)[0] - y
    each = 2 * a[:, :, None] * a[:, None, :]
    hessian, pull = each.mean(0), 2 * a * errors[:, None]
    share = (50 - batch) / (batch * 49)
    covariance, squares = np.zeros((2, 2)), []
    for _ in range(steps):
        mean = hessian @ covariance @ hessian
        of_one = (each @ covariance @ each).mean(0) + pull.T @ pull / 50 - mean
        covariance = (
            covariance
            - lr * (hessian @ covariance + covariance @ hessian)
            + lr**2 * (mean + share * of_one)
        )
        squares.append(np.trace(covariance))
    return math.sqrt(np.mean(squares[219::20]))


@pytest.mark.parametrize(("batch", "lr"), [(1, 0.1), (7, 0.3), (50, 0.8)])
def test_runs_are_what_training_loops_do(batch, lr):
    """Two of them, with nn.Linear, and the batches that the explorer draws."""
    found = noise.runs(batch, lr)
    a, y = points()
    best = np.linalg.lstsq(a, y)[0]
    x, y = course_points(0.3)

    assert found.shape == (401, 40, 2)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found[0], np.tile(best, (40, 1)), rtol=1e-12)
    for run in (0, 39):
        model = torch.nn.Linear(1, 1).double()
        torch.nn.init.constant_(model.weight, best[0])
        torch.nn.init.constant_(model.bias, best[1])
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for step in range(20):
            rows = DRAWS[step, run, :batch].long()
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x[rows, None]), y[rows, None]).backward()
            optimizer.step()
            line = model.weight.item(), model.bias.item()
            np.testing.assert_allclose(found[step + 1, run], line, rtol=1e-9, atol=1e-12)


def test_each_draw_holds_every_point_once_in_an_order_of_its_own():
    assert DRAWS.shape == (400, 40, 50)
    assert (DRAWS.sort(-1).values == torch.arange(50, dtype=torch.uint8)).all()
    assert len(DRAWS.flatten(0, 1).unique(dim=0)) == 400 * 40


def test_the_spreads_to_be_found(explorer):
    """Of lesson 6, at w = b = 0; a batch four times as large halves them."""
    x, y = course_points(0.3)
    for batch, spread in ((1, 2.84), (4, 1.40), (16, 0.56)):
        explorer.set(batch=batch)
        model = torch.nn.Linear(1, 1).double()
        torch.nn.init.zeros_(model.weight)
        torch.nn.init.zeros_(model.bias)
        seen = []
        for rows in DRAWS[:, 0, :batch].long():
            model.zero_grad()
            torch.nn.functional.mse_loss(model(x[rows, None]), y[rows, None]).backward()
            seen.append((model.weight.grad.item(), model.bias.grad.item()))
        alone = np.sqrt(np.var(seen, axis=0, ddof=1).sum())

        assert alone == pytest.approx(spread, abs=0.005)
        assert f"spread by {spread:.2f}." in explorer.result["verdict"]


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_gradients_spread_as_the_points_say(explorer, batch):
    """The mean is that of all points, the spread that of one times √((N − B) / (B (N − 1)))."""
    a, y = points()
    single = 2 * a * (a @ np.array([1.0, 2.0]) - y)[:, None]
    found = noise.gradients(batch, w=1.0, b=2.0)
    one = math.sqrt(single.var(axis=0).sum())
    expected = one * math.sqrt((50 - batch) / (batch * 49))

    assert found.shape == (400, 2)
    np.testing.assert_allclose(found.mean(0), single.mean(0), atol=4 * expected / math.sqrt(400))
    explorer.set(batch=batch, w=1, b=2)
    said = float(re.search(r"spread by (\d+\.\d+)", explorer.result["verdict"])[1])
    assert said == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(
    ("batch", "lr"), [(1, 0.1), (4, 0.1), (16, 0.1), (2, 0.2), (4, 0.4), (1, 0.05)]
)
def test_the_balls_radius_is_that_of_theory(explorer, batch, lr):
    explorer.set(batch=batch, lr=lr)

    assert radius(explorer) == pytest.approx(theory(batch, lr), rel=0.12)


def test_twice_the_batch_and_the_learning_rate_leave_the_ball(explorer):
    seen = []
    for batch, lr in ((1, 0.1), (2, 0.2), (4, 0.4)):
        explorer.set(batch=batch, lr=lr)
        seen.append(radius(explorer))
    explorer.set(batch=1, lr=0.4)

    assert max(seen) < 1.15 * min(seen)
    assert radius(explorer) > 1.7 * max(seen)


def test_half_the_ball_is_at_batch_four(explorer):
    explorer.set(lr=0.1)
    whole = radius(explorer)
    seen = {}
    for batch in (2, 3, 4, 5, 6):
        explorer.set(batch=batch)
        seen[batch] = radius(explorer) / whole
        assert seen[batch] == pytest.approx(theory(batch, 0.1) / theory(1, 0.1), rel=0.12)

    assert min(seen, key=lambda batch: abs(seen[batch] - 0.5)) == 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Batches of 1: 50 steps an epoch. Their gradients at this place spread by "),
        ({"batch": 4}, "Batches of 4: 13 steps an epoch."),
        (
            {"batch": 50},
            "Batches of 50: 1 step an epoch. Their gradients at this place spread by 0.00",
        ),
        ({"batch": 50}, "The noise ball has the radius 0.000."),
        ({"lr": 0.01}, ", and still grows."),
        ({"batch": 1, "lr": 0.8}, "The runs fly apart: no noise ball."),
    ],
    ids=str,
)
def test_verdict(explorer, settings, words):
    explorer.set(**settings)

    assert words in explorer.result["verdict"]
    assert ("grows" in explorer.result["verdict"]) == (settings.get("lr") == 0.01)


def test_the_reason_for_the_highest_learning_rate():
    """2/λmax of the loss of all points, in the sentence that refuses more."""
    a, _ = points()
    limit = 2 / np.linalg.eigvalsh(2 * a.T @ a / 50)[-1]

    said = re.search(r"from (0\.\d+) on, even the batch of all points diverges", CONTROLS[1].reason)
    assert CONTROLS[1].high < limit
    assert float(said[1]) - 0.01 < limit < float(said[1])
