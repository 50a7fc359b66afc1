"""A feedback page in plain text, for a submission whose own page can't be made."""

from html import escape
from pathlib import Path

from grading import results
from grading.feedback_pages import HEAD

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head>{head}<title>{title}</title></head>
<body><pre style="white-space: pre-wrap">{text}</pre></body></html>
"""
SHORT = 2_000  # characters of a message


def write(area: Path, assignment: str, student: str, reason: str) -> None:
    """Write the page in place of nbgrader's, from what is stored of the submission's tasks.

    `reason` says why the notebook is not in it.
    """
    stored = results.read(results.path(area / "results", assignment, student)) or {}
    first = f"{assignment}, without the notebook, which can't be shown: {reason[:SHORT]}"
    text = "\n".join([first, *said(stored)])
    folder = area / "feedback" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    page = PAGE.format(head=HEAD, title=escape(assignment), text=escape(text))
    results.write_atomically(folder / f"{assignment}.html", page)


def said(stored: dict) -> list[str]:
    """Return what there is to say of each task, line by line."""
    lines = []
    for task in stored.get("tasks", []):
        lines += ["", f"{task['task']}: {task['state']}, {task['score']:g} of {task['points']:g}"]
        lines += [task["message"][:SHORT]] if task.get("message") else []
        for aspect in task["aspects"]:
            lines.append(f"- {aspect['name']}: {aspect['state']}. {aspect['message'][:SHORT]}")
    return lines
