"""The race: all optimizers from one start on one loss surface."""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
import traitlets
from matplotlib.figure import Figure

from torchcourse.drawing import LOOKS, OWN_LOOK
from torchcourse.explorers import race_picture
from torchcourse.explorers.control import CONDITION, Choice, Control, Switch, linear_ticks
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style
from torchcourse.explorers.javascript import Symbol, expression
from torchcourse.explorers.race_outcome import FLAT, GONE, NEAR, Outcome, outcome, verdict
from torchcourse.explorers.race_run import STEPS, run, run_own
from torchcourse.explorers.racers import RACERS, Racer
from torchcourse.surfaces import SURFACES, Surface, quadratic_valley, valley_formulas

PLACE = "the start is a number from −1,000 to 1,000."
CONTROLS = (
    Choice("surface", "surface", {surface.name: surface.title for surface in SURFACES.values()}),
    CONDITION,
    Control("x", "start, to the right", linear_ticks(-5.0, 5.0, 0.05), -1e3, 1e3, PLACE),
    Control("y", "start, upwards", linear_ticks(-5.0, 5.0, 0.05), -1e3, 1e3, PLACE),
    *(Switch(f"{racer.key}_on", f"{racer.label} takes part") for racer in RACERS),
    *(control for racer in RACERS for control in racer.controls()),
)


def suited(name: str) -> dict[str, Any]:
    """Return the settings that go with a surface: its start, and learning rates for descent on it.

    Raises:
        ValueError: There is no surface of this name; the text lists them.
    """
    surface = SURFACES[CONTROLS[0].accept(name)]
    settings = {"surface": name, "condition": SURFACES["valley"].condition}
    settings |= dict(zip("xy", surface.start, strict=True))
    return settings | {f"{r.key}_lr": surface.lr for r in RACERS if r.defaults["lr"] is None}


def _defaults() -> dict[str, Any]:
    settings = {f"{racer.key}_on": True for racer in RACERS}
    for racer in RACERS:
        settings |= {f"{racer.key}_{name}": value for name, value in racer.defaults.items()}
    return settings


def _surface(settings: Mapping[str, Any]) -> Surface:
    if settings["surface"] == "valley":
        return quadratic_valley(settings["condition"])
    return SURFACES[settings["surface"]]


def browser_formulas() -> str:
    """Return SURFACES and RACERS for the browser, made from the same entries as here."""
    surfaces = []
    for surface in SURFACES.values():
        loss, gradient, largest = surface.loss, surface.gradient, surface.curvatures
        largest = largest and largest[1]
        if surface.name == "valley":
            loss, gradient = valley_formulas(Symbol("condition"))
            largest = Symbol("condition")
        place = Symbol("x"), Symbol("y")
        surfaces.append(
            f"{surface.name}: {{...{_plain(surface)}, "
            f"loss: (x, y, condition) => {expression(loss(*place))}, "
            f"gradient: (x, y, condition) => {expression(gradient(*place))}, "
            f"largest: (condition) => {'null' if largest is None else expression(largest)}}}"
        )
    racers = (
        f"{{key: {racer.key!r}, label: {racer.label!r}, state: {racer.state}, "
        f"names: {json.dumps(list(racer.defaults))}, rule: {racer.browser_rule()}, "
        f"limit: {racer.browser_limit()}}}"
        for racer in RACERS
    )
    return "\n".join(
        [
            f"const SURFACES = {{\n{(',' + chr(10)).join(surfaces)}\n}};",
            f"const RACERS = [\n{(',' + chr(10)).join(racers)}\n];",
        ]
    )


def _plain(surface: Surface) -> str:
    names = ("title", "formula", "xlim", "ylim", "minima", "parameters", "lowest")
    values = {name: getattr(surface, name) for name in names}
    return json.dumps(values | {"suited": suited(surface.name)}, ensure_ascii=False)


