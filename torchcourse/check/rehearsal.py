"""Run one task as its notebook would, and alone: the set-up, one answer, the probe.

So the observations of answer keys come about, here or in a session of the sandbox.
"""

import contextlib
import io
import linecache
import warnings

from torchcourse.check.checks import Checks
from torchcourse.check.recorder import Recorder


def rehearse(setup: list[str], answer: str, probe: str, seeds: list[int]) -> list[dict]:
    """Return what the probe observes of an answer, one observation a seed."""
    observations = []
    namespace = {"__name__": "__main__"}
    with quiet():
        for number, source in enumerate(setup):
            run_cell(f"setup {number}", source, namespace)
        check = next((n for n, v in namespace.items() if isinstance(v, Checks)), "check")
        namespace[check] = Recorder([*seeds], lambda _, found: observations.extend(found))
        with contextlib.suppress(Exception):  # as in a notebook, the probe then misses a name
            run_cell("answer", answer, namespace)
        run_cell("probe", probe, namespace)
    return observations


@contextlib.contextmanager
def quiet():
    """Let nothing be printed, and no warning become an error, as little as in a notebook."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def run_cell(name: str, source: str, namespace: dict) -> None:
    """Execute a cell's source; its lines stay known to tracebacks, as in IPython."""
    filename = f"<{name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)
