"""Lines that keep colour, dash and name in every picture; named_lines.js draws the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from torchcourse.drawing import COLOURS


@dataclass(frozen=True)
class Line:
    """How a series is drawn.

    Attributes:
        name: What the reader calls it.
        colour: The place of its colour in `COLOURS`, from 1.
        dash: Lengths drawn and left out, in points; empty for a solid line.
        width: In points.
    """

    name: str
    colour: int
    dash: Sequence[float] = ()
    width: float = 2.0

    def style(self) -> dict:
        """Return the arguments of ``Axes.plot``."""
        dash = tuple(length / self.width for length in self.dash)  # matplotlib's unit
        return {
            "label": self.name,
            "color": COLOURS[self.colour - 1],
            "linestyle": (0, dash) if dash else "-",
            "linewidth": self.width,
        }
