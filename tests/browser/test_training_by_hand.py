"""The explorer of a training, in JupyterLab, by mouse and keyboard."""

import re

import nbformat
import numpy as np
import pytest
import torch
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import training
from torchcourse.explorers.explorer import VIEW

DEFAULTS = {
    "lr": 0.1,
    "momentum": 0,
    "batch": 50,
    "start_w": 0,
    "start_b": 0,
    "noise": 0,
    "steps": 200,
}
LABELS = {
    "lr": "learning rate lr",
    "momentum": "momentum",
    "batch": "batch size",
    "start_w": "start, weight w",
    "start_b": "start, bias b",
    "noise": "noise σ",
    "steps": "steps",
}
CELL = "from torchcourse.explorers import training\nd = training()\nd"
BY_SGD = "This is torch.optim.SGD, run by the kernel."
READ_TABLE = """(root) => [...root.querySelectorAll('tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


class Training(ByHand):
    """The explorer, its buttons, and where weight and bias stand in the right picture."""

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def now(self):
        return self.root.locator(".tc-now").inner_text()

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


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("training.ipynb", CELL, "# another cell, which keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, at its last step, in the light theme."""
    module_page.errors.clear()
    by_hand = Training(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate("d.set(lr=0.11); print(0)")  # so that the end is shown again
    by_hand.wait_until_settled(lr=0.11)
    notebook.evaluate(f"d.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


def test_it_opens_with_the_kernels_word(hand, artifacts):
    assert hand.verdict().startswith("lr·λmax = 0.244, limit 2.00: converges.")
    assert hand.source() == BY_SGD
    assert hand.now().startswith("Step 200 of 200, epoch 200: w = 2.841, b = 0.877, ")
    hand.root.screenshot(path=artifacts / "training.png")


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
    active = hand.notebook.active()
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
    assert hand.notebook.active() == active


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


@pytest.mark.parametrize(
    "settings",
    [
        DEFAULTS,
        DEFAULTS | {"lr": 0.83, "start_w": 6, "start_b": -2},
        DEFAULTS | {"lr": 1.085, "momentum": 0.392, "steps": 60},
        DEFAULTS | {"lr": 0.3, "batch": 7, "noise": 0.4, "steps": 500},
        DEFAULTS | {"lr": 0.05, "batch": 1, "momentum": 0.9, "noise": 1},
        DEFAULTS | {"lr": 0.2, "batch": 49, "start_w": -100, "steps": 500},
        DEFAULTS | {"lr": 10, "steps": 500},
        DEFAULTS | {"lr": 3, "batch": 3, "steps": 400},
    ],
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

    assert source.startswith("Drawn by the browser")
    assert words == at_rest
    # What is no number in the page's table comes back as null.
    shown = np.array([[np.nan if v is None else v for v in row] for row in numbers], float)
    expected = training.run(**settings)
    expected[~np.isfinite(expected)] = np.nan
    shown[~np.isfinite(shown)] = np.nan
    np.testing.assert_allclose(shown, expected, rtol=1e-9, atol=1e-9)
    hand.wait_until_settled(lr=settings["lr"])
    assert hand.source() == BY_SGD


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("lr", "-0.1", "climb the slope"),
        ("momentum", "1", "never die down"),
        ("batch", "0", "whole number from 1"),
        ("batch", "2.5", "whole number from 1"),
        ("start_b", "here", "the start is a number"),
        ("noise", "-1", "standard deviation"),
        ("steps", "10000", "whole number from 1 to 500"),
    ],
)
def test_impossible_inputs_are_refused_at_the_control(hand, name, text, because):
    before = hand.verdict()
    hand.field(name).fill(text)

    (warning,) = hand.warnings()
    assert warning.startswith("Not used: ")
    assert because in warning
    assert hand.field(name).get_attribute("aria-invalid") == "true"
    assert hand.verdict() == before
    hand.set(**{name: DEFAULTS[name]})
    assert hand.warnings() == []
    assert hand.evaluate("import json; print(json.dumps(d.settings))") == DEFAULTS


def test_overflow_is_shown_and_crashes_nothing(hand, artifacts):
    hand.set(lr=10, steps=500)

    assert "overflows at step" in hand.verdict()
    assert "w = no number" in hand.now()
    assert hand.source() == BY_SGD
    hand.root.screenshot(path=artifacts / "training-overflow.png")
    hand.set(lr=0.75)
    assert "from step 41 on" in hand.verdict()


def test_the_verdict_is_said_politely_when_the_hand_rests(hand):
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    hand.set(lr=0.83)

    assert status.inner_text() == f"{hand.verdict()} {BY_SGD}"
    assert "limit 2.00: diverges" in hand.verdict()


def test_a_difference_between_browser_and_kernel_is_said(hand):
    hand.evaluate("honest = d.compute; print(0)")
    hand.evaluate("d.compute = lambda **s: {k: v + 4e-9 for k, v in honest(**s).items()}; print(0)")
    try:
        hand.set(lr=0.3)
        assert "browser's own computation differs from it by" in hand.source()
    finally:
        hand.evaluate("d.compute = honest; print(0)")


def test_dark_theme(hand, artifacts):
    def colours():
        line = hand.root.locator(".tc-fitted")
        return (
            hand.root.evaluate("(root) => getComputedStyle(root).backgroundColor"),
            line.evaluate("(node) => getComputedStyle(node).stroke"),
        )

    hand.set(lr=0.75)
    light = colours()
    use_theme(hand.page, "JupyterLab Dark")
    try:
        dark = colours()
        hand.root.screenshot(path=artifacts / "training-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert light == ("rgb(255, 255, 255)", "rgb(60, 0, 255)")
    assert dark[1] == "rgb(45, 225, 225)"
    assert max(map(int, re.findall(r"\d+", dark[0]))) < 60


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    median = hand.time_keys("lr", ".tc-fitted")
    measured("training: key press to painted picture, median", median)
    measured("training: last move to the kernel's result, median", hand.time_rests("lr"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(**DEFAULTS)
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    again = "for i in range({}): d.set(lr=0.1 + i * 1e-3)\nprint(0)"
    hand.move_about("lr", 60)
    hand.wait_until_at_rest()
    hand.evaluate(again.format(20))
    before = state()
    hand.move_about("lr", 500)
    hand.wait_until_at_rest()  # else the kernel may hear the last move after Python's changes
    hand.evaluate(again.format(100))
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0


def test_the_stored_output_shows_without_a_kernel(lab, module_page, artifacts):
    """As make execute stores it: the picture and the words, without the live view."""
    path = lab.write("stored-training.ipynb", "training()")
    notebook = nbformat.read(lab.root / path, 4)
    data, _ = training()._repr_mimebundle_()
    del data[VIEW]
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", data)]
    nbformat.write(notebook, lab.root / path)
    opened = lab.open(module_page, path)
    picture = opened.cell(0).locator("img")
    picture.wait_for()

    assert picture.evaluate("(img) => [img.naturalWidth, img.naturalHeight]") == [920, 370]
    picture.screenshot(path=artifacts / "training-static.png")
    opened.close()