class Race(Explorer):
    """The explorer `race` returns."""

    CONTROLS = CONTROLS
    SIZE = (9.2, 5.4)
    _esm = "\n".join(
        [
            browser_formulas(),
            browser_source(
                "contours",
                "playback",
                "race_outcome",
                "race_picture",
                "race",
                STEPS=STEPS,
                NEAR=NEAR,
                GONE=GONE,
                FLAT=FLAT,
                LOOKS=[*LOOKS.values(), OWN_LOOK],
            ),
        ]
    )
    _css = browser_style("contours", "playback", "race")

    own_label = traitlets.Unicode().tag(sync=True)

    def __init__(self, own: Callable[..., Any] | None = None, **settings: Any) -> None:
        self.own = own
        self.own_error = ""
        if own:
            self.own_racer = Racer("own", _own_label(own), own, {"lr": 0.1})
            self.CONTROLS = (*CONTROLS, *self.own_racer.controls())
        super().__init__(**settings)
        self.own_label = self.own_racer.label if own else ""

    def set(self, **changes: Any) -> None:
        """Change settings from Python; the picture follows.

        Another surface comes with its own start, and learning rates for plain descent, Momentum and
        Nesterov, unless they are given too.

        Raises:
            ValueError: A value is not allowed, or there is no such setting.
        """
        if changes.get("surface", self.settings["surface"]) != self.settings["surface"]:
            changes = suited(changes["surface"]) | changes
        super().set(**changes)

    def racers(self, settings: Mapping[str, Any]) -> list[Racer]:
        """Return who takes part, the student's own last."""
        own = [self.own_racer] if self.own else []
        return [racer for racer in RACERS if settings[f"{racer.key}_on"]] + own

    def paths(self, **settings: Any) -> dict[str, np.ndarray]:
        """Return by label the path of each optimizer that takes part, float64 (STEPS + 1, 2)."""
        surface, start = _surface(settings), (settings["x"], settings["y"])
        racers = self.racers(settings)
        hyperparameters = {racer.key: racer.chosen(settings) for racer in racers}
        paths = run(surface, start, hyperparameters)
        self.own_error = ""
        if self.own:
            paths["own"], self.own_error = run_own(self.own, surface, start, settings["own_lr"])
        return {racer.label: paths[racer.key] for racer in racers}

    def compute(self, **settings: Any) -> dict[str, np.ndarray]:
        """Return both coordinates of each path."""
        names = _surface(settings).parameters
        return {
            f"{label} {name}": path[:, i]
            for label, path in self.paths(**settings).items()
            for i, name in enumerate(names)
        }

    def outcomes(
        self, series: Mapping[str, np.ndarray], settings: Mapping[str, Any]
    ) -> dict[str, Outcome]:
        """Return by label how each path of ``series`` ended."""
        surface = _surface(settings)
        return {
            racer.label: outcome(
                surface, racer, racer.chosen(settings), _path(surface, racer, series)
            )
            for racer in self.racers(settings)
        }

    def verdict(self, series: Mapping[str, np.ndarray], **settings: Any) -> str:
        """Return in words who arrives first, and what became of the others."""
        words = verdict(self.outcomes(series, settings), STEPS)
        if self.own_error:
            words += f" {self.own_racer.label} {self.own_error}"
        return words

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: Any) -> None:
        """Draw the paths on the surface; beside it loss and distance at each step."""
        surface = _surface(settings)
        paths = {racer: _path(surface, racer, series) for racer in self.racers(settings)}
        words = self.verdict(series, **settings)
        race_picture.draw(figure, surface, (settings["x"], settings["y"]), paths, words)

    def __repr__(self) -> str:
        usual = {control.name: 0.1 for control in self.CONTROLS[len(CONTROLS) :]}
        usual |= _defaults() | suited(self.settings["surface"])
        changed = {n: v for n, v in self.settings.items() if n == "surface" or v != usual[n]}
        arguments = [f"{name}={value!r}" for name, value in changed.items()]
        if self.own:
            arguments.append(f"own={_own_name(self.own)}")
        words = self.result.get("verdict", self.result.get("error"))
        return f"race({', '.join(arguments)}): {words}"


def _path(surface: Surface, racer: Racer, series: Mapping[str, np.ndarray]) -> np.ndarray:
    return np.stack([series[f"{racer.label} {name}"] for name in surface.parameters], axis=1)


def _own_name(own: Callable[..., Any]) -> str:
    while isinstance(own, functools.partial):
        own = own.func
    return getattr(own, "__name__", type(own).__name__)


def _own_label(own: Callable[..., Any]) -> str:
    """Return what the student's optimizer is called in the race, having tried to make one.

    Raises:
        TypeError: It is no optimizer class; the text says what one is.
    """
    wanted = "race(own=...) takes an optimizer class, called as own([parameter], lr=0.1)"
    if isinstance(own, torch.optim.Optimizer):
        raise TypeError(f"{wanted}; give the class {type(own).__name__}, not an instance of it.")
    if not callable(own):
        raise TypeError(f"{wanted}, not {own!r}.")
    try:
        made = own([torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))], lr=0.1)
    except Exception as error:
        raise TypeError(f"{wanted}; that gave {type(error).__name__}: {error}") from error
    if missing := [name for name in ("zero_grad", "step") if not hasattr(made, name)]:
        raise TypeError(f"{wanted}, with zero_grad and step; it has no {' and no '.join(missing)}.")
    return f"your {_own_name(own)}"


def race(
    surface: str = "valley",
    start: tuple[float, float] | None = None,
    own: Callable[..., Any] | None = None,
    **settings: Any,
) -> Race:
    """Let the optimizers run from one start, 200 steps: who arrives first?

    Args:
        surface: A key of `torchcourse.surfaces.SURFACES`.
        start: Where all begin; the surface's own start if not given.
        own: An optimizer of the student's to run with them, in the kernel: a class (or
            ``functools.partial`` of one), called with a list of one parameter and ``lr=``, whose
            instances have ``zero_grad`` and ``step``.
        settings: ``condition``, the valley's condition number; ``sgd_on`` to ``adamw_on``, who
            takes part; hyperparameters such as ``momentum_lr``, ``momentum_momentum``,
            ``adam_beta1``, ``adam_eps`` or ``own_lr``.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand; ``explorer.paths(**explorer.settings)`` gives the paths.

    Raises:
        ValueError: A setting is not allowed; the text says which and why.
        TypeError: ``own`` is no optimizer class; the text says what one is.
    """
    given = _defaults() | suited(surface) | ({"own_lr": 0.1} if own else {}) | settings
    if start is not None:
        if len(start) != 2:
            raise ValueError(f"start = {start!r}: give the two numbers of a point.")
        given |= dict(zip("xy", start, strict=True))
    return Race(own=own, **given)
