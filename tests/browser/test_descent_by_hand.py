"""The explorer of gradient descent in one dimension, in JupyterLab, by mouse and keyboard."""

import math
import re

import numpy as np
import pytest
import torch
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers.control import decade_ticks

DEFAULTS = {"lr": 0.02, "curvature": 20, "start": 2, "steps": 30}
LABELS = {
    "lr": "learning rate lr",
    "curvature": "curvature λ",
    "start": "start w₀",
    "steps": "steps",
}
CELL = "from torchcourse.explorers import descent\nd = descent()\nd"
BY_SGD = "This is torch.optim.SGD, run by the kernel."


class Descent(ByHand):
    """The explorer, and where it has drawn its markers."""

    def markers(self, plot):
        """Return the drawn markers of the left (0) or right (1) picture, in the SVG's units."""
        path = self.root.locator(".tc-marks").nth(plot).get_attribute("d")
        return np.array(re.findall(r"M([-\d.]+) ([-\d.]+)", path), float)


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("descent.ipynb", CELL, "# another cell, which arrow keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = Descent(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"d.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


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


def test_it_opens_with_the_kernels_word(hand, artifacts):
    assert hand.verdict().startswith("lr·λ = 0.400: converges from one side.")
    assert hand.source() == BY_SGD
    hand.root.screenshot(path=artifacts / "descent.png")


def test_arrow_keys_move_the_slider_and_not_the_notebook(hand):
    before = hand.markers(0)
    hand.slider("lr").focus()
    active = hand.notebook.active()
    for _ in range(5):
        hand.page.keyboard.press("ArrowRight")
    hand.next_frame()

    assert hand.value("lr") == 0.021
    assert hand.slider("lr").get_attribute("aria-valuetext") == "0.021"
    assert hand.verdict().startswith("lr·λ = 0.420: ")
    assert not np.array_equal(hand.markers(0)[:3], before[:3])
    assert hand.slider("lr").evaluate("(slider) => slider === document.activeElement")
    assert hand.notebook.active() == active
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


@pytest.mark.parametrize(
    "settings",
    [
        DEFAULTS,
        {"lr": 0.0995, "curvature": 20, "start": -1.8, "steps": 100},
        {"lr": 0.101, "curvature": 20, "start": -1.8, "steps": 100},
        {"lr": 0.05, "curvature": 20, "start": 3, "steps": 5},
        {"lr": 1.37, "curvature": 1.5, "start": 0.35, "steps": 60},
        {"lr": 5, "curvature": 50, "start": 3, "steps": 100},
    ],
    ids=str,
)
def test_frames_equal_torch(hand, settings):
    """The browser's own numbers and words, read before the kernel can have spoken."""
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    hand.set(**settings)
    at_rest = hand.verdict()
    hand.set(lr=0.012)  # so that the kernel's last word is on something else
    texts, words, source = hand.slider("lr").evaluate(
        """async (slider, lr) => {
          const root = slider.closest('.torchcourse-explorer');
          const field = root.querySelector('input[type=text][name=lr]');
          field.value = lr;
          field.dispatchEvent(new InputEvent('input', {bubbles: true}));
          await new Promise((r) => requestAnimationFrame(r));
          const cells = [...root.querySelectorAll('tr td:nth-child(2)')];
          return [cells.map((cell) => cell.textContent),
            root.querySelector('.tc-verdict').textContent,
            root.querySelector('.tc-source').textContent];
        }""",
        str(settings["lr"]),
    )

    assert source.startswith("Drawn by the browser")
    assert words == at_rest
    expected = sgd(**settings)
    shown = np.array([float(text) for text in texts])
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(shown, expected, rtol=1e-9, atol=1e-9)


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


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("curvature", "0", "no minimum"),
        ("curvature", "-3", "no minimum"),
        ("lr", "-0.1", "climb"),
        ("lr", "1e999", "climb"),
        ("lr", "nan", "climb"),
        ("lr", "", "climb"),
        ("lr", "0,1", "climb"),
        ("start", "here", "the start is a number"),
        ("steps", "2.5", "whole number"),
        ("steps", "100000", "whole number"),
    ],
)
def test_impossible_inputs_are_refused_at_the_control(hand, name, text, because):
    before = hand.verdict()
    hand.field(name).fill(text)
    hand.page.wait_for_timeout(250)

    (warning,) = hand.warnings()
    assert warning.startswith("Not used: ")
    assert because in warning
    assert hand.field(name).get_attribute("aria-invalid") == "true"
    assert hand.verdict() == before
    assert hand.evaluate("import json; print(json.dumps(d.settings))") == DEFAULTS

    hand.set(**{name: DEFAULTS[name]})
    assert hand.warnings() == []
    assert hand.field(name).get_attribute("aria-invalid") is None


