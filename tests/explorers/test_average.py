"""The explorer of the exponential moving average, without a browser."""

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

from torchcourse.explorers import average
from torchcourse.explorers.average import UNIT, Average
from torchcourse.explorers.explorer import VIEW

ALLOWED = {"beta": 0.9, "noise": 0.3, "steps": 100, "corrected": True}


@pytest.fixture
def explorer():
    made = average(**ALLOWED)
    yield made
    made.close()


def kept_by_adam(values, beta):
    """``exp_avg`` of the real Adam after each of the values as a gradient."""
    w = torch.zeros((), dtype=torch.float64)
    optimizer = torch.optim.Adam([w], betas=(beta, 0.999))
    kept = []
    for value in values:
        w.grad = torch.tensor(value, dtype=torch.float64)
        optimizer.step()
        kept.append(optimizer.state[w]["exp_avg"].item())
    return np.array(kept)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.999])
def test_it_is_what_adam_keeps(beta):
    series = average.averages(beta, steps=150)
    expected = kept_by_adam(series["signal"].tolist(), beta)

    np.testing.assert_allclose(series["average"], expected, rtol=1e-12)
    bias = 1 - beta ** np.arange(1, 151)
    np.testing.assert_allclose(series["corrected"], expected / bias, rtol=1e-12)


@pytest.mark.parametrize(("corrected", "in_all"), [(True, 1.0), (False, 1 - 0.9**20)])
def test_the_weights_are_those_of_the_last_average(corrected, in_all):
    series = average.averages(0.9, steps=20, corrected=corrected)
    shown = series["corrected" if corrected else "average"]

    assert series["weight"].sum() == pytest.approx(in_all, rel=1e-12)
    assert series["weight"] @ series["signal"] == pytest.approx(shown[-1], rel=1e-12)
    np.testing.assert_allclose(series["weight"][:-1] / series["weight"][1:], 0.9)


@pytest.mark.parametrize(("beta", "steps"), [(0.9, 22), (0.99, 230), (0.999, 2302)])
def test_the_step_to_be_found(explorer, beta, steps):
    """Where the uncorrected average of ones is above 0.9."""
    explorer.set(beta=beta, noise=0, steps=3000, corrected=False)
    kept = torch.zeros((), dtype=torch.float64)
    alone = 0
    while kept <= 0.9:
        kept.lerp_(torch.ones_like(kept), 1 - beta)
        alone += 1

    assert alone == steps
    assert explorer.result["verdict"].endswith(f"is first above 0.9 at step {steps}.")
    explorer.set(corrected=True)
    assert explorer.result["verdict"].endswith("begins at 1.000 and is first above 0.9 at step 1.")


def test_the_beta_to_be_found(explorer):
    """Of the slider's places, 0.8 calms the signal to a third: (1 − β)/(1 + β) = 1/9."""
    explorer.set(steps=3000)
    signal = 1 + 0.3 * np.array(UNIT)
    shares = {}
    for beta in (0.77, 0.78, 0.79, 0.8, 0.81, 0.82, 0.83):
        m, averaged = 0.0, []
        for value in signal:
            m = beta * m + (1 - beta) * value
            averaged.append(m)
        shares[beta] = np.std(averaged[1500:]) / np.std(signal[1500:])
        explorer.set(beta=beta)
        said = re.search(
            r"a share of (0\.\d+) \(in the long run (0\.\d+)\)", explorer.result["verdict"]
        )
        assert float(said[1]) == pytest.approx(shares[beta], abs=6e-4)
        assert float(said[2]) == pytest.approx(math.sqrt((1 - beta) / (1 + beta)), abs=6e-4)

    assert min(shares, key=lambda beta: abs(shares[beta] - 1 / 3)) == 0.8


SETTINGS = [
    ALLOWED,
    ALLOWED | {"corrected": False, "noise": 0},
    ALLOWED | {"beta": 0, "steps": 37},
    ALLOWED | {"beta": 0.9999, "steps": 3000},
    ALLOWED | {"beta": 0.9999, "noise": 0, "corrected": False},
    ALLOWED | {"beta": 0.123456789, "noise": 100, "steps": 10, "corrected": False},
    ALLOWED | {"beta": 0.00123, "noise": 1},
]


@pytest.fixture(scope="module")
def browsers_word(tmp_path_factory):
    """Series and verdict of the browser's program for each of SETTINGS, run by Node.js."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js found; tests/browser runs the same program in Chromium")
    program = f"""{Average._esm}
      import fs from "fs";
      const {{ unit, settings }} = JSON.parse(fs.readFileSync(0, "utf8"));
      console.log(JSON.stringify(settings.map((chosen) => {{
        const series = averages(unit, chosen);
        const texts = Object.entries(series).map(([name, values]) =>
          [name, Array.from(values, String)]);
        return {{ series: Object.fromEntries(texts), verdict: verdict(chosen, series) }};
      }})));
    """
    script = tmp_path_factory.mktemp("average") / "average.mjs"
    script.write_text(program, "utf-8")
    done = subprocess.run(
        [node, script],
        input=json.dumps({"unit": UNIT, "settings": SETTINGS}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("index", range(len(SETTINGS)), ids=[str(s) for s in SETTINGS])
def test_the_browser_computes_and_says_the_same(browsers_word, index):
    explorer = average(**SETTINGS[index])
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
        ({"beta": 1}, "no new value counts"),
        ({"beta": math.nan}, "from 0 to 0.9999"),
        ({"noise": -1}, "standard deviation"),
        ({"steps": 9}, "whole number from 10 to 3000"),
        ({"corrected": 1}, "True or False"),
    ],
    ids=str,
)
def test_impossible_inputs_are_refused_with_a_reason(explorer, bad, because):
    (name,) = bad
    for attempt in (
        lambda: average(**bad),
        lambda: average.averages(**ALLOWED | bad),
        lambda: explorer.set(**bad),
    ):
        with pytest.raises(ValueError, match=because) as refused:
            attempt()
        assert str(refused.value).startswith(f"{name} = ")
    assert explorer.settings == ALLOWED


def test_stored_output_is_a_picture_with_fixed_words(explorer):
    data, _ = explorer._repr_mimebundle_()
    again, _ = average(**ALLOWED)._repr_mimebundle_()

    assert data["text/plain"].startswith(
        "average(beta=0.9, noise=0.3, steps=100, corrected=True): β = 0.900, memory 1/(1 − β)"
    )
    picture = base64.b64decode(data["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 120 * 1024
    del data[VIEW], again[VIEW]
    assert data == again


def test_picture_shows_the_settings_and_leaves_nothing_behind(explorer):
    before = explorer.png()
    explorer.set(corrected=False)

    assert explorer.png() != before
    assert plt.get_fignums() == []
