"""The explorer of Adam's averages, without a browser."""

import base64
import json
import math
import re
import shutil
import subprocess

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from torchcourse.explorers import moments
from torchcourse.explorers.explorer import VIEW
from torchcourse.explorers.moments import FORMULAS, LR, SEQUENCES, STEPS, Moments, number

ALLOWED = {
    "sequence": "constant",
    "scale": 1.0,
    "zeros": 0,
    "beta1": 0.9,
    "beta2": 0.999,
    "eps": 1e-8,
    "step": 1,
}


@pytest.fixture
def explorer():
    made = moments(**ALLOWED)
    yield made
    made.close()


def adam_steps(gradients, **settings):
    """The steps of the real Adam on these gradients, in units of lr."""
    w = torch.zeros(1, dtype=torch.float64)
    optimizer = torch.optim.Adam([w], lr=0.01, **settings)
    steps = []
    for g in gradients:
        before = w.item()
        w.grad = torch.tensor([g], dtype=torch.float64)
        optimizer.step()
        steps.append((before - w.item()) / 0.01)
    return np.array(steps)


def said_step(explorer):
    found = re.match(r"Step \d+(?: after \d+ zeros)?: (−?[\d.]+) lr", explorer.result["verdict"])
    return float(found[1].replace("−", "-"))


@pytest.mark.parametrize("name", [name for name, given in SEQUENCES.items() if given])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.1)])
def test_it_is_what_adam_does(name, betas):
    series = moments.trace(name, scale=3.0, beta1=betas[0], beta2=betas[1], eps=0.1)
    gradients = 3 * np.array(SEQUENCES[name])

    np.testing.assert_array_equal(series["g"], gradients)
    expected = adam_steps(gradients.tolist(), betas=betas, eps=0.1)
    np.testing.assert_allclose(series["step/lr"], expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(series["moved/lr"], -np.cumsum(expected), rtol=1e-9, atol=1e-12)


def test_the_numbers_are_related_as_the_table_says():
    series = moments.trace("noisy", scale=0.01, zeros=5, beta1=0.8, beta2=0.95, eps=1e-3)
    t = 5 + np.arange(1, STEPS + 1)
    before = {name: np.concatenate([[0], series[name][:-1]]) for name in "mv"}
    expected = {
        "m": 0.8 * before["m"] + 0.2 * series["g"],
        "v": 0.95 * before["v"] + 0.05 * series["g"] ** 2,
        "m̂": series["m"] / (1 - 0.8**t),
        "v̂": series["v"] / (1 - 0.95**t),
        "step/lr": series["m̂"] / (np.sqrt(series["v̂"]) + 1e-3),
        "uncorrected": series["m"] / (np.sqrt(series["v"]) + 1e-3),
    }

    assert list(series) == list(FORMULAS)
    for name, values in expected.items():
        np.testing.assert_allclose(series[name], values, rtol=1e-9, atol=1e-15, err_msg=name)


def test_zeros_before_are_steps_that_were_taken():
    gradients = [0.0] * 300 + SEQUENCES["alternating"]
    expected = adam_steps(gradients)[300:]

    series = moments.trace("alternating", zeros=300)
    np.testing.assert_allclose(series["step/lr"], expected, rtol=1e-9, atol=1e-12)


def test_the_regression_is_trained():
    """Gradient and way of the slope are those of a model of the course."""
    x = torch.rand(50, 1, generator=torch.Generator().manual_seed(0)).double()
    model = torch.nn.Linear(1, 1).double()
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    gradients, way = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), 3 * x + 0.8).backward()
        gradients.append(model.weight.grad.item())
        optimizer.step()
        way.append(model.weight.item() / LR)

    series = moments.trace("regression")
    np.testing.assert_allclose(series["g"], gradients, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(series["moved/lr"], way, rtol=1e-6)


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        ({"scale": 1e6}, 1.0),
        ({"scale": 1e-3}, 1.0),
        ({"scale": 1e-9}, 0.0909),
        ({"sequence": "spike", "zeros": 19_999}, 3.1623),
        ({"sequence": "spike", "zeros": 2300}, 2.9999),
        ({"sequence": "spike", "zeros": 2301}, 3.0001),
    ],
    ids=str,
)
def test_the_step_to_be_found(explorer, settings, step):
    """Computed by an Adam that takes every zero."""
    explorer.set(**settings)
    gradients = [0.0] * settings.get("zeros", 0) + [settings.get("scale", 1.0)]

    assert adam_steps(gradients)[-1] == pytest.approx(step, abs=5e-5)
    assert said_step(explorer) == pytest.approx(step, abs=5e-5)


def test_the_beta2_to_be_found(explorer):
    """The mean of 3, −1, −1 is above 0; with a short memory Adam goes up all the same."""
    explorer.set(sequence="reddi", beta1=0, step=STEPS)
    up = {}
    for percent in range(10, 100, 10):
        beta2 = percent / 100
        explorer.set(beta2=beta2)
        moved = re.search(r"has moved by (−?)", explorer.result["verdict"])
        up[beta2] = adam_steps(SEQUENCES["reddi"], betas=(0.0, beta2)).sum() < 0
        assert (moved[1] == "") == up[beta2]

    assert [beta2 for beta2, goes in up.items() if goes] == [0.1, 0.2, 0.3, 0.4]


