"""The race of the optimizers, in JupyterLab, by mouse and keyboard."""

import re

import numpy as np
import pytest
import torch
from by_hand import ByHandPlayback

from torchcourse.explorers import race
from torchcourse.explorers.race import Race
from torchcourse.surfaces import SURFACES

BY_KERNEL = "This is torch.optim, run by the kernel."
# The field's place in its SVG, and the SVG's size.
LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 58, 406, 26, 366, 420, 410
OWN = """
import torch
from torchcourse.explorers import race

class MySGD(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    p -= group["lr"] * p.grad

d = race(own=MySGD, own_lr=0.02)
d"""


class Hand(ByHandPlayback):
    """The explorer, and what it draws."""

    def wait_until_step(self, step):
        self.root.locator(".tc-now", has_text=f"Step {step} of 200").wait_for()

    def paths(self):
        """Return the corners of the visible paths on the surface, in the SVG's units."""
        lines = self.root.locator(".tc-pictures > svg .tc-path:visible")
        texts = lines.evaluate_all("(nodes) => nodes.map((node) => node.getAttribute('d'))")
        pairs = (re.findall(r"[ML]([-\d.]+) ([-\d.]+)", text) for text in texts)
        return [np.array(corners, float) for corners in pairs]

    def ends(self):
        return [text for text in self.root.locator(".tc-end").all_inner_texts() if text]


@pytest.fixture
def another(lab, module_page, request):
    """Return a function that runs a cell in another notebook, which hides the first."""
    notebooks = []

    def another(cell):
        notebook = lab.open(module_page, lab.write(f"{request.node.name}.ipynb", cell))
        notebooks.append(notebook)
        notebook.run_all()
        return Hand(notebook, module_page, race())

    yield another
    for notebook in notebooks:
        notebook.close()


def on_surface(path, surface):
    """Where points of the surface are drawn, in the SVG's units."""
    (left, right), (low, high) = surface.xlim, surface.ylim
    x = LEFT + (path[:, 0] - left) / (right - left) * (RIGHT - LEFT)
    y = TOP + (high - path[:, 1]) / (high - low) * (BOTTOM - TOP)
    return np.stack([x, y], 1)


def test_it_opens_with_the_kernels_word_and_draws_it(hand):
    assert hand.verdict() == race().result["verdict"]
    assert hand.source() == BY_KERNEL
    expected = race().paths(**hand.defaults)
    drawn = hand.paths()
    assert len(drawn) == len(expected) == 7
    for corners, path in zip(drawn, expected.values(), strict=True):
        np.testing.assert_allclose(corners, on_surface(path, SURFACES["valley"]), atol=0.01)
    assert hand.ends()[0] == "arrives at step 102; lr·λmax 1.00 of 2.00"


def test_a_surface_is_chosen_by_keyboard_and_brings_its_settings(hand, artifacts):
    choice = hand.root.get_by_role("combobox", name="surface", exact=True)
    choice.focus()
    for name in [*SURFACES][1:]:
        hand.page.keyboard.press("ArrowDown")
        settings = race(name).settings
        hand.wait_until_settled(**settings)
        assert hand.verdict() == race(name).result["verdict"]
        assert hand.source() == BY_KERNEL
        assert hand.value("x") == settings["x"]
        assert hand.value("sgd_lr") == settings["sgd_lr"]
        hand.root.screenshot(path=artifacts / f"race-{name}.png")
    assert hand.notebook.active() == 0
    # Only the valley has a shape that can be set.
    assert not hand.field("condition").is_visible()


def test_the_start_is_put_by_the_mouse(hand):
    picture = hand.root.locator(".tc-pictures > svg")
    box = picture.bounding_box()
    picture.click(position={"x": 0.7 * box["width"], "y": 0.3 * box["height"]})
    hand.wait_until_settled(x=hand.value("x"), y=hand.value("y"))

    assert hand.value("x") == pytest.approx(
        -2 + 4 * (0.7 * WIDTH - LEFT) / (RIGHT - LEFT), abs=0.03
    )
    assert hand.value("y") == pytest.approx(
        1.2 - 2.4 * (0.3 * HEIGHT - TOP) / (BOTTOM - TOP), abs=0.03
    )
    assert hand.verdict() == race(start=(hand.value("x"), hand.value("y"))).result["verdict"]


@pytest.mark.parametrize(("condition", "begin"), [(20, 0.095), (50, 0.037)])
def test_where_descent_diverges_is_found_by_keyboard(hand, condition, begin):
    hand.set(condition=condition, sgd_lr=begin)
    found = hand.press_until("ArrowRight", "sgd_lr", lambda verdict: "SGD (lr·λmax" in verdict)

    assert found == pytest.approx(2 / condition, rel=0.015)
    assert hand.notebook.active() == 0
    hand.wait_until_settled(sgd_lr=found)
    assert hand.source() == BY_KERNEL


def test_chromium_computes_what_torch_does(hand):
    """Every optimizer on every surface, with the program that the page runs."""
    wanted = [race(name) for name in SURFACES]
    program = f"{Race._esm}\nexport {{ race, verdictOf, RACERS }};"
    texts, words = hand.page.evaluate(
        """async ([program, settings]) => {
          const url = URL.createObjectURL(new Blob([program], {type: 'text/javascript'}));
          const { race, verdictOf, RACERS } = await import(url);
          URL.revokeObjectURL(url);
          const series = settings.map(race);
          return [
            series.map((all) => Object.values(all).map((values) => Array.from(values, String))),
            settings.map((chosen, i) => verdictOf(RACERS, chosen, series[i])),
          ];
        }""",
        [program, [explorer.settings for explorer in wanted]],
    )
    for explorer, drawn, said in zip(wanted, texts, words, strict=True):
        expected = explorer.compute(**explorer.settings)
        assert len(drawn) == len(expected) == 14
        for values, (name, ours) in zip(drawn, expected.items(), strict=True):
            np.testing.assert_allclose(
                np.array(values, float), ours, rtol=1e-9, atol=1e-9, err_msg=name
            )
        assert said == explorer.result["verdict"]


