"""A course of one small assignment, for the tests of grading."""

import os
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading import folders

REPOSITORY = Path(__file__).parents[2]
NAME = "99_toy"
POINTS = {"twice": 4.0, "choice": 1.0, "total": 2.0}
BY_HAND = {"why": 3.0}
FULL = sum(POINTS.values())  # without what a person grades

SETUP = f"""\
import torch
from torchcourse.check import Checks

check = Checks("{NAME}")"""

TWICE = """\
def twice(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""

TWICE_PROBE = """\
@check("twice", forbids=("mul",))
def _(case):
    def of_a_tensor():
        return twice(case.tensor(3))

    def of_a_number():
        return twice(case.number(1, 9))

    return {"of a tensor": of_a_tensor, "of a number": of_a_number}"""

CHOICE = """\
def choice():
    ### BEGIN SOLUTION
    return "momentum"
    ### END SOLUTION"""

CHOICE_PROBE = """\
@check("choice")
def _(case):
    return {"your choice": case.secret(choice())}"""

TOTAL = """\
def total(numbers):
    ### BEGIN SOLUTION
    return sum(numbers)
    ### END SOLUTION"""

TOTAL_ASSERTS = """\
assert total([1, 2]) == 3
assert total([]) == 0"""

WHY = """\
Your answer to *why*:

### BEGIN SOLUTION
Because two times two is four.

**Rubric.** 3 points: it says because. 1 point: it says why not.
### END SOLUTION"""

WHY_STUB = """\
Your answer to *why*:

YOUR ANSWER HERE"""

BANK = """\
from grading.bank import alternative, wrong


@wrong("squared", fails=["of a tensor", "of a number"], says="This is the *square*.")
def twice(x):
    return x * x


@wrong("rounded", fails=["of a number"], says="Numbers need not be whole.")
def twice(x):
    return 2 * (x if isinstance(x, torch.Tensor) else int(x))


@alternative("by adding")
def twice(x):
    return x + x
"""

NBGRADER_CONFIG = """\
from pathlib import Path

from grading import config, folders

folders.use(Path(__file__).parent)
load_subconfig(config.FILE.name, path=str(config.FILE.parent))
"""


def cell(make, source: str, grade_id: str, **nbgrader):
    """Return a cell with nbgrader's metadata, locked unless it says otherwise."""
    one = make(source, id=grade_id)
    one.metadata["nbgrader"] = {
        "cell_type": one.cell_type,
        "grade": False,
        "grade_id": grade_id,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
        **nbgrader,
    }
    return one


def task(name: str, text: str, answer: str, test: str) -> list:
    """Return the three cells of a task."""
    return [
        cell(new_markdown_cell, text, f"{name}-text"),
        cell(new_code_cell, answer, f"{name}-answer", solution=True, locked=False),
        cell(new_code_cell, test, name, grade=True, points=POINTS[name]),
    ]


def written(name: str, source: str):
    """Return the cell of an answer that is graded by hand."""
    points = BY_HAND[name]
    return cell(
        new_markdown_cell, source, name, grade=True, solution=True, locked=False, points=points
    )


def solution():
    """Return the assignment's solution as a notebook."""
    notebook = new_notebook(
        metadata={
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    notebook.cells = [
        cell(new_code_cell, SETUP, "setup"),
        *task("twice", "Write `twice`.", TWICE, TWICE_PROBE),
        *task("choice", "Which one?", CHOICE, CHOICE_PROBE),
        *task("total", "Write `total`.", TOTAL, TOTAL_ASSERTS),
        written("why", WHY),
    ]
    return notebook


ANSWERS = {
    "twice": "def twice(x):\n    return x + x",
    "choice": "def choice():\n    return ' Momentum'",
    "total": "def total(numbers):\n    return sum(numbers)",
}
REASON = "Because I have **counted** them."


def released():
    """Return the notebook that students get in the course which is in use."""
    return nbformat.read(folders.EXERCISES / NAME / f"{NAME}.ipynb", as_version=4)


def filled(released, **answers: str):
    """Return the released notebook with right answers typed in, but for those given here.

    Only what is given here for `why` is written there: nothing is right before a person says so.
    """
    notebook = nbformat.from_dict(released)
    typed = {"why": answers.pop("why", WHY_STUB)}
    typed |= {f"{name}-answer": answer for name, answer in {**ANSWERS, **answers}.items()}
    for one in notebook.cells:
        name = one.metadata.nbgrader.grade_id
        one.source = typed.get(name, one.source)
    return notebook


def named(cells: list, grade_id: str):
    """Return the one cell of this name, also where others have none."""
    (found,) = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return found


def without(cells: list, *grade_ids: str) -> list:
    return [cell for cell in cells if cell.metadata.nbgrader.grade_id not in grade_ids]


def environment() -> dict[str, str]:
    """Return the environment of a program that finds the course's packages from any folder."""
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path}


def build(root: Path) -> None:
    """Write the course's sources below `root`: solution, answer bank, configuration."""
    bank = root / "grading" / "answers" / NAME
    for folder in (root / "solutions" / NAME, root / "exercises", bank):
        folder.mkdir(parents=True)
    nbformat.write(solution(), root / "solutions" / NAME / f"{NAME}.ipynb")
    (bank / "twice.py").write_text(BANK, encoding="utf-8")
    (root / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
