"""Run the cells of submissions in one warm process, and nothing else: what they cost by themselves.

    python -m tools.bench.cells NOTEBOOK ...

Prints wall and CPU seconds, as JSON. Started where the answer key lies. The first notebook is run
once more beforehand, for all that Python and PyTorch do but once.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output


def execute(shell: InteractiveShell, path: Path) -> tuple[float, float]:
    """Run a notebook's code cells in an empty namespace; return their wall and CPU seconds.

    An error ends its cell only, as in a notebook that is graded.
    """
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    shell.reset()
    wall, cpu = time.perf_counter(), time.process_time()
    for cell in cells:
        shell.run_cell(cell.source, store_history=True)
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    shell = InteractiveShell.instance()
    paths = [Path(argument) for argument in sys.argv[1:]]
    with capture_output():
        execute(shell, paths[0])
        times = [execute(shell, path) for path in paths]
    print(json.dumps(dict(zip(("wall", "cpu"), map(sum, zip(*times, strict=True)), strict=True))))


if __name__ == "__main__":
    main()
