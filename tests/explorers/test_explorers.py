"""What all explorers do alike, without a browser; where Node.js is, with the browser's programs."""

import base64
import inspect
import json
import math
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pytest
from races import RACES

from torchcourse import explorers
from torchcourse.explorers import average, descent, moments, outlier, training, valley
from torchcourse.explorers.explorer import VIEW


@dataclass(frozen=True)
class Case:
    """One explorer.

    Attributes:
        alone: Gives the numbers without the explorer, and refuses what it refuses; None if there
            is no such function.
        settings: Where browser and kernel are compared, and pictures drawn.
        drawn: Settings at which a picture is drawn, and that two roundings need not agree on.
        refused: Arguments, and a part of the reason.
        begins: How the words of the stored output begin.
        kib: The most that the stored picture may have, in KiB.
        changed: A setting that changes the picture.
    """

    alone: Callable | None
    settings: tuple[dict, ...]
    refused: tuple[tuple[dict, str], ...]
    begins: str
    kib: int
    changed: dict
    drawn: tuple[dict, ...] = ()


CASES = {
    "average": Case(
        alone=average.averages,
        settings=(
            {},
            {"corrected": False, "noise": 0},
            {"beta": 0, "steps": 37},
            {"beta": 0.9999, "steps": 3000},
            {"beta": 0.9999, "noise": 0, "corrected": False},
            {"beta": 0.123456789, "noise": 100, "steps": 10, "corrected": False},
            {"beta": 0.00123, "noise": 1},
        ),
        refused=(
            ({"beta": 1}, "no new value counts"),
            ({"beta": math.nan}, "from 0 to 0.9999"),
            ({"noise": -1}, "standard deviation"),
            ({"steps": 9}, "whole number from 10 to 3000"),
            ({"corrected": 1}, "True or False"),
        ),
        begins="average(beta=0.9, noise=0.3, steps=100, corrected=True): "
        "β = 0.900, memory 1/(1 − β)",
        kib=120,
        changed={"corrected": False},
    ),
    "descent": Case(
        alone=descent.trajectory,
        settings=(
            {},
            {"start": 0},
            {"start": 1e-300},
            {"start": -1e6, "curvature": 1e6, "lr": 1e6, "steps": 200},
            {"curvature": 1e-6, "lr": 0},
            {"lr": 0.05},
            {"lr": 0.0999999, "steps": 200},
            {"lr": 5, "curvature": 50, "steps": 200},
            {"steps": 1},
        ),
        refused=(
            ({"curvature": 0}, "no minimum"),
            ({"curvature": -1.0}, "no minimum"),
            ({"curvature": math.inf}, "no minimum"),
            ({"lr": -0.1}, "climb"),
            ({"lr": math.nan}, "climb"),
            ({"lr": "0.1"}, "climb"),
            ({"lr": True}, "climb"),
            ({"start": -math.inf}, "the start is a number"),
            ({"steps": 0}, "whole number"),
            ({"steps": 2.5}, "whole number"),
            ({"steps": 201}, "whole number"),
        ),
        begins="descent(lr=0.02, curvature=20, start=2, steps=30): "
        "lr·λ = 0.400: converges from one side. Each step multiplies w by 0.600.",
        kib=60,
        changed={"lr": 0.101},
    ),
    "moments": Case(
        alone=moments.trace,
        settings=(
            {},
            {"sequence": "noisy", "step": 77, "beta2": 0.95},
            {"sequence": "spike", "zeros": 19_999, "step": 120},
            {"sequence": "alternating", "zeros": 1_000_000, "step": 2},
            {"sequence": "reddi", "beta1": 0, "beta2": 0.1, "step": 119},
            {"sequence": "regression", "step": 50},
            {"sequence": "regression", "scale": 1e-9, "beta1": 0.5, "step": 13},
            {"scale": 1e12, "beta1": 0, "beta2": 0, "step": 7},
            {"scale": 1e-12, "eps": 1e-16, "sequence": "noisy"},
            {"beta1": 0.9999, "beta2": 0.9999, "sequence": "noisy", "eps": 1e6},
            {"beta1": 0.99, "beta2": 0, "sequence": "spike", "step": 5, "eps": 1e-16},
        ),
        refused=(
            ({"sequence": "loud"}, "choose one of constant, noisy, spike"),
            ({"scale": 0}, "from 1e-12 to 1e12"),
            ({"zeros": -1}, "number of zeros is a whole number"),
            ({"beta1": 1}, "no gradient counts"),
            ({"beta2": math.nan}, "no gradient counts"),
            ({"eps": 0}, "zero gradients would give 0/0"),
            ({"step": 121}, "whole number from 1 to 120"),
        ),
        begins="moments(sequence='constant', scale=1, zeros=0, beta1=0.9, beta2=0.999, eps=1e-08, "
        "step=1): Step 1: 1.0000 lr",
        kib=120,
        changed={"step": 40},
    ),
    "noise": Case(
        alone=None,
        settings=(
            {},
            {"batch": 7, "lr": 0.33, "w": 3, "b": 0.8},
            {"batch": 50, "lr": 0.8, "w": -1000, "b": 1000},
            {"batch": 1, "lr": 0.8},
            {"batch": 2, "lr": 0.7},
            {"lr": 0},
        ),
        refused=(
            ({"batch": 0}, "whole number from 1 to 50"),
            ({"batch": 2.5}, "whole number from 1 to 50"),
            ({"lr": 0.9}, "even the batch of all points"),
            ({"lr": math.nan}, "even the batch of all points"),
            ({"w": 2000}, "the weight is a number"),
            ({"b": "here"}, "the bias is a number"),
        ),
        begins="noise(batch=1, lr=0.1, w=0, b=0): Batches of 1: 50 steps",
        kib=120,
        changed={"batch": 4},
    ),
    "outlier": Case(
        alone=outlier.lines,
        settings=(
            {},
            {"push": 0},
            {"push": 1000},
            {"push": -1000, "point": 1, "delta": 0.001},
            {"noise": 10},
            {"noise": 0.3, "delta": 1000},
            {"push": 1e-12},
        ),
        refused=(
            ({"push": math.nan}, "the push is a number"),
            ({"push": 1000.5}, "the push is a number"),
            ({"point": 0}, "whole number from 1"),
            ({"point": 51}, "whole number from 1"),
            ({"point": 2.5}, "whole number from 1"),
            ({"delta": 0}, "δ is a number"),
            ({"delta": -1}, "δ is a number"),
            ({"noise": -0.1}, "standard deviation"),
            ({"noise": "much"}, "standard deviation"),
        ),
        begins="outlier(push=5, point=50, delta=1, noise=0): Pushed up",
        kib=60,
        changed={"push": -3},
    ),
    "race": Case(
        alone=None,
        settings=RACES,
        drawn=(
            {"start": (1000, -1000), "surface": "beale"},
            {"start": (1000, -1000), "surface": "rosenbrock", "sgd_lr": 1e6},
            {"condition": 1e6, "momentum_momentum": 1.0},
            {
                "surface": "saddle",
                "start": (0, 0),
                "adam_eps": 0,
                "adagrad_eps": 0,
                "rmsprop_eps": 0,
            },
            {"surface": "plateau", "start": (1000, 1000)},
            {"sgd_lr": 0, "adam_lr": 1e6},
        ),
        refused=(
            ({"surface": "hill"}, "choose one of valley, saddle"),
            ({"condition": 0.5}, "larger over the smaller"),
            ({"x": math.nan}, "the start is a number"),
            ({"y": "0"}, "the start is a number"),
            ({"sgd_lr": -0.1}, "climb"),
            ({"momentum_momentum": 1.1}, "from 0 to 1"),
            ({"nesterov_momentum": 0}, "above 0"),
            ({"rmsprop_alpha": 1}, "below 1"),
            ({"adam_beta2": 1}, "below 1"),
            ({"adam_eps": -1e-8}, "divide by 0"),
            ({"adamw_weight_decay": -1}, "weights grow"),
            ({"adam_on": 1}, "True or False"),
        ),
        begins="race(surface='valley'): AdaGrad arrives first, at step 25; then Nesterov 62, "
        "AdamW 93, Adam 94, RMSProp 99, Momentum 100, SGD 102.",
        kib=250,
        changed={"y": 0.5},
    ),
    "training": Case(
        alone=training.run,
        settings=(
            {},
            {"lr": 10, "steps": 500},
            {"lr": 1e6, "batch": 1, "steps": 500},
            {"start_w": 1e6, "start_b": -1e6},
            {"noise": 2, "batch": 3, "momentum": 0.999},
            {"lr": 0.3, "batch": 7, "noise": 0.4, "steps": 500},
            {"lr": 0.75},
            {"lr": 0.825},
            {"steps": 1, "lr": 0},
        ),
        refused=(
            ({"lr": -0.1}, "climb the slope"),
            ({"lr": math.nan}, "climb the slope"),
            ({"momentum": 1}, "never die down"),
            ({"batch": 0}, "whole number from 1"),
            ({"batch": 51}, "whole number from 1"),
            ({"batch": 2.5}, "whole number from 1"),
            ({"start_w": math.inf}, "the start is a number"),
            ({"start_b": "here"}, "the start is a number"),
            ({"noise": -1}, "standard deviation"),
            ({"steps": 501}, "whole number from 1 to 500"),
        ),
        begins="training(lr=0.1, momentum=0, batch=50, start_w=0",
        kib=80,
        changed={"lr": 0.7},
    ),
    "valley": Case(
        alone=valley.path,
        settings=(
            {},
            {"nesterov": True, "condition": 7.5, "lr": 0.11},
            {"momentum": 0.0, "lr": 0.1, "nesterov": True},
            {"condition": 1, "lr": 0.01, "momentum": 0.81, "steps": 2000},
            {"lr": 0.19, "steps": 37},
            {"lr": 0.2},
            {"lr": 5, "steps": 2000},
            {"lr": 1, "condition": 1, "momentum": 0},
            {"lr": 0},
            {"lr": 1e6, "condition": 1e6, "momentum": 0.999, "steps": 1},
        ),
        refused=(
            ({"condition": 0.5}, "larger over the smaller"),
            ({"lr": -0.1}, "climb the slope"),
            ({"lr": math.nan}, "climb the slope"),
            ({"momentum": 1}, "never die down"),
            ({"steps": 2.5}, "whole number from 1 to 2000"),
            ({"nesterov": 1}, "True or False"),
        ),
        begins="valley(condition=20, lr=0.05, momentum=0.9, steps=400, nesterov=False): "
        "lr·λmax = 1.000,",
        kib=120,
        changed={"nesterov": True},
    ),
}
each_explorer = pytest.mark.parametrize("name", explorers.__all__)


