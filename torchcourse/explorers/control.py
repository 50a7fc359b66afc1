"""The controls of an explorer: what can be set, how finely, and what is refused and why."""

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Setting:
    """One setting of an explorer; the classes below say how it is set.

    Attributes:
        name: Key of the setting, also its argument in Python.
        label: What the student reads and a screen reader says.
    """

    name: str
    label: str
    kind: ClassVar[str]

    def accept(self, value: object) -> float | int | str | bool:
        """Return ``value`` as the explorer takes it.

        Raises:
            ValueError: It is not allowed; the text says what is, and why.
        """
        raise NotImplementedError

    def to_dict(self) -> dict:
        """Return the setting as plain data for the browser."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True)
class Control(Setting):
    """A slider with a number field beside it.

    Attributes:
        ticks: The slider's positions in rising order. The number field takes any value allowed.
        low: The smallest value allowed.
        high: The largest value allowed.
        reason: The sentence with which any other value is refused.
        whole: Whether only whole numbers are allowed.
    """

    kind = "number"

    ticks: Sequence[float]
    low: float
    high: float
    reason: str
    whole: bool = False

    def accept(self, value: object) -> float | int:
        """Return ``value`` as a float (an int if ``whole``); it is within ``low`` and ``high``."""
        is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        allowed = is_number and self.low <= value <= self.high
        if not allowed or (self.whole and value != int(value)):
            raise ValueError(f"{self.name} = {value!r}: {self.reason}")
        return int(value) if self.whole else float(value)


@dataclass(frozen=True)
class Choice(Setting):
    """A list from which one is chosen.

    Attributes:
        options: What can be chosen, and the words for it.
    """

    kind = "choice"

    options: Mapping[str, str]

    def accept(self, value: object) -> str:
        """Return ``value``, which is one of the options."""
        if value not in list(self.options):
            raise ValueError(f"{self.name} = {value!r}: choose one of {', '.join(self.options)}.")
        return value


@dataclass(frozen=True)
class Switch(Setting):
    """A box to tick."""

    kind = "switch"

    def accept(self, value: object) -> bool:
        """Return ``value``, which is True or False."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} = {value!r}: give True or False.")
        return value


def accept_all(controls: Sequence[Setting], **given: object) -> dict[str, float | int | str | bool]:
    """Return the values that are given for controls, by name, each as its ``accept`` does.

    Raises:
        ValueError: One is not allowed; the text says which and why.
    """
    return {c.name: c.accept(given[c.name]) for c in controls if c.name in given}


def linear_ticks(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of ``step`` from ``low`` to ``high``, both included."""
    digits = max(0, 2 - math.floor(math.log10(step)))
    return [round(low + i * step, digits) for i in range(round((high - low) / step) + 1)]


def decade_ticks(low: float, high: float) -> list[float]:
    """Return round numbers from ``low`` to ``high`` that are 0.5 to 1 % apart.

    Within a decade: 1.00, 1.01 ... 2.00, 2.02 ... 5.00, 5.05 ... 10.
    """
    mantissas = [*range(1000, 2000, 10), *range(2000, 5000, 20), *range(5000, 10000, 50)]
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    # Through the decimal text, so that the browser's and Python's 0.05 are the same float.
    values = (float(f"{m}e{e - 3}") for e in exponents for m in mantissas)
    return [value for value in values if low <= value <= high]


# Controls that several explorers have.
CONDITION = Control(
    "condition",
    "condition number κ",
    decade_ticks(1.0, 1000.0),
    1.0,
    1e6,
    "the condition number is a number from 1 to 1,000,000: the larger over the smaller curvature.",
)
MOMENTUM = Control(
    "momentum",
    "momentum",
    linear_ticks(0.0, 0.99, 0.01),
    0.0,
    0.999,
    "the momentum is a number from 0 to 0.999 (from 1 on, swings would never die down).",
)


def learning_rate(low: float, high: float) -> Control:
    """Return the control of a learning rate, whose slider goes from ``low`` to ``high``."""
    return Control(
        "lr",
        "learning rate lr",
        decade_ticks(low, high),
        0.0,
        1e6,
        "the learning rate is a number from 0 to 1,000,000 (a negative one would climb the slope).",
    )
