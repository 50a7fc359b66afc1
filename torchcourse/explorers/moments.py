"""Inside Adam: gradient, averages, their correction and the step, one step at a time."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import torch
from matplotlib.figure import Figure

from torchcourse.drawing import FAINT, INK
from torchcourse.explorers.control import Choice, Control, accept_all, linear_ticks
from torchcourse.explorers.course_points import course_points
from torchcourse.explorers.explorer import Explorer, browser_source, browser_style
from torchcourse.explorers.named_lines import Line
from torchcourse.explorers.rounding import fixed, round_up

STEPS = 120
LR = 0.1
PLAIN = (3e-4, 3e4)  # numbers between these are written without a power of ten
UNIT = torch.randn(STEPS, generator=torch.Generator().manual_seed(5)).tolist()

# The gradients of each sequence. None: they depend on where Adam has gone.
SEQUENCES: dict[str, list[float] | None] = {
    "constant": [1.0] * STEPS,
    "noisy": [0.5 + unit for unit in UNIT],
    "spike": [1.0] + [0.0] * (STEPS - 1),
    "alternating": [1.0, -1.0] * (STEPS // 2),
    "reddi": [3.0, -1.0, -1.0] * (STEPS // 3),
    "regression": None,
}

CONTROLS = (
    Choice(
        "sequence",
        "gradients",
        {
            "constant": "always 1",
            "noisy": "noisy around 0.5",
            "spike": "a single 1, then zeros",
            "alternating": "1, −1, 1, −1 …",
            "reddi": "3, −1, −1, 3 … (Reddi, Kale and Kumar)",
            "regression": "the regression's own, for the slope",
        },
    ),
    Control(
        "scale",
        "multiplied by",
        [float(f"{m}e{e}") for e in range(-9, 6) for m in (1, 2, 5)] + [1e6],
        1e-12,
        1e12,
        "the factor is a number from 1e-12 to 1e12.",
    ),
    Control(
        "zeros",
        "zeros before them",
        [*range(0, 100), *range(100, 1000, 10), *range(1000, 20001, 50)],
        0,
        1_000_000,
        "the number of zeros is a whole number from 0 to 1,000,000.",
        whole=True,
    ),
    Control(
        "beta1",
        "β₁",
        linear_ticks(0.0, 0.99, 0.01),
        0.0,
        0.9999,
        "β₁ is a number from 0 to 0.9999 (with 1, no gradient counts).",
    ),
    Control(
        "beta2",
        "β₂",
        [*linear_ticks(0.0, 0.98, 0.01), *linear_ticks(0.99, 0.999, 0.001)],
        0.0,
        0.9999,
        "β₂ is a number from 0 to 0.9999 (with 1, no gradient counts).",
    ),
    Control(
        "eps",
        "ε",
        [float(f"1e{e}") for e in range(-16, 1)],
        1e-16,
        1e6,
        "ε is a number from 1e-16 to 1,000,000 (without it, zero gradients would give 0/0).",
    ),
    Control(
        "step",
        "look at step",
        linear_ticks(1, STEPS, 1),
        1,
        STEPS,
        f"the step is a whole number from 1 to {STEPS}.",
        whole=True,
    ),
)

# What each picture shows: title, name of the vertical axis, lines.
PICTURES = (
    (
        "Gradient and its average",
        "g, m",
        (Line("g", 4, (), 1.0), Line("m", 2, (8, 4), 2.2), Line("m̂", 1, (), 2.2)),
    ),
    ("Average of the squares", "s", (Line("s", 2, (8, 4), 2.2), Line("ŝ", 1, (), 2.2))),
    (
        "The step",
        "step / lr",
        (Line("uncorrected", 2, (8, 4), 2.2), Line("step/lr", 1, (), 2.2)),
    ),
)
# What the table says of each series.
FORMULAS = {
    "g": "the gradient",
    "m": "β₁ m + (1 − β₁) g",
    "s": "β₂ s + (1 − β₂) g²",
    "m̂": "m / (1 − β₁ᵗ)",
    "ŝ": "s / (1 − β₂ᵗ)",
    "step/lr": "m̂ / (√ŝ + ε)",
    "uncorrected": "m / (√s + ε)",
    "moved/lr": "the weight, from 0",
}


def trace(
    sequence: str = "constant",
    scale: float = 1.0,
    zeros: int = 0,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> dict[str, np.ndarray]:
    """Return what ``torch.optim.Adam`` keeps and does at each of 120 steps, at lr 0.1.

    Args:
        sequence: A name of `SEQUENCES`.
        scale: The factor of all gradients.
        zeros: How many gradients of 0 come first. After them m and s are still 0, and Adam has only
            counted: it begins with that count in its state.
        beta1: Adam's first β.
        beta2: Adam's second β.
        eps: Adam's ε, above 0.

    Returns:
        float64 arrays of shape (120,): the gradient ``g``; ``m`` and ``s`` after it, which are
        Adam's ``exp_avg`` and ``exp_avg_sq``; both corrected, ``m̂`` and ``ŝ``; ``step/lr``, by
        which the weight really went down; ``uncorrected``, the step without the corrections; and
        ``moved/lr``, where the weight then is.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    chosen = accept_all(
        CONTROLS, sequence=sequence, scale=scale, zeros=zeros, beta1=beta1, beta2=beta2, eps=eps
    )
    gradients, betas = SEQUENCES[chosen["sequence"]], (chosen["beta1"], chosen["beta2"])
    w = torch.zeros(1 if gradients else 2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=LR, betas=betas, eps=chosen["eps"])
    optimizer.state[w] = {
        "step": torch.tensor(float(chosen["zeros"])),
        "exp_avg": torch.zeros_like(w),
        "exp_avg_sq": torch.zeros_like(w),
    }
    x, y = course_points(noise=0)
    rows = []
    for i in range(STEPS):
        if gradients:
            w.grad = torch.tensor([chosen["scale"] * gradients[i]], dtype=torch.float64)
        else:
            optimizer.zero_grad()
            (chosen["scale"] * (w[0] * x + w[1] - y).square().mean()).backward()
        before = w[0].item()
        optimizer.step()
        state = optimizer.state[w]
        m, s = state["exp_avg"][0].item(), state["exp_avg_sq"][0].item()
        rows.append((w.grad[0].item(), m, s, (before - w[0].item()) / LR, w[0].item() / LR))
    g, m, s, step, moved = np.array(rows).T
    t = chosen["zeros"] + np.arange(1.0, STEPS + 1)
    return {
        "g": g,
        "m": m,
        "s": s,
        "m̂": m / (1 - betas[0] ** t),
        "ŝ": s / (1 - betas[1] ** t),
        "step/lr": step,
        "uncorrected": m / (np.sqrt(s) + chosen["eps"]),
        "moved/lr": moved,
    }


