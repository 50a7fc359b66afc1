"""The explorer of Adam's averages, in JupyterLab, by mouse and keyboard."""

import re

import pytest
from by_hand import ByHand

from torchcourse.explorers import moments
from torchcourse.explorers.moments import number

BY_KERNEL = "This is torch.optim.Adam, run by the kernel."


class Hand(ByHand):
    """The explorer, and what its table says of the step that is looked at."""

    def choose(self, sequence):
        list_of_sequences = self.root.get_by_role(
            "combobox", name=self.labels["sequence"], exact=True
        )
        list_of_sequences.select_option(sequence)
        self.wait_until_settled(sequence=sequence)

    def state(self):
        rows = self.root.locator(".tc-state tr").evaluate_all(
            "(rows) => rows.map((row) => [row.cells[0].textContent, row.cells[2].textContent])"
        )
        return dict(rows)


@pytest.mark.parametrize("step", [1, 2, 50, 120])
def test_the_table_has_the_numbers_of_the_step(hand, step):
    hand.choose("noisy")
    hand.set(step=step)
    series = moments.trace("noisy")

    assert hand.source() == BY_KERNEL
    assert hand.state() == {name: number(values[step - 1]) for name, values in series.items()}
    assert hand.root.locator("caption").inner_text() == f"At step {step}"


def test_the_mouse_scrubs_through_the_steps(hand):
    box = hand.root.locator("svg").nth(2).bounding_box()
    scale = box["width"] / 420

    def place(step):  # steps 0 to 120 stand between 58 and 302 in the SVG's units
        return box["x"] + scale * (58 + 244 * step / 120), box["y"] + box["height"] / 2

    hand.page.mouse.move(*place(10))
    hand.page.mouse.down()
    seen = []
    for step in (20, 40, 80, 118, 150):
        hand.page.mouse.move(*place(step))
        hand.next_frame()
        seen.append(hand.value("step"))
    hand.page.mouse.up()

    assert seen == pytest.approx([20, 40, 80, 118, 120], abs=1)
    assert hand.verdict().startswith("Step 120: 1.0000 lr")
    hand.wait_until_settled(step=120)
    x = float(hand.root.locator("svg").nth(2).locator(".tc-here").first.get_attribute("cx"))
    assert x == pytest.approx(302, abs=0.01)


def test_where_the_step_is_above_three_lr_is_found_by_keyboard(hand):
    hand.choose("spike")
    hand.set(zeros=2000)
    found = hand.press_until(
        "ArrowRight", "zeros", lambda words: float(re.search(r"zeros: ([\d.]+)", words)[1]) > 3
    )
    assert found == 2350  # of the slider's places, 50 apart
    hand.set(zeros=2300)
    assert ": 2.9999 lr" in hand.verdict()
    hand.set(zeros=2301)

    assert ": 3.0001 lr" in hand.verdict()
    assert hand.notebook.active() == 0


def test_huge_gradients_are_written_in_powers_of_ten(hand):
    hand.set(scale=1e6)

    assert "s, in 10¹²" in hand.root.locator("svg").nth(1).locator("text").all_text_contents()
    assert hand.state()["ŝ"] == "1.00·10¹²"
