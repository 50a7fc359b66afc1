"""The explorer of momentum in a valley, in JupyterLab, by mouse and keyboard."""

import math
import re

import numpy as np
import pytest
from by_hand import ByHand

from torchcourse.explorers import valley

BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Hand(ByHand):
    """The explorer, and its box to tick."""

    def box(self):
        return self.root.get_by_role("checkbox", name="Nesterov", exact=True)

    def arrival(self):
        return int(re.search(r"from step (\d+) on", self.verdict())[1])


def test_where_it_diverges_is_found_by_keyboard(hand, artifacts):
    for ticked, start, limit in ((False, 0.186, 0.19), (True, 0.067, 3.8 / 2.8 / 20)):
        hand.box().set_checked(ticked)
        hand.set(lr=start)
        found = hand.press_until("ArrowRight", "lr", lambda words: ": diverges" in words)

        assert limit < found < 1.011 * limit
        assert hand.root.locator(".tc-pictures").get_attribute("data-diverges") == "true"
        hand.wait_until_settled(lr=found, nesterov=ticked)
        assert hand.source() == BY_SGD
    hand.set(lr=0.08)
    hand.root.screenshot(path=artifacts / "valley-diverges.png")


def test_critical_damping_is_found_by_keyboard(hand):
    hand.set(condition=1, lr=0.01, momentum=0.7)
    found = hand.press_until("ArrowRight", "momentum", lambda words: "x: critically" in words)

    assert found == pytest.approx((1 - math.sqrt(0.01)) ** 2)
    at_best = hand.arrival()
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("ArrowRight")
    hand.next_frame()
    assert "Along x: underdamped" in hand.verdict()
    assert hand.arrival() > at_best


def test_the_picture_shows_the_distances(hand):
    hand.set(lr=0.1336, momentum=0.4026, steps=100)
    d = hand.root.locator(".tc-distances").get_attribute("d")
    shown = np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", d), float)
    away = np.hypot(*valley.path(20, 0.1336, 0.4026, steps=100).T)

    steps = (shown[:, 0] - 58) / 344 * 100
    powers = 2 - 10 * (shown[:, 1] - 26) / 220
    np.testing.assert_allclose(steps, np.arange(len(steps)), atol=0.01)
    # The last one is at the edge.
    np.testing.assert_allclose(powers[:-1], np.log10(away[: len(steps) - 1]), atol=0.01)
    assert powers[-1] == pytest.approx(-8, abs=0.01)
    assert away[len(steps) - 1] < 1e-8
    ring = hand.root.locator(".tc-here")
    assert (float(ring.get_attribute("cx")) - 58) / 344 * 100 == pytest.approx(40, abs=0.01)