def test_without_correction_the_first_steps_are_too_long(explorer):
    explorer.set(step=1)

    assert "1.0000 lr (without bias correction 3.1623 lr)" in explorer.result["verdict"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"),
        (-0.5, "−0.5000"),
        (29999.0, "29999.0000"),
        (1e-9, "1.00·10⁻⁹"),
        (-9.996e12, "−1.00·10¹³"),
        (math.nextafter(1e6, 0), "1.00·10⁶"),
    ],
)
def test_number(value, text):
    assert number(value) == text


SETTINGS = [
    ALLOWED,
    ALLOWED | {"sequence": "noisy", "step": 77, "beta2": 0.95},
    ALLOWED | {"sequence": "spike", "zeros": 19_999, "step": 120},
    ALLOWED | {"sequence": "alternating", "zeros": 1_000_000, "step": 2},
    ALLOWED | {"sequence": "reddi", "beta1": 0, "beta2": 0.1, "step": 119},
    ALLOWED | {"sequence": "regression", "step": 50},
    ALLOWED | {"sequence": "regression", "scale": 1e-9, "beta1": 0.5, "step": 13},
    ALLOWED | {"scale": 1e12, "beta1": 0, "beta2": 0, "step": 7},
    ALLOWED | {"scale": 1e-12, "eps": 1e-16, "sequence": "noisy"},
    ALLOWED | {"beta1": 0.9999, "beta2": 0.9999, "sequence": "noisy", "eps": 1e6},
    ALLOWED | {"beta1": 0.99, "beta2": 0, "sequence": "spike", "step": 5, "eps": 1e-16},
]


@pytest.fixture(scope="module")
def browsers_word(tmp_path_factory):
    """Series and verdict of the browser's program for each of SETTINGS, run by Node.js."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js found; tests/browser runs the same program in Chromium")
    program = f"""{Moments._esm}
      import fs from "fs";
      const {{ sequences, points, formulas, settings }} = JSON.parse(fs.readFileSync(0, "utf8"));
      console.log(JSON.stringify(settings.map((chosen) => {{
        const series = trace(sequences, points, formulas, chosen);
        const texts = Object.entries(series).map(([name, values]) =>
          [name, Array.from(values, String)]);
        return {{ series: Object.fromEntries(texts), verdict: verdict(chosen, series) }};
      }})));
    """
    script = tmp_path_factory.mktemp("moments") / "moments.mjs"
    script.write_text(program, "utf-8")
    made = moments()
    given = {name: getattr(made, name) for name in ("sequences", "points", "formulas")}
    done = subprocess.run(
        [node, script],
        input=json.dumps(given | {"settings": SETTINGS}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("index", range(len(SETTINGS)), ids=[str(s) for s in SETTINGS])
def test_the_browser_computes_and_says_the_same(browsers_word, index):
    explorer = moments(**SETTINGS[index])
    expected = explorer.compute(**explorer.settings)
    theirs = {n: np.array(v, float) for n, v in browsers_word[index]["series"].items()}

    assert list(theirs) == list(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(theirs[name], values, rtol=1e-9, atol=1e-9, err_msg=name)
    assert browsers_word[index]["verdict"] == explorer.result["verdict"]


@pytest.mark.parametrize("settings", SETTINGS[1:], ids=str)
@pytest.mark.filterwarnings("error")
def test_extreme_settings_are_drawn(explorer, settings):
    explorer.set(**settings)

    assert "error" not in explorer.result
    assert explorer.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("bad", "because"),
    [
        ({"sequence": "loud"}, "choose one of constant, noisy, spike"),
        ({"scale": 0}, "from 1e-12 to 1e12"),
        ({"zeros": -1}, "number of zeros is a whole number"),
        ({"beta1": 1}, "no gradient counts"),
        ({"beta2": math.nan}, "no gradient counts"),
        ({"eps": 0}, "zero gradients would give 0/0"),
        ({"step": 121}, "whole number from 1 to 120"),
    ],
    ids=str,
)
def test_impossible_inputs_are_refused_with_a_reason(explorer, bad, because):
    (name,) = bad
    for attempt in (lambda: moments(**bad), lambda: explorer.set(**bad)):
        with pytest.raises(ValueError, match=because) as refused:
            attempt()
        assert str(refused.value).startswith(f"{name} = ")
    if name != "step":
        with pytest.raises(ValueError, match=because):
            moments.trace(**bad)
    assert explorer.settings == ALLOWED


def test_stored_output_is_a_picture_with_fixed_words(explorer):
    data, _ = explorer._repr_mimebundle_()
    again, _ = moments(**ALLOWED)._repr_mimebundle_()

    assert data["text/plain"].startswith(
        "moments(sequence='constant', scale=1, zeros=0, beta1=0.9, beta2=0.999, eps=1e-08, step=1):"
        " Step 1: 1.0000 lr"
    )
    picture = base64.b64decode(data["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 120 * 1024
    del data[VIEW], again[VIEW]
    assert data == again


def test_picture_shows_the_step_and_leaves_nothing_behind(explorer):
    before = explorer.png()
    explorer.set(step=40)

    assert explorer.png() != before
    assert plt.get_fignums() == []
