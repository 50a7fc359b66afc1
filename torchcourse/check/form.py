"""The form of plain data, in which observations are compared, stored and sent.

JSON can hold it and reading it cannot execute anything. None, bools, integers, finite floats,
strings and lists stand for themselves; all else is a dict with one key that says what it is:

    {"float": "nan"}                                    also "inf", "-inf"
    {"tensor": "float32", "shape": [2], "data": […]}    "array" instead of "tensor" for NumPy's
    {"dict": [[key, value], …]}
    {"secret": "b"} or {"hashed": "…"}                  see `key.published`
    {"raised": "ValueError", "message": …, "line": …, "function": …}    a key: no line, no function
    {"object": "Linear"}                                anything else, by the name of its type

`plain` makes it, `received` checks it. Nothing here needs torch: whoever compares does not either.
"""

MIME_TYPE = "application/vnd.torchcourse.observations+json"  # of a report of observations

MAX_NUMBERS = 100_000
MAX_TEXT = 10_000
MAX_INTEGER = 10**300
MAX_DEPTH = 20


def tag(value) -> str:
    """Say which kind of plain data this is: 'tensor', 'list', 'number', 'text', 'raised' …"""
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "list"
    kind = next(iter(value), "dict")
    return "number" if kind == "float" else kind
