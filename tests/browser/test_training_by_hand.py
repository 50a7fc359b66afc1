"""The explorer of a training, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
import torch
from by_hand import ByHandPlayback

from torchcourse.explorers import training

BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Hand(ByHandPlayback):
    """The explorer, its steps, and where weight and bias stand in the right picture."""

    def step(self):
        return int(re.match(r"Step (\d+) of", self.now())[1])

    def wait_for_step(self, condition):
        """Wait until the step shown meets a condition on ``step``, in JavaScript."""
        self.page.wait_for_function(
            f"""(root) => {{
              const step = Number(/^Step (\\d+) of/.exec(
                root.querySelector('.tc-now').textContent)[1]);
              return {condition};
            }}""",
            arg=self.root.element_handle(),
        )

    def frames(self, count=10):
        for _ in range(count):
            self.next_frame()

    def place(self):
        """Return weight and bias where the large dot stands."""
        x, y = (float(self.root.locator(".tc-here").get_attribute(name)) for name in ("cx", "cy"))
        # w from -1 to 7 between 58 and 406, b from -2.5 to 4.5 between 246 and 26
        return -1 + 8 * (x - 58) / 348, 4.5 - 7 * (y - 26) / 220


def test_it_opens_at_the_last_step(hand):
    assert hand.now().startswith("Step 200 of 200, epoch 200: w = 2.841, b = 0.877, ")


def test_it_plays_pauses_and_steps(hand, artifacts):
    path = training.run(lr=0.1)
    hand.button("Play").click()
    hand.wait_for_step("step > 3 && step < 180")
    hand.button("Pause").click()
    paused = hand.step()
    hand.root.screenshot(path=artifacts / "training-paused.png")
    hand.frames()

    assert hand.step() == paused < 200
    np.testing.assert_allclose(hand.place(), path[paused], atol=0.02)
    assert hand.source() == BY_SGD
    hand.button("To the start").click()
    assert hand.step() == 0
    hand.button("1 step on").click()
    hand.button("10 steps on").click()
    hand.next_frame()
    assert hand.step() == 11
    np.testing.assert_allclose(hand.place(), path[11], atol=0.02)
    line = hand.root.locator(".tc-fitted").get_attribute("d")
    heights = np.array(re.findall(r"[ML][-\d.]+ ([-\d.]+)", line), float)
    w, b = path[11]
    np.testing.assert_allclose(6 - 7 * (heights - 26) / 220, [b, w + b], atol=0.01)


def test_it_ends_by_itself(hand):
    hand.set(steps=20)
    hand.button("Play").click()
    hand.wait_for_step("step === 20")
    hand.button("Play").wait_for()


def test_stop_ends_the_training_there(hand):
    hand.button("Play").click()
    hand.wait_for_step("step > 3 && step < 180")
    hand.button("Stop the training here").click()
    hand.wait_until_at_rest()
    stopped = hand.step()

    assert 3 < stopped < 200
    assert hand.value("steps") == stopped
    assert f"after {stopped} steps" in hand.verdict()
    assert hand.evaluate("print(d.settings['steps'])") == stopped
    hand.frames()
    assert hand.step() == stopped
    assert hand.source() == BY_SGD


def test_the_hand_may_move_while_it_plays(hand):
    hand.button("Play").click()
    hand.wait_for_step("step > 3 && step < 150")
    hand.field("lr").fill("0.5")
    hand.next_frame()

    assert hand.verdict().startswith("lr·λmax = 1.22")
    assert 3 < hand.step() < 200
    hand.wait_for_step("step === 200")
    hand.wait_until_settled(lr=0.5)
    np.testing.assert_allclose(hand.place(), training.run(lr=0.5)[-1], atol=0.02)


def test_keys_play_and_do_not_reach_the_notebook(hand):
    hand.button("Play").focus()
    hand.page.keyboard.press("Enter")
    hand.button("Pause").wait_for()
    hand.page.keyboard.press("Space")
    hand.button("Play").wait_for()
    shown = hand.root.get_by_role("slider", name="step shown", exact=True)
    shown.focus()
    before = hand.step()
    hand.page.keyboard.press("ArrowLeft")
    hand.next_frame()

    assert hand.step() == max(0, before - 1)
    assert hand.notebook.active() == 0


def test_the_start_is_put_by_the_mouse(hand):
    plot = hand.root.locator("svg").nth(1)
    box = plot.bounding_box()
    scale = box["width"] / 420
    # w = 5, b = 3 in the units of test place
    at = 58 + 348 * 6 / 8, 26 + 220 * 1.5 / 7
    plot.click(position={"x": at[0] * scale, "y": at[1] * scale})
    hand.wait_until_at_rest()

    assert hand.value("start_w") == pytest.approx(5, abs=0.051)
    assert hand.value("start_b") == pytest.approx(3, abs=0.051)
    hand.button("To the start").click()
    np.testing.assert_allclose(hand.place(), (5, 3), atol=0.07)


def curvatures():
    x = torch.rand(50, generator=torch.Generator().manual_seed(0)).double()
    design = torch.stack([x, torch.ones_like(x)], 1)
    return torch.linalg.eigvalsh(2 / 50 * design.T @ design).tolist()


def rate(verdict):
    return float(re.search(r"the distance by (\d+\.\d+)", verdict)[1])


def test_where_it_diverges_is_found_by_keyboard(hand):
    hand.set(lr=0.79)
    found = hand.press_until("ArrowRight", "lr", lambda verdict: ": diverges" in verdict)

    assert found == pytest.approx(2 / curvatures()[1], abs=0.006)
    assert hand.root.locator(".tc-pictures").get_attribute("data-diverges") == "true"


def test_the_best_learning_rate_is_found_by_keyboard(hand):
    """The factor falls as long as the keys go towards the best, and rises beyond."""
    hand.set(lr=0.7)
    hand.slider("lr").focus()
    seen = {}
    for _ in range(24):
        seen[hand.value("lr")] = rate(hand.verdict())
        hand.page.keyboard.press("ArrowRight")
        hand.next_frame()

    assert min(seen, key=seen.get) == pytest.approx(2 / sum(curvatures()), abs=0.006)


def test_overflow_is_shown_and_crashes_nothing(hand, artifacts):
    hand.set(lr=10, steps=500)

    assert "overflows at step" in hand.verdict()
    assert "w = no number" in hand.now()
    assert hand.source() == BY_SGD
    hand.root.screenshot(path=artifacts / "training-overflow.png")
    hand.set(lr=0.75)
    assert "from step 41 on" in hand.verdict()