def test_overflow_is_shown_and_crashes_nothing(hand, artifacts):
    hand.set(lr=5, curvature=50, steps=100)

    # |w| grows 249 fold a step, the loss by its square, from 100 to 1.8e308.
    step = math.ceil(math.log(1.797e308 / 100) / math.log(249**2))
    assert f"overflows at step {step}." in hand.verdict()
    hand.root.screenshot(path=artifacts / "descent-overflow.png")
    hand.set(lr=0.03)
    assert "oscillates, converges" in hand.verdict()


def test_the_verdict_is_said_politely_when_the_hand_rests(hand):
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    hand.set(lr=0.101)

    assert status.inner_text() == f"{hand.verdict()} {BY_SGD}"
    assert "lr·λ = 2.02: diverges" in hand.verdict()


def test_a_difference_between_browser_and_kernel_is_said(hand):
    hand.evaluate("honest = d.compute; print(0)")
    hand.evaluate("d.compute = lambda **s: {'w': honest(**s)['w'] + 4e-9}; print(0)")
    try:
        hand.set(lr=0.03)
        assert "browser's own computation differs from it by 4.0e-9 at step" in hand.source()
        assert "differs" in hand.root.get_by_role("status").inner_text()
    finally:
        hand.evaluate("d.compute = honest; print(0)")


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


def test_dark_theme(hand, artifacts):
    def colour(locator, name):
        return locator.evaluate("(node, name) => getComputedStyle(node)[name]", name)

    line = hand.root.locator(".tc-line").first
    light = colour(hand.root, "backgroundColor"), colour(line, "stroke")
    use_theme(hand.page, "JupyterLab Dark")
    try:
        dark = colour(hand.root, "backgroundColor"), colour(line, "stroke")
        hand.root.screenshot(path=artifacts / "descent-dark.png")
        hand.set(lr=0.101)
        hand.root.screenshot(path=artifacts / "descent-dark-diverges.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert light == ("rgb(255, 255, 255)", "rgb(60, 0, 255)")
    assert dark[1] == "rgb(45, 225, 225)"
    assert max(map(int, re.findall(r"\d+", dark[0]))) < 60
    assert "rgba" not in dark[0]


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    measured("descent: key press to painted picture, median", hand.time_keys("lr", ".tc-marks"))
    measured("descent: last move to the kernel's result, median", hand.time_rests("lr"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    again = "for i in range({}): d.set(lr=0.02 + i * 1e-5)\nprint(0)"
    nodes = hand.move_about("lr", 60)
    hand.wait_until_at_rest()
    hand.evaluate(again.format(60))
    before = hand.evaluate(STATE)
    assert hand.move_about("lr", 500) == nodes
    hand.wait_until_at_rest()  # else the kernel may hear the last move after Python's changes
    hand.evaluate(again.format(500))
    hand.wait_until_settled(lr=0.02 + 499 * 1e-5)
    after = hand.evaluate(STATE)

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0


def test_it_draws_on_when_the_kernel_is_gone(lab, module_page):
    module_page.errors.clear()
    notebook = lab.open(module_page, lab.write("restarted.ipynb", CELL))
    notebook.run_all()
    hand = Descent(notebook, module_page, LABELS)
    hand.wait_until_settled(**DEFAULTS)
    notebook.restart()
    hand.field("lr").fill("0.101")
    module_page.wait_for_timeout(500)

    assert "diverges" in hand.verdict()
    assert hand.source() == "Drawn by the browser; waiting for torch.optim.SGD in the kernel."
    assert module_page.errors == []
    notebook.close()


def test_the_stored_output_shows_without_a_kernel(lab, module_page, artifacts):
    """As make execute stores it: the picture and the words, without the live view."""
    import nbformat

    from torchcourse.explorers import descent
    from torchcourse.explorers.explorer import VIEW

    path = lab.write("stored.ipynb", "descent()")
    notebook = nbformat.read(lab.root / path, 4)
    data, _ = descent()._repr_mimebundle_()
    del data[VIEW]
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", data)]
    nbformat.write(notebook, lab.root / path)
    opened = lab.open(module_page, path)
    picture = opened.cell(0).locator("img")
    picture.wait_for()

    assert picture.evaluate("(img) => [img.naturalWidth, img.naturalHeight]") == [920, 370]
    picture.screenshot(path=artifacts / "descent-static.png")
    opened.close()
