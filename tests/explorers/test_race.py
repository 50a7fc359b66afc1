"""The race of the optimizers, without a browser; where Node.js is, with the browser's program."""

import functools
import math
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from races import RACES, UNUSUAL

from torchcourse.explorers import race
from torchcourse.explorers.race_run import STEPS
from torchcourse.explorers.racers import RACERS
from torchcourse.surfaces import SURFACES, quadratic_valley

COURSE = Path(__file__).parents[2]
surfaces = pytest.mark.parametrize("surface", SURFACES)
LABELS = [racer.label for racer in RACERS]


def trained(surface, start, optimizer):
    """Descend as a training loop does, with autograd: independently of the explorer."""
    parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    stepper = optimizer([parameter])
    path = [parameter.tolist()]
    for _ in range(STEPS):
        stepper.zero_grad()
        surface(parameter[0], parameter[1]).backward()
        stepper.step()
        path.append(parameter.tolist())
    return np.array(path)


def optimizers(lr):
    """The optimizers with the hyperparameters of UNUSUAL, written out."""
    optim = torch.optim
    return {
        "SGD": lambda p: optim.SGD(p, lr=lr),
        "Momentum": lambda p: optim.SGD(p, lr=lr, momentum=0.7),
        "Nesterov": lambda p: optim.SGD(p, lr=lr, momentum=0.6, nesterov=True),
        "AdaGrad": lambda p: optim.Adagrad(p, lr=0.3, eps=0.01),
        "RMSProp": lambda p: optim.RMSprop(p, lr=0.002, alpha=0.95, eps=0.02),
        "Adam": lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.98), eps=0.03),
        "AdamW": lambda p: optim.AdamW(p, lr=0.02, betas=(0.7, 0.97), eps=0.04, weight_decay=0.2),
    }


@surfaces
def test_every_path_is_what_a_training_loop_does(surface):
    explorer = race(surface, **UNUSUAL)
    paths = explorer.paths(**explorer.settings)

    entry = SURFACES[surface]
    assert list(paths) == LABELS
    for label, optimizer in optimizers(entry.lr).items():
        expected = trained(entry, entry.start, optimizer)
        assert paths[label].shape == (STEPS + 1, 2)
        np.testing.assert_allclose(paths[label], expected, rtol=1e-9, atol=1e-9, err_msg=label)


def test_defaults_are_pytorchs(explorer):
    defaults = {
        "AdaGrad": lambda p: torch.optim.Adagrad(p, lr=0.5),
        "RMSProp": lambda p: torch.optim.RMSprop(p, lr=0.02),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
        "AdamW": lambda p: torch.optim.AdamW(p, lr=0.1),
    }
    paths = explorer.paths(**explorer.settings)
    for label, optimizer in defaults.items():
        expected = trained(SURFACES["valley"], (-1.8, 0.9), optimizer)
        np.testing.assert_allclose(paths[label], expected, rtol=1e-9, atol=1e-9, err_msg=label)


@pytest.mark.parametrize("settings", RACES, ids=str)
def test_the_formulas_are_torchs(settings):
    """The rules that the browser gets, run in Python."""
    explorer = race(**settings)
    chosen = explorer.settings
    entry = SURFACES[chosen["surface"]]
    if entry.name == "valley":
        entry = quadratic_valley(chosen["condition"])
    paths = explorer.paths(**chosen)
    for racer in explorer.racers(chosen):
        place = [chosen["x"], chosen["y"]]
        state = [[0.0] * racer.state] * 2
        path = np.full((STEPS + 1, 2), np.nan)
        path[0] = place
        for step in range(1, STEPS + 1):
            along = entry.gradient(*place)
            moved = [
                racer.rule(w, g, step, *kept, **racer.chosen(chosen))
                for w, g, kept in zip(place, along, state, strict=True)
            ]
            place, state = [m[0] for m in moved], [m[1:] for m in moved]
            path[step] = place
        np.testing.assert_allclose(
            path, paths[racer.label], rtol=1e-9, atol=1e-9, err_msg=racer.label
        )


def arrival(path, minima):
    """The step from which a path stays within 0.01 of a minimum; None if it does not."""
    away = np.min([np.hypot(*(path - minimum).T) for minimum in minima], axis=0)
    outside = np.flatnonzero(away > 0.01)
    return None if outside[-1] == STEPS else outside[-1] + 1


