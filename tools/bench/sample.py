"""A class of any size for the measurements: who solved it, who went wrong, who sent it empty."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import nbformat

from grading import bank, folders
from grading.assignment import grade_id, read
from grading.demo import filled

SOLVED = "solved"
WRONG = "wrong"
EMPTY = "empty"
# Ten students; a class repeats them, with other mistakes in those that are wrong.
ROUND = (SOLVED, WRONG, EMPTY, WRONG, SOLVED, WRONG, SOLVED, WRONG, SOLVED, WRONG)


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in; `kind` is `SOLVED`, `WRONG` or `EMPTY`."""

    student: str
    kind: str
    notebook: str


class SampleClass:
    """Submissions of one assignment, made from its solution and its answer bank."""

    def __init__(self, assignment: str):
        self.assignment = assignment
        self.released = folders.EXERCISES / assignment / f"{assignment}.ipynb"

    @cached_property
    def source(self):
        return read(folders.SOLUTIONS / self.assignment / f"{self.assignment}.ipynb")

    @cached_property
    def mistakes(self) -> dict[str, list[str]]:
        """The code of the bank's wrong answers, by task."""
        found = {}
        for answer in bank.read(folders.ANSWERS / self.assignment):
            if answer.is_wrong:
                found.setdefault(answer.task, []).append(answer.code)
        return found

    @property
    def points(self) -> float:
        """What a solved submission scores without a person's help."""
        return self.source.automatic_points

    def submissions(self, count: int) -> Iterator[Submission]:
        """Yield the first `count` students; a larger class begins with those of a smaller one."""
        for number in range(count):
            kind = ROUND[number % len(ROUND)]
            student = f"student-{number + 1:04}"
            yield Submission(student, kind, self.signed(self.notebook(kind, number), student))

    def notebook(self, kind: str, number: int) -> str:
        if kind == EMPTY:
            return self.released.read_text(encoding="utf-8")
        chosen = {}
        if kind == WRONG:
            draw = random.Random(number)
            tasks = draw.sample(sorted(self.mistakes), k=min(3, len(self.mistakes)))
            chosen = {task: draw.choice(self.mistakes[task]) for task in tasks}
        return filled(self.source, self.released, chosen)

    def signed(self, text: str, student: str) -> str:
        """Put a comment into an answer: no two are equal, so that none is graded for another."""
        answers = {task.answer_id for task in self.source.tasks.values()}
        notebook = nbformat.reads(text, as_version=4)
        cell = next(cell for cell in notebook.cells if grade_id(cell) in answers)
        cell.source += f"\n# {student}"
        return nbformat.writes(notebook)
