"""A feedback page in plain text, for a submission whose own page can't be made."""

from html import escape
from pathlib import Path

from nbgrader.api import Gradebook

from grading import report, results
from grading.feedback_pages import HEAD
from grading.feedback_points import still_to_give
from grading.submissions import Submission

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head>{head}<title>{title}</title></head>
<body><pre style="white-space: pre-wrap">{text}</pre></body></html>
"""
SHORT = 2_000  # characters of a message


def place(area: Path, assignment: str, student: str) -> Path:
    """Return where the feedback page of a submission lies, nbgrader's as well as a plain one."""
    return area / "feedback" / student / assignment / f"{assignment}.html"


def write(gradebook: Gradebook, area: Path, one: Submission, reason: str) -> None:
    """Write the page in place of nbgrader's: points and comments, and what the checks said.

    `reason` says to the student why the notebook is not in it; it may be empty.
    """
    title, why = one.assignment, f": {reason[:SHORT]}" if reason else "."
    first = f"{title}, without the notebook, which can't be shown{why}"
    lines = [first, *said(gradebook, area, one)]
    target = place(area, one.assignment, one.student)
    target.parent.mkdir(parents=True, exist_ok=True)
    page = PAGE.format(head=HEAD, title=escape(title), text=escape("\n".join(lines)))
    results.write_atomically(target, page)


def said(gradebook: Gradebook, area: Path, one: Submission) -> list[str]:
    """Return what there is to say of a submission, line by line."""
    grade = report.grade(gradebook, area / "results", one)
    stored = results.read(results.path(area / "results", one.assignment, one.student)) or {}
    verdicts = {task["task"]: task for task in stored.get("tasks", [])}
    found = gradebook.find_submission(one.assignment, one.student).notebooks
    lines = [f"Score: {grade.score or 0:g} of {grade.max_score or 0:g}"]
    if grade.late_penalty:
        lines[0] += f", as {grade.late_penalty:g} were taken off because it is late"
    cells = [cell for notebook in found for cell in notebook.grades]
    lines[0] += still_to_give(sum(cell.max_score for cell in cells if report.is_open(cell)))
    for cell in cells:
        score = grade.tasks.get(cell.name)
        points = "no points yet" if score is None else f"{score:g} of {cell.max_score:g}"
        lines += ["", f"{cell.name}: {grade.states.get(cell.name, '')}, {points}"]
        lines += of_the_checks(verdicts.get(cell.name))
    comments = [(one.name, one.comment) for notebook in found for one in notebook.comments]
    return lines + [f"\nOn {name}: {text[:SHORT]}" for name, text in comments if text]


def of_the_checks(task: dict | None) -> list[str]:
    """Return the messages of a task's verdict."""
    if task is None:
        return []
    first = [task["message"][:SHORT]] if task.get("message") else []
    return first + [
        f"- {aspect['name']}: {aspect['state']}. {aspect['message'][:SHORT]}"
        for aspect in task["aspects"]
    ]