@surfaces
def test_the_verdict_names_who_arrives_and_when(surface):
    explorer = race(surface)
    paths = explorer.paths(**explorer.settings)
    words = explorer.result["verdict"]
    steps = {label: arrival(path, SURFACES[surface].minima) for label, path in paths.items()}
    there = {label: step for label, step in steps.items() if step is not None}

    for label, step in there.items():
        both = f"{label} {step}" in words
        assert both or (step == min(there.values()) and f"first, at step {step}" in words)
    for label in steps.keys() - there.keys():
        assert label in words.split("Still away from the minimum: ")[1]
    if not there:
        assert words.startswith("None arrives within 200 steps.")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"sgd_lr": 0.0999}, "Still away from the minimum: SGD 0.60."),
        ({"sgd_lr": 0.1}, "Still away from the minimum: SGD 0.90."),
        ({"sgd_lr": 0.1001}, "Higher than at the start: SGD (lr·λmax = 2.002, limit 2.000)."),
        ({"sgd_lr": 0.101}, "Diverging: SGD (lr·λmax = 2.020, limit 2.000)."),
        ({"sgd_lr": 5}, "Diverging: SGD (lr·λmax = 100.000, limit 2.000)."),
        ({"momentum_lr": 0.195}, "Diverging: Momentum (lr·λmax = 3.900, limit 3.800)."),
        ({"nesterov_lr": 0.069}, "Diverging: Nesterov (lr·λmax = 1.380, limit 1.357)."),
        ({"surface": "saddle", "start": (-1, 0)}, "Stuck where the gradient is 0: SGD"),
        ({"start": (0, 0)}, "and AdamW arrive first, at step 0."),
        ({"surface": "beale", "sgd_lr": 0.2}, "Diverging: SGD."),
    ],
    ids=str,
)
def test_the_verdict_in_words(settings, words):
    assert words in race(**settings).result["verdict"]


@pytest.mark.parametrize("label", ["SGD", "Momentum", "Nesterov"])
def test_the_stability_limit_that_can_be_found_by_hand(explorer, label):
    """In a valley of condition 20; the limits of discoveries 1 and 4, run with torch alone."""
    limit = {"SGD": 0.1, "Momentum": 0.19, "Nesterov": 3.8 / 2.8 / 20}[label]
    others = {} if label == "SGD" else {"momentum": 0.9, "nesterov": label == "Nesterov"}
    for factor, beyond in ((0.98, False), (1.02, True)):
        lr = factor * limit
        make = functools.partial(torch.optim.SGD, lr=lr, **others)
        path = trained(SURFACES["valley"], (-1.8, 0.9), make)
        assert (np.hypot(*path[-1]) > 10) == beyond
        explorer.set(**{f"{label.lower()}_lr": lr})
        assert (f"{label} (lr·λmax" in explorer.result["verdict"]) == beyond


@pytest.mark.parametrize(("lr", "beyond"), [(0.55, False), (0.56, True)])
def test_where_nesterov_diverges_on_the_regression(lr, beyond):
    """Lesson 6, to two decimals."""
    make = functools.partial(torch.optim.SGD, lr=lr, momentum=0.9, nesterov=True)
    away = np.hypot(*(trained(SURFACES["regression"], (0.0, 0.0), make) - [3.0, 0.8]).T)
    words = race("regression", nesterov_lr=lr).result["verdict"]

    assert (away[-50:].max() > away[50:100].max()) == beyond
    assert ("Diverging: Nesterov (lr·λmax" in words) == beyond


def test_where_sgd_is_first_on_the_regression():
    """Lesson 6: around 0.78; Nesterov, with 0.4, is the one to beat."""
    entry = SURFACES["regression"]
    nesterov = functools.partial(torch.optim.SGD, lr=0.4, momentum=0.9, nesterov=True)
    to_beat = arrival(trained(entry, entry.start, nesterov), entry.minima)
    first = {}
    for lr in (0.4, 0.7, 0.78, 0.8):
        sgd = functools.partial(torch.optim.SGD, lr=lr)
        first[lr] = arrival(trained(entry, entry.start, sgd), entry.minima) < to_beat
        words = race("regression", sgd_lr=lr).result["verdict"]
        assert words.startswith("SGD arrives first") == first[lr]

    assert first == {0.4: False, 0.7: True, 0.78: True, 0.8: False}


def test_nobody_arrives_in_rosenbrocks_valley():
    """On every other surface somebody does: lesson 6."""
    nobody = [name for name in SURFACES if race(name).result["verdict"].startswith("None arrives")]

    assert nobody == ["rosenbrock"]


def test_who_leaves_the_saddle_first():
    """From the ridge none leaves; from a millionth beside it those who scale their steps do."""
    start = (0.0, 1e-6)
    explorer = race("saddle", start=start)
    left = {
        label: int(np.argmax(np.abs(path[:, 1]) > 0.5))
        for label, path in explorer.paths(**explorer.settings).items()
    }
    # While y is small each step multiplies it by 1 + lr.
    assert left["SGD"] == pytest.approx(math.log(0.5e6) / math.log(1.1), abs=2)
    assert max(left["Adam"], left["AdaGrad"], left["RMSProp"]) < left["Momentum"] < left["SGD"]

    explorer.set(y=0)
    assert "arrive" not in explorer.result["verdict"].replace("None arrives", "")


