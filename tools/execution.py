"""Outputs of notebooks, made by running all their cells in order in a kernel of their own."""

import logging
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from grading import kernels
from tools import canonical

log = logging.getLogger(__name__)


class ExecutionError(RuntimeError):
    """A cell of a notebook did not run to its end."""


def execute(path, timeout=60):
    """Run the notebook at `path` and store its outputs there; return whether the file changed.

    The file is replaced in one step after the last cell has run. If a cell raises, takes longer
    than `timeout` seconds or ends its kernel, `ExecutionError` names it and the file stays as it
    was. `NotebookError` is raised for a file that is no notebook.
    """
    path = Path(path)
    stored = canonical.read(path)
    notebook = canonical.canonicalise(stored)
    run(notebook, path, timeout)
    notebook = canonical.canonicalise(notebook)
    canonical.keep_equal_images(notebook, stored)
    return canonical.write(notebook, path)


def run(notebook, path, timeout):
    """Run all cells in the folder of `path`, and put their outputs into `notebook`."""
    current = {"cell": "before the first cell"}

    def remember(cell, cell_index):
        current["cell"] = f"cell {cell.id}"

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        # Otherwise ipykernel warns of unencrypted TCP at each start.
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        resources={"metadata": {"path": str(path.parent.absolute())}},
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,
        skip_cells_with_tag="",
        shutdown_kernel="immediate",
        on_cell_start=remember,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        message = f"{path}: {current['cell']}: {error.ename}: {error.evalue}"
        raise ExecutionError(message) from error
    except CellTimeoutError as error:
        message = f"{path}: {current['cell']}: did not end within {timeout} s"
        raise ExecutionError(message) from error
    except DeadKernelError as error:
        message = f"{path}: {current['cell']}: the kernel died"
        raise ExecutionError(message) from error


@contextmanager
def clean_environment():
    """Kernels started within see no one's IPython settings, and are forked warm where possible."""
    with tempfile.TemporaryDirectory(prefix="ipython-") as folder:
        warm = kernels.environment()
        if not warm:
            log.warning("ordinary kernels: the course's packages are not installed here")
        with mock.patch.dict(os.environ, warm, IPYTHONDIR=folder):
            yield
