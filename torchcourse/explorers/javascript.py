"""Formulas written once: arithmetic in Python, as JavaScript for the browser.

A Python function that uses nothing but ``+ - * / **`` and `sqrt` is called with `Symbol`s, and
`expression` makes of what it returns the text of the same operations in the same order::

    >>> expression(3 * Symbol("x") + 0.8)
    '((3 * x) + 0.8)'

So the browser computes what Python does, bit by bit but for powers and fused operations.
"""

import math
from typing import Any


class Symbol:
    """A number not yet known; arithmetic with it gives the JavaScript for its result."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def __add__(self, other: Any) -> "Symbol":
        return _operation(self, "+", other)

    def __radd__(self, other: Any) -> "Symbol":
        return _operation(other, "+", self)

    def __sub__(self, other: Any) -> "Symbol":
        return _operation(self, "-", other)

    def __rsub__(self, other: Any) -> "Symbol":
        return _operation(other, "-", self)

    def __mul__(self, other: Any) -> "Symbol":
        return _operation(self, "*", other)

    def __rmul__(self, other: Any) -> "Symbol":
        return _operation(other, "*", self)

    def __truediv__(self, other: Any) -> "Symbol":
        return _operation(self, "/", other)

    def __rtruediv__(self, other: Any) -> "Symbol":
        return _operation(other, "/", self)

    def __pow__(self, other: Any) -> "Symbol":
        return _operation(self, "**", other)

    def __neg__(self) -> "Symbol":
        return Symbol(f"(-{self})")

    def __bool__(self) -> bool:
        raise TypeError("a formula for the browser can not branch on a value")


def _operation(left: Any, sign: str, right: Any) -> Symbol:
    return Symbol(f"({_operand(left)} {sign} {_operand(right)})")


def _operand(value: Any) -> str:
    if isinstance(value, Symbol):
        return value.text
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError(f"a formula for the browser holds finite numbers, not {value!r}")
    return f"({value!r})" if value < 0 else repr(value)


def sqrt(value: Any) -> Any:
    """Return the square root of a float, or the JavaScript for that of a `Symbol`."""
    return Symbol(f"Math.sqrt({value})") if isinstance(value, Symbol) else math.sqrt(value)


def expression(result: Any) -> str:
    """Return the JavaScript for a number, or for a tuple or list of numbers as an array.

    Raises:
        TypeError: There is something else in it than `Symbol`s and finite numbers.
    """
    if isinstance(result, (tuple, list)):
        return f"[{', '.join(map(_operand, result))}]"
    return _operand(result)
