"""The explorer of one outlier and three losses, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
import torch
from by_hand import ByHand

from torchcourse.explorers import outlier

BY_KERNEL = "This is the exact fit with PyTorch, run by the kernel."


class Hand(ByHand):
    """The explorer, and where in its left picture things stand."""

    def point_on_page(self):
        """Return the middle of the ring around the pushed point."""
        box = self.root.locator(".tc-chosen").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, begin, end, steps=15, let_go=True):
        """Drag from one place on the page to another; return the verdicts on the way."""
        verdicts = []
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        for share in np.linspace(0, 1, steps):
            self.page.mouse.move(*(a + share * (b - a) for a, b in zip(begin, end, strict=True)))
            self.next_frame()
            verdicts.append(self.verdict())
        if let_go:
            self.page.mouse.up()
        return verdicts


def slope(verdict, name):
    return float(re.search(rf"{name} (−?\d+\.\d+)", verdict)[1].replace("−", "-"))


def test_the_mouse_drags_the_point(hand, artifacts):
    x, y = hand.point_on_page()
    verdicts = hand.drag((x, y), (x, y + 100))

    assert len(set(verdicts)) > 10
    slopes = [slope(verdict, "MSE") for verdict in verdicts]
    assert slopes == sorted(slopes, reverse=True)
    assert {slope(verdict, "L1") for verdict in verdicts} == {3.0}
    hand.wait_until_settled(push=hand.value("push"))
    assert hand.value("point") == 50
    assert hand.value("push") < 2
    assert hand.source() == BY_KERNEL
    hand.root.screenshot(path=artifacts / "outlier-dragged.png")


def test_the_axis_waits_for_the_hand(hand):
    """Beyond the picture the point stays at its edge; let go, the axis makes room."""
    x, y = hand.point_on_page()
    top = hand.root.locator("svg").first.bounding_box()["y"]
    hand.drag((x, y), (x, top - 40), let_go=False)
    scale = hand.root.locator("svg").first.bounding_box()["width"] / 420
    assert hand.point_on_page()[1] == pytest.approx(top + 26 * scale, abs=2)
    hand.page.mouse.up()
    hand.wait_until_at_rest()
    pushed = hand.value("push")

    assert 6 < pushed < 6.5  # the axis ended at 10, and the point's own place is 3.66
    assert hand.point_on_page()[1] > top + 26 * scale + 20
    x, y = hand.point_on_page()
    hand.drag((x, y), (x, top))
    hand.wait_until_at_rest()
    assert hand.value("push") > pushed + 1


def test_another_point_can_be_taken(hand):
    plot = hand.root.locator("svg").first
    box = plot.bounding_box()
    scale = box["width"] / 420
    x, y = outlier.points(push=0.0, point=1, noise=0.0)
    # x from 0 to 1 between 58 and 290, y from -1 to 10 between 246 and 26, in the SVG's units
    at = [
        box["x"] + scale * (58 + 232 * x[4].item()),
        box["y"] + scale * (26 + (10 - y[4].item()) / 11 * 220),
    ]
    hand.drag(at, (at[0], at[1] - 80 * scale))
    hand.wait_until_settled(point=5)

    assert hand.value("push") == pytest.approx(80 / 220 * 11, abs=0.1)
    assert slope(hand.verdict(), "MSE") < 3


@pytest.mark.parametrize(("begin", "wanted", "expected"), [(-23, 0, -23.49), (-11, 1.5, -11.75)])
def test_where_the_mse_slope_is_found_by_keyboard(hand, begin, wanted, expected):
    hand.set(push=begin)
    found = hand.press_until("ArrowLeft", "push", lambda words: slope(words, "MSE") <= wanted)

    x = torch.rand(50, generator=torch.Generator().manual_seed(0)).double()
    away = x - x.mean()
    exact = (wanted - 3) * away.square().sum().item() / away.max().item()
    assert exact == pytest.approx(expected, abs=0.005)
    assert found == pytest.approx(exact, abs=0.05)
    assert "L1 3.000 (has not moved)" in hand.verdict()


def test_where_the_huber_line_stops_is_found_by_keyboard(hand):
    hand.set(push=0.9)
    found = hand.press_until("ArrowRight", "push", lambda words: "the Huber line stays" in words)

    assert found == pytest.approx(1.09, abs=0.05)
    at = hand.verdict()
    hand.set(push=25)
    assert slope(hand.verdict(), "Huber") == slope(at, "Huber")


def test_lines_stand_where_the_numbers_are(hand):
    hand.set(push=8, point=45, noise=0.2)
    lines = outlier.lines(push=8, point=45, delta=1, noise=0.2).numpy()
    paths = hand.root.locator(".tc-loss-line").evaluate_all(
        "(paths) => paths.map((path) => path.getAttribute('d'))"
    )
    top = 15  # the axis goes from -1 to 15
    for (w, b), path in zip(lines, paths, strict=True):
        drawn = np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path), float)
        y = 26 + (top - np.array([b, w + b])) / (top + 1) * 220
        np.testing.assert_allclose(drawn, np.stack([[58, 290], y], 1), atol=0.01)


def test_each_line_has_its_own_dash_and_name(hand):
    dashes = hand.root.locator(".tc-loss-line").evaluate_all(
        "(paths) => paths.map((path) => getComputedStyle(path).strokeDasharray)"
    )
    names = hand.root.locator("svg").first.locator("g text").all_text_contents()

    assert len(set(dashes)) == 3
    assert {"MSE 3.638", "L1 3.000", "Huber 3.139"} <= set(names)
