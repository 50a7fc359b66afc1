"""The explorer of the noise of batches, without a browser."""

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

from torchcourse.explorers import noise
from torchcourse.explorers.course_points import SAMPLE, course_points
from torchcourse.explorers.explorer import VIEW
from torchcourse.explorers.noise import CONTROLS, DRAWS, Noise

ALLOWED = {"batch": 1, "lr": 0.1, "w": 0, "b": 0}


@pytest.fixture
def explorer():
    made = noise(**ALLOWED)
    yield made
    made.close()


def points():
    x, y = (values.numpy() for values in course_points(0.3))
    return np.stack([x, np.ones_like(x)], 1), y


def radius(explorer):
    return float(re.search(r"has the radius (\d\.\d+)", explorer.result["verdict"])[1])


def theory(batch, lr, steps=400):
    """The ball's radius from the points alone: how the covariance of all runs grows.

    A batch of B different points out of N has a gradient whose covariance is that of one point
    times (N − B) / (B (N − 1)).
    """
    a, y = points()
    errors = a @ np.linalg.lstsq(a, y)[0] - y
    each = 2 * a[:, :, None] * a[:, None, :]
    hessian, pull = each.mean(0), 2 * a * errors[:, None]
    share = (50 - batch) / (batch * 49)
    covariance, squares = np.zeros((2, 2)), []
    for _ in range(steps):
        mean = hessian @ covariance @ hessian
        of_one = (each @ covariance @ each).mean(0) + pull.T @ pull / 50 - mean
        covariance = (
            covariance
            - lr * (hessian @ covariance + covariance @ hessian)
            + lr**2 * (mean + share * of_one)
        )
        squares.append(np.trace(covariance))
    return math.sqrt(np.mean(squares[219::20]))


@pytest.mark.parametrize(("batch", "lr"), [(1, 0.1), (7, 0.3), (50, 0.8)])
def test_runs_are_what_training_loops_do(batch, lr):
    """Two of them, with nn.Linear, and the batches that the explorer draws."""
    found = noise.runs(batch, lr)
    a, y = points()
    best = np.linalg.lstsq(a, y)[0]
    x, y = course_points(0.3)

    assert found.shape == (401, 40, 2)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found[0], np.tile(best, (40, 1)), rtol=1e-12)
    for run in (0, 39):
        model = torch.nn.Linear(1, 1).double()
        torch.nn.init.constant_(model.weight, best[0])
        torch.nn.init.constant_(model.bias, best[1])
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for step in range(20):
            rows = DRAWS[step, run, :batch].long()
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x[rows, None]), y[rows, None]).backward()
            optimizer.step()
            line = model.weight.item(), model.bias.item()
            np.testing.assert_allclose(found[step + 1, run], line, rtol=1e-9, atol=1e-12)


def test_each_draw_holds_every_point_once_in_an_order_of_its_own():
    assert DRAWS.shape == (400, 40, 50)
    assert (DRAWS.sort(-1).values == torch.arange(50, dtype=torch.uint8)).all()
    assert len(DRAWS.flatten(0, 1).unique(dim=0)) == 400 * 40


@pytest.mark.parametrize("batch", [1, 4, 16])
def test_gradients_spread_as_the_points_say(explorer, batch):
    """The mean is that of all points, the spread that of one times √((N − B) / (B (N − 1)))."""
    a, y = points()
    single = 2 * a * (a @ np.array([1.0, 2.0]) - y)[:, None]
    found = noise.gradients(batch, w=1.0, b=2.0)
    one = math.sqrt(single.var(axis=0).sum())
    expected = one * math.sqrt((50 - batch) / (batch * 49))

    assert found.shape == (400, 2)
    np.testing.assert_allclose(found.mean(0), single.mean(0), atol=4 * expected / math.sqrt(400))
    explorer.set(batch=batch, w=1, b=2)
    said = float(re.search(r"spread by (\d+\.\d+)", explorer.result["verdict"])[1])
    assert said == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize(
    ("batch", "lr"), [(1, 0.1), (4, 0.1), (16, 0.1), (2, 0.2), (4, 0.4), (1, 0.05)]
)
def test_the_balls_radius_is_that_of_theory(explorer, batch, lr):
    explorer.set(batch=batch, lr=lr)

    assert radius(explorer) == pytest.approx(theory(batch, lr), rel=0.12)


def test_twice_the_batch_and_the_learning_rate_leave_the_ball(explorer):
    seen = []
    for batch, lr in ((1, 0.1), (2, 0.2), (4, 0.4)):
        explorer.set(batch=batch, lr=lr)
        seen.append(radius(explorer))
    explorer.set(batch=1, lr=0.4)

    assert max(seen) < 1.15 * min(seen)
    assert radius(explorer) > 1.7 * max(seen)


