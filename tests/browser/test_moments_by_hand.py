"""The explorer of Adam's averages, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import moments
from torchcourse.explorers.moments import number

DEFAULTS = {
    "sequence": "constant",
    "scale": 1,
    "zeros": 0,
    "beta1": 0.9,
    "beta2": 0.999,
    "eps": 1e-8,
    "step": 1,
}
LABELS = {
    "sequence": "gradients",
    "scale": "multiplied by",
    "zeros": "zeros before them",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "step": "look at step",
}
CELL = "from torchcourse.explorers import moments\na = moments()\na"
BY_KERNEL = "This is torch.optim.Adam, run by the kernel."
READ_TABLE = """(root) => [...root.querySelectorAll('details tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


class Moments(ByHand):
    """The explorer, and what its table says of the step that is looked at."""

    def choose(self, sequence):
        list_of_sequences = self.root.get_by_role("combobox", name=LABELS["sequence"], exact=True)
        list_of_sequences.select_option(sequence)
        self.wait_until_settled(sequence=sequence)

    def state(self):
        rows = self.root.locator(".tc-state tr").evaluate_all(
            "(rows) => rows.map((row) => [row.cells[0].textContent, row.cells[2].textContent])"
        )
        return dict(rows)


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("moments.ipynb", CELL, "# another cell, which arrow keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = Moments(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"a.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


@pytest.mark.parametrize("step", [1, 2, 50, 120])
def test_the_table_has_the_numbers_of_the_step(hand, artifacts, step):
    hand.choose("noisy")
    hand.set(step=step)
    series = moments.trace("noisy")

    assert hand.source() == BY_KERNEL
    assert hand.state() == {name: number(values[step - 1]) for name, values in series.items()}
    assert hand.root.locator("caption").inner_text() == f"At step {step}"
    hand.root.screenshot(path=artifacts / "moments.png")


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
    active = hand.notebook.active()
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
    assert hand.notebook.active() == active
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert status.inner_text() == f"{hand.verdict()} {BY_KERNEL}"


@pytest.mark.parametrize("sequence", ["reddi", "regression"])
def test_frames_equal_torch(hand, sequence):
    """The browser's own numbers, read before the kernel can have spoken."""
    hand.choose(sequence)
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    numbers, source = hand.read_frame("beta2", 0.9, READ_TABLE)
    hand.root.locator("details").evaluate("(details) => { details.open = false; }")

    assert source.startswith("Drawn by the browser")
    expected = np.stack(list(moments.trace(sequence, beta2=0.9).values()), 1)
    np.testing.assert_allclose(numbers, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("eps", "0", "zero gradients would give 0/0"),
        ("beta1", "1", "no gradient counts"),
        ("step", "121", "whole number from 1 to 120"),
    ],
)
def test_impossible_inputs_are_refused_at_the_control(hand, name, text, because):
    before = hand.verdict()
    hand.field(name).fill(text)

    (warning,) = hand.warnings()
    assert warning.startswith("Not used: ")
    assert because in warning
    assert hand.verdict() == before
    hand.set(**{name: DEFAULTS[name]})
    assert hand.warnings() == []


def test_huge_gradients_are_written_in_powers_of_ten(hand):
    hand.set(scale=1e6)

    assert "v, in 10¹²" in hand.root.locator("svg").nth(1).locator("text").all_text_contents()
    assert hand.state()["v̂"] == "1.00·10¹²"


def test_dark_theme(hand, artifacts):
    def strokes():
        return hand.root.locator("[data-name]").evaluate_all(
            "(paths) => paths.map((path) => getComputedStyle(path).stroke)"
        )

    hand.choose("noisy")
    hand.set(step=50)
    assert strokes()[:3] == ["rgb(0, 0, 45)", "rgb(225, 45, 120)", "rgb(60, 0, 255)"]
    use_theme(hand.page, "JupyterLab Dark")
    try:
        assert strokes()[:3] == ["rgb(30, 105, 150)", "rgb(225, 150, 30)", "rgb(45, 225, 225)"]
        hand.root.screenshot(path=artifacts / "moments-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    hand.set(beta1=0.2)
    median = hand.time_keys("beta1", '[data-name="m"]')
    measured("moments: key press to painted picture, median", median)
    measured("moments: last move to the kernel's result, median", hand.time_rests("beta1"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(step=1)
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    hand.move_about("step", 60)
    hand.wait_until_at_rest()
    before = state()
    hand.move_about("step", 500)
    hand.wait_until_at_rest()
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0
