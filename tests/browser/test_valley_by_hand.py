"""The explorer of momentum in a valley, in JupyterLab, by mouse and keyboard."""

import math
import re

import numpy as np
import pytest
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import valley

DEFAULTS = {"condition": 20, "lr": 0.05, "momentum": 0.9, "steps": 400}
LABELS = {
    "condition": "condition number κ",
    "lr": "learning rate lr",
    "momentum": "momentum",
    "steps": "steps",
}
CELL = "from torchcourse.explorers import valley\nd = valley()\nd"
BY_SGD = "This is torch.optim.SGD, run by the kernel."
READ_TABLE = """(root) => [...root.querySelectorAll('tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


class Valley(ByHand):
    """The explorer, and its box to tick."""

    def box(self):
        return self.root.get_by_role("checkbox", name="Nesterov", exact=True)

    def arrival(self):
        return int(re.search(r"from step (\d+) on", self.verdict())[1])


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("valley.ipynb", CELL, "# another cell, which keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = Valley(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"d.set(nesterov=False, **{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(nesterov=False, **DEFAULTS)
    yield by_hand
    assert module_page.errors == []


def test_it_opens_with_the_kernels_word(hand, artifacts):
    assert hand.verdict().startswith("lr·λmax = 1.000, limit 3.800: converges. The distance stays")
    assert hand.arrival() == 271
    assert hand.source() == BY_SGD
    hand.root.screenshot(path=artifacts / "valley.png")


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

    steps = (shown[:, 0] - 58) / 348 * 100
    powers = 2 - 10 * (shown[:, 1] - 26) / 220
    np.testing.assert_allclose(steps, np.arange(len(steps)), atol=0.01)
    # The last one is at the edge.
    np.testing.assert_allclose(powers[:-1], np.log10(away[: len(steps) - 1]), atol=0.01)
    assert powers[-1] == pytest.approx(-8, abs=0.01)
    assert away[len(steps) - 1] < 1e-8
    ring = hand.root.locator(".tc-here")
    assert (float(ring.get_attribute("cx")) - 58) / 348 * 100 == pytest.approx(40, abs=0.01)


@pytest.mark.parametrize(
    "settings",
    [DEFAULTS, DEFAULTS | {"lr": 0.2}, DEFAULTS | {"lr": 5, "momentum": 0, "steps": 2000}],
    ids=str,
)
def test_frames_equal_torch(hand, settings):
    """The browser's own numbers, read before the kernel can have spoken."""
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    hand.set(**settings)
    at_rest = hand.verdict()
    hand.set(lr=0.012)  # so that the kernel's last word is on something else
    read = f"(root) => [({READ_TABLE})(root), root.querySelector('.tc-verdict').textContent]"
    (numbers, words), source = hand.read_frame("lr", settings["lr"], read)
    hand.root.locator("details").evaluate("(details) => { details.open = false; }")

    assert source.startswith("Drawn by the browser")
    assert words == at_rest
    # What is no number in the page's table comes back as null.
    shown = np.array([[np.nan if v is None else v for v in row] for row in numbers], float)
    expected = valley.path(**settings)
    expected[~np.isfinite(expected)] = np.nan
    shown[~np.isfinite(shown)] = np.nan
    np.testing.assert_allclose(shown, expected, rtol=1e-9, atol=1e-9)
    hand.wait_until_settled(lr=settings["lr"])
    assert hand.source() == BY_SGD


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("condition", "0.5", "larger over the smaller"),
        ("lr", "-0.1", "climb the slope"),
        ("momentum", "1", "never die down"),
        ("steps", "2.5", "whole number from 1 to 2000"),
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


def test_keys_tick_the_box_and_do_not_reach_the_notebook(hand):
    hand.box().focus()
    active = hand.notebook.active()
    hand.page.keyboard.press("Space")
    hand.wait_until_settled(nesterov=True)

    assert "limit 1.357" in hand.verdict()
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert status.inner_text() == f"{hand.verdict()} {BY_SGD}"
    assert hand.notebook.active() == active


def test_dark_theme(hand, artifacts):
    use_theme(hand.page, "JupyterLab Dark")
    try:
        line = hand.root.locator(".tc-distances")
        stroke = line.evaluate("(node) => getComputedStyle(node).stroke")
        ground = hand.root.evaluate("(root) => getComputedStyle(root).backgroundColor")
        hand.root.screenshot(path=artifacts / "valley-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert stroke == "rgb(45, 225, 225)"
    assert max(map(int, re.findall(r"\d+", ground))) < 60


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    median = hand.time_keys("lr", ".tc-distances")
    measured("valley: key press to painted picture, median", median)
    measured("valley: last move to the kernel's result, median", hand.time_rests("lr"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(**DEFAULTS)
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    hand.move_about("lr", 60)
    hand.wait_until_at_rest()
    before = state()
    hand.move_about("lr", 500)
    hand.wait_until_at_rest()
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0
