"""The explorer of gradient descent in one dimension, in JupyterLab, by mouse and keyboard."""

import math
import re

import numpy as np
import pytest
import torch
from by_hand import ByHand, opened, without_errors

from torchcourse.explorers.control import decade_ticks

BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Hand(ByHand):
    """The explorer, and where it has drawn its markers."""

    def markers(self, plot):
        """Return the drawn markers of the left (0) or right (1) picture, in the SVG's units."""
        path = self.root.locator(".tc-marks").nth(plot).get_attribute("d")
        return np.array(re.findall(r"M([-\d.]+) ([-\d.]+)", path), float)


def sgd(curvature, lr, start, steps):
    """Descend with torch.optim.SGD, independently of the explorer."""
    w = torch.tensor(float(start), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=lr)
    iterates = [w.item()]
    for _ in range(steps):
        optimizer.zero_grad()
        (curvature / 2 * w * w).backward()
        optimizer.step()
        iterates.append(w.item())
    return np.array(iterates)


def test_arrow_keys_move_the_slider_and_not_the_notebook(hand):
    before = hand.markers(0)
    hand.slider("lr").focus()
    for _ in range(5):
        hand.page.keyboard.press("ArrowRight")
    hand.next_frame()

    assert hand.value("lr") == 0.021
    assert hand.slider("lr").get_attribute("aria-valuetext") == "0.021"
    assert hand.verdict().startswith("lr·λ = 0.420: ")
    assert not np.array_equal(hand.markers(0)[:3], before[:3])
    assert hand.slider("lr").evaluate("(slider) => slider === document.activeElement")
    assert hand.notebook.active() == 0
    hand.wait_until_settled(lr=0.021)
    assert hand.source() == BY_SGD


def test_the_mouse_drags_the_slider(hand, artifacts):
    box = hand.slider("lr").bounding_box()
    height = box["y"] + box["height"] / 2
    verdicts = set()
    hand.page.mouse.move(box["x"] + 0.2 * box["width"], height)
    hand.page.mouse.down()
    for share in np.linspace(0.2, 0.9, 30):
        hand.page.mouse.move(box["x"] + share * box["width"], height)
        hand.next_frame()
        verdicts.add(hand.verdict().split(": ")[1].split(".")[0])
    hand.page.mouse.up()

    assert {"converges from one side", "oscillates, converges", "diverges"} <= verdicts
    ticks = decade_ticks(0.005, 5.0)
    thumb = 16  # pixels wide; its middle cannot reach the ends
    share = (0.9 * box["width"] - thumb / 2) / (box["width"] - thumb)
    assert hand.value("lr") == pytest.approx(ticks[round(share * len(ticks))], rel=0.05)
    hand.wait_until_settled(lr=hand.value("lr"))
    assert hand.source() == BY_SGD
    assert hand.root.locator(".tc-pictures").get_attribute("data-diverges") == "true"
    hand.root.screenshot(path=artifacts / "descent-diverges.png")


def test_the_start_is_put_by_the_mouse(hand):
    picture = hand.root.locator("svg").first
    box = picture.bounding_box()
    picture.click(position={"x": 0.3 * box["width"], "y": 0.5 * box["height"]})
    hand.wait_until_settled(start=hand.value("start"))

    at = 0.3 * 420  # in the SVG's units; w runs from -3 to 3 between 58 and 406
    assert hand.value("start") == pytest.approx(-3 + 6 * (at - 58) / (406 - 58), abs=0.05)
    assert hand.markers(0)[0][0] == pytest.approx(at, abs=3)


def test_no_other_press_puts_the_start(hand):
    """Neither the right button nor a drag that began beside the picture, to select words."""
    picture = hand.root.locator("svg").first
    box = picture.bounding_box()
    middle = {"x": 0.5 * box["width"], "y": 0.5 * box["height"]}
    picture.click(button="right", position=middle)
    hand.page.keyboard.press("Escape")
    assert hand.value("start") == 2

    hand.root.locator(".tc-verdict").hover()
    hand.page.mouse.down()
    hand.page.mouse.move(box["x"] + middle["x"], box["y"] + middle["y"], steps=3)
    hand.page.mouse.up()
    assert hand.value("start") == 2


