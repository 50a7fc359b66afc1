"""The exponential moving average of a noisy signal: how long it remembers, and its bias."""

import math
from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.figure import Figure

from torchcourse.drawing import FAINT, INK
from torchcourse.explorers.control import Control, Switch, accept_all, linear_ticks
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style
from torchcourse.explorers.named_lines import Line
from torchcourse.explorers.rounding import fixed, round_up, three_digits

LONGEST = 3000
NEAR = 0.9  # of the level 1
RECENT = 100  # so many values are shown with their weights

CONTROLS = (
    Control(
        "beta",
        "β",
        [*linear_ticks(0.0, 0.9, 0.01), *linear_ticks(0.901, 0.999, 0.001)],
        0.0,
        0.9999,
        "β is a number from 0 to 0.9999: the share that is kept (with 1, no new value counts).",
    ),
    Control(
        "noise",
        "noise σ",
        linear_ticks(0.0, 1.0, 0.01),
        0.0,
        100.0,
        "the noise is a number from 0 to 100: the standard deviation of the values around 1.",
    ),
    Control(
        "steps",
        "steps",
        linear_ticks(10, LONGEST, 10),
        10,
        LONGEST,
        f"the number of steps is a whole number from 10 to {LONGEST}.",
        whole=True,
    ),
    Switch("corrected", "bias correction"),
)

LINES = (
    Line("signal", 4, (), 1.0),
    Line("average", 2, (8, 4), 2.2),
    Line("corrected", 1, (), 2.4),
)

# Normal numbers; times σ, they are the signal's distances from 1.
UNIT = torch.randn(LONGEST, generator=torch.Generator().manual_seed(4)).tolist()


def averages(
    beta: float, noise: float = 0.3, steps: int = 100, corrected: bool = True
) -> dict[str, np.ndarray]:
    """Return a signal around 1 and its exponential moving average.

    The average m is what ``torch.optim.Adam`` keeps as ``exp_avg``, computed as there by
    ``lerp_``: m ← β m + (1 − β) value, from m = 0. Corrected, it is m / (1 − βᵗ) after step t.

    Args:
        beta: The share of the old average that is kept, 0 to 0.9999.
        noise: Standard deviation of the signal, 0 to 100. Seeded: σ scales the same numbers.
        steps: How many values there are, 10 to 3000.
        corrected: Whether ``weight`` belongs to the corrected average.

    Returns:
        float64 arrays of shape (steps,): ``signal``, ``average``, ``corrected`` after each step,
        and ``weight``, by which each value counts in the last average.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    accepted = accept_all(CONTROLS, beta=beta, noise=noise, steps=steps, corrected=corrected)
    beta, steps = accepted["beta"], accepted["steps"]
    unit = torch.tensor(UNIT[:steps], dtype=torch.float64)
    signal = (1 + accepted["noise"] * unit).requires_grad_()
    m, passed = torch.zeros((), dtype=torch.float64), []
    for value in signal.unbind():
        m = m.lerp(value, 1 - beta)
        passed.append(m)
    average = torch.stack(passed)
    unbiased = average / (1 - beta ** torch.arange(1, steps + 1, dtype=torch.float64))
    last = (unbiased if accepted["corrected"] else average)[-1]
    (weight,) = torch.autograd.grad(last, signal)
    series = {"signal": signal, "average": average, "corrected": unbiased, "weight": weight}
    return {name: values.detach().numpy() for name, values in series.items()}


def spread_share(beta: float) -> float:
    """Return the spread of an average after many steps, over that of its independent values.

    The squares of the weights (1 − β) βᵏ add up to (1 − β) / (1 + β).
    """
    return math.sqrt((1 - beta) / (1 + beta))


class Average(Explorer):
    """The explorer `average` returns."""

    CONTROLS = CONTROLS
    _esm = browser_source(
        "named_lines", "average", NEAR=NEAR, RECENT=RECENT, UNIT=UNIT, LINES=LINES
    )
    _css = browser_style("named_lines")

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return the signal, its averages and the weights in the last of them."""
        return averages(**settings)

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words how the average begins, and how much it calms the signal."""
        name = "corrected" if settings["corrected"] else "average"
        shown, beta = series[name], settings["beta"]
        above = np.flatnonzero(shown > NEAR)
        first = f"first above 0.9 at step {above[0] + 1}" if above.size else "never above 0.9"
        memory = three_digits(1 / (1 - beta), ())
        words = (
            f"β = {three_digits(beta, (1,))}, memory 1/(1 − β) = {memory} steps. "
            f"{'Corrected' if settings['corrected'] else 'Uncorrected'}, the average begins at "
            f"{fixed(shown[0], 3)} and is {first}."
        )
        if settings["noise"] == 0:
            return words
        half = settings["steps"] // 2
        signal, calmed = (np.std(values[half:]) for values in (series["signal"], shown))
        return (
            f"{words} Spread in the second half: signal {fixed(signal, 3)}, average "
            f"{fixed(calmed, 3)}, a share of {fixed(calmed / signal, 3)} "
            f"(in the long run {fixed(spread_share(beta), 3)})."
        )

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw signal and averages, and beside them how much each value counts."""
        steps = settings["steps"]
        words = self.verdict(series, **settings).replace(" Spread", "\nSpread")
        figure.suptitle(words, color=INK)
        left, right = figure.subplots(1, 2)
        t = np.arange(1, steps + 1)
        left.axhline(NEAR, color=FAINT, linestyle=":", linewidth=1.5)
        for line in LINES:
            if line.name != "corrected" or settings["corrected"]:
                left.plot(t, series[line.name], **line.style())
        left.set(xlim=(0, steps), ylim=_limits(settings["noise"]))
        left.set(xlabel="step", ylabel="value (dotted: 0.9)")
        left.set_title("signal and average")
        left.legend(loc="lower right", fontsize=9, ncols=3)
        weight = series["weight"]
        begin = max(0, steps - RECENT)
        right.vlines(
            t[begin:],
            0,
            weight[begin:],
            color=LINES[2 if settings["corrected"] else 1].style()["color"],
            linewidth=2,
        )
        right.set(xlim=(begin, steps + 1), ylim=(0, round_up(float(weight.max()))))
        right.set(xlabel="step", ylabel="weight in the last average")
        right.set_title(f"how much each value counts (in all {fixed(weight.sum(), 3)})")


def _limits(noise: float) -> tuple[float, float]:
    """Return limits of the values' axis that hold nearly all of them."""
    return min(0.0, -round_up(max(0.0, 3 * noise - 1))), round_up(max(1.2, 1 + 3 * noise))


def average(
    beta: float = 0.9, noise: float = 0.3, steps: int = 100, corrected: bool = True
) -> Average:
    """Explore the exponential moving average of a noisy signal: what does β do?

    Args:
        beta: The share of the old average that is kept, 0 to 0.9999.
        noise: Standard deviation of the signal around 1, 0 to 100.
        steps: How many values there are, 10 to 3000.
        corrected: Whether the bias of the first steps is corrected.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``average.averages(beta, ...)`` gives the numbers alone.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Average(beta=beta, noise=noise, steps=steps, corrected=corrected)


# The function hides this module of the same name in `torchcourse.explorers`.
average.averages = averages
