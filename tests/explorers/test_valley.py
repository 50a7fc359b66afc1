"""The explorer of momentum in a valley, without a browser."""

import math
import re

import numpy as np
import pytest
import torch

from torchcourse.explorers import valley
from torchcourse.explorers.valley import critical_momentum, limit

POLYAK = {"lr": (2 / (math.sqrt(20) + 1)) ** 2}
POLYAK["momentum"] = ((math.sqrt(20) - 1) / (math.sqrt(20) + 1)) ** 2


def descended(condition, lr, momentum=0.0, nesterov=False, steps=400):
    """The same by a training loop with autograd."""
    w = torch.nn.Parameter(torch.tensor([-1.8, 0.9], dtype=torch.float64))
    settings = {"momentum": momentum, "nesterov": nesterov}
    optimizer = torch.optim.SGD([w], lr=lr, **settings)
    seen = [w.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * (w[0] ** 2 + condition * w[1] ** 2)).backward()
        optimizer.step()
        seen.append(w.tolist())
    return np.array(seen)


def arrival(places):
    """The step from which the distance stays below 1e-6; None if it does not."""
    far = [step for step, (x, y) in enumerate(places) if not math.hypot(x, y) < 1e-6]
    return None if far[-1] == len(places) - 1 else far[-1] + 1


def said_arrival(explorer):
    found = re.search(r"stays below 10⁻⁶ from step (\d+) on", explorer.result["verdict"])
    return found and int(found[1])


@pytest.mark.parametrize(
    "settings",
    [
        {"condition": 20, "lr": 0.0952},
        {"condition": 20, "lr": 0.05, "momentum": 0.9},
        {"condition": 100, "lr": 0.01, "momentum": 0.9, "nesterov": True},
        {"condition": 1, "lr": 0.01, "momentum": 0.81},
    ],
    ids=str,
)
def test_it_is_what_a_training_loop_does(settings):
    places = valley.path(**settings)

    assert places.shape == (401, 2)
    assert places.dtype == np.float64
    np.testing.assert_allclose(places, descended(**settings), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({"lr": 2 / 21}, 146),
        ({"lr": 0.05, "momentum": 0.9}, 271),
        (POLYAK, 40),
        ({"lr": 0.13, "momentum": 0.42}, 35),
    ],
    ids=["plain", "usual", "Polyak", "beside Polyak"],
)
def test_the_steps_to_be_found(explorer, settings, steps):
    explorer.set(**{"momentum": 0.0} | settings)

    assert arrival(descended(20, **settings)) == steps
    assert said_arrival(explorer) == steps


@pytest.mark.parametrize(
    ("momentum", "nesterov", "expected"),
    [(0.0, False, 0.1), (0.9, False, 0.19), (0.9, True, 0.0679)],
)
def test_where_it_begins_to_diverge(explorer, momentum, nesterov, expected):
    """The limit of the verdict is that of the optimizer, half a percent to either side."""
    bound = limit(momentum, nesterov) / 20

    assert bound == pytest.approx(expected, abs=5e-5)
    for share, diverges in ((0.995, False), (1.005, True)):
        settings = {"lr": share * bound, "momentum": momentum, "nesterov": nesterov}
        explorer.set(**settings)
        end = np.hypot(*descended(20, **settings, steps=1500)[-1])
        assert (end > 10) == (": diverges." in explorer.result["verdict"]) == diverges


def crossings(values):
    return int(np.sum(values[1:] * values[:-1] < 0))


@pytest.mark.parametrize("lr", [0.01, 0.04, 0.1])
@pytest.mark.parametrize("nesterov", [False, True])
def test_above_the_critical_momentum_it_swings(explorer, lr, nesterov):
    """κ = 1, so that x and y are one direction; twenty steps hold a half swing."""
    critical = critical_momentum(lr, nesterov)
    for momentum, swings, word in (
        (critical - 0.02, False, "overdamped"),
        (critical, False, "critically damped"),
        (critical + 0.02, True, "underdamped"),
    ):
        settings = {"condition": 1, "lr": lr, "momentum": momentum, "nesterov": nesterov}
        explorer.set(**settings)
        way = descended(**settings)[:, 0]
        there = way[np.abs(way) > 1e-12]
        assert (crossings(there) > 0) == swings
        assert f"Along x: {word}, critical momentum {critical:.3f}." in explorer.result["verdict"]


def test_critical_damping_is_first(explorer):
    """½x² at lr 0.01: 0.81 arrives first among its neighbours 0.05 away, β = 0 far behind."""
    explorer.set(condition=1, lr=0.01, steps=2000)
    steps = {}
    for momentum in (0.0, 0.76, 0.81, 0.86):
        explorer.set(momentum=momentum)
        steps[momentum] = said_arrival(explorer)
        assert steps[momentum] == arrival(descended(1, 0.01, momentum, steps=2000))

    assert critical_momentum(0.01, False) == pytest.approx(0.81)
    assert min(steps, key=steps.get) == 0.81
    assert steps[0.0] > 8 * steps[0.81]


@pytest.mark.parametrize(("momentum", "leaps"), [(0.02, True), (0.1, False)])
def test_beyond_one_it_leaps_below_the_critical_momentum(explorer, momentum, leaps):
    """lr·λ = 1.5 along y: real roots below 0 change the sign at every step."""
    explorer.set(lr=0.075, momentum=momentum)
    y = descended(20, 0.075, momentum, steps=40)[:, 1]

    assert (crossings(y) == 40) == leaps
    assert (
        "Along y: leaps to and fro, critical momentum 0.051" in explorer.result["verdict"]
    ) == leaps


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {},
            "lr·λmax = 1.000, limit 3.800: converges. The distance stays below 10⁻⁶ from step 271 "
            "on. Along x: underdamped, critical momentum 0.603. "
            "Along y: underdamped, critical momentum 0.000.",
        ),
        (
            {"lr": 0},
            "lr·λmax = 0, limit 3.800: stands still. The distance does not stay below 10⁻⁶",
        ),
        ({"lr": 0.1, "momentum": 0}, "lr·λmax = 2.000, limit 2.000: swings for ever."),
        ({"lr": 0.09999, "momentum": 0}, "lr·λmax = 1.9998, limit 2.000: converges."),
        (
            {"lr": 0.2},
            "lr·λmax = 4.000, limit 3.800: diverges. The distance grows without bound. Along x: "
            "underdamped, critical momentum 0.306. Along y: runs away.",
        ),
        (
            {"lr": 0.06, "nesterov": True},
            "Along y: leaps to and fro at any momentum.",
        ),
    ],
    ids=str,
)
def test_verdict(explorer, settings, words):
    explorer.set(**settings)

    assert words in explorer.result["verdict"]


def test_overflow_is_named(explorer):
    explorer.set(lr=5, steps=2000)
    away = np.hypot(*descended(20, 5, 0.9, steps=2000).T)

    step = int(np.argmin(np.isfinite(away)))
    assert f"The distance overflows at step {step}." in explorer.result["verdict"]
