"""Set up Jupyter for the course in the Python environment that runs this.

`make lab` and the other targets do it by themselves. In an environment made otherwise (conda,
Binder) call it once: `python -m tools.configure`. It copies the files below `tools/jupyter/` to the
same places below the environment's own folder, and nothing into the user's home; and it makes
the folder of nbgrader's exchange.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "tools" / "jupyter"


def configure(prefix: Path, root: Path = ROOT) -> None:
    """Copy the configuration into the environment at `prefix`, and make the exchange below `root`.

    nbgrader does not make that itself, and complains about each list without it.
    Raises OSError if either cannot be written to.
    """
    shutil.copytree(SOURCE, prefix, dirs_exist_ok=True, copy_function=shutil.copyfile)
    (root / "grading" / "exchange").mkdir(parents=True, exist_ok=True)


if __name__ == "__main__":
    if sys.prefix == sys.base_prefix and not (Path(sys.prefix) / "conda-meta").is_dir():
        sys.exit(
            "This Python belongs to the whole machine: activate the course's environment first."
        )
    configure(Path(sys.prefix))
