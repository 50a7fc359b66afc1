"""What feedback pages have beside nbgrader's: above all, which points a person gave, or has to."""

import jinja2
from nbformat.v4 import new_output
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_solution

from grading.report import is_open

GIVEN = "A person gave {} for this task. They count, and not those of the check below."


class GetPoints(GetGrades):
    """Also brings into the notebook which points a person gave, and which nobody gave yet."""

    def preprocess(self, nb, resources):
        self.to_give = 0.0
        nb, resources = super().preprocess(nb, resources)
        resources["nbgrader"]["to_give"] = self.to_give
        return nb, resources

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        about = cell.metadata.nbgrader
        place = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(about["grade_id"], *place)
        about["not_graded"] = is_open(grade)
        about["given"] = grade.manual_score is not None and not is_solution(cell)
        if about["not_graded"]:
            self.to_give += grade.max_score
        if about["given"] and cell.cell_type == "code":
            text = GIVEN.format(f"{grade.score:g} of {counted(grade.max_score)}")
            cell.outputs.insert(0, new_output("display_data", data={"text/html": paragraph(text)}))


def counted(points: float) -> str:
    return f"{points:g} point" if points == 1 else f"{points:g} points"


def paragraph(text: str) -> str:
    return f"<p><strong>{text}</strong></p>"


def score_of(cell) -> str:
    """Say what a cell has, as nbgrader's page does, and who gave it or that nobody did."""
    about = cell.metadata.nbgrader
    score, points = (round(float(about.get(name) or 0), 2) for name in ("score", "points"))
    if about.get("not_graded"):
        return f"Not graded yet: {points} points"
    return f"Score: {score} / {points}" + (", given by a person" if about.get("given") else "")


def to_give(resources) -> str:
    return still_to_give(resources["nbgrader"].get("to_give") or 0)


def still_to_give(points: float) -> str:
    """Say how many points somebody has still to give; nothing where all are given."""
    return f"; {counted(points)} still to be given" if points else ""


FILTERS = {"score_of": score_of, "to_give": to_give}
TABLES = ".rendered_html td, .rendered_html th { padding: 0.2em 0.8em; }"
STYLE = "td.center, th.center {"
# In nbgrader's template: its macros can't be overridden by one that extends it.
CHANGES = {
    "Score: {{ cell.metadata.nbgrader.score | float | round(2) }} / "
    "{{ cell.metadata.nbgrader.points | float | round(2) }}": "{{ cell | score_of }}",
    "{{ resources.nbgrader.max_score | float | round(2) }})": (
        "{{ resources.nbgrader.max_score | float | round(2) }}{{ resources | to_give }})"
    ),
    # In the table of contents, where all tasks are called alike.
    '">Test cell</a>': '">{{ cell.metadata.nbgrader.grade_id }}</a>',
    '">Written response</a>': '">{{ cell.metadata.nbgrader.grade_id }}</a>',
    STYLE: f"{TABLES}\n{STYLE}",  # Bootstrap's own leave no space between columns
}


class Adapted(jinja2.BaseLoader):
    """Loads what another loader does, with these changes."""

    def __init__(self, loader: jinja2.BaseLoader):
        self.loader = loader

    def get_source(self, environment, template):
        source, *rest = self.loader.get_source(environment, template)
        for stock, ours in CHANGES.items():
            source = source.replace(stock, ours)
        return source, *rest
