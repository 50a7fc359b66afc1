"""Compare plain data: what was expected and what was observed."""

import hashlib
import itertools
import math
import re
from collections.abc import Iterator

from torchcourse.check.form import tag

# Relative and absolute tolerance by dtype: loose enough for another order of the same
# operations, far tighter than any two update rules differ.
TOLERANCES = {
    "float64": (1e-6, 1e-9),
    "float32": (1e-4, 1e-6),
    "float16": (1e-2, 1e-3),
    "bfloat16": (2e-2, 1e-2),
}
PYTHON_FLOAT = (1e-5, 1e-8)

# What exceptions say that depends on Python's version or on the processor, and the words that
# stand for all of it: for a Python those of older ones.
REWORDED = (
    (
        re.compile(r"(float|integer) (floor )?(division|modulo)( or modulo)?( by zero)?$"),
        "division by zero",
    ),
    (re.compile(r"(too many values to unpack \(expected \d+), got \d+"), r"\1"),
    (re.compile(r"expected a \w+ input, got [-+.\w]+"), "math domain error"),
    (re.compile(r" \(missed __\w+__ method\)"), ""),
    (re.compile(r"The diagonal element \d+ is zero"), "A diagonal element is zero"),
)

NAMES = {
    "None": "None",
    "bool": "True or False",
    "number": "a Python number",
    "text": "a string",
    "list": "a list",
    "dict": "a dict",
    "tensor": "a tensor",
    "array": "a NumPy array",
    "secret": "an answer",
    "hashed": "an answer",
    "raised": "an exception",
}


def same(expected, observed) -> bool:
    """Say whether two pieces of plain data agree within tolerance."""
    return difference(expected, observed) is None


def difference(expected, observed, reveal: bool = True) -> str | None:
    """Say in words where `observed` first differs from `expected`, or None where it agrees.

    With `reveal=False` no expected value is told, as in feedback about hidden cases.
    """
    return next(differences(expected, observed, reveal), None)


def differences(expected, observed, reveal: bool, where: str = "") -> Iterator[str]:
    kind, other = tag(expected), tag(observed)
    at = f"{where}: " if where else ""
    if kind == "hashed" and other == "secret":
        if hash_secret(observed["secret"], expected["salt"]) != expected["hashed"]:
            yield f"{at}this is not the right answer"
    elif kind != other:
        yield at + other_kind(kind, expected, observed, other)
    elif kind == "raised":
        messages = (in_common_words(one["message"]) for one in (expected, observed))
        if expected["raised"] != observed["raised"] or len({*messages}) > 1:
            yield f"{at}{describe_exception(observed)}"
    elif kind in ("tensor", "array"):
        yield from tensor_differences(kind, expected, observed, reveal, at)
    elif kind == "list":
        if len(expected) != len(observed):
            yield f"{at}it has {len(observed)} items where {len(expected)} are expected"
        for index, pair in enumerate(zip(expected, observed, strict=False)):
            yield from differences(*pair, reveal, f"{where}[{index}]")
    elif kind == "dict":
        yield from dict_differences(expected["dict"], observed["dict"], reveal, where)
    elif kind == "number":
        if not close(number(expected), number(observed), *PYTHON_FLOAT):
            yield at + yours(observed, expected, reveal)
    elif expected != observed and kind == "secret":
        yield f"{at}this is not the right answer"
    elif expected != observed and kind == "object":
        yield at + other_kind(kind, expected, observed, other)
    elif expected != observed:
        yield at + yours(observed, expected, reveal)


def in_common_words(text: str) -> str:
    """Return what an exception says, the same for all Pythons and processors."""
    for pattern, words in REWORDED:
        text = pattern.sub(words, text)
    return text


