"""Find the code that a student wrote for each task, to see what it uses."""

from nbgrader.utils import is_grade, is_solution

from grading.assignment import grade_id
from torchcourse.check.reliance import global_symbols, with_helpers


def own_code(cells: list) -> dict[str, list[str]]:
    """Return the sources behind each task of a restored notebook, by the test cell's grade id.

    They are the task's answer and those added cells that it relies on: not what the student
    wrote elsewhere, such as a comparison of the own optimizer with PyTorch's.
    """
    added = [c.source for c in cells if c.cell_type == "code" and "nbgrader" not in c.metadata]
    code, answer = {}, []
    global_symbols.cache_clear()  # of the notebook before, whose symbols may be many
    for cell in cells:
        if "nbgrader" not in cell.metadata or is_grade(cell) == is_solution(cell):
            continue
        if is_solution(cell):
            answer.append(cell.source)
        else:
            code[grade_id(cell)] = with_helpers(answer, added)
            answer = []
    return code
