"""The explorer of one outlier and three losses, in JupyterLab, by mouse and keyboard."""

import re

import nbformat
import numpy as np
import pytest
import torch
from by_hand import STATE, ByHand
from lab import use_theme

from torchcourse.explorers import outlier
from torchcourse.explorers.explorer import VIEW

DEFAULTS = {"push": 5, "point": 50, "delta": 1, "noise": 0}
LABELS = {
    "push": "pushed up by",
    "point": "point, from the left",
    "delta": "Huber's δ",
    "noise": "noise σ",
}
CELL = "from torchcourse.explorers import outlier\nd = outlier()\nd"
BY_KERNEL = "This is the exact fit with PyTorch, run by the kernel."
# The numbers of the table, by row; the first cell of a row is the loss.
READ_TABLE = """(root) => [...root.querySelectorAll('tr')].slice(1).map((row) =>
  [...row.cells].slice(1).map((cell) => Number(cell.textContent)))"""


class Outlier(ByHand):
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


@pytest.fixture(scope="module")
def notebook(lab, module_page):
    path = lab.write("outlier.ipynb", CELL, "# another cell, which arrow keys could reach")
    notebook = lab.open(module_page, path)
    notebook.run_all()
    notebook.cell(0).locator(".torchcourse-explorer").wait_for()
    yield notebook
    notebook.close()


@pytest.fixture
def hand(notebook, module_page):
    """The explorer at its default settings, in the light theme."""
    module_page.errors.clear()
    by_hand = Outlier(notebook, module_page, LABELS)
    by_hand.wait_until_settled()  # what the last test moved
    notebook.evaluate(f"d.set(**{DEFAULTS}); print(0)")
    by_hand.wait_until_settled(**DEFAULTS)
    yield by_hand
    assert module_page.errors == []


def test_it_opens_with_the_kernels_word(hand, artifacts):
    assert hand.verdict().startswith("Pushed up by 5.00. Slopes: MSE 3.638 (+0.638), L1 3.000")
    assert hand.source() == BY_KERNEL
    hand.root.screenshot(path=artifacts / "outlier.png")


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
    # x from 0 to 1 between 58 and 302, y from -1 to 10 between 246 and 26, in the SVG's units
    at = [
        box["x"] + scale * (58 + 244 * x[4].item()),
        box["y"] + scale * (26 + (10 - y[4].item()) / 11 * 220),
    ]
    hand.drag(at, (at[0], at[1] - 80 * scale))
    hand.wait_until_settled(point=5)

    assert hand.value("push") == pytest.approx(80 / 220 * 11, abs=0.1)
    assert slope(hand.verdict(), "MSE") < 3


def test_arrow_keys_move_the_slider_and_not_the_notebook(hand):
    active = hand.notebook.active()
    hand.slider("push").focus()
    for _ in range(4):
        hand.page.keyboard.press("ArrowLeft")
    hand.next_frame()

    assert hand.value("push") == 4.8
    assert hand.verdict().startswith("Pushed up by 4.80.")
    assert hand.notebook.active() == active
    hand.wait_until_settled(push=4.8)
    assert hand.source() == BY_KERNEL


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


@pytest.mark.parametrize(
    "settings",
    [
        DEFAULTS,
        {"push": -23.5, "point": 50, "delta": 1, "noise": 0},
        {"push": 12, "point": 10, "delta": 0.1, "noise": 0.3},
        {"push": 0, "point": 25, "delta": 0.01, "noise": 1},
        {"push": 0.35, "point": 1, "delta": 10, "noise": 0.05},
        {"push": -1000, "point": 26, "delta": 0.001, "noise": 10},
    ],
    ids=str,
)
def test_frames_equal_torch(hand, settings):
    """The browser's own numbers, read before the kernel can have spoken."""
    hand.root.locator("details").evaluate("(details) => { details.open = true; }")
    hand.set(**settings)
    at_rest = hand.verdict()
    hand.set(delta=0.5)  # so that the kernel's last word is on something else
    read = f"(root) => [({READ_TABLE})(root), root.querySelector('.tc-verdict').textContent]"
    (numbers, words), source = hand.read_frame("delta", settings["delta"], read)

    assert source.startswith("Drawn by the browser")
    assert words == at_rest
    expected = torch.cat([outlier.lines(**settings), outlier.lines(**settings | {"push": 0})], 1)
    np.testing.assert_allclose(numbers, expected.numpy(), rtol=1e-9, atol=1e-9)


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
        np.testing.assert_allclose(drawn, np.stack([[58, 302], y], 1), atol=0.01)


@pytest.mark.parametrize(
    ("name", "text", "because"),
    [
        ("push", "far", "the push is a number"),
        ("push", "1e9", "the push is a number"),
        ("point", "0", "whole number from 1"),
        ("point", "3.5", "whole number from 1"),
        ("delta", "0", "δ is a number"),
        ("noise", "-1", "standard deviation"),
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


def test_the_verdict_is_said_politely_when_the_hand_rests(hand):
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    hand.set(push=-2)

    assert status.inner_text() == f"{hand.verdict()} {BY_KERNEL}"
    assert "Pushed down by 2.00" in hand.verdict()


def test_a_difference_between_browser_and_kernel_is_said(hand):
    hand.evaluate("honest = d.compute; print(0)")
    hand.evaluate(
        "d.compute = lambda **s: {k: v + (0, 4e-9, 0) for k, v in honest(**s).items()}; print(0)"
    )
    try:
        hand.set(push=3)
        assert "differs from it by" in hand.source()
        assert "at loss L1: trust this one." in hand.source()
    finally:
        hand.evaluate("d.compute = honest; print(0)")


def test_dark_theme(hand, artifacts):
    def colours():
        strokes = hand.root.locator(".tc-loss-line").evaluate_all(
            "(paths) => paths.map((path) => getComputedStyle(path).stroke)"
        )
        return hand.root.evaluate("(root) => getComputedStyle(root).backgroundColor"), *strokes

    hand.set(push=12, point=10, delta=0.1, noise=0.3)
    light = colours()
    use_theme(hand.page, "JupyterLab Dark")
    try:
        dark = colours()
        hand.root.screenshot(path=artifacts / "outlier-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert light[1:] == ("rgb(60, 0, 255)", "rgb(225, 45, 120)", "rgb(45, 165, 0)")
    assert dark[1:] == ("rgb(45, 225, 225)", "rgb(225, 150, 30)", "rgb(255, 255, 180)")
    assert max(map(int, re.findall(r"\d+", dark[0]))) < 60


def test_each_line_has_its_own_dash_and_name(hand):
    dashes = hand.root.locator(".tc-loss-line").evaluate_all(
        "(paths) => paths.map((path) => getComputedStyle(path).strokeDasharray)"
    )
    names = hand.root.locator("svg").first.locator("g text").all_text_contents()

    assert len(set(dashes)) == 3
    assert {"MSE 3.638", "L1 3.000", "Huber 3.139"} <= set(names)


def test_time_from_the_hand_to_the_picture(hand, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    median = hand.time_keys("push", ".tc-loss-line")
    measured("outlier: key press to painted picture, median", median)
    measured("outlier: last move to the kernel's result, median", hand.time_rests("push"))


def test_500_slider_events_leave_everything_where_it_was(hand):
    def state():
        hand.set(**DEFAULTS)
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    again = "for i in range({}): d.set(push=i * 0.01)\nprint(0)"
    hand.move_about("push", 60)
    hand.wait_until_at_rest()
    hand.evaluate(again.format(20))
    before = state()
    hand.move_about("push", 500)
    hand.wait_until_at_rest()  # else the kernel may hear the last move after Python's changes
    hand.evaluate(again.format(100))
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0


def test_the_stored_output_shows_without_a_kernel(lab, module_page, artifacts):
    """As make execute stores it: the picture and the words, without the live view."""
    path = lab.write("stored-outlier.ipynb", "outlier()")
    notebook = nbformat.read(lab.root / path, 4)
    data, _ = outlier()._repr_mimebundle_()
    del data[VIEW]
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", data)]
    nbformat.write(notebook, lab.root / path)
    opened = lab.open(module_page, path)
    picture = opened.cell(0).locator("img")
    picture.wait_for()

    assert picture.evaluate("(img) => [img.naturalWidth, img.naturalHeight]") == [920, 370]
    picture.screenshot(path=artifacts / "outlier-static.png")
    opened.close()
