"""The explorer of the noise of batches, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import noise

DEFAULTS = {"batch": 1, "lr": 0.1, "w": 0, "b": 0}
LABELS = {
    "batch": "batch size",
    "lr": "learning rate lr",
    "w": "gradients at weight w",
    "b": "gradients at bias b",
}
CELL = "from torchcourse.explorers import noise\nd = noise()\nd"
BY_SGD = "This is torch.optim.SGD, run by the kernel."
READ_TABLE = """(root) => [...root.querySelectorAll('tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


class Noise(ByHand):
    """The explorer, and the numbers that it says."""

    def radius(self):
        return float(re.search(r"has the radius (\d\.\d+)", self.verdict())[1])


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("noise.ipynb", CELL, "# another cell, which keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = Noise(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"d.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


def test_it_opens_with_the_kernels_word(hand, artifacts):
    assert hand.verdict().startswith("Batches of 1: 50 steps an epoch. Their gradients at this")
    assert hand.source() == BY_SGD
    hand.root.screenshot(path=artifacts / "noise.png")


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


@pytest.mark.parametrize(
    "settings",
    [DEFAULTS, {"batch": 13, "lr": 0.3, "w": 3, "b": -1}, DEFAULTS | {"lr": 0.8}],
    ids=str,
)
def test_frames_equal_torch(hand, settings):
    """The browser's own numbers, read before the kernel can have spoken."""
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    hand.set(**settings)
    at_rest = hand.verdict()
    hand.set(lr=0.06)  # so that the kernel's last word is on something else
    read = f"(root) => [({READ_TABLE})(root), root.querySelector('.tc-verdict').textContent]"
    (numbers, words), source = hand.read_frame("lr", settings["lr"], read)
    hand.root.locator("details").evaluate("(details) => { details.open = false; }")

    assert source.startswith("Drawn by the browser")
    assert words == at_rest
    places = noise.runs(settings["batch"], settings["lr"])
    slopes = noise.gradients(settings["batch"], settings["w"], settings["b"])
    shown = np.array(numbers, float)
    expected = np.hstack([places[220::20].reshape(-1, 2), slopes])
    np.testing.assert_allclose(shown, expected, rtol=1e-9, atol=1e-9)
    hand.wait_until_settled(lr=settings["lr"])
    assert hand.source() == BY_SGD


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("batch", "51", "whole number from 1 to 50"),
        ("lr", "0.9", "even the batch of all points"),
        ("w", "2000", "the weight is a number"),
        ("b", "here", "the bias is a number"),
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


def test_runs_that_fly_apart_are_shown_and_crash_nothing(hand, artifacts):
    hand.set(lr=0.8)

    assert "no noise ball" in hand.verdict()
    assert hand.root.locator(".tc-pictures").get_attribute("data-diverges") == "true"
    assert not hand.root.locator(".tc-ball").is_visible()
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert status.inner_text() == f"{hand.verdict()} {BY_SGD}"
    hand.root.screenshot(path=artifacts / "noise-apart.png")


def test_dark_theme(hand, artifacts):
    use_theme(hand.page, "JupyterLab Dark")
    try:
        dots = hand.root.locator(".tc-cloud")
        fill = dots.evaluate("(node) => getComputedStyle(node).fill")
        ground = hand.root.evaluate("(root) => getComputedStyle(root).backgroundColor")
        hand.root.screenshot(path=artifacts / "noise-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert fill == "rgb(45, 225, 225)"
    assert max(map(int, re.findall(r"\d+", ground))) < 60


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    median = hand.time_keys("lr", ".tc-ends")
    measured("noise: key press to painted picture, median", median)
    measured("noise: last move to the kernel's result, median", hand.time_rests("lr"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(**DEFAULTS)
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    hand.move_about("batch", 60)
    hand.wait_until_at_rest()
    before = state()
    hand.move_about("batch", 500)
    hand.wait_until_at_rest()
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0
