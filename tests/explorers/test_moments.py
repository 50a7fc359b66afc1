"""The explorer of Adam's averages, without a browser."""

import math
import re

import numpy as np
import pytest
import torch

from torchcourse.explorers import moments
from torchcourse.explorers.moments import FORMULAS, LR, SEQUENCES, STEPS, number


def adam_steps(gradients, **settings):
    """The steps of the real Adam on these gradients, in units of lr."""
    w = torch.zeros(1, dtype=torch.float64)
    optimizer = torch.optim.Adam([w], lr=0.01, **settings)
    steps = []
    for g in gradients:
        before = w.item()
        w.grad = torch.tensor([g], dtype=torch.float64)
        optimizer.step()
        steps.append((before - w.item()) / 0.01)
    return np.array(steps)


def said_step(explorer):
    found = re.match(r"Step \d+(?: after \d+ zeros)?: (−?[\d.]+) lr", explorer.result["verdict"])
    return float(found[1].replace("−", "-"))


@pytest.mark.parametrize("name", [name for name, given in SEQUENCES.items() if given])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.1)])
def test_it_is_what_adam_does(name, betas):
    series = moments.trace(name, scale=3.0, beta1=betas[0], beta2=betas[1], eps=0.1)
    gradients = 3 * np.array(SEQUENCES[name])

    np.testing.assert_array_equal(series["g"], gradients)
    expected = adam_steps(gradients.tolist(), betas=betas, eps=0.1)
    np.testing.assert_allclose(series["step/lr"], expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(series["moved/lr"], -np.cumsum(expected), rtol=1e-9, atol=1e-12)


def test_the_numbers_are_related_as_the_table_says():
    series = moments.trace("noisy", scale=0.01, zeros=5, beta1=0.8, beta2=0.95, eps=1e-3)
    t = 5 + np.arange(1, STEPS + 1)
    before = {name: np.concatenate([[0], series[name][:-1]]) for name in "ms"}
    expected = {
        "m": 0.8 * before["m"] + 0.2 * series["g"],
        "s": 0.95 * before["s"] + 0.05 * series["g"] ** 2,
        "m̂": series["m"] / (1 - 0.8**t),
        "ŝ": series["s"] / (1 - 0.95**t),
        "step/lr": series["m̂"] / (np.sqrt(series["ŝ"]) + 1e-3),
        "uncorrected": series["m"] / (np.sqrt(series["s"]) + 1e-3),
    }

    assert list(series) == list(FORMULAS)
    for name, values in expected.items():
        np.testing.assert_allclose(series[name], values, rtol=1e-9, atol=1e-15, err_msg=name)


def test_zeros_before_are_steps_that_were_taken():
    gradients = [0.0] * 300 + SEQUENCES["alternating"]
    expected = adam_steps(gradients)[300:]

    series = moments.trace("alternating", zeros=300)
    np.testing.assert_allclose(series["step/lr"], expected, rtol=1e-9, atol=1e-12)


def test_the_regression_is_trained():
    """Gradient and way of the slope are those of a model of the course."""
    x = torch.rand(50, 1, generator=torch.Generator().manual_seed(0)).double()
    model = torch.nn.Linear(1, 1).double()
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    gradients, way = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), 3 * x + 0.8).backward()
        gradients.append(model.weight.grad.item())
        optimizer.step()
        way.append(model.weight.item() / LR)

    series = moments.trace("regression")
    np.testing.assert_allclose(series["g"], gradients, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(series["moved/lr"], way, rtol=1e-6)


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        ({"scale": 1e6}, 1.0),
        ({"scale": 1e-3}, 1.0),
        ({"scale": 1e-9}, 0.0909),
        ({"sequence": "spike", "zeros": 19_999}, 3.1623),
        ({"sequence": "spike", "zeros": 2300}, 2.9999),
        ({"sequence": "spike", "zeros": 2301}, 3.0001),
    ],
    ids=str,
)
def test_the_step_to_be_found(explorer, settings, step):
    """Computed by an Adam that takes every zero."""
    explorer.set(**settings)
    gradients = [0.0] * settings.get("zeros", 0) + [settings.get("scale", 1.0)]

    assert adam_steps(gradients)[-1] == pytest.approx(step, abs=5e-5)
    assert said_step(explorer) == pytest.approx(step, abs=5e-5)


def test_the_beta2_to_be_found(explorer):
    """The mean of 3, −1, −1 is above 0; with a short memory Adam goes up all the same."""
    explorer.set(sequence="reddi", beta1=0, step=STEPS)
    up = {}
    for percent in range(10, 100, 10):
        beta2 = percent / 100
        explorer.set(beta2=beta2)
        moved = re.search(r"has moved by (−?)", explorer.result["verdict"])
        up[beta2] = adam_steps(SEQUENCES["reddi"], betas=(0.0, beta2)).sum() < 0
        assert (moved[1] == "") == up[beta2]

    assert [beta2 for beta2, goes in up.items() if goes] == [0.1, 0.2, 0.3, 0.4]


def test_without_correction_the_first_steps_are_too_long(explorer):
    explorer.set(step=1)

    assert "1.0000 lr (without bias correction 3.1623 lr)" in explorer.result["verdict"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"),
        (-0.5, "−0.5000"),
        (29999.0, "29999.0000"),
        (1e-9, "1.00·10⁻⁹"),
        (-9.996e12, "−1.00·10¹³"),
        (math.nextafter(1e6, 0), "1.00·10⁶"),
    ],
)
def test_number(value, text):
    assert number(value) == text
