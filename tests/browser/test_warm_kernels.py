"""In JupyterLab a student's kernel is forked from a process that has imported torch."""

import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

FIRST_TENSOR = "import os, torch; torch.zeros(1); print(os.getppid())"


def test_the_first_tensor_does_not_wait_for_torch(open_cells, measured):
    open_cells("")  # the kernel server is ready now, as it is when a student opens a notebook
    start = time.perf_counter()
    notebook = open_cells(FIRST_TENSOR)
    notebook.run_all()
    measured("from opening a notebook to its first tensor", 1000 * (time.perf_counter() - start))
    with open(f"/proc/{int(notebook.text(0))}/cmdline", encoding="utf-8") as file:
        command = file.read().split("\0")
    assert command[1].endswith("grading/kernels/server.py")