def test_another_surface_brings_its_start_and_learning_rates(explorer):
    explorer.set(surface="regression")
    assert (explorer.settings["x"], explorer.settings["y"]) == (0.0, 0.0)
    assert explorer.settings["sgd_lr"] == explorer.settings["nesterov_lr"] == 0.4
    assert list(explorer.result["series"])[:2] == ["SGD w", "SGD b"]

    explorer.set(surface="beale", x=2, momentum_lr=0.005)
    assert (explorer.settings["x"], explorer.settings["y"]) == (2.0, -1.0)
    assert (explorer.settings["sgd_lr"], explorer.settings["momentum_lr"]) == (0.01, 0.005)

    explorer.set(x=1.5)
    explorer.set(surface="beale")
    assert explorer.settings["x"] == 1.5


def test_who_does_not_take_part_is_not_there(explorer):
    explorer.set(sgd_on=False, adamw_on=False)
    assert {name.split()[0] for name in explorer.result["series"]} == set(LABELS[1:-1])
    assert "SGD" not in explorer.result["verdict"]
    explorer.set(**{f"{racer.key}_on": False for racer in RACERS})
    assert explorer.result["verdict"] == "Nobody takes part: tick an optimizer."
    assert explorer.png()


def test_other_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="two numbers of a point"):
        race(start=(1, 2, 3))
    with pytest.raises(ValueError, match="check adam_betas"):
        race(adam_betas=(0.9, 0.99))
    with pytest.raises(ValueError, match="check own_lr"):
        race(own_lr=0.1)


class MyMomentum:
    """As a student may write it, without torch.optim."""

    def __init__(self, params, lr, momentum=0.9):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.buffers = [torch.zeros_like(p) for p in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        with torch.no_grad():
            for p, buffer in zip(self.params, self.buffers, strict=True):
                buffer.mul_(self.momentum).add_(p.grad)
                p -= self.lr * buffer


@surfaces
def test_the_own_optimizer_runs_beside_pytorchs(surface):
    explorer = race(surface, own=MyMomentum, own_lr=SURFACES[surface].lr)
    paths = explorer.paths(**explorer.settings)

    np.testing.assert_allclose(paths["your MyMomentum"], paths["Momentum"], rtol=1e-9, atol=1e-9)
    assert "your MyMomentum" in explorer.result["verdict"]
    assert explorer.png()
    assert "own=MyMomentum)" in repr(explorer)


def test_the_own_optimizers_learning_rate_and_arguments_can_be_set():
    slow = race(own=functools.partial(MyMomentum, momentum=0.0), own_lr=0.05)
    paths = slow.paths(**slow.settings)
    np.testing.assert_allclose(paths["your MyMomentum"], paths["SGD"], rtol=1e-9, atol=1e-9)
    slow.set(own_lr=0.3)
    assert "Diverging: your MyMomentum" in slow.result["verdict"]
    with pytest.raises(ValueError, match="climb"):
        slow.set(own_lr=-1)


def test_the_optimizer_of_assignment_06_runs_as_adam():
    """As its answer has it; the exercise's last cell sends students here."""
    path = "solutions/06_optimizer_theory/06_optimizer_theory.ipynb"
    cells = nbformat.read(COURSE / path, 4).cells
    (source,) = (cell.source for cell in cells if cell.id == "my_adam-answer")
    written = {"torch": torch}
    exec(source, written)
    explorer = race(own=written["MyAdam"], own_lr=0.1)
    paths = explorer.paths(**explorer.settings)

    np.testing.assert_allclose(paths["your MyAdam"], paths["Adam"], rtol=1e-9, atol=1e-9)


class FailsLater(MyMomentum):
    def step(self):
        if self.buffers[0].any():
            raise RuntimeError("no more steps")
        super().step()


def test_an_own_optimizer_that_fails_is_shown_as_such():
    explorer = race(own=FailsLater)

    assert explorer.result["verdict"].endswith(
        "Diverging: your FailsLater. your FailsLater failed at step 2: RuntimeError: no more steps"
    )
    assert explorer.png()


@pytest.mark.parametrize(
    ("own", "because"),
    [
        (torch.optim.SGD([torch.zeros(2)], lr=0.1), "give the class SGD, not an instance"),
        ("SGD", "not 'SGD'"),
        (int, "that gave TypeError"),
        (lambda params, lr: params, "no zero_grad and no step"),
        (type("Idle", (), {"__init__": lambda self, params: None}), "unexpected keyword"),
    ],
    ids=["instance", "text", "fails", "function", "no lr"],
)
def test_what_is_no_optimizer_class_is_refused(own, because):
    with pytest.raises(TypeError, match=because) as refused:
        race(own=own)
    assert str(refused.value).startswith("race(own=...) takes an optimizer class")


def test_the_words_of_a_changed_race_name_what_was_changed(explorer):
    explorer.set(sgd_lr=0.2, adam_on=False, y=0.5)
    assert repr(explorer).startswith("race(surface='valley', y=0.5, adam_on=False, sgd_lr=0.2): ")


def test_the_race_leaves_torch_as_it_was(explorer):
    state = torch.random.get_rng_state(), torch.get_num_threads(), torch.get_default_dtype()
    explorer.set(x=1)
    assert torch.equal(torch.random.get_rng_state(), state[0])
    assert (torch.get_num_threads(), torch.get_default_dtype()) == state[1:]
