"""Put a submission back into the form of the released notebook, keeping only the student's work."""

import copy
import functools
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_solution

from grading import folders
from grading.assignment import is_written
from grading.sandbox.messages import writable
from grading.submissions import problem_with_cells

MISSING = "# This cell is missing from the submission."


class AnotherAssignment(ValueError):
    """A notebook is not that of the assignment; the text says what to do."""


class RestoreCells(NbGraderPreprocessor):
    """Rebuild the notebook from the released one and the student's own cells.

    Locked cells and all metadata come from the release. A solution cell keeps the student's
    source; of copies of one, the last counts, as in nbgrader, and the others run as ordinary
    cells. A written answer also keeps the pictures that were put into it. Cells that the student
    added stay behind the cell that they followed. What had to be mended is noted in the
    notebook's metadata, for the report.
    """

    def preprocess(self, nb, resources):
        if problem := problem_with_cells(nb.cells):
            raise ValueError(problem)  # `make grade` has looked; nbgrader and formgrader have not
        assignment = resources["nbgrader"]["assignment"]
        notebook = resources["nbgrader"]["notebook"]
        path = folders.EXERCISES / assignment / f"{notebook}.ipynb"
        return restored(path, nb), resources


def restored(path: Path, nb):
    """Return a submitted notebook, changed into the form of the released one in a file.

    Raises AnotherAssignment where most of its graded cells are foreign to the released one, or
    nothing of it stands in there.
    """
    released = released_notebook(path)
    known, found = (
        {claimed_id(cell) for cell in cells} - {None} for cells in (released.cells, nb.cells)
    )
    if len(found - known) > len(found & known):
        raise AnotherAssignment(
            f"Most of its graded cells are not those of {path.stem}. Ask for that notebook."
        )
    if not found and sources(released.cells).isdisjoint(sources(nb.cells)):
        raise AnotherAssignment(
            f"No cell of {path.stem} is in it. The lesson is called like that, too: ask for the "
            "notebook with the tasks."
        )
    nb.cells, notes = restore(released.cells, nb.cells)
    for name in nb.keys() - released.keys():
        del nb[name]
    nb.nbformat, nb.nbformat_minor = released.nbformat, released.nbformat_minor
    nb.metadata = {**copy.deepcopy(released.metadata), "torchcourse": {"notes": notes}}
    return nb


