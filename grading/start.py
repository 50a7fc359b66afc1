"""Start ahead what takes seconds to start, so that it comes up beside a program's own imports."""

from grading.pool import start_forking
from grading.sandbox import launch_ahead

PRELOAD = ("grading.worker",)  # without torch: submissions and answers run in the sandbox


def start_ahead(trusted: bool) -> None:
    """Start what the next `Grader` needs: the process that forks workers, and the sandbox."""
    start_forking(PRELOAD)
    launch_ahead(trusted)
