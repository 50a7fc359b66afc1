"""Find the code that a student wrote for each task, to see what it uses."""

from nbgrader.utils import is_grade, is_solution

from grading.assignment import grade_id
from torchcourse.check.reliance import (
    global_symbols,
    names_imported,
    names_used,
    pieces,
    with_helpers,
)

MOST_REMEMBERED = 1 << 20  # characters of source, whose symbols take many times that


class Remembered:
    """How much source the caches may hold: most notebooks of a class have most cells in common."""

    characters = 0

    @classmethod
    def make_room(cls, sources: list[str]) -> None:
        """Empty the caches where they could hold too much with these."""
        cls.characters += sum(map(len, sources))
        if cls.characters > MOST_REMEMBERED:
            global_symbols.cache_clear()
            pieces.cache_clear()
            cls.characters = sum(map(len, sources))


def own_code(cells: list) -> dict[str, list[str]]:
    """Return the sources behind each task of a restored notebook, by the test cell's grade id.

    They are the task's answer, and those statements of added cells and other answers that it, or
    the probe, relies on: not what the student wrote elsewhere, such as a comparison of the own
    optimizer with PyTorch's.
    """
    cells = [cell for cell in cells if cell.cell_type == "code"]
    Remembered.make_room([cell.source for cell in cells])
    imported = set().union(*(names_imported(cell.source) for cell in cells))
    written = [cell for cell in cells if "nbgrader" not in cell.metadata or is_solution(cell)]
    code, answer = {}, []
    for cell in cells:
        if "nbgrader" not in cell.metadata or is_grade(cell) == is_solution(cell):
            continue
        if is_solution(cell):
            answer.append(cell)
        else:
            others = [one.source for one in written if one not in answer]
            names, own = names_used(cell.source), [one.source for one in answer]
            code[grade_id(cell)] = with_helpers(own, others, names, imported)
            answer = []
    return code
