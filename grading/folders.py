"""Where things lie in the course, for the instructor's side."""

from pathlib import Path


def use(root: Path) -> None:
    """Take the course in this folder: all of grading looks here from now on."""
    global ROOT, SOLUTIONS, EXERCISES, GRADING, ANSWERS
    ROOT = root
    SOLUTIONS = ROOT / "solutions"
    EXERCISES = ROOT / "exercises"
    GRADING = ROOT / "grading"
    ANSWERS = GRADING / "answers"


use(Path(__file__).resolve().parent.parent)


def assignments() -> list[str]:
    """Return the names of all assignments, in the order of the course; copies are none."""
    found = sorted(SOLUTIONS.glob("*/*.ipynb"))
    return [path.stem for path in found if path.stem == path.parent.name]
