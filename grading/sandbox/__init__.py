"""Sessions that run a notebook's cells where they can do no harm, and leave nothing behind."""

from grading.sandbox.client import Connection, Sandbox, SandboxMissing, launch_ahead
from grading.sandbox.limits import Execution, Limits
from grading.sandbox.session import Session

__all__ = [
    "Connection",
    "Execution",
    "Limits",
    "Sandbox",
    "SandboxMissing",
    "Session",
    "launch_ahead",
]
