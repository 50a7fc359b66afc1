"""Look at what was handed in before anything is graded, and refuse what can't be, with a remedy."""

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment; `problem` says why it can't be graded."""

    student: str
    assignment: str
    notebook: Path
    problem: str | None = None


def find(submitted: Path, assignments: list[str]) -> list[Submission]:
    """Return every submission in `submitted`/STUDENT/ASSIGNMENT/, also what is to be refused."""
    if not submitted.is_dir():
        return []
    return [
        examine(student.name, folder, assignments)
        for student in sorted(submitted.iterdir())
        if not student.name.startswith(".")
        for folder in folders_of(student)
    ]


def folders_of(student: Path) -> list[Path]:
    """Return what lies in a student's folder; a stray file stands for itself."""
    if not student.is_dir() or student.is_symlink():
        return [student]
    return sorted(path for path in student.iterdir() if not path.name.startswith("."))


def examine(student: str, folder: Path, assignments: list[str]) -> Submission:
    """Say whether the submission in this folder can be graded."""
    name = folder.name
    notebook = folder / f"{name}.ipynb"
    return Submission(student, name, notebook, problem_with(folder, notebook, assignments))


def problem_with(folder: Path, notebook: Path, assignments: list[str]) -> str | None:
    """Return cause and remedy in one sentence each, or None where the submission can be graded."""
    if folder.is_symlink() or not folder.is_dir():
        return "This is no folder. Submissions lie in submitted/STUDENT/ASSIGNMENT/."
    if folder.name not in assignments:
        known = ", ".join(assignments)
        return f"There is no assignment of this name. Rename the folder to one of: {known}."
    links = [path for path in folder.rglob("*") if path.is_symlink() or not is_ordinary(path)]
    if links:
        return f"{links[0].name} is a link or no ordinary file. Ask for the file itself."
    if not notebook.is_file():
        return no_notebook(folder, notebook.name)
    return problem_inside(notebook)


def is_ordinary(path: Path) -> bool:
    return path.is_file() or path.is_dir()


def no_notebook(folder: Path, wanted: str) -> str:
    others = sorted(path.name for path in folder.rglob("*.ipynb"))
    if len(others) == 1:
        return f"The notebook is called {others[0]}. Rename it to {wanted} and grade again."
    if others:
        return f"There are {len(others)} notebooks and none is {wanted}. Keep one, renamed so."
    return f"There is no notebook. Ask for the file {wanted}."


def problem_inside(notebook: Path) -> str | None:
    size = notebook.stat().st_size
    if size == 0:
        return "The file is empty. Ask for it again: the upload may have failed."
    if size > MAX_BYTES:
        return f"The file has {size / 1e6:.0f} MB. Ask for it without outputs (20 MB at most)."
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return "The file is not text. Ask for the notebook itself, not an archive or a document."
    except (ValueError, RecursionError) as error:
        return f"The file is not JSON ({str(error)[:80]}). Ask for it again: it was cut or edited."
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        return "The file is JSON but no notebook. Ask for the .ipynb file that Jupyter saved."
    try:
        read = nbformat.read(notebook, as_version=4)
        sources = [cell.source.strip() for cell in read.cells]
    except Exception as error:  # nbformat raises many kinds
        reason = str(error).splitlines()[0][:120]
        return f"Jupyter can't read this notebook ({reason}). Ask for it as Jupyter saved it."
    if not any(sources):
        return "The notebook has no content. Ask for it again: the wrong file may have been sent."
    return None
