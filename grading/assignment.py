"""Read an assignment's notebook: its set-up, its tasks with their probes, its written answers."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.utils import is_grade, is_solution

from torchcourse.check.source import definitions, first_line

MARKER = re.compile(r"\s*### (BEGIN|END) SOLUTION")


class AssignmentError(Exception):
    """An assignment is not built as one; the text names the cell and what to do."""


@dataclass(frozen=True)
class Task:
    """One graded task: the cell for the answer, and the test cell that holds its probe.

    `setup` are the code cells above it that belong to no task, such as imports and helpers.
    """

    name: str
    points: float
    answer: str
    answer_id: str
    probe: str
    forbids: tuple[str, ...]
    setup: tuple[str, ...] = ()

    @property
    def probe_function(self) -> str:
        """The source of the probe's function with its decorator, as `inspect` would give it."""
        node, call = find_check(self.probe)
        return "\n".join(self.probe.splitlines()[call.lineno - 1 : node.end_lineno])


@dataclass(frozen=True)
class Written:
    """An answer that a person grades: its cell is what nbgrader calls manually graded.

    In solutions/, `source` holds a model answer and the rubric between the solution's markers.
    """

    name: str
    points: float
    source: str


@dataclass(frozen=True)
class Assignment:
    """A notebook of solutions/ or exercises/, read into its parts.

    `plain` are the points of test cells without a probe, by grade id: nbgrader grades them in
    its own way.
    """

    name: str
    tasks: dict[str, Task]
    plain: dict[str, float] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)

    @property
    def automatic_points(self) -> float:
        """What can be earned before anybody has graded the written answers."""
        return sum(task.points for task in self.tasks.values()) + sum(self.plain.values())

    @property
    def points(self) -> float:
        return self.automatic_points + sum(one.points for one in self.written.values())


def read(path: Path) -> Assignment:
    """Read the assignment in a notebook file.

    Raises AssignmentError where a task is not one solution cell followed by one test cell, that is
    no Python, two cells have one grade id, or a solution's markers do not come in pairs.
    """
    notebook = nbformat.read(path, as_version=4)
    check_marks(path, [cell for cell in notebook.cells if "nbgrader" in cell.metadata])
    setup, tasks, plain, written, answers = [], {}, {}, {}, []
    for cell in notebook.cells:
        if is_written(cell):
            name = grade_id(cell)
            written[name] = Written(name, float(cell.metadata.nbgrader.points), cell.source)
        elif cell.cell_type != "code":
            continue
        elif is_solution(cell):
            answers.append(cell)
        elif is_grade(cell) and "@check" not in cell.source:
            plain[grade_id(cell)] = float(cell.metadata.nbgrader.points)
            answers = []
        elif is_grade(cell):
            task = read_task(path, cell, answers, tuple(setup))
            tasks[task.name] = task
            answers = []
        else:
            setup.append(cell.source)
    if answers:
        raise AssignmentError(f"{path}: {grade_id(answers[0])} has no test cell below it")
    return Assignment(path.stem, tasks, plain, written)


def check_marks(path: Path, cells: list) -> None:
    """Look at grade ids and the markers of solutions, of which nbgrader says no place."""
    seen = set()
    for name, source in ((grade_id(cell), cell.source) for cell in cells):
        if name in seen:
            raise AssignmentError(f"{path}: two cells have the grade id {name}")
        seen.add(name)
        markers = [match[1] for line in source.splitlines() if (match := MARKER.match(line))]
        if markers != ["BEGIN", "END"] * (len(markers) // 2):
            raise AssignmentError(
                f"{path}: {name} needs `### BEGIN SOLUTION` and `### END SOLUTION` in turn, "
                f"it has {', '.join(markers)}"
            )


def read_task(path: Path, cell, answers: list, setup: tuple[str, ...]) -> Task:
    name = grade_id(cell)
    if len(answers) != 1:
        raise AssignmentError(f"{path}: {name} needs one solution cell, it has {len(answers)}")
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        raise AssignmentError(
            f"{path}: {name} is no Python: {error.msg}, line {error.lineno}"
        ) from error
    checked = check_call(cell.source)
    if checked is None or checked[0] != name:
        raise AssignmentError(f'{path}: {name} should begin with @check("{name}")')
    points = float(cell.metadata.nbgrader.points)
    answer = answers[0]
    return Task(name, points, answer.source, grade_id(answer), cell.source, checked[1], setup)


def is_written(cell) -> bool:
    """Say whether a person grades this cell: it is the answer and carries the points itself."""
    return is_grade(cell) and is_solution(cell)


def grade_id(cell) -> str:
    return cell.metadata.nbgrader.grade_id


def find_check(source: str) -> tuple[ast.FunctionDef, ast.Call] | None:
    """Return a cell's probe function and its `@check(…)`, or None where it holds none."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    for node in body:
        for call in getattr(node, "decorator_list", []):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check":
                return node, call
    return None


def check_call(source: str) -> tuple[str, tuple[str, ...]] | None:
    """Return task and forbidden names of a cell's `@check(…)`, or None where it holds none."""
    found = find_check(source)
    if found is None:
        return None
    call = found[1]
    keywords = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    return ast.literal_eval(call.args[0]), tuple(keywords.get("forbids", ()))


def substitute(source: str, answer: str) -> str:
    """Return a solution cell's source with its definitions replaced by those of an answer.

    What the answer does not define stays, without nbgrader's markers; imports and new names are
    added.
    Raises SyntaxError where either does not parse.
    """
    new = definitions(answer)
    replaced = {id(node): node for name, node in definitions(source).items() if name in new}
    lines = source.splitlines()
    for node in replaced.values():
        for number in range(first_line(node) - 1, node.end_lineno):
            lines[number] = None
    kept = "\n".join(line for line in lines if line is not None and not MARKER.match(line)).strip()
    return "\n\n\n".join(part for part in (kept, answer.strip()) if part) + "\n"
