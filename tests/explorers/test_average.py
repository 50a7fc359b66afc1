"""The explorer of the exponential moving average, without a browser."""

import math
import re

import numpy as np
import pytest
import torch

from torchcourse.explorers import average
from torchcourse.explorers.average import UNIT


def kept_by_adam(values, beta):
    """``exp_avg`` of the real Adam after each of the values as a gradient."""
    w = torch.zeros((), dtype=torch.float64)
    optimizer = torch.optim.Adam([w], betas=(beta, 0.999))
    kept = []
    for value in values:
        w.grad = torch.tensor(value, dtype=torch.float64)
        optimizer.step()
        kept.append(optimizer.state[w]["exp_avg"].item())
    return np.array(kept)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999])
def test_it_is_what_adam_keeps(beta):
    series = average.averages(beta, steps=150)
    expected = kept_by_adam(series["signal"].tolist(), beta)

    np.testing.assert_allclose(series["average"], expected, rtol=1e-12)
    bias = 1 - beta ** np.arange(1, 151)
    np.testing.assert_allclose(series["corrected"], expected / bias, rtol=1e-12)


@pytest.mark.parametrize(("corrected", "in_all"), [(True, 1.0), (False, 1 - 0.9**20)])
def test_the_weights_are_those_of_the_last_average(corrected, in_all):
    series = average.averages(0.9, steps=20, corrected=corrected)
    shown = series["corrected" if corrected else "average"]

    assert series["weight"].sum() == pytest.approx(in_all, rel=1e-12)
    assert series["weight"] @ series["signal"] == pytest.approx(shown[-1], rel=1e-12)
    np.testing.assert_allclose(series["weight"][:-1] / series["weight"][1:], 0.9)


@pytest.mark.parametrize(("beta", "steps"), [(0.9, 22), (0.99, 230), (0.999, 2302)])
def test_the_step_to_be_found(explorer, beta, steps):
    """Where the uncorrected average of ones is above 0.9."""
    explorer.set(beta=beta, noise=0, steps=3000, corrected=False)
    kept = torch.zeros((), dtype=torch.float64)
    alone = 0
    while kept <= 0.9:
        kept.lerp_(torch.ones_like(kept), 1 - beta)
        alone += 1

    assert alone == steps
    assert explorer.result["verdict"].endswith(f"is first above 0.9 at step {steps}.")
    explorer.set(corrected=True)
    assert explorer.result["verdict"].endswith("begins at 1.000 and is first above 0.9 at step 1.")


def test_the_beta_to_be_found(explorer):
    """Of the slider's places, 0.8 calms the signal to a third: (1 − β)/(1 + β) = 1/9."""
    explorer.set(steps=3000)
    signal = 1 + 0.3 * np.array(UNIT)
    shares = {}
    for beta in (0.77, 0.78, 0.79, 0.8, 0.81, 0.82, 0.83):
        m, averaged = 0.0, []
        for value in signal:
            m = beta * m + (1 - beta) * value
            averaged.append(m)
        shares[beta] = np.std(averaged[1500:]) / np.std(signal[1500:])
        explorer.set(beta=beta)
        said = re.search(
            r"a share of (0\.\d+) \(in the long run (0\.\d+)\)", explorer.result["verdict"]
        )
        assert float(said[1]) == pytest.approx(shares[beta], abs=6e-4)
        assert float(said[2]) == pytest.approx(math.sqrt((1 - beta) / (1 + beta)), abs=6e-4)

    assert min(shares, key=lambda beta: abs(shares[beta] - 1 / 3)) == 0.8