def other_kind(kind, expected, observed, other) -> str:
    if other == "raised":
        return describe_exception(observed)
    if other == "None":
        return f"{NAMES.get(kind, kind)} is expected and this is None: is a `return` missing?"
    got = NAMES.get(other) or f"an object of type {observed['object']}"
    if other == "tensor":
        got += f" of shape {shape(observed)}"
    wanted = NAMES.get(kind) or f"an object of type {expected['object']}"
    return f"{wanted} is expected and this is {got}"


def describe_exception(observed) -> str:
    text = f"{observed['raised']}: {observed['message']}".rstrip(": ")
    if observed["line"]:
        text += f"\n  raised in `{observed['function']}`, in your line:  {observed['line']}"
    return text


def tensor_differences(kind, expected, observed, reveal, at) -> Iterator[str]:
    if expected["shape"] != observed["shape"]:
        yield f"{at}its shape is {shape(observed)} where {shape(expected)} is expected"
        return
    if expected[kind] != observed[kind]:
        yield f"{at}its dtype is {observed[kind]} where {expected[kind]} is expected"
        return
    tolerance = TOLERANCES.get(expected[kind], (0.0, 0.0))
    pairs = [
        (number(e), number(o)) for e, o in zip(expected["data"], observed["data"], strict=True)
    ]
    wrong = [index for index, pair in enumerate(pairs) if not close(*pair, *tolerance)]
    if not wrong:
        return
    total = f"{len(wrong)} of {len(pairs)} numbers differ, " if len(pairs) > 1 else ""
    place = f"first at {list(position(wrong[0], expected['shape']))}: " if expected["shape"] else ""
    want, got = expected["data"][wrong[0]], observed["data"][wrong[0]]
    text = at + total + place + yours(got, want, reveal)
    ratio = constant_ratio(pairs)
    if reveal and ratio is not None and f"{ratio:.4g}" != "1":
        text += f" (each of yours is {ratio:.4g} times what is expected)"
    yield text


def dict_differences(expected, observed, reveal, where) -> Iterator[str]:
    at = f"{where}: " if where else ""
    wanted, got = (dict((repr(k), v) for k, v in items) for items in (expected, observed))
    for key in wanted:
        if key not in got:
            yield f"{at}the key {key} is missing"
    for key in got:
        if key not in wanted:
            yield f"{at}the key {key} is not expected"
    for key in wanted:
        if key in got:
            yield from differences(wanted[key], got[key], reveal, f"{where}[{key}]")


def hash_secret(answer: str, salt: str) -> str:
    """Hash an answer that the key must not show."""
    return hashlib.sha256(f"{salt}\n{answer}".encode()).hexdigest()


def yours(observed, expected, reveal: bool) -> str:
    return f"yours is {show(observed)}" + (f", expected {show(expected)}" if reveal else "")


def show(value) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return value["float"] if isinstance(value, dict) else repr(value)


def number(value) -> float:
    return float(value["float"]) if isinstance(value, dict) else value


def close(expected, observed, rtol: float, atol: float) -> bool:
    if expected == observed or (math.isnan(expected) and math.isnan(observed)):
        return True
    if isinstance(expected, int) and isinstance(observed, int):
        return False
    if math.isinf(expected) or math.isinf(observed):
        return False
    return abs(expected - observed) <= atol + rtol * abs(expected)


def constant_ratio(pairs) -> float | None:
    """Return r where every observed number is r times the expected one, within 0.1 %."""
    ratios = [o / e for e, o in pairs if math.isfinite(e) and math.isfinite(o) and e != 0]
    if len(ratios) < 2 or len(ratios) < len(pairs):
        return None
    low, high = min(ratios), max(ratios)
    return ratios[0] if high - low <= 1e-3 * max(abs(low), abs(high)) else None


def shape(value) -> str:
    sizes = value["shape"]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def position(flat: int, sizes: list[int]) -> tuple[int, ...]:
    """Return the indices of the flat index in a tensor of these sizes."""
    strides = list(itertools.accumulate([1, *sizes[:0:-1]], lambda a, b: a * b))[::-1]
    return tuple(flat // stride % size for stride, size in zip(strides, sizes, strict=True))
