"""What all explorers do alike, in JupyterLab, by mouse and keyboard."""

import re
import statistics
from dataclasses import dataclass, field

import nbformat
import numpy as np
import pytest
from by_hand import STATE
from lab import use_theme

from torchcourse import explorers
from torchcourse.explorers.control import Choice, Switch
from torchcourse.explorers.explorer import VIEW

READ_NUMBERS = """(root) => {
  const rows = [...root.querySelectorAll('details tr')].slice(1);
  return [
    rows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)),
    root.querySelector('.tc-verdict').textContent,
  ];
}"""
CUT_OFF = """(root) => {
  const outside = (node, frame) => {
    const [inner, outer] = [node.getBoundingClientRect(), frame.getBoundingClientRect()];
    return inner.width && (inner.left < outer.left - 1 || inner.right > outer.right + 1);
  };
  return [...root.querySelectorAll("input, select, button, .tc-state, svg text")]
    .filter((node) => outside(node, node.ownerSVGElement ?? root))
    .map((node) => node.getAttribute("aria-label") ?? node.textContent);
}"""
BLUE, PINK, GREEN, BLACK = (
    "rgb(60, 0, 255)",
    "rgb(225, 45, 120)",
    "rgb(45, 165, 0)",
    "rgb(0, 0, 45)",
)
CYAN, ORANGE, YELLOW, STEEL = (
    "rgb(45, 225, 225)",
    "rgb(225, 150, 30)",
    "rgb(255, 255, 180)",
    "rgb(30, 105, 150)",
)


@dataclass(frozen=True)
class Case:
    """One explorer.

    Attributes:
        oracle: What the kernel runs, in the explorer's words.
        slider: The control that is moved, and a place for it that no other test uses.
        watched: A path of the picture that each of its moves changes.
        refused: Number fields, what is typed in, and a part of the reason.
        frames: Settings at which the browser's own numbers are read.
        coloured: What is seen in the colours ``light``, and in the dark theme ``dark``.
        shown: Settings at which it is looked at.
        style: Which colour of it.
        size: Of the stored picture, in pixels.
    """

    oracle: str
    slider: tuple[str, float]
    watched: str
    refused: tuple[tuple[str, str, str], ...]
    frames: tuple[dict, ...]
    coloured: str
    light: tuple[str, ...] = (BLUE,)
    dark: tuple[str, ...] = (CYAN,)
    shown: dict = field(default_factory=dict)
    style: str = "stroke"
    size: tuple[int, int] = (920, 370)