def number(value: float) -> str:
    """Return ``value`` with four decimals; if tiny or huge, three digits and a power of ten."""
    size = abs(value)
    if value == 0 or PLAIN[0] <= size < PLAIN[1]:
        return fixed(value, 4)
    exact = Decimal(size)
    mantissa = exact.scaleb(-exact.adjusted()).quantize(Decimal("0.01"), ROUND_HALF_UP)
    power = exact.adjusted() + (mantissa >= 10)
    mantissa = mantissa / 10 if mantissa >= 10 else mantissa
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{'−' if value < 0 else ''}{mantissa:.2f}·10{raised}"


class Moments(Explorer):
    """The explorer `moments` returns."""

    CONTROLS = CONTROLS
    SIZE = (9.2, 5.8)
    _esm = browser_source(
        "named_lines",
        "moments",
        STEPS=STEPS,
        LR=LR,
        PLAIN=PLAIN,
        SEQUENCES=SEQUENCES,
        POINTS=torch.stack(course_points(noise=0), 1).tolist(),
        PICTURES=PICTURES,
        FORMULAS=FORMULAS,
    )
    _css = browser_style("named_lines", "moments")

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return what Adam keeps and does."""
        return trace(**{name: value for name, value in settings.items() if name != "step"})

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words the step that is looked at, and the longest."""
        i = settings["step"] - 1
        sizes = np.abs(series["step/lr"])
        longest = int(np.argmax(sizes >= sizes.max() * (1 - 1e-9)))  # the first of equals
        after = f" after {settings['zeros']} zeros" if settings["zeros"] else ""
        return (
            f"Step {i + 1}{after}: {number(series['step/lr'][i])} lr "
            f"(without bias correction {number(series['uncorrected'][i])} lr). "
            f"Longest: {number(sizes[longest])} lr, at step {longest + 1}. "
            f"The weight has moved by {number(series['moved/lr'][i])} lr."
        )

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw averages and steps, and the numbers at the step that is looked at."""
        words = self.verdict(series, **settings).replace(" Longest", "\nLongest")
        figure.suptitle(words, color=INK)
        *plots, table = figure.subplots(2, 2).flat
        t, i = np.arange(1, STEPS + 1), settings["step"] - 1
        for axes, (title, label, lines) in zip(plots, PICTURES, strict=True):
            axes.axvline(i + 1, color=FAINT, linestyle=":", linewidth=1.5)
            for line in lines:
                style = line.style()
                axes.plot(t, series[line.name], **style)
                axes.plot(i + 1, series[line.name][i], marker="o", color=style["color"])
            shown = np.concatenate([series[line.name] for line in lines])
            axes.set(xlim=(0, STEPS), ylim=_limits(shown), xlabel="step", ylabel=label)
            axes.set_title(title)
            axes.legend(fontsize=8, loc="best")
        table.axis("off")
        table.set_title(f"At step {i + 1}")
        cells = [[name, FORMULAS[name], number(series[name][i])] for name in FORMULAS]
        rows = table.table(
            cells, colWidths=(0.25, 0.42, 0.33), cellLoc="left", edges="open", loc="center"
        )
        rows.auto_set_font_size(False)
        rows.set_fontsize(9.5)
        rows.scale(1, 1.4)


def _limits(values: np.ndarray) -> tuple[float, float]:
    """Return limits that hold the values and 0."""
    low, high = round_up(-1.05 * min(values.min(), 0)), round_up(1.05 * max(values.max(), 0))
    return (-low, high) if low or high else (-1.0, 1.0)


def moments(
    sequence: str = "constant",
    scale: float = 1.0,
    zeros: int = 0,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    step: int = 1,
) -> Moments:
    """Explore what Adam keeps, corrects and does, step by step.

    Args:
        sequence: The gradients: constant, noisy, spike, alternating, reddi or regression.
        scale: The factor of all gradients.
        zeros: How many gradients of 0 come first.
        beta1: Adam's first β, 0 to 0.9999.
        beta2: Adam's second β, 0 to 0.9999.
        eps: Adam's ε, above 0.
        step: The step to look at, 1 to 120.

    Returns:
        The explorer, to be the last line of a cell. ``explorer.settings`` holds what was set by
        hand. ``moments.trace(sequence, ...)`` gives the numbers alone.

    Raises:
        ValueError: An argument is not allowed; the text says which and why.
    """
    return Moments(
        sequence=sequence,
        scale=scale,
        zeros=zeros,
        beta1=beta1,
        beta2=beta2,
        eps=eps,
        step=step,
    )


# The function hides this module of the same name in `torchcourse.explorers`.
moments.trace = trace
