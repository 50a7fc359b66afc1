"""Have nbgrader make the student version of an assignment, and enter it in a gradebook."""

import tempfile
from pathlib import Path

from grading.config import course_config, nbgrader_api, reason


class ReleaseError(Exception):
    """nbgrader could not generate an assignment; the text says why."""


def student_version(name: str, folder: Path, db_url: str | None = None) -> Path:
    """Have nbgrader generate the student version of an assignment below `folder`.

    The assignment is entered in the gradebook at `db_url`, or in one that is thrown away.
    Returns the assignment's folder. Raises ReleaseError.
    """
    config = course_config()
    config.CourseDirectory.release_directory = str(folder)
    config.CourseDirectory.db_url = db_url or f"sqlite:///{folder}/gradebook.db"
    config.GenerateAssignment.post_convert_hook = None
    result = nbgrader_api(config).generate_assignment(name, force=True, create=True)
    if not result["success"]:
        raise ReleaseError(f"nbgrader could not generate {name}: {reason(result)}")
    return folder / name


def register(name: str, db_url: str) -> None:
    """Enter an assignment into a gradebook, so that submissions can be graded against it."""
    with tempfile.TemporaryDirectory() as temporary:
        student_version(name, Path(temporary), db_url)