CASES = {
    "descent": Case(
        oracle="torch.optim.SGD",
        slider=("lr", 0.012),
        watched=".tc-marks",
        refused=(
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
        ),
        frames=(
            {},
            {"lr": 0.0995, "curvature": 20, "start": -1.8, "steps": 100},
            {"lr": 0.101, "curvature": 20, "start": -1.8, "steps": 100},
            {"lr": 0.05, "curvature": 20, "start": 3, "steps": 5},
            {"lr": 1.37, "curvature": 1.5, "start": 0.35, "steps": 60},
            {"lr": 5, "curvature": 50, "start": 3, "steps": 100},
        ),
        coloured=".tc-line >> nth=0",
    ),
    "valley": Case(
        oracle="torch.optim.SGD",
        slider=("lr", 0.012),
        watched=".tc-distances",
        refused=(
            ("condition", "0.5", "larger over the smaller"),
            ("lr", "-0.1", "climb the slope"),
            ("momentum", "1", "never die down"),
            ("steps", "2.5", "whole number from 1 to 2000"),
        ),
        frames=({}, {"lr": 0.2}, {"lr": 5, "momentum": 0, "steps": 2000}, {"nesterov": True}),
        coloured=".tc-distances",
    ),
    "race": Case(
        oracle="torch.optim",
        slider=("adam_lr", 0.012),
        watched=".tc-pictures .tc-path",
        refused=(
            ("x", "left", "the start is a number"),
            ("condition", "0.5", "larger over the smaller"),
            ("sgd_lr", "-1", "climb"),
            ("nesterov_momentum", "0", "above 0"),
            ("adam_beta2", "1", "below 1"),
        ),
        frames=({}, {"surface": "beale", "x": 1, "y": -1, "sgd_lr": 0.2}, {"adamw_on": False}),
        coloured=".tc-pictures .tc-path >> nth=1",
        size=(920, 540),
    ),
    "noise": Case(
        oracle="torch.optim.SGD",
        slider=("lr", 0.06),
        watched=".tc-ends",
        refused=(
            ("batch", "51", "whole number from 1 to 50"),
            ("lr", "0.9", "even the batch of all points"),
            ("w", "2000", "the weight is a number"),
            ("b", "here", "the bias is a number"),
        ),
        frames=({}, {"batch": 13, "lr": 0.3, "w": 3, "b": -1}, {"lr": 0.8}),
        coloured=".tc-cloud",
        style="fill",
    ),
    "moments": Case(
        oracle="torch.optim.Adam",
        slider=("beta1", 0.3),
        watched='[data-name="m"]',
        refused=(
            ("eps", "0", "zero gradients would give 0/0"),
            ("beta1", "1", "no gradient counts"),
            ("step", "121", "whole number from 1 to 120"),
        ),
        frames=(
            {},
            {"sequence": "reddi", "beta2": 0.9},
            {"sequence": "regression", "beta2": 0.9},
        ),
        coloured='[data-name="g"], [data-name="m"], [data-name="m̂"]',
        light=(BLACK, PINK, BLUE),
        dark=(STEEL, ORANGE, CYAN),
        shown={"sequence": "noisy", "step": 50},
        size=(920, 580),
    ),
    "average": Case(
        oracle="PyTorch's lerp, Adam's own average",
        slider=("beta", 0.5),
        watched='[data-name="average"]',
        refused=(("beta", "1", "no new value counts"), ("noise", "loud", "standard deviation")),
        frames=({}, {"beta": 0.97}, {"beta": 0.97, "corrected": False, "steps": 700}),
        coloured="[data-name]",
        light=(BLACK, PINK, BLUE),
        dark=(STEEL, ORANGE, CYAN),
    ),
    "outlier": Case(
        oracle="the exact fit with PyTorch",
        slider=("push", 0.5),
        watched=".tc-loss-line",
        refused=(
            ("push", "far", "the push is a number"),
            ("push", "1e9", "the push is a number"),
            ("point", "0", "whole number from 1"),
            ("point", "3.5", "whole number from 1"),
            ("delta", "0", "δ is a number"),
            ("noise", "-1", "standard deviation"),
        ),
        frames=(
            {},
            {"push": -23.5, "point": 50, "delta": 1, "noise": 0},
            {"push": 12, "point": 10, "delta": 0.1, "noise": 0.3},
            {"push": 0, "point": 25, "delta": 0.01, "noise": 1},
            {"push": 0.35, "point": 1, "delta": 10, "noise": 0.05},
            {"push": -1000, "point": 26, "delta": 0.001, "noise": 10},
        ),
        coloured=".tc-loss-line",
        light=(BLUE, PINK, GREEN),
        dark=(CYAN, ORANGE, YELLOW),
        shown={"push": 12, "point": 10, "delta": 0.1, "noise": 0.3},
    ),
    "training": Case(
        oracle="torch.optim.SGD",
        slider=("lr", 0.012),
        watched=".tc-fitted",
        refused=(
            ("lr", "-0.1", "climb the slope"),
            ("momentum", "1", "never die down"),
            ("batch", "0", "whole number from 1"),
            ("batch", "2.5", "whole number from 1"),
            ("start_b", "here", "the start is a number"),
            ("noise", "-1", "standard deviation"),
            ("steps", "10000", "whole number from 1 to 500"),
        ),
        frames=(
            {},
            {"lr": 0.83, "start_w": 6, "start_b": -2},
            {"lr": 1.085, "momentum": 0.392, "steps": 60},
            {"lr": 0.3, "batch": 7, "noise": 0.4, "steps": 500},
            {"lr": 0.05, "batch": 1, "momentum": 0.9, "noise": 1},
            {"lr": 0.2, "batch": 49, "start_w": -100, "steps": 500},
            {"lr": 10, "steps": 500},
            {"lr": 3, "batch": 3, "steps": 400},
        ),
        coloured=".tc-fitted",
        shown={"lr": 0.75},
    ),
}


@pytest.fixture(scope="module", params=explorers.__all__)
def name(request):
    return request.param


@pytest.fixture
def case(name):
    return CASES[name]


@pytest.fixture
def by_kernel(case):
    return f"This is {case.oracle}, run by the kernel."


def make(hand, settings):
    """Make the explorer with these settings beside its defaults, here and not on the page."""
    return type(hand.explorer)(**hand.defaults | settings)


def test_it_opens_with_the_kernels_word(hand, name, by_kernel, artifacts):
    assert hand.verdict() == hand.explorer.result["verdict"]
    assert hand.source() == by_kernel
    hand.root.screenshot(path=artifacts / f"{name}.png")


