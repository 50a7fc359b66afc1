"""A class that is graded, once and again, and what a person does in between."""

import copy
import warnings
from dataclasses import dataclass, field

import nbformat
import toy
from handed_in import CLASS

from grading import report
from grading.execution import perform
from grading.grade import Grader
from grading.sandbox import Limits

NAME = toy.NAME
LIMITS = Limits(task_seconds=5)


@dataclass
class Graded:
    """What became of the class: each round's outcomes, and the grades after it, by student."""

    grader: Grader
    rounds: list = field(default_factory=list)
    executed_here: list = field(default_factory=list)  # and not by a worker

    def hand_in(self, students):
        """Have some of the class hand in what they made of the released notebook."""
        released = toy.released()
        for student in students:
            folder = self.grader.area / "submitted" / student / NAME
            folder.mkdir(parents=True)
            if make := CLASS[student]:
                notebook = make(copy.deepcopy(released))
                with warnings.catch_warnings(action="ignore"):  # of faults that are meant
                    text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
                (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")

    def perform_here(self, *arguments):
        self.executed_here.append(arguments)
        return perform(*arguments)

    def grade(self, **options):
        """Grade; return what became of each student, and the grade after it."""
        with warnings.catch_warnings(action="ignore"):  # of SQLAlchemy, on nbgrader's queries
            outcomes = list(self.grader.grade(**options))
        with self.grader.gradebook as gradebook:
            grades = [
                report.grade(gradebook, self.grader.area / "results", one.submission, one.reason)
                for one in outcomes
            ]
        students = [outcome.submission.student for outcome in outcomes]
        self.rounds.append(dict(zip(students, zip(outcomes, grades, strict=True), strict=True)))
        return self.rounds[-1]

    def again(self, submission, force=False):
        """Grade once more, now; return what became of one submission."""
        return self.grade(force=force)[submission.student]

    def outcome(self, student, number=0):
        return self.rounds[number][student][0]

    def marks(self, student, number=0):
        return self.rounds[number][student][1]

    def page(self, student):
        """The feedback page of a student."""
        path = self.grader.area / "feedback" / student / NAME / f"{NAME}.html"
        return path.read_text(encoding="utf-8")

    def pages(self, student):
        """The texts of all that grading wrote for a student."""
        folders = [self.grader.area / kind / student for kind in ("autograded", "feedback")]
        paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        assert len(paths) == 2
        return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def grade_by_hand(grader, student, score, comment):
    """Do what formgrader does when a person types a score and a comment for `why`."""
    give_points(grader, student, "why", score)
    with grader.gradebook as gradebook:
        gradebook.find_comment("why", NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def give_points(grader, student, name, score):
    """Do what formgrader does when a person types a score, or deletes it."""
    with grader.gradebook as gradebook:
        grade = gradebook.find_grade(name, NAME, NAME, student)
        grade.manual_score = score
        grade.needs_manual_grade = score is None and grade.auto_score is None
        gradebook.db.commit()


def rewritten(graded, student, **answers):
    """Write another notebook for a student who stands in the second round; return the first."""
    one = graded.outcome(student, 1).submission
    before = one.notebook.read_text(encoding="utf-8")
    nbformat.write(toy.filled(toy.released(), **answers), one.notebook)
    return one, before


def submitted_at(graded, student):
    with graded.grader.gradebook as gradebook:
        return gradebook.find_submission(NAME, student).timestamp


def due(graded, date):
    with graded.grader.gradebook as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=date)
