"""Notice that a cell no longer defines what Python still remembers of an earlier version.

An answer that passed and was then broken, by a syntax error or by another name, would otherwise
still be called right: the function is the one that the kernel took over before.
"""

import builtins
import re
import sys
from typing import NamedTuple

from torchcourse.check.cell import UNREADABLE, readable
from torchcourse.check.source import definitions


class StaleCell(Exception):
    """A check would look at something else than the cells as they are; the text says what to do."""


class Run(NamedTuple):
    """The last run of a cell: its source, what it defined, and the error that kept it from that."""

    source: str
    defined: set[str]
    error: str


class CellLog:
    """What the cells of a notebook last defined, by the ids that JupyterLab sends along.

    Where none come, as from the Validate button, each run counts as that of another cell.
    """

    def __init__(self):
        self.last_runs = {}
        self.cell_of = {}

    def watch(self) -> None:
        """Look at each cell that IPython runs from now on, if that is where we are."""
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        if shell and self.note not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", self.note)

    def note(self, result) -> None:
        """Keep what a run of a cell (IPython's `ExecutionResult`) has defined."""
        cell_id = getattr(result.info, "cell_id", None) or len(self.last_runs)
        source, defined, error = result.info.raw_cell, set(), ""
        if result.error_before_exec:
            error = type(result.error_before_exec).__name__
        else:
            try:
                python, commands = readable(source)
                defined.update(definitions(python))
            except UNREADABLE:
                commands = [source]
            if commands:  # `%run` may have defined anything, so what the cell once had as well
                defined.update(name for name, cell in self.cell_of.items() if cell == cell_id)
        self.last_runs[cell_id] = Run(source, defined, error)
        self.cell_of.update(dict.fromkeys(defined, cell_id))

    def look(self, names: set[str], namespace: dict) -> None:
        """Raise StaleCell where one of these names is not what the cells, as they are, say."""
        for name in sorted(names):
            if failed := self.failed(name):
                raise StaleCell(
                    f"The cell with `{name}` ended in a {failed.error} when it was last run, so\n"
                    "nothing of it counts yet. Mend it, run it, and then run this check again."
                )
            if name in self.cell_of and name not in self.last_runs[self.cell_of[name]].defined:
                raise StaleCell(
                    f"The cell that defined `{name}` no longer does: was the name changed? Python\n"
                    f"still has the version from before. This check uses `{name}`."
                )
            if name not in namespace and not hasattr(builtins, name):
                raise StaleCell(
                    f"There is no `{name}` yet. Run the cell that defines it, then this check."
                )

    def failed(self, name: str) -> Run | None:
        """Return the last run of the cell that defines a name, or tries to, where it failed."""
        known = self.cell_of.get(name)
        runs = self.last_runs.values() if known is None else [self.last_runs[known]]
        written = re.compile(rf"^\s*(?:def|class)\s+{re.escape(name)}\b", re.MULTILINE)
        return next((run for run in runs if run.error and written.search(run.source)), None)


CELLS = CellLog()
