"""The answer key: what the solution and known wrong answers give in each probe.

`make release` writes one beside each exercise, for a few public seeds. Grading makes one in
memory for hidden seeds. Both are built by `grading.reference` and read here.
"""

import contextlib
import copy
import functools
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from pathlib import Path

from torchcourse.check.compare import difference, hash_secret, in_common_words, same

FORMAT = 1
DIGITS = 10  # of floats in the key: more than the tolerances of `compare` can see


@dataclass(frozen=True)
class KnownAnswer:
    """A wrong answer of the bank: its message, and its observations, one a seed.

    Only aspects that differ from the solution's are kept.
    """

    name: str
    says: str
    observations: Sequence[dict]

    def differs_in(self, aspect: str) -> bool:
        """Say whether it gives anything else than the solution in an aspect."""
        return any(aspect in one.get("aspects", [aspect]) for one in self.observations)


@dataclass(frozen=True)
class TaskKey:
    """What is known of one task."""

    task: str
    points: float
    probe: str  # digest of the probe's source
    seeds: list[int]
    solution: list[dict]  # observations, one a seed
    known: Sequence[KnownAnswer]
    forbids: list[str] = field(default_factory=list)

    @property
    def aspects(self) -> list[str]:
        """The names of what the probe observes, each worth its share of the points."""
        return list(self.solution[0]["aspects"])

    @functools.cached_property
    def drawn(self) -> list[str]:
        """The names of those aspects that the public key does not give away.

        They differ between the seeds, or are secret.
        """
        first, *others = (observation["aspects"] for observation in self.solution)
        return [
            name
            for name, value in first.items()
            if is_secret(value) or not all(same(value, other[name]) for other in others)
        ]


def is_secret(value) -> bool:
    return isinstance(value, dict) and ("secret" in value or "hashed" in value)


class KeyProblem(Exception):
    """The answer key is not where it should be, or does not fit; the text says what to do."""


def file_name(assignment: str) -> str:
    return f"{assignment}.key.json"


def find(assignment: str, folder: Path) -> Path:
    """Return the key of an assignment: beside the notebook, or in exercises/ for a solution.

    Raises KeyProblem where there is none.
    """
    name = file_name(assignment)
    places = [folder / name, folder / ".." / ".." / "exercises" / assignment / name]
    for place in places:
        if place.is_file():
            return place
    raise KeyProblem(
        f"The answer key `{name}` is not beside this notebook, so nothing can be checked here.\n"
        f"Move the notebook back into its folder `{assignment}`, or put the key from there next\n"
        "to it, and run this cell again. Your work is safe, and grading does not need the key."
    )


def read(path: Path) -> dict[str, TaskKey]:
    """Read an answer key and return its tasks by name.

    Raises KeyProblem where the file is damaged or of another format.
    """
    problem = (
        f"The answer key `{path.name}` can't be used: {{}}.\n"
        "Fetch the assignment again and take the key from there; your notebook can stay."
    )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise KeyProblem(problem.format("it belongs to another version of the course"))
        return {task["task"]: task_key(task) for task in content["tasks"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyProblem(problem.format("the file is damaged")) from error


def task_key(content: dict) -> TaskKey:
    known = [KnownAnswer(**answer) for answer in content["known"]]
    return TaskKey(**content | {"known": known})


def write(path: Path, assignment: str, tasks: list[TaskKey]) -> None:
    """Write the answer key of an assignment, with its secrets hashed.

    What is in the file and the same within the checks' tolerance stays as it is, so that another
    machine's last digits, and another Python's words, change nothing. A file that can't be read,
    as git leaves it where two changes meet, is written anew.
    """
    content = {
        "format": FORMAT,
        "assignment": assignment,
        "tasks": [published(asdict(task), task.task) for task in tasks],
    }
    with contextlib.suppress(FileNotFoundError, ValueError):
        content = settled(json.loads(path.read_text(encoding="utf-8")), content)
    path.write_text(dumps(content), encoding="utf-8")


def dumps(content) -> str:
    """Format a key: an observation a line, so that a change can be read as a difference."""
    observations = []

    def set_aside(value):
        if isinstance(value, dict) and ("aspects" in value or "raised" in value):
            observations.append(json.dumps(value, ensure_ascii=False))
            return f"observation {len(observations) - 1}"
        if isinstance(value, dict):
            return {key: set_aside(item) for key, item in value.items()}
        return [set_aside(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(set_aside(copy.deepcopy(content)), indent=1, ensure_ascii=False)
    for index, observation in enumerate(observations):
        text = text.replace(f'"observation {index}"', observation, 1)
    return text + "\n"


def published(value, salt: str):
    """Return a copy with floats rounded, secrets hashed, and no code of an answer in it.

    The line that raises an exception in a known wrong answer is often one of the solution, too.
    """
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, list):
        return [published(item, salt) for item in value]
    if isinstance(value, dict) and "secret" in value:
        return {"hashed": hash_secret(value["secret"], salt), "salt": salt}
    if isinstance(value, dict) and "raised" in value:
        return {"raised": value["raised"], "message": value["message"]}
    if isinstance(value, dict):
        return {key: published(item, salt) for key, item in value.items()}
    return value


def settled(old, new):
    """Return new content, but the old where they agree but for last digits or Python's words."""
    if isinstance(old, dict) and isinstance(new, dict):
        if "tensor" in new or "array" in new:
            return old if old.keys() == new.keys() and difference(old, new) is None else new
        return {name: settled(old.get(name), value) for name, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return [settled(*both) for both in zip_longest(old[: len(new)], new)]
    if isinstance(old, float) and isinstance(new, float):
        return old if difference(old, new) is None else new
    if isinstance(old, str) and isinstance(new, str):
        return old if in_common_words(old) == in_common_words(new) else new
    return new