def test_every_control_answers_the_keyboard(hand, by_kernel):
    """By its label; the kernel hears of it, and its word is what is shown and said politely."""
    unfold(hand, "input")
    status = hand.root.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    pictures = hand.root.locator(".tc-pictures")
    before = pictures.inner_html()
    for control in hand.explorer.CONTROLS:
        default = hand.defaults[control.name]
        if isinstance(control, Choice):
            node = hand.root.get_by_role("combobox", name=control.label, exact=True)
            key, put_back = "ArrowDown", node.select_option
        elif isinstance(control, Switch):
            node = hand.root.get_by_role("checkbox", name=control.label, exact=True)
            key, put_back = "Space", node.set_checked
        else:
            node, default = hand.slider(control.name), str(default)
            at_end = node.input_value() == node.get_attribute("max")
            key, put_back = "Home" if at_end else "End", hand.field(control.name).fill
        node.focus()
        hand.page.keyboard.press(key)
        settings = hand.wait_until_moved(control.name)

        moved = {name for name, value in settings.items() if value != hand.defaults[name]}
        assert moved == {control.name} or isinstance(control, Choice), control.name
        assert hand.verdict() == make(hand, settings).result["verdict"], control.name
        assert hand.source() == by_kernel
        assert status.inner_text() == f"{hand.verdict()} {by_kernel}"
        assert pictures.inner_html() != before, control.name
        assert hand.notebook.active() == 0
        put_back(default)  # the kernel hears of it together with the next one
    hand.wait_until_settled(**hand.defaults)
    unfold(hand, "input", False)


def test_keys_stay_in_the_explorer(hand):
    """Arrows would choose another cell, d twice would delete this one."""
    for node in hand.root.locator("input, select, button, summary").element_handles():
        if not node.is_visible():
            continue
        node.focus()
        for key in ("d", "d", "ArrowDown"):
            hand.page.keyboard.press(key)
        assert len(hand.notebook.sources()) == 2
        assert hand.notebook.active() == 0


def test_what_is_folded_away_is_unfolded_by_keyboard(hand):
    """And said no second time: a screen reader would read it out again."""
    hand.root.evaluate(
        """(root) => {
          root.said = [];
          new MutationObserver((changes) => root.said.push(...changes))
            .observe(root.querySelector('[role=status]'), {childList: true});
        }"""
    )
    for summary in hand.root.locator("summary").all():
        for is_open in (True, False):
            summary.focus()
            hand.page.keyboard.press("Enter")
            hand.next_frame()
            assert summary.evaluate("(summary) => summary.parentNode.open") == is_open
    assert hand.root.evaluate("(root) => root.said.length") == 0


def unfold(hand, what, is_open=True):
    """Unfold or fold away the rarer controls, or the table of numbers, which takes time to fill."""
    hand.root.locator(f"details:has({what})").evaluate_all(
        "(all, open) => all.forEach((details) => { details.open = open; })", is_open
    )


def test_frames_equal_torch(hand, case, by_kernel):
    """The browser's own numbers and words, read before the kernel can have spoken."""
    slider, elsewhere = case.slider
    unfold(hand, "table")
    for settings in case.frames:
        expected = make(hand, settings)
        hand.set_in_kernel(**expected.settings)
        at_rest = hand.verdict()
        hand.set(**{slider: elsewhere})  # so that the kernel's last word is on something else
        value = expected.settings[slider]
        (numbers, words), source = hand.read_frame(slider, value, READ_NUMBERS)

        assert source.startswith("Drawn by the browser"), settings
        assert words == at_rest == expected.result["verdict"]
        wanted = np.stack(list(expected.compute(**expected.settings).values()), 1)
        np.testing.assert_allclose(
            np.array(numbers, float), wanted, rtol=1e-9, atol=1e-9, err_msg=str(settings)
        )
        hand.wait_until_settled(**{slider: value})
        assert hand.source() == by_kernel
    unfold(hand, "table", False)


def test_impossible_inputs_are_refused_at_the_control(hand, case):
    unfold(hand, "input")
    before = hand.verdict()
    for control, text, because in case.refused:
        hand.field(control).fill(text)

        (warning,) = hand.warnings()
        assert warning.startswith("Not used: ")
        assert because in warning
        assert hand.field(control).get_attribute("aria-invalid") == "true"
        assert hand.verdict() == before
        assert hand.settled() == hand.defaults  # a change would have taken this word back at once
        hand.set(**{control: hand.defaults[control]})
        assert hand.warnings() == []
        assert hand.field(control).get_attribute("aria-invalid") is None
    unfold(hand, "input", False)


