"""Values that are dear to compute, kept in a private folder from one run to the next."""

import contextlib
import functools
import hashlib
import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torchcourse
from grading.area import in_one_step

CODE = (Path(torchcourse.__file__).parent, Path(__file__).parent)
LIBRARIES = ("torch", "numpy", "ipython", "nbgrader")
DATA = {"answers", "submitted", "autograded", "feedback", "demo", "exchange", "replaced"}


class Kept:
    """JSON values in a folder, each in a file named by the digest of all it is computed from.

    Files are written whole or not at all, so several processes may share the folder. One that
    can't be read, or is not what was written, counts as missing. The folder holds what hidden
    seeds give: only its owner may read it. It can be deleted at any time.
    With `folder=None` nothing is kept.
    """

    def __init__(self, folder: Path | None):
        self.folder = folder

    def get(self, inputs, compute: Callable[[], list]) -> list:
        """Return what `compute()` gives for these inputs, a JSON value: kept, or computed now.

        The course's own code and the versions of its libraries count among the inputs.
        """
        if self.folder is None:
            return compute()
        name = digest([inputs, code_version()])
        path = self.folder / f"{name}.json"
        value = read(path)
        if value is None:
            value = compute()
            with contextlib.suppress(OSError):  # a full disk costs the next run time, no more
                write(path, value)
        return value


def digest(value) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


@functools.cache
def code_version() -> str:
    """Fingerprint the code that decides on a grade, and the libraries that it runs with."""
    digest = hashlib.sha256(repr([platform.python_version(), platform.machine()]).encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for place in CODE:
        for path in sorted(place.rglob("*.py")):
            if not DATA & {*path.relative_to(place).parts[:-1]}:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read(path: Path) -> list | None:
    """Return the value in a file, or None where there is none or it is damaged."""
    try:
        check, text = path.read_text(encoding="ascii").split("\n", 1)
    except (OSError, ValueError):
        return None
    return json.loads(text) if check == fingerprint(path, text) else None


def write(path: Path, value: list) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(value)
    with in_one_step(path) as temporary:
        temporary.touch(mode=0o600)
        temporary.write_text(f"{fingerprint(path, text)}\n{text}", encoding="ascii")


def fingerprint(path: Path, text: str) -> str:
    """Bind a file's text to its name: neither half a file nor another's is taken for it."""
    return hashlib.sha256(f"{path.name}\n{text}".encode()).hexdigest()
