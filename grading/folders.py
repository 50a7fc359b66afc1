"""Where things lie in the course, for the instructor's side."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
GRADING = ROOT / "grading"
ANSWERS = GRADING / "answers"


def assignments() -> list[str]:
    """Return the names of all assignments, in the order of the course."""
    return sorted(path.parent.name for path in SOLUTIONS.glob("*/*.ipynb"))
