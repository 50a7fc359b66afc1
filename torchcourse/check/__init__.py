"""Checks that run a student's work, compare what it did, and name the misconception.

A test cell of an assignment is a *probe*: a function that uses the student's work on inputs
drawn from a seeded `Case` and returns named plain data, its *aspects*. Here the probe runs
(`observation`), its data are compared (`compare`) with what the solution and known wrong
answers gave in the same probe (`key`), and the `verdict` becomes `feedback`.
"""

import importlib

WHERE = {"Case": "torchcourse.check.case", "Checks": "torchcourse.check.checks"}
__all__ = ["Case", "Checks"]


def __getattr__(name: str):
    """Import these two when they are asked for: who only compares needs no torch."""
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(WHERE[name]), name)
