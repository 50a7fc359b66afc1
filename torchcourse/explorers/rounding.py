"""Numbers as an explorer words them and scales its axes; rounding.js has the same."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def fixed(value: float, places: int) -> str:
    """Return ``value`` with so many digits after the point, as JavaScript's ``toFixed`` rounds.

    What rounds to 0 has no sign; the sign of others is a true minus.
    """
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}".replace("-", "−")


def three_digits(value: float, apart: Sequence[float], digits: int = 3) -> str:
    """Return ``value`` with three digits, more where it would read as one of ``apart``."""
    if abs(value) < 1e-12:
        return "0"
    place = math.floor(math.log10(abs(value))) - digits + 1
    rounded = Decimal(value).quantize(Decimal(1).scaleb(min(place, 0)), ROUND_HALF_UP)
    if digits < 12 and rounded in apart and abs(value - float(rounded)) > 1e-12:
        return three_digits(value, apart, digits + 1)
    return f"{rounded:f}".replace("-", "−")


def round_up(value: float) -> float:
    """Return the next of ... 1, 1.5, 2, 3, 5, 7, 10 ... that is not below ``value``, 0 for 0."""
    if value == 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 1.5, 2, 3, 5, 7, 10, 15) if m * power >= value)
