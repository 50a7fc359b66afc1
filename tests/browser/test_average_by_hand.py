"""The explorer of the exponential moving average, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import average

DEFAULTS = {"beta": 0.9, "noise": 0.3, "steps": 100, "corrected": True}
LABELS = {"beta": "β", "noise": "noise σ", "steps": "steps", "corrected": "bias correction"}
CELL = "from torchcourse.explorers import average\na = average()\na"
BY_KERNEL = "This is PyTorch's lerp, Adam's own average, run by the kernel."
READ_TABLE = """(root) => [...root.querySelectorAll('tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("average.ipynb", CELL, "# another cell, which arrow keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = ByHand(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"a.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


def tick(hand, wanted):
    hand.root.get_by_role("checkbox", name=LABELS["corrected"], exact=True).set_checked(wanted)
    hand.wait_until_settled(corrected=wanted)


def above(hand):
    return int(re.search(r"first above 0\.9 at step (\d+)", hand.verdict())[1])


def test_bias_correction_is_switched_off_and_on(hand, artifacts):
    line = hand.root.locator('[data-name="corrected"]')
    assert hand.source() == BY_KERNEL
    hand.root.screenshot(path=artifacts / "average.png")
    hand.set(noise=0)
    assert (line.get_attribute("d") != "", above(hand)) == (True, 1)
    tick(hand, False)

    assert (line.get_attribute("d"), above(hand)) == ("", 22)
    assert "Uncorrected, the average begins at 0.100" in hand.verdict()
    tick(hand, True)
    assert (line.get_attribute("d") != "", above(hand)) == (True, 1)


def test_the_beta_that_calms_to_a_third_is_found_by_keyboard(hand):
    active = hand.notebook.active()
    hand.set(beta=0.7, steps=3000)
    share = r"a share of (0\.\d+)"
    found = hand.press_until(
        "ArrowRight", "beta", lambda words: float(re.search(share, words)[1]) <= 0.3335
    )

    assert found == 0.8
    assert hand.notebook.active() == active
    hand.wait_until_settled(beta=0.8)
    assert hand.source() == BY_KERNEL
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert status.inner_text() == f"{hand.verdict()} {BY_KERNEL}"


def test_frames_equal_torch(hand):
    """The browser's own numbers, read before the kernel can have spoken."""
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    numbers, source = hand.read_frame("beta", 0.97, READ_TABLE)
    hand.root.locator("details").evaluate("(details) => { details.open = false; }")

    assert source.startswith("Drawn by the browser")
    expected = np.stack(list(average.averages(**DEFAULTS | {"beta": 0.97}).values()), 1)
    np.testing.assert_allclose(numbers, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [("beta", "1", "no new value counts"), ("noise", "loud", "standard deviation")],
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


def test_dark_theme(hand, artifacts):
    def strokes():
        return hand.root.locator("[data-name]").evaluate_all(
            "(paths) => paths.map((path) => getComputedStyle(path).stroke)"
        )

    assert strokes() == ["rgb(0, 0, 45)", "rgb(225, 45, 120)", "rgb(60, 0, 255)"]
    use_theme(hand.page, "JupyterLab Dark")
    try:
        assert strokes() == ["rgb(30, 105, 150)", "rgb(225, 150, 30)", "rgb(45, 225, 225)"]
        hand.root.screenshot(path=artifacts / "average-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    hand.set(beta=0.5)
    median = hand.time_keys("beta", '[data-name="average"]')
    measured("average: key press to painted picture, median", median)
    measured("average: last move to the kernel's result, median", hand.time_rests("beta"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(**{name: DEFAULTS[name] for name in ("beta", "noise", "steps")})
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    hand.move_about("beta", 60)
    hand.wait_until_at_rest()
    before = state()
    hand.move_about("beta", 500)
    hand.wait_until_at_rest()
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0
