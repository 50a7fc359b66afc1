"""The explorer of the noise of batches, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
from by_hand import ByHand

from torchcourse.explorers import noise

BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Hand(ByHand):
    """The explorer, and the numbers that it says."""

    def radius(self):
        return float(re.search(r"has the radius (\d\.\d+)", self.verdict())[1])


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
