"""A job: one submission's notebook, executed and judged, kept in a file named by all it depends on.

So a job that was done is never done twice, whoever asks for it, and one that was killed has left
nothing behind.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import nbformat

from grading import folders, results
from grading.execution import Executed, perform
from grading.kept import code_version
from grading.observer import observer
from grading.reference import hidden_keys
from grading.sandbox import Limits
from grading.seeds import hidden_seeds
from torchcourse.check.verdict import Aspect, Verdict


def circumstances(secret: Path, assignment: str, limits: Limits, trusted: bool) -> str:
    """Fingerprint all that a grade of an assignment depends on, but for what was handed in."""
    name = f"{assignment}.ipynb"
    paths = [
        folders.SOLUTIONS / assignment / name,
        folders.EXERCISES / assignment / name,
        *sorted((folders.ANSWERS / assignment).glob("*.py")),
    ]
    rest = [code_version(), asdict(limits), trusted, hidden_seeds(secret, assignment)]
    digest = hashlib.sha256(repr(rest).encode())
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


class Jobs:
    """The jobs of one area, for one assignment; finished ones lie in its jobs/ASSIGNMENT/."""

    def __init__(self, area: Path, assignment: str, limits: Limits, trusted: bool):
        self.area, self.assignment, self.limits, self.trusted = area, assignment, limits, trusted
        self.secret = area / "hidden_seed"
        self.circumstances = circumstances(self.secret, assignment, limits, trusted)

    def key(self, cells: list) -> str:
        """Name the job of a restored notebook: a digest of all that its result depends on."""
        about = [[c.cell_type, c.source, tags(c)] for c in cells]
        text = json.dumps([self.circumstances, about], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def path(self, key: str) -> Path:
        return file_of(self.area, self.assignment, key)

    def finished(self, key: str) -> Executed | None:
        """Return the result of a job that was done, or None."""
        try:
            stored = json.loads(self.path(key).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        outputs = [[nbformat.from_dict(one) for one in cell] for cell in stored["outputs"]]
        verdicts = [
            Verdict(**task | {"aspects": [Aspect(**aspect) for aspect in task["aspects"]]})
            for task in stored["verdicts"]
        ]
        rest = (stored[name] for name in ("plain", "failures"))
        return Executed(outputs, verdicts, *rest)

    def store(self, key: str, executed: Executed) -> None:
        """Keep a result; raises OSError where the disk is full."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        results.write_atomically(target, json.dumps(asdict(executed)))

    def perform(self, cells: list, sandbox) -> Executed:
        """Do a job, unless it was done, and keep its result. `sandbox()` returns a Sandbox."""
        key = self.key(cells)
        executed = self.finished(key)
        if executed is None:
            place = sandbox()
            keys = hidden_keys(self.assignment, self.secret, self.area / "keys", observer(place))
            executed = perform(cells, keys, place, self.limits)
            self.store(key, executed)
        return executed


def file_of(area: Path, assignment: str, key: str) -> Path:
    return area / "jobs" / assignment / f"{key}.json"


def forget(area: Path, assignment: str, key: str = "*") -> None:
    """Have a job, or all of an assignment, done again the next time, whatever it gave."""
    pattern = file_of(area, assignment, key)
    for path in pattern.parent.glob(pattern.name):
        path.unlink(missing_ok=True)


def tags(cell) -> list:
    """Return what nbgrader's metadata say of a cell, as far as a grade depends on it."""
    about = cell.metadata.get("nbgrader", {})
    names = ("grade_id", "grade", "solution")
    return [*(about.get(name) for name in names), float(about.get("points") or 0)]
