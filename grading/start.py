"""Start ahead what takes seconds to start, so that it comes up beside a program's own imports."""

from grading.pool import start_forking
from grading.sandbox import launch_ahead

# What the processes import that execute submissions; the others bring torch, and what its first
# optimizer imports, for new keys.
PRELOAD = ("grading.worker", "grading.reference", "torch._dynamo")


def start_ahead(trusted: bool) -> None:
    """Start what the next `Grader` needs: the process that forks workers, and the sandbox."""
    start_forking(PRELOAD)
    launch_ahead(trusted)
