"""Look at observations that come from a process of a student's, before they are compared.

Nothing that such a process sends is known to come from `observe`. What is refused here was not:
it is no plain data (see `plain`), or more of it than `plain` would ever make.
"""

import math
import re

from torchcourse.check.form import MAX_DEPTH, MAX_INTEGER, MAX_NUMBERS, MAX_TEXT

MAX_VALUES = 10 * MAX_NUMBERS  # of one observation: numbers, texts, lists and so on
FLOATS = ("nan", "inf", "-inf")
DTYPE = re.compile(r"[a-z0-9_]{1,30}")
RAISED = {"raised": str, "message": str, "line": (str, type(None)), "function": (str, type(None))}


class NotPlain(ValueError):
    """This is no observation that `observe` has made."""


def check_observation(observation) -> None:
    """Raise NotPlain unless this is {"aspects": {name: plain data}} or {"raised": …}."""
    if not isinstance(observation, dict):
        raise NotPlain("an observation is a dict")
    if "raised" in observation:
        check_plain(observation)
        return
    aspects = observation.get("aspects")
    if list(observation) != ["aspects"] or not isinstance(aspects, dict):
        raise NotPlain("an observation has aspects, or was raised")
    if not all(isinstance(name, str) for name in aspects):
        raise NotPlain("an aspect has a name")
    check_plain([*aspects.values()])


def check_plain(value) -> None:
    """Raise NotPlain unless `value` is plain data, within all limits of size."""
    left, rest = MAX_VALUES, [(value, -1)]  # the list of aspects is no level of a value's own
    while rest:
        value, depth = rest.pop()
        if depth > MAX_DEPTH:
            raise NotPlain(f"nested more than {MAX_DEPTH} deep")
        left -= 1
        if isinstance(value, list):
            parts = value
        elif isinstance(value, dict):
            parts, numbers = parts_of(value)
            left -= numbers
        else:
            parts = []
            check_single(value)
        if left < len(parts):
            raise NotPlain(f"more than {MAX_VALUES:,} values")
        rest.extend((part, depth + 1) for part in parts)


def parts_of(value: dict) -> tuple[list, int]:
    """Check one tagged dict; return what is nested in it, and how many numbers it holds."""
    kind = next(iter(value), None)
    if kind in ("tensor", "array"):
        check_tensor(kind, value)
        return [], len(value["data"])
    if kind == "dict" and len(value) == 1 and isinstance(value["dict"], list):
        pairs = value["dict"]
        if all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            return [part for pair in pairs for part in pair], 0
    if kind == "float" and len(value) == 1 and value["float"] in FLOATS:
        return [], 0
    if kind in ("secret", "object") and len(value) == 1 and is_text(value[kind]):
        return [], 0
    if kind == "raised" and is_exception(value):
        return [*value.values()], 0
    raise NotPlain(f"not in the form of plain data: {str(kind)[:30]!r}")


def is_exception(value: dict) -> bool:
    return value.keys() == RAISED.keys() and all(
        isinstance(value[key], RAISED[key]) for key in RAISED
    )


def check_tensor(kind: str, value: dict) -> None:
    dtype, shape, data = value[kind], value.get("shape"), value.get("data")
    if value.keys() != {kind, "shape", "data"} or not isinstance(dtype, str):
        raise NotPlain(f"a {kind} has a dtype, a shape and data")
    if not DTYPE.fullmatch(dtype):
        raise NotPlain("this is no dtype")
    if not isinstance(shape, list) or not isinstance(data, list):
        raise NotPlain(f"shape and data of a {kind} are lists")
    if len(shape) > 64 or not all(type(size) is int and 0 <= size < 2**63 for size in shape):
        raise NotPlain("a shape has sizes, 64 at most")
    if len(data) > MAX_NUMBERS or len(data) != math.prod(shape):
        raise NotPlain(f"{len(data):,} numbers do not fit the shape")
    for number in data:
        if isinstance(number, str) or number is None:
            raise NotPlain(f"a {kind} holds numbers")
        if isinstance(number, dict):
            if [*number] != ["float"] or number["float"] not in FLOATS:
                raise NotPlain(f"a {kind} holds numbers")
        else:
            check_single(number)


def check_single(value) -> None:
    """Raise NotPlain unless this is None, a bool, or a number or text within the limits."""
    if value is None or isinstance(value, bool) or is_text(value):
        return
    if isinstance(value, float) and math.isfinite(value):
        return
    if type(value) is int and abs(value) <= MAX_INTEGER:
        return
    raise NotPlain(f"neither a number nor a text within the limits, but a {type(value).__name__}")


def is_text(value) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT
