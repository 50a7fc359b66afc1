"""Have nbgrader make the student version of an assignment, and enter it in a gradebook."""

import tempfile
from pathlib import Path

import nbformat

from grading import folders
from grading.config import GradingFailed, course_config, nbgrader_api, succeed

UNFIT = "*?["  # in the course's folder: nbgrader takes it for a pattern
HELD = "because there are submissions"  # as nbgrader says of cells that come or go
GIVE_UP = (
    "The gradebook holds grades of it. Undo the change; or give them up, points by hand too, with "
    "`.venv/bin/nbgrader db assignment remove {} --force`, and grade anew. For a new class, move "
    "grading/gradebook.db away."
)


class ReleaseError(Exception):
    """nbgrader could not generate an assignment; the text says why."""


def student_version(name: str, folder: Path, db_url: str | None = None) -> Path:
    """Have nbgrader generate the student version of an assignment below `folder`.

    The assignment is entered in the gradebook at `db_url`, or in one that is thrown away.
    Returns the assignment's folder. Raises ReleaseError.
    """
    if any(letter in str(folders.ROOT) for letter in UNFIT):
        raise ReleaseError(
            f"nbgrader finds no notebooks below a folder whose name holds one of {UNFIT}. "
            f"Rename {folders.ROOT}."
        )
    config = course_config()
    config.CourseDirectory.release_directory = str(folder)
    config.CourseDirectory.db_url = db_url or f"sqlite:///{folder}/gradebook.db"
    config.GenerateAssignment.post_convert_hook = None
    try:
        succeed(nbgrader_api(config).generate_assignment(name, force=True, create=True))
    except GradingFailed as error:
        remedy = f" {GIVE_UP.format(name)}" if HELD in str(error) else ""
        raise ReleaseError(f"nbgrader could not generate {name}: {error}.{remedy}") from error
    return folder / name


def register(name: str, db_url: str) -> None:
    """Enter an assignment into a gradebook, so that submissions can be graded against it.

    Raises ReleaseError where what was released is another version.
    """
    notebook = f"{name}/{name}.ipynb"
    with tempfile.TemporaryDirectory() as temporary:
        student_version(name, Path(temporary), db_url)
        if marked(folders.EXERCISES / notebook) != marked(Path(temporary) / notebook):
            raise ReleaseError(
                f"exercises/{name} is not what solutions/{name} gives now, so that nothing can be "
                "graded by it. Run `make release`, or undo the change."
            )


def marked(notebook: Path) -> list[tuple]:
    """Return the cells of a notebook that nbgrader knows; none where there is no notebook."""
    if not notebook.is_file():
        return []
    cells = nbformat.read(notebook, as_version=4).cells
    return [(cell.source, cell.metadata.nbgrader) for cell in cells if "nbgrader" in cell.metadata]