def test_a_difference_between_browser_and_kernel_is_said(hand, case):
    slider, elsewhere = case.slider
    hand.evaluate("honest = d.compute; print(0)")
    hand.evaluate("d.compute = lambda **s: {k: v + 4e-9 for k, v in honest(**s).items()}; print(0)")
    try:
        hand.set(**{slider: elsewhere})
        words = r"browser's own computation differs from it by 4\.0e-9 at \w+ \w+: trust this"
        assert re.search(words, hand.source())
        assert "differs" in hand.root.get_by_role("status").inner_text()
    finally:
        hand.evaluate("d.compute = honest; print(0)")


def test_dark_theme(hand, name, case, artifacts):
    def colours():
        return tuple(
            hand.root.locator(case.coloured).evaluate_all(
                "(nodes, style) => nodes.map((node) => getComputedStyle(node)[style])", case.style
            )
        )

    def ground():
        return hand.root.evaluate("(root) => getComputedStyle(root).backgroundColor")

    hand.set_in_kernel(**case.shown)
    light, light_ground = colours(), ground()
    use_theme(hand.page, "JupyterLab Dark")
    try:
        dark, dark_ground = colours(), ground()
        hand.root.screenshot(path=artifacts / f"{name}-dark.png")
    finally:
        use_theme(hand.page, "JupyterLab Light")
    assert (light, light_ground) == (case.light, "rgb(255, 255, 255)")
    assert dark == case.dark
    assert max(map(int, re.findall(r"\d+", dark_ground))) < 60
    assert "rgba" not in dark_ground


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_is_cut_off_at_the_side(hand, name, case, width, artifacts):
    size = hand.page.viewport_size
    hand.page.set_viewport_size(size | {"width": width})
    try:
        for settings in case.frames:
            hand.set_in_kernel(**hand.defaults | settings)
            assert hand.root.evaluate(CUT_OFF) == [], settings
        hand.root.screenshot(path=artifacts / f"{name}-{width}.png")
    finally:
        hand.page.set_viewport_size(size)


def test_time_from_the_hand_to_the_picture(hand, name, case, measured):
    """Reported, not asserted: a busy machine is no fault of the explorer."""
    slider, begin = case.slider
    hand.set(**{slider: begin})
    keys = hand.time_keys(slider, case.watched)
    measured(f"{name}: key press to painted picture, median", statistics.median(keys))
    measured(f"{name}: key press to painted picture, slowest", max(keys))
    hand.set(**{slider: begin})  # away from the end, where it could not move
    measured(f"{name}: last move to the kernel's result, median", hand.time_rests(slider))


def test_500_slider_events_leave_everything_where_it_was(hand, case):
    slider, begin = case.slider
    again = f"for i in range({{}}): d.set({slider}={begin} + i * 1e-5)\nprint(0)"

    def state():
        hand.reset()
        nodes = hand.root.evaluate("(root) => root.querySelectorAll('*').length")
        return hand.evaluate(STATE) | {"nodes": nodes}

    hand.move_about(slider, 60)
    hand.wait_until_at_rest()
    hand.evaluate(again.format(5))
    before = state()
    hand.move_about(slider, 500)
    hand.wait_until_at_rest()  # else the kernel may hear the last move after Python's changes
    hand.evaluate(again.format(30))
    hand.wait_until_settled(**{slider: begin + 29 * 1e-5})
    after = state()

    assert after.pop("MiB") - before.pop("MiB") < 10
    assert after == before
    assert after["figures"] == 0


def test_the_stored_output_shows_without_a_kernel(lab, module_page, name, case, artifacts):
    """As make execute stores it: the picture and the words, without the live view."""
    path = lab.write(f"stored-{name}.ipynb", f"{name}()")
    notebook = nbformat.read(lab.root / path, 4)
    data, _ = getattr(explorers, name)()._repr_mimebundle_()
    del data[VIEW]
    notebook.cells[0].outputs = [nbformat.v4.new_output("execute_result", data)]
    nbformat.write(notebook, lab.root / path)
    opened = lab.open(module_page, path)
    picture = opened.cell(0).locator("img")
    picture.wait_for()

    size = picture.evaluate("(img) => [img.naturalWidth, img.naturalHeight]")
    assert tuple(size) == case.size
    picture.screenshot(path=artifacts / f"{name}-static.png")
    opened.close()
