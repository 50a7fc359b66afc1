"""A lesson and an exercise, as a student meets them in JupyterLab."""

import nbformat
import pytest

from grading import bank, folders
from grading.assignment import grade_id, read, substitute

NAMES = folders.assignments()


def in_order(shown, texts):
    """Assert that `shown` holds these texts, in this order."""
    place = 0
    for text in texts:
        place = shown.find(text, place)
        assert place >= 0, f"{text!r} is not shown (in this order) in:\n{shown}"


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_tells_right_from_wrong_at_once(open_copy, page, artifacts, name):
    tasks = list(read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks.values())
    right, wrong = tasks[:2]
    answer = next(
        answer
        for answer in bank.read(folders.ANSWERS / name)
        if answer.task == wrong.name and answer.is_wrong
    )
    notebook = open_copy(f"exercises/{name}/{name}.ipynb")
    cells = nbformat.read(folders.EXERCISES / name / f"{name}.ipynb", as_version=4).cells
    place = {grade_id(cell): index for index, cell in enumerate(cells)}
    notebook.set_source(place[right.answer_id], right.answer)
    notebook.set_source(place[wrong.answer_id], substitute(wrong.answer, answer.code))
    notebook.run_all()
    assert not notebook.errors()
    shown = (notebook.text(i) for i, cell in enumerate(cells) if cell.cell_type == "code")
    in_order(
        "\n".join(shown),
        [f"`{right.name}`: passed", f"`{wrong.name}`: wrong", " ".join(answer.says.split())[:40]]
        + [f"`{task.name}`: not attempted" for task in tasks[2:]],
    )
    # Lab draws a cell a moment after it was scrolled to: what is awaited may not be there at once.
    cell = notebook.cell(place[wrong.name])
    feedback = cell.locator("[role=status]", has_text=f"{wrong.name}: wrong")
    feedback.scroll_into_view_if_needed()
    feedback.wait_for()
    page.screenshot(path=artifacts / f"exercise-{name}.png")
    assert not page.errors


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "def train_step(",
            "def train_step((",
            "The cell with `train_step` ended in a SyntaxError",
        ),
        ("def train_step(", "def train(", "The cell that defined `train_step` no longer does"),
    ],
)
def test_an_answer_that_was_right_before_is_not_called_right(open_copy, page, old, new, said):
    name = "02_optimizers"
    task = read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks["train_step"]
    notebook = open_copy(f"exercises/{name}/{name}.ipynb")
    answer, check = notebook.find(old), notebook.find('@check("train_step")')
    notebook.set_source(answer, task.answer)
    for index in (notebook.find("import Checks"), answer, check):
        notebook.run(index)
    assert "`train_step`: passed" in notebook.text(check)
    notebook.set_source(answer, task.answer.replace(old, new))
    notebook.run(answer)
    notebook.run(check)
    assert said in notebook.text(check)
    assert not page.errors


@pytest.mark.parametrize(
    "path", sorted(folders.ROOT.glob("notebooks/*.ipynb")), ids=lambda p: p.stem
)
def test_a_lesson_runs_from_top_to_bottom(open_copy, page, artifacts, path):
    notebook = open_copy(f"notebooks/{path.name}")
    cells = nbformat.read(path, as_version=4).cells
    meant = {
        i for i, cell in enumerate(cells) if "raises-exception" in cell.metadata.get("tags", [])
    }
    notebook.run_all()
    assert set(notebook.errors()) == meant
    page.screenshot(path=artifacts / f"lesson-{path.stem}.png")
    assert not page.errors
