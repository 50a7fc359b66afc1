"""How a race ended, in words; race_outcome.js has the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from torchcourse.explorers.racers import Racer
from torchcourse.explorers.rounding import fixed
from torchcourse.surfaces import Surface

NEAR = 0.01  # so near to a minimum an optimizer has arrived
GONE = 10.0  # so many times as far away as at the start, or as 1, it has diverged
FLAT = 1e-6  # a gradient of this length moves nothing


@dataclass(frozen=True)
class Outcome:
    """How one path ended.

    Attributes:
        kind: "arrived": stays within `NEAR` of a minimum to the end. "diverged": is gone, or
            overflowed. "higher": the loss is higher than at the start. "stuck": where the gradient
            is 0, and no minimum. "underway": none of these.
        step: From which step it stays there ("arrived"), or overflows ("diverged"); else the last.
        away: Distance to the nearest minimum at the end.
        limit: lr·λmax and what it must not exceed, where both are known.
    """

    kind: str
    step: int
    away: float
    limit: tuple[float, float] | None = None


def distances(surface: Surface, path: np.ndarray) -> np.ndarray:
    """Return how far each point of a path of shape (N, 2) is from the nearest minimum."""
    with np.errstate(over="ignore", invalid="ignore"):
        # The root of the squares, not np.hypot: the browser's has other last digits.
        squares = [(path[:, 0] - x) ** 2 + (path[:, 1] - y) ** 2 for x, y in surface.minima]
        return np.sqrt(np.min(squares, axis=0))


def gaps(surface: Surface, path: np.ndarray) -> np.ndarray:
    """Return how far the loss at each point of a path is above its lowest value."""
    with np.errstate(over="ignore", invalid="ignore"):
        return surface(path[:, 0], path[:, 1]) - surface.lowest


def outcome(
    surface: Surface, racer: Racer, hyperparameters: Mapping[str, float], path: np.ndarray
) -> Outcome:
    """Return how the path of shape (STEPS + 1, 2) ended."""
    limit = None
    if surface.curvatures and racer.limit:
        others = {name: value for name, value in hyperparameters.items() if name != "lr"}
        limit = hyperparameters["lr"] * surface.curvatures[1], racer.limit(**others)
    away, gap = distances(surface, path), gaps(surface, path)
    last = len(path) - 1
    if (lost := np.flatnonzero(~(np.isfinite(away) & np.isfinite(gap)))).size:
        return Outcome("diverged", int(lost[0]), np.inf, limit)
    if away[-1] <= NEAR:
        outside = np.flatnonzero(away > NEAR)
        return Outcome("arrived", int(outside[-1]) + 1 if outside.size else 0, away[-1], limit)
    if away[-1] > GONE * max(1.0, away[0]):
        return Outcome("diverged", last, away[-1], limit)
    if gap[-1] > gap[0]:
        return Outcome("higher", last, away[-1], limit)
    along_x, along_y = surface.gradient(*path[-1])
    if abs(along_x) + abs(along_y) < FLAT:
        return Outcome("stuck", last, away[-1], limit)
    return Outcome("underway", last, away[-1], limit)


def verdict(outcomes: Mapping[str, Outcome], steps: int) -> str:
    """Return in words who arrives first, and what became of the others, by name."""
    if not outcomes:
        return "Nobody takes part: tick an optimizer."
    kinds = {kind: [] for kind in ("arrived", "underway", "higher", "stuck", "diverged")}
    for name, ended in outcomes.items():
        kinds[ended.kind].append((name, ended))
    sentences = [_arrivals(kinds["arrived"], steps)]
    if left := sorted(kinds["underway"], key=lambda pair: pair[1].away):
        each = ", ".join(f"{name} {fixed(ended.away, 2)}" for name, ended in left)
        sentences.append(f"Still away from the minimum: {each}.")
    for kind, words in (
        ("higher", "Higher than at the start"),
        ("stuck", "Stuck where the gradient is 0"),
        ("diverged", "Diverging"),
    ):
        if kinds[kind]:
            each = ", ".join(f"{name}{_limit(ended)}" for name, ended in kinds[kind])
            sentences.append(f"{words}: {each}.")
    return " ".join(sentences)


def _arrivals(arrived: Sequence[tuple[str, Outcome]], steps: int) -> str:
    if not arrived:
        return f"None arrives within {steps} steps."
    order = sorted(arrived, key=lambda pair: pair[1].step)
    step = order[0][1].step
    first = [name for name, ended in order if ended.step == step]
    names = " and ".join(filter(None, [", ".join(first[:-1]), first[-1]]))
    words = f"{names} {'arrives' if len(first) == 1 else 'arrive'} first, at step {step}"
    if rest := order[len(first) :]:
        words += "; then " + ", ".join(f"{name} {ended.step}" for name, ended in rest)
    return f"{words}."


def _limit(ended: Outcome) -> str:
    if ended.limit is None or ended.kind == "stuck":
        return ""
    return f" (lr·λmax = {fixed(ended.limit[0], 3)}, limit {fixed(ended.limit[1], 3)})"
