"""The explorer of the noise of batches, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
from by_hand import ByHand, opened, without_errors

from torchcourse.explorers import noise

BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Noise(ByHand):
    """The explorer, and the numbers that it says."""

    def radius(self):
        return float(re.search(r"has the radius (\d\.\d+)", self.verdict())[1])


@pytest.fixture(scope="module")
def noise_by_hand(lab, module_page):
    with opened(lab, module_page, "noise", Noise) as by_hand:
        yield by_hand


@pytest.fixture
def hand(noise_by_hand, module_page):
    """The explorer at its default settings, in the light theme."""
    with without_errors(module_page):
        noise_by_hand.reset()
        yield noise_by_hand


def test_it_opens_with_the_kernels_word(hand):
    assert hand.verdict().startswith("Batches of 1: 50 steps an epoch. Their gradients at this")
    assert hand.source() == BY_SGD


def test_half_the_ball_is_found_by_keyboard(hand, artifacts):
    whole = hand.radius()
    hand.press_until("ArrowRight", "batch", lambda _: hand.radius() < 0.53 * whole)

    assert hand.value("batch") == 4
    before = hand.radius()
    hand.wait_until_at_rest()
    hand.root.screenshot(path=artifacts / "noise-4.png")
    hand.set(batch=8, lr=0.2)
    assert hand.radius() == pytest.approx(before, rel=0.15)
    assert "7 steps an epoch" in hand.verdict()


def test_the_pictures_show_the_numbers(hand):
    hand.set(batch=4)
    ball = hand.root.locator(".tc-ball")
    # 1.6 wide and high, on 348 by 220
    assert float(ball.get_attribute("rx")) / 348 * 1.6 == pytest.approx(hand.radius(), abs=0.001)
    assert float(ball.get_attribute("ry")) / 220 * 1.6 == pytest.approx(hand.radius(), abs=0.001)
    middle = np.array([float(ball.get_attribute(name)) for name in ("cx", "cy")])
    drawn = hand.root.locator(".tc-ends").get_attribute("d")
    shown = np.array(re.findall(r"M([-\d.]+) ([-\d.]+)m-2", drawn), float) - middle
    paths = noise.runs(4, 0.1)
    expected = (paths[220::20].reshape(-1, 2) - paths[0, 0]) * np.array([348, -220]) / 1.6
    np.testing.assert_allclose(shown, expected, atol=0.02)


def test_runs_that_fly_apart_are_shown_and_crash_nothing(hand, artifacts):
    hand.set(lr=0.8)

    assert "no noise ball" in hand.verdict()
    assert hand.root.locator(".tc-pictures").get_attribute("data-diverges") == "true"
    assert not hand.root.locator(".tc-ball").is_visible()
    hand.root.screenshot(path=artifacts / "noise-apart.png")
