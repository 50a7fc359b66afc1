"""Checks that run a student's work, compare what it did, and name the misconception.

A test cell of an assignment is a *probe*: a function that uses the student's work on inputs
drawn from a seeded `Case` and returns named plain data, its *aspects*. Here the probe runs
(`observation`), its data are compared (`compare`) with what the solution and known wrong
answers gave in the same probe (`key`), and the `verdict` becomes `feedback`.
"""

from torchcourse.check.case import Case
from torchcourse.check.checks import Checks

__all__ = ["Case", "Checks"]
