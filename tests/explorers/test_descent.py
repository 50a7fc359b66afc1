"""The explorer of gradient descent in one dimension, without a browser."""

import itertools
import math
import threading
import time

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from torchcourse.explorers import descent
from torchcourse.explorers.control import decade_ticks, linear_ticks


@pytest.mark.parametrize("lr", [0.0, 0.02, 0.049, 0.0999, 0.1, 0.101, 0.3])
@pytest.mark.parametrize("curvature", [1.0, 20.0, 47.5])
def test_trajectory_is_the_closed_form(curvature, lr):
    iterates = descent.trajectory(curvature, lr, start=-1.8, steps=40)

    assert iterates.shape == (41,)
    assert iterates.dtype == np.float64
    closed_form = -1.8 * (1 - lr * curvature) ** np.arange(41)
    np.testing.assert_allclose(iterates, closed_form, rtol=1e-9, atol=1e-12)


def test_trajectory_is_what_a_training_loop_does():
    w = torch.nn.Parameter(torch.tensor(2.0, dtype=torch.float64))
    optimizer = torch.optim.SGD([w], lr=0.03)
    seen = [w.item()]
    for _ in range(10):
        optimizer.zero_grad()
        (10.0 * w.square()).backward()
        optimizer.step()
        seen.append(w.item())

    np.testing.assert_allclose(descent.trajectory(20, 0.03, 2.0, 10), seen, rtol=1e-14)


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.0, "lr·λ = 0: w stands still."),
        (0.02, "lr·λ = 0.400: converges from one side. Each step multiplies w by 0.600."),
        (0.0499999, "lr·λ = 0.999998: converges from one side."),
        (0.05, "lr·λ = 1.00: arrives in one step. Each step multiplies w by 0."),
        (0.0500001, "lr·λ = 1.000002: oscillates, converges."),
        (0.099, "lr·λ = 1.98: oscillates, converges. Each step multiplies w by −0.980."),
        (0.0999999, "lr·λ = 1.999998: oscillates, converges."),
        (0.1, "lr·λ = 2.00: swings between two points for ever."),
        (0.1000001, "lr·λ = 2.000002: diverges."),
        (0.101, "lr·λ = 2.02: diverges. Each step multiplies w by −1.02."),
    ],
)
def test_verdict_at_the_boundaries(explorer, lr, words):
    explorer.set(lr=lr)

    assert explorer.result["verdict"].startswith(words)


@pytest.mark.parametrize("curvature", [1, 3, 7, 20, 49.5])
def test_verdict_agrees_with_the_trajectory(explorer, curvature):
    """Half a percent to either side of 2/λ: only beyond it does the loss grow."""
    for factor, grows in [(0.995, False), (1.005, True)]:
        explorer.set(curvature=curvature, lr=factor * 2 / curvature, steps=100)
        iterates = np.frombuffer(explorer.result["series"]["w"])

        assert (abs(iterates[-1]) > abs(iterates[0])) == grows
        assert ("diverges" in explorer.result["verdict"]) == grows


def test_start_at_the_minimum_stays(explorer):
    explorer.set(start=0, lr=0.3)

    assert "starts at the minimum" in explorer.result["verdict"]
    assert not np.frombuffer(explorer.result["series"]["w"]).any()


def test_overflow_is_named_and_drawn(explorer):
    explorer.set(lr=5, curvature=50, steps=200)
    iterates = np.frombuffer(explorer.result["series"]["w"])

    assert np.isnan(iterates[-1])
    # |w| grows 249 fold a step, the loss by its square, from 100 to 1.8e308.
    step = math.ceil(math.log(1.797e308 / 100) / math.log(249**2))
    assert f"The loss overflows at step {step}." in explorer.result["verdict"]
    assert explorer.png()


def test_a_number_beyond_all_floats_is_refused():
    with pytest.raises(ValueError, match="no minimum"):
        descent(curvature=10**400)


def test_a_misspelt_setting_is_refused(explorer):
    with pytest.raises(ValueError, match=r"settings are lr, .*check rate"):
        explorer.set(rate=0.1)


def test_a_failing_kernel_is_reported_and_not_raised(explorer, monkeypatch):
    def fails(**settings):
        raise RuntimeError("no such thing")

    monkeypatch.setattr(explorer, "compute", fails)
    explorer.set(lr=0.03)

    assert explorer.result == {
        "settings": explorer.settings,
        "error": "RuntimeError: no such thing",
    }


def test_who_observes_the_result_may_change_the_settings():
    explorer = descent()
    explorer.observe(lambda change: explorer.set(lr=0.03), "result")
    setting = threading.Thread(target=explorer.set, kwargs={"lr": 0.025}, daemon=True)
    setting.start()
    setting.join(timeout=20)
    assert not setting.is_alive()
    assert explorer.result["settings"]["lr"] == explorer.settings["lr"] == 0.03


def test_the_last_answer_is_to_the_last_settings_when_two_threads_set(monkeypatch):
    compute = type(descent()).compute
    is_computing = threading.Event()

    def compute_slowly_at_01(self, **settings):
        if settings["lr"] == 0.1:
            is_computing.set()
            time.sleep(0.2)
        return compute(self, **settings)

    explorer = descent()
    monkeypatch.setattr(type(explorer), "compute", compute_slowly_at_01)
    message = threading.Thread(target=explorer.set, kwargs={"lr": 0.1})
    message.start()
    is_computing.wait()
    explorer.set(lr=0.05)
    message.join()

    assert explorer.result["settings"] == explorer.settings
    assert explorer.settings["lr"] == 0.05


def test_the_slider_meets_the_numbers_to_be_found():
    ticks = decade_ticks(0.005, 5.0)

    assert (ticks[0], ticks[-1]) == (0.005, 5.0)
    assert ticks == sorted(set(ticks))
    assert {0.05, 0.099, 0.1, 0.101} <= set(ticks)
    finest = [b / a for a, b in itertools.pairwise(ticks)]
    assert 1.004 < min(finest) <= max(finest) < 1.0101


def test_linear_ticks_are_round():
    assert linear_ticks(-0.15, 0.15, 0.05) == [-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15]


@pytest.mark.parametrize(("lr", "arrow"), [(0.02, "v"), (0.5, "^"), (0.095, None)])
def test_the_line_of_losses_ends_where_it_leaves_the_picture(lr, arrow):
    explorer = descent(lr=lr)
    series = explorer.compute(**explorer.settings)
    figure = Figure()
    explorer.draw(figure, series, **explorer.settings)
    axes = figure.axes[1]
    low, high = axes.get_ylim()
    loss = 0.5 * explorer.settings["curvature"] * series["w"] ** 2
    inside = int(np.sum((loss >= low) & (loss <= high)))
    curves = [line for line in axes.lines if line.get_linestyle() != ":"]
    assert len(curves[0].get_xdata()) == min(inside + 1, len(loss))
    assert [line.get_marker() for line in curves[1:]] == ([arrow] if arrow else [])
