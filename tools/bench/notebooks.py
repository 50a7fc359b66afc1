"""`make test-notebooks` against plain nbval on the same notebooks."""

import sys
from collections.abc import Sequence
from pathlib import Path

from grading import folders
from tools.bench import measure
from tools.bench.graders import environment, succeed

TESTED = (0, 1)  # pytest's exit codes for tests that ran, whether or not all passed


def ours(paths: Sequence[Path]) -> measure.Usage:
    """Check the form of the notebooks and compare their outputs with those of a fresh run."""
    commands = [
        [sys.executable, "-m", "tools.notebooks", "check", *paths],
        [sys.executable, "-m", "tools.notebooks", "validate", *paths],
    ]
    usages = [measure.run(command, folders.ROOT, environment()) for command in commands]
    return succeed("make test-notebooks", measure.total(usages))


def plain(paths: Sequence[Path], folder: Path) -> measure.Usage:
    """Compare the outputs by nbval, as it is without options of ours.

    Some outputs differ there, of those that need rules of the course's; they cost the same.
    """
    settings = folder / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")  # not those of the course's own tests
    options = ["-c", settings, "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", "--nbval", *options, *paths]
    usage = measure.run(command, folders.ROOT, environment(IPYTHONDIR=str(folder / "ipython")))
    return usage if usage.code in TESTED else succeed("pytest --nbval", usage)
