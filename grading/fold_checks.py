"""Fold the code of checks away in the student version: what one says stands below the answer."""

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution

from torchcourse.check.source import definitions

FOLDED = {"source_hidden": True}  # Jupyter's metadata of a cell


class FoldChecks(NbGraderPreprocessor):
    """JupyterLab shows the first line of a folded cell, and unfolds it at a click."""

    def preprocess_cell(self, cell, resources, cell_index):
        if cell.cell_type == "code" and (is_test(cell) or only_helps_tests(cell)):
            cell.metadata["jupyter"] = {**FOLDED}
        return cell, resources


def is_test(cell) -> bool:
    return is_grade(cell) and not is_solution(cell)


def only_helps_tests(cell) -> bool:
    """Say whether a locked cell defines nothing but what begins with `_`, which is the checks'."""
    try:
        names = definitions(cell.source) if is_locked(cell) else ()
    except SyntaxError:  # such as a line magic
        return False
    return bool(names) and all(name.startswith("_") for name in names)