@pytest.mark.parametrize(("curvature", "begin"), [(20, 0.09), (7, 0.27)])
def test_where_it_diverges_is_found_by_keyboard(hand, curvature, begin):
    hand.set(curvature=curvature, lr=begin)
    found = hand.press_until("ArrowRight", "lr", lambda verdict: "diverges" in verdict)
    hand.wait_until_settled(lr=found)
    assert hand.source() == BY_SGD

    assert found == pytest.approx(2 / curvature, rel=0.011)
    below = hand.press_until("ArrowLeft", "lr", lambda verdict: "oscillates" in verdict)
    grown, shrunk = (abs(sgd(curvature, lr, 1, 200)[-1]) for lr in (found, below))
    assert grown > 1 > shrunk


def test_where_one_step_suffices_is_found_by_keyboard(hand):
    hand.set(lr=0.045)
    found = hand.press_until("ArrowRight", "lr", lambda verdict: "one step" in verdict)

    assert found == 1 / 20
    assert abs(sgd(20, found, 2, 1)[1]) < 1e-15


def test_markers_stand_where_the_numbers_are(hand):
    hand.set(lr=0.08, start=1.5, steps=12)
    iterates = sgd(20, 0.08, 1.5, 12)
    losses = 10 * iterates**2

    parabola, history = hand.markers(0), hand.markers(1)
    x = 58 + (iterates + 3) / 6 * (420 - 58 - 14)
    y = 26 + (30 - losses) / (30 * 1.04) * (290 - 26 - 44)
    np.testing.assert_allclose(parabola, np.stack([x, y], 1), atol=0.01)
    inside = losses >= 1e-5  # six decades below the start's, 22.5, which rounds to 10
    y = 26 + (7 - np.log10(losses[inside])) / 12 * (290 - 26 - 44)
    x = 58 + np.flatnonzero(inside) / 12 * (420 - 58 - 14)
    np.testing.assert_allclose(history, np.stack([x, y], 1), atol=0.01)


def test_overflow_is_shown_and_crashes_nothing(hand, artifacts):
    hand.set(lr=5, curvature=50, steps=100)

    # |w| grows 249 fold a step, the loss by its square, from 100 to 1.8e308.
    step = math.ceil(math.log(1.797e308 / 100) / math.log(249**2))
    assert f"overflows at step {step}." in hand.verdict()
    hand.root.screenshot(path=artifacts / "descent-overflow.png")
    hand.set(lr=0.03)
    assert "oscillates, converges" in hand.verdict()


def test_a_failing_kernel_is_said(hand):
    hand.evaluate("honest = d.compute; d.compute = lambda **s: 1 / 0; print(0)")
    try:
        hand.set(lr=0.03)
        assert "The kernel failed: ZeroDivisionError: division by zero" in hand.source()
        assert hand.verdict().startswith("lr·λ = 0.600")
    finally:
        hand.evaluate("d.compute = honest; print(0)")


def test_a_slow_kernel_is_asked_for_the_newest_only(hand):
    hand.evaluate(
        """
import time
honest, asked = d.compute, []
def slow(**settings):
    asked.append(settings["lr"])
    time.sleep(0.5)
    return honest(**settings)
d.compute = slow
print(0)
"""
    )
    try:
        hand.slider("lr").focus()
        for _ in range(3):
            for _ in range(15):
                hand.page.keyboard.press("ArrowRight")
            hand.page.wait_for_timeout(200)
        last = hand.value("lr")
        hand.wait_until_settled(lr=last)
        asked = hand.evaluate("print(asked)")
        assert asked[-1] == last
        assert len(asked) <= 5  # of 45 moves; a busy machine pauses now and then
        assert hand.verdict().startswith(f"lr·λ = {20 * last:.3f}")
    finally:
        hand.evaluate("d.compute = honest; print(0)")


def test_it_follows_python(hand):
    hand.evaluate("d.set(lr=0.05); print(0)")
    hand.wait_until_settled(lr=0.05)

    assert hand.value("lr") == 0.05
    assert "arrives in one step" in hand.verdict()


def test_it_draws_on_when_the_kernel_is_gone_and_says_what_to_do(lab, module_page):
    with without_errors(module_page), opened(lab, module_page, "descent") as hand:
        hand.wait_until_settled(**hand.defaults)
        hand.notebook.restart()
        hand.field("lr").fill("0.101")
        module_page.wait_for_timeout(500)

        assert "diverges" in hand.verdict()
        assert hand.source() == "Drawn by the browser; waiting for torch.optim.SGD in the kernel."
        hand.root.locator(".tc-source", has_text="restarted, run this cell again").wait_for()
