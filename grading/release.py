"""Generate exercises/ from solutions/: nbgrader's student version, and the answer key beside it."""

import tempfile
from pathlib import Path

from grading import bank, folders
from grading.reference import class_keys, whole
from grading.seeds import PUBLIC_SEEDS
from grading.student_version import ReleaseError, student_version
from torchcourse.check import key as answer_key
from torchcourse.check.key import TaskKey

CHECKPOINTS = ".ipynb_checkpoints"


def release(name: str, folder: Path | None = None, db_url: str | None = None) -> bool:
    """Bring one assignment in exercises/ up to date; return whether anything changed.

    Raises ReleaseError, or what `public_keys` raises, before anything has.
    """
    require_one_notebook(name)
    target = (folder or folders.EXERCISES) / name
    before = contents(target)
    keys = public_keys(name)  # first: where that fails, nothing has changed
    with tempfile.TemporaryDirectory() as temporary:
        fresh = contents(student_version(name, Path(temporary), db_url))
    for path, content in fresh.items():
        if before.get(path) != content:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(content)
    key = answer_key.file_name(name)
    answer_key.write(target / key, name, keys)
    for path in before.keys() - fresh.keys() - {Path(key)}:
        (target / path).unlink()
    return before != contents(target)


def require_one_notebook(name: str) -> None:
    """Raise ReleaseError where another notebook lies beside the solution: it would be released."""
    found = {path.name for path in (folders.SOLUTIONS / name).glob("*.ipynb")}
    if others := sorted(found - {f"{name}.ipynb"}):
        raise ReleaseError(
            f"In solutions/{name} lies {others[0]}, too, which nbgrader would release as it is. "
            "Move it away."
        )


def contents(folder: Path) -> dict[Path, bytes]:
    """Return what the files of an assignment hold, without what Jupyter leaves behind."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and CHECKPOINTS not in path.relative_to(folder).parts
    }


def public_keys(name: str) -> list[TaskKey]:
    """Return the keys of an assignment's tasks for the public seeds, with all known answers.

    Raises BankError for an answer to what there is not.
    """
    keys = class_keys(name, PUBLIC_SEEDS)
    answers = bank.read(folders.ANSWERS / name)
    bank.require_known(answers, {task: tuple(key.aspects) for task, key in keys.items()})
    return [*map(whole, keys.values())]


def after_generate_assignment(assignment: str, student: str, notebooks: list[str]) -> None:
    """Put the key back that nbgrader's own generate_assignment, or formgrader's button, removes."""
    path = folders.EXERCISES / assignment / answer_key.file_name(assignment)
    answer_key.write(path, assignment, public_keys(assignment))
