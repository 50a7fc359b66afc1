"""Generate exercises/ from solutions/: nbgrader's student version, and the answer key beside it."""

import filecmp
import shutil
import tempfile
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI

from grading import assignment, bank, folders, reference
from grading.config import course_config
from torchcourse.check import key as answer_key

PUBLIC_SEEDS = [0, 1, 2]


class ReleaseError(Exception):
    """nbgrader could not generate an assignment; the text is what it logged."""


def student_version(name: str, folder: Path, db_url: str | None = None) -> Path:
    """Have nbgrader generate the student version of an assignment below `folder`.

    Where `db_url` is given, the assignment is entered in that gradebook, too.
    Returns the assignment's folder. Raises ReleaseError.
    """
    config = course_config()
    config.CourseDirectory.release_directory = str(folder)
    config.GenerateAssignment.no_database = db_url is None
    config.CourseDirectory.db_url = db_url or "sqlite:///:memory:"
    result = NbGraderAPI(config=config).generate_assignment(name, force=True, create=True)
    if not result["success"]:
        raise ReleaseError(f"nbgrader could not generate {name}:\n{result.get('log', '')}")
    return folder / name


def build_key(name: str, seeds: list[int]) -> list[answer_key.TaskKey]:
    """Run solution and bank of an assignment and return its key for these seeds."""
    source = assignment.read(folders.SOLUTIONS / name / f"{name}.ipynb")
    answers = bank.read(folders.ANSWERS / f"{name}.py")
    return [reference.task_key(source, task, answers, seeds) for task in source.tasks.values()]


def release(name: str, folder: Path = folders.EXERCISES, db_url: str | None = None) -> bool:
    """Bring one assignment in exercises/ up to date; return whether anything changed."""
    target = folder / name
    before = {path.name: path.read_bytes() for path in target.glob("*")}
    with tempfile.TemporaryDirectory() as temporary:
        fresh = student_version(name, Path(temporary), db_url)
        target.mkdir(parents=True, exist_ok=True)
        for path in fresh.rglob("*.*"):
            copy_if_changed(path, target / path.relative_to(fresh))
        kept = {path.relative_to(fresh) for path in fresh.rglob("*")}
    key = target / answer_key.file_name(name)
    answer_key.write(key, name, build_key(name, PUBLIC_SEEDS))
    for path in target.rglob("*"):
        if path.is_file() and path != key and path.relative_to(target) not in kept:
            path.unlink()
    return before != {path.name: path.read_bytes() for path in target.glob("*")}


def copy_if_changed(path: Path, target: Path) -> None:
    if not (target.is_file() and filecmp.cmp(path, target, shallow=False)):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