def released_notebook(path: Path):
    """Return a released notebook, which is read once while its file stays; do not change it."""
    return read_once(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def read_once(path: Path, changed: int):
    return nbformat.read(path, as_version=4)


def restore(released: list, submitted: list) -> tuple[list, list[str]]:
    """Return the restored cells and notes on what had to be mended.

    Both arguments are lists of notebook cells; neither is changed.
    """
    known = {claimed_id(cell): cell for cell in released if claimed_id(cell)}
    plain = {cell.source for cell in released if not claimed_id(cell)}
    last = {claimed_id(cell): index for index, cell in enumerate(submitted)}
    answers, pictures, added, seen, notes, old = {}, {}, {None: []}, [], [], []
    behind = None
    for index, cell in enumerate(submitted):
        name = claimed_id(cell)
        if name in known and last[name] == index:
            behind = name
            seen.append(name)
            answers[name] = writable(cell.source)
            pictures[name] = attachments(cell)
            found = changes(known[name], cell)
            if found and is_of_another_release(known[name], cell):
                old.append(name)
            else:
                notes.extend(found)
        elif name in known:
            notes.append(f"`{name}` was there more than once: the last copy counts")
            if is_solution(known[name]):
                added.setdefault(behind, []).append(own_cell(cell))
        elif cell.source.strip() and cell.source not in plain:
            added.setdefault(behind, []).append(own_cell(cell))
    if any(writable(cell.source) != cell.source for cell in submitted):
        notes.append("there were characters that are half a letter: they were replaced")
    notes.extend(missing([name for name in known if name not in answers], bool(answers)))
    if seen != [name for name in known if name in answers]:
        notes.append("cells were moved: they were put back into their order")
    notes.extend(of_an_earlier_release(old))
    cells = list(added[None])
    for original in released:
        cell = nbformat.from_dict(original)
        name = claimed_id(cell)
        if name and is_solution(cell):
            cell.source = answers.get(name, cell.source if is_written(cell) else MISSING)
            if cell.cell_type == "markdown" and pictures.get(name):
                cell.attachments = pictures[name]
        cells.append(cell)
        cells.extend(added.get(name, []) if name else [])
    return renumber(cells), list(dict.fromkeys(notes))


def sources(cells: list) -> set[str]:
    return {cell.source.strip() for cell in cells} - {""}


def claimed_id(cell) -> str | None:
    """Return a cell's grade id, or None; a student may have put anything into the metadata."""
    nbgrader = cell.metadata.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else None


def changes(original, cell) -> list[str]:
    """Say what of a released cell the student was not meant to change."""
    name, notes = claimed_id(original), []
    if cell.cell_type != original.cell_type:
        notes.append(f"`{name}` was turned into a {cell.cell_type} cell: it was turned back")
    if not is_solution(original) and cell.source.strip() != original.source.strip():
        notes.append(f"`{name}` was edited: the original was used")
    given, wanted = cell.metadata.nbgrader, original.metadata.nbgrader
    if any(given.get(key) != wanted[key] for key in ("grade", "solution", "locked")) or (
        given.get("points") != wanted.get("points")
    ):
        notes.append(f"the metadata of `{name}` was edited: the original was used")
    return notes


def is_of_another_release(original, cell) -> bool:
    """Say whether a cell is as another release had it, by the checksum that nbgrader put there.

    A student can forge one; no score depends on it. What is open for answers has a source of its
    own, so that only the checksum itself tells the releases apart.
    """
    given = cell.metadata.nbgrader.get("checksum")
    if is_solution(original):
        return given not in (None, original.metadata.nbgrader.get("checksum"))
    try:
        return given == compute_checksum(cell)
    except (AttributeError, KeyError, TypeError, ValueError):  # metadata that nbgrader never wrote
        return False


def missing(names: list[str], others: bool) -> list[str]:
    """Say which cells were put back; `others` says that not all are missing."""
    if others or not names:
        return [f"`{name}` is missing: it was put back" for name in names]
    return ["nbgrader's marks are gone from all cells: the original ones were put behind them"]


def of_an_earlier_release(names: list[str]) -> list[str]:
    """Say in one note of which cells the current release was used."""
    if not names:
        return []
    which = ", ".join(f"`{name}`" for name in names)
    if len(names) == 1:
        return [f"{which} is of an earlier release: the current one was used"]
    return [f"{which} are of an earlier release: the current ones were used"]


def attachments(cell) -> dict:
    """Return what is attached to a cell, as far as it is built as the format demands."""
    found = cell.get("attachments")
    return {
        writable(name): {writable(kind): writable(data) for kind, data in bundle.items()}
        for name, bundle in (found.items() if isinstance(found, dict) else ())
        if isinstance(bundle, dict)
        and bundle
        and all(isinstance(data, str) for data in bundle.values())
    }


def own_cell(cell):
    """Return a cell of the student's own, without any metadata: no tag may skip or hide it."""
    if cell.cell_type == "code":
        return nbformat.v4.new_code_cell(writable(cell.source), id="added")
    pictures = {"attachments": found} if (found := attachments(cell)) else {}
    return nbformat.v4.new_markdown_cell(writable(cell.source), id="added", **pictures)


def renumber(cells: list) -> list:
    """Make the cell ids unique, as the format demands; the released cells keep theirs."""
    taken = {cell.id for cell in cells if claimed_id(cell)}
    for number, cell in enumerate(cells):
        if not claimed_id(cell) and cell.id in taken:
            cell.id = f"added-{number}"
        taken.add(cell.id)
    return cells