def make(name, **settings):
    return getattr(explorers, name)(**settings)


def browsers_word(explorer, settings, folder):
    """Return series and verdict at each of ``settings`` by the program that the page runs."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js found; tests/browser runs the same program in Chromium")
    # In place of the page, `explore` only hears what it would be built from.
    module = explorer._esm.replace("export default", "const view =")
    program = f"""{module}
      import fs from "fs";
      const {{ state, settings }} = JSON.parse(fs.readFileSync(0, "utf8"),
        (_, value) => (value?.base64 ? Buffer.from(value.base64, "base64") : value));
      let made;
      explore = (parts) => {{ made = parts; }};
      view.render({{ model: {{ get: (name) => state[name] }} }});
      console.log(JSON.stringify(settings.map((chosen) => {{
        const series = made.compute(chosen);
        const texts = Object.entries(series).map(([name, values]) =>
          [name, Array.from(values, String)]);
        return {{ series: Object.fromEntries(texts), verdict: made.verdict(chosen, series) }};
      }})));
    """
    script = folder / "explorer.mjs"
    script.write_text(program, "utf-8")
    names = [name for name in explorer.keys if not name.startswith("_") and name != "layout"]
    state = {name: getattr(explorer, name) for name in names if name != "result"}
    done = subprocess.run(
        [node, script],
        input=json.dumps(
            {"state": state, "settings": settings},
            default=lambda value: {"base64": base64.b64encode(value).decode("ascii")},
        ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@each_explorer
def test_the_browser_computes_and_says_the_same(name, tmp_path):
    made = [make(name, **settings) for settings in CASES[name].settings]
    words = browsers_word(made[0], [explorer.settings for explorer in made], tmp_path)

    for explorer, said in zip(made, words, strict=True):
        expected = explorer.compute(**explorer.settings)
        assert list(said["series"]) == list(expected)
        for series, values in expected.items():
            np.testing.assert_allclose(
                np.array(said["series"][series], float),
                values,
                rtol=1e-9,
                atol=1e-9,
                err_msg=f"{series} of {explorer!r}",
            )
        assert said["verdict"] == explorer.result["verdict"]


@each_explorer
@pytest.mark.filterwarnings("error")
def test_extreme_settings_are_drawn(name):
    for settings in (*CASES[name].settings, *CASES[name].drawn):
        explorer = make(name, **settings)

        assert explorer.result["verdict"], settings
        assert explorer.png().startswith(b"\x89PNG"), settings


@pytest.mark.parametrize(
    ("name", "bad", "because"),
    [(name, *refused) for name, case in CASES.items() for refused in case.refused],
    ids=str,
)
def test_impossible_inputs_are_refused_with_a_reason(name, bad, because):
    explorer = make(name)
    before = dict(explorer.settings)
    attempts = [lambda: make(name, **bad), lambda: explorer.set(**bad)]
    (setting,) = bad
    if alone := CASES[name].alone:
        taken = inspect.signature(alone).parameters
        given = {key: value for key, value in (before | bad).items() if key in taken}
        if setting in taken:
            attempts.append(lambda: alone(**given))
    for attempt in attempts:
        with pytest.raises(ValueError, match=because) as refused:
            attempt()
        assert str(refused.value).startswith(f"{setting} = ")
    assert explorer.settings == before


@each_explorer
def test_stored_output_is_a_picture_with_fixed_words(name):
    explorer = make(name)
    data, _ = explorer._repr_mimebundle_()
    again, _ = make(name)._repr_mimebundle_()

    assert data["text/plain"].startswith(CASES[name].begins)
    assert data["text/plain"].endswith(f": {explorer.result['verdict']}")
    picture = base64.b64decode(data["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < CASES[name].kib * 1024
    assert data[VIEW]["model_id"] != again[VIEW]["model_id"]
    del data[VIEW], again[VIEW]
    assert data == again


@each_explorer
def test_picture_shows_the_settings_and_not_the_lessons_style(name):
    """Nor does it leave anything behind: no figure, no changed default."""
    explorer = make(name)
    before = explorer.png()
    with plt.rc_context({"font.size": 20, "axes.grid": True, "figure.facecolor": "black"}):
        assert explorer.png() == before
        assert plt.rcParams["font.size"] == 20
    explorer.set(**CASES[name].changed)
    assert explorer.png() != before
    assert plt.get_fignums() == []