def test_half_the_ball_is_at_batch_four(explorer):
    explorer.set(lr=0.1)
    whole = radius(explorer)
    seen = {}
    for batch in (2, 3, 4, 5, 6):
        explorer.set(batch=batch)
        seen[batch] = radius(explorer) / whole
        assert seen[batch] == pytest.approx(theory(batch, 0.1) / theory(1, 0.1), rel=0.12)

    assert min(seen, key=lambda batch: abs(seen[batch] - 0.5)) == 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "Batches of 1: 50 steps an epoch. Their gradients at this place spread by "),
        ({"batch": 4}, "Batches of 4: 13 steps an epoch."),
        (
            {"batch": 50},
            "Batches of 50: 1 step an epoch. Their gradients at this place spread by 0.00",
        ),
        ({"batch": 50}, "The noise ball has the radius 0.000."),
        ({"lr": 0.01}, ", and still grows."),
        ({"batch": 1, "lr": 0.8}, "The runs fly apart: no noise ball."),
    ],
    ids=str,
)
def test_verdict(explorer, settings, words):
    explorer.set(**settings)

    assert words in explorer.result["verdict"]
    assert ("grows" in explorer.result["verdict"]) == (settings.get("lr") == 0.01)


SETTINGS = [
    ALLOWED,
    ALLOWED | {"batch": 7, "lr": 0.33, "w": 3, "b": 0.8},
    ALLOWED | {"batch": 50, "lr": 0.8, "w": -1000, "b": 1000},
    ALLOWED | {"batch": 1, "lr": 0.8},
    ALLOWED | {"batch": 2, "lr": 0.7},
    ALLOWED | {"lr": 0},
]


@pytest.fixture(scope="module")
def browsers_word(tmp_path_factory):
    """Series and verdict of the browser's program for each of SETTINGS, run by Node.js."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js found; tests/browser runs the same program in Chromium")
    folder = tmp_path_factory.mktemp("noise")
    (folder / "draws").write_bytes(DRAWS.numpy().tobytes())
    program = f"""{Noise._esm}
      import fs from "fs";
      const sample = {json.dumps(SAMPLE)};
      const draws = new Uint8Array(fs.readFileSync(process.argv[2]));
      const points = coursePoints(sample, NOISE), {{ best }} = surfaceOf(sample, NOISE);
      const answers = JSON.parse(fs.readFileSync(0, "utf8")).map((settings) => {{
        const series = noisyRuns(points, best, draws, settings);
        const texts = Object.entries(series).map(([name, values]) =>
          [name, Array.from(values, String)]);
        return {{
          series: Object.fromEntries(texts), verdict: verdict(sample, settings, series),
        }};
      }});
      console.log(JSON.stringify(answers));
    """
    (folder / "noise.mjs").write_text(program, "utf-8")
    done = subprocess.run(
        [node, folder / "noise.mjs", folder / "draws"],
        input=json.dumps(SETTINGS),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("index", range(len(SETTINGS)), ids=[str(s) for s in SETTINGS])
def test_the_browser_computes_and_says_the_same(browsers_word, index):
    explorer = noise(**SETTINGS[index])
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
        ({"batch": 0}, "whole number from 1 to 50"),
        ({"batch": 2.5}, "whole number from 1 to 50"),
        ({"lr": 0.9}, "even the batch of all points"),
        ({"lr": math.nan}, "even the batch of all points"),
        ({"w": 2000}, "the weight is a number"),
        ({"b": "here"}, "the bias is a number"),
    ],
    ids=str,
)
def test_impossible_inputs_are_refused_with_a_reason(explorer, bad, because):
    (name,) = bad
    for attempt in (lambda: noise(**bad), lambda: explorer.set(**bad)):
        with pytest.raises(ValueError, match=because) as refused:
            attempt()
        assert str(refused.value).startswith(f"{name} = ")
    assert explorer.settings == ALLOWED


def test_the_reason_for_the_highest_learning_rate():
    """2/λmax of the loss of all points, in the sentence that refuses more."""
    a, _ = points()
    limit = 2 / np.linalg.eigvalsh(2 * a.T @ a / 50)[-1]

    said = re.search(r"from (0\.\d+) on, even the batch of all points diverges", CONTROLS[1].reason)
    assert CONTROLS[1].high < limit
    assert float(said[1]) - 0.01 < limit < float(said[1])


def test_stored_output_is_a_picture_with_fixed_words(explorer):
    data, _ = explorer._repr_mimebundle_()
    again, _ = noise(**ALLOWED)._repr_mimebundle_()

    assert data["text/plain"].startswith("noise(batch=1, lr=0.1, w=0, b=0): Batches of 1: 50 steps")
    picture = base64.b64decode(data["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 120 * 1024
    del data[VIEW], again[VIEW]
    assert data == again


def test_picture_shows_the_settings_and_leaves_nothing_behind(explorer):
    before = explorer.png()
    explorer.set(batch=4)

    assert explorer.png() != before
    assert plt.get_fignums() == []