def test_steps_are_shown_one_by_one(hand, artifacts):
    assert hand.now().startswith("Step 200 of 200")
    hand.button("To the start").click()
    assert hand.now().startswith("Step 0 of 200")
    for name in ("1 step on", "10 steps on", "25 steps on"):
        hand.button(name).focus()
        hand.page.keyboard.press("Enter")
    hand.wait_until_step(36)

    assert {len(path) for path in hand.paths()} == {37}
    assert "AdaGrad is nearest" in hand.now()
    hand.root.screenshot(path=artifacts / "race-step-36.png")


def test_it_plays_and_pauses(hand):
    hand.root.get_by_role("combobox", name="speed").select_option("10")
    hand.button("Play").click()
    hand.root.locator(".tc-now", has_text=re.compile(r"Step [1-9]\d* of")).wait_for()
    hand.button("Pause").click()
    paused = hand.now()
    assert int(re.search(r"\d+", paused)[0]) < 200
    hand.page.wait_for_timeout(400)
    assert hand.now() == paused

    hand.root.get_by_role("combobox", name="speed").select_option("100")
    hand.button("Play").focus()
    hand.page.keyboard.press("Space")
    hand.wait_until_step(200)
    hand.button("Play").wait_for()  # it has stopped by itself
    assert {len(path) for path in hand.paths()} == {201}


def test_reduced_motion_is_respected(hand):
    hand.page.emulate_media(reduced_motion="reduce")
    try:
        hand.button("To the start").click()
        hand.root.evaluate(
            """(root) => {
              const now = root.querySelector('.tc-now');
              root.seen = [];
              new MutationObserver(() => root.seen.push(now.textContent))
                .observe(now, {childList: true});
            }"""
        )
        hand.button("Play").click()
        hand.root.locator(".tc-now", has_not_text="Step 0 of").wait_for()
        hand.button("Pause").click()
        seen = hand.root.evaluate("(root) => root.seen")
        assert all(int(re.search(r"\d+", text)[0]) % 25 == 0 for text in seen)
    finally:
        hand.page.emulate_media(reduced_motion="no-preference")


def test_divergence_is_shown_as_such(hand, artifacts):
    hand.set(sgd_lr=5)

    assert "Diverging: SGD (lr·λmax = 100.000, limit 2.000)." in hand.verdict()
    assert hand.ends()[0].startswith("overflows at step ")
    crosses = hand.root.locator(".tc-pictures > svg .tc-cross").first.get_attribute("d")
    assert crosses.count("M") == 1
    hand.root.screenshot(path=artifacts / "race-diverges.png")
    hand.set(sgd_lr=0.05)
    assert "Diverging" not in hand.verdict()


def test_who_is_unticked_takes_no_part(hand):
    box = hand.root.get_by_role("checkbox", name="Adam takes part", exact=True)
    box.focus()
    hand.page.keyboard.press("Space")
    hand.wait_until_settled(adam_on=False)

    assert not box.is_checked()
    assert len(hand.paths()) == 6
    assert "Adam " not in hand.verdict()


def test_the_own_optimizer_runs_beside_pytorchs(another, module_page, artifacts):
    module_page.errors.clear()
    hand = another(OWN)
    hand.labels["own_lr"] = "your MySGD lr"
    hand.wait_until_settled(own_lr=0.02)

    ids = module_page.evaluate(
        "() => [...document.querySelectorAll('[id^=torchcourse-]')].map((node) => node.id)"
    )
    assert len(ids) > 100
    assert len(set(ids)) == len(ids)  # those of the first notebook's race, too
    assert hand.source() == "This is torch.optim (and your MySGD), run by the kernel."
    sgd, own = (
        torch.tensor([-1.8, 0.9], dtype=torch.float64) * (1 - lr * torch.tensor([1.0, 20.0])) ** 200
        for lr in (0.05, 0.02)
    )
    assert own.norm() > sgd.norm()
    assert f"your MySGD {own.norm():.2f}" in hand.verdict()
    assert len(hand.paths()) == 8
    hand.root.screenshot(path=artifacts / "race-own.png")

    hand.set(own_lr=0.05)
    assert "SGD 102, your MySGD 102." in hand.verdict()
    ours, theirs = hand.paths()[0], hand.paths()[-1]
    np.testing.assert_allclose(ours, theirs, atol=0.01)
    hand.field("own_lr").fill("0.11")
    hand.next_frame()
    assert len(hand.paths()) == 7  # what it did with another lr is not shown as its answer to this
    hand.wait_until_settled(own_lr=0.11)
    assert "Diverging: your MySGD" in hand.verdict()
    assert module_page.errors == []


def test_an_output_that_goes_away_plays_no_more(another, module_page):
    hand = another("from torchcourse.explorers import race\nrace()")
    hand.wait_until_settled(**hand.defaults)
    hand.root.get_by_role("combobox", name="speed").select_option("10")
    now = hand.root.locator(".tc-now").element_handle()
    hand.button("Play").click()
    hand.root.locator(".tc-now", has_text=re.compile(r"Step [1-9]\d* of")).wait_for()
    module_page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
    )
    hand.root.wait_for(state="detached")
    last = now.text_content()
    module_page.wait_for_timeout(500)

    assert now.text_content() == last
