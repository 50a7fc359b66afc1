"""Look at what was handed in before anything is graded, and refuse what can't be, with a remedy."""

import codecs
import json
import re
import unicodedata
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from dateutil.parser import parse
from nbgrader.utils import parse_utc

TIMESTAMP = "timestamp.txt"
LONGEST_TIME = 200  # bytes; to read a longer one takes time that grows with it
MAX_BYTES = 20_000_000  # of a notebook
MAX_VALUES = 200_000  # in its JSON: Jupyter and nbgrader look at each of them many times
MAX_CELLS = 2_000  # far more than anybody writes; what looks at cells takes time for each pair
MAX_TEXT = 1_000_000  # characters in all cells, without outputs and attached pictures
MAX_FORMULAS = 1_000  # of LaTeX, for which nbconvert takes time that grows with the square
FORMULA = re.compile(r"\\begin\{|\\\\[(\[]")
MAX_FOLDER_BYTES = 100_000_000  # of all that a student hands in for one assignment
MAX_FILES = 10_000  # of all that a student hands in for one assignment
MAX_DEPTH = 50  # folders in one another: programs hold one open for each, or call themselves
MAX_NAME_BYTES = 200  # file systems take 255, and grading adds endings to names
UNFIT = '*?[<>"&\\'  # in names: nbgrader takes some for a pattern, its pages others for HTML
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories: controls, marks of direction, half letters
BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs of which nothing is seen


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment; `problem` says why it can't be graded."""

    student: str
    assignment: str
    notebook: Path
    problem: str | None = None


def places(submitted: Path) -> list[tuple[str, Path]]:
    """Return student and folder of all that lies in `submitted`/STUDENT/ASSIGNMENT/."""
    if not submitted.is_dir():
        return []
    return [
        (student.name, folder)
        for student in sorted(submitted.iterdir())
        if not student.name.startswith(".")
        for folder in folders_of(student)
    ]


def folders_of(student: Path) -> list[Path]:
    """Return what lies in a student's folder; an empty one, or a stray file, stands for itself."""
    if not student.is_dir() or student.is_symlink():
        return [student]
    try:
        found = sorted(path for path in student.iterdir() if not path.name.startswith("."))
    except OSError:
        return [student]  # `examine` says why
    return found or [student]


def examine(student: str, folder: Path, assignments: list[str]) -> Submission:
    """Say whether the submission in this folder can be graded."""
    name = folder.name
    notebook = folder / f"{name}.ipynb"
    try:
        problem = problem_with_name(student) or problem_with(folder, notebook, assignments)
    except (OSError, RecursionError) as error:  # no permission, folders in folders without end
        problem = f"The folder can't be read ({printable(str(error))[:120]}). Put another there."
    return Submission(printable(student), printable(name), notebook, problem)


def printable(name: str) -> str:
    """Return a name, which may be anything, as text that a terminal and a table show as it is."""
    return "".join(shown(letter) for letter in name)


def shown(letter: str) -> str:
    """Return a letter, or the escape of one that is unseen, moves others, or is half a letter."""
    return letter.encode("unicode_escape").decode() if is_unseen(letter) else letter


def is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN or letter in BLANK


def problem_with_name(student: str) -> str | None:
    """Return why a student's folder can't be called so, or None."""
    if any(letter in UNFIT or is_unseen(letter) for letter in student):
        return (
            f"The student's name holds one of {' '.join(UNFIT)} or a character that is not seen. "
            "Rename the folder."
        )
    if student != student.strip() or student.startswith("."):
        return "The student's name begins with a space or a dot, or ends with a space. Rename it."
    if not student or len(student.encode()) > MAX_NAME_BYTES:
        return "The student's name is empty or too long. Rename the folder."
    return None


def problem_with(folder: Path, notebook: Path, assignments: list[str]) -> str | None:
    """Return cause and remedy in one sentence each, or None where the submission can be graded."""
    if folder.is_symlink():
        return "This is a link. Put the folder itself in its place."
    if not folder.is_dir():
        return "This is no folder. Submissions lie in submitted/STUDENT/ASSIGNMENT/."
    if not any(folder.iterdir()):
        return f"The folder is empty. Ask for {notebook.name}, or delete the folder."
    if folder.name not in assignments:
        known = ", ".join(assignments)
        return f"There is no assignment of this name. Rename the folder to one of: {known}."
    unfit = problem_with_content(folder)
    if unfit:
        return unfit
    if not notebook.is_file():
        return no_notebook(folder, notebook)
    return problem_with_time(folder / TIMESTAMP) or problem_inside(notebook)


def problem_with_content(folder: Path) -> str | None:
    """Return why a folder should not be copied: it holds links, devices or too much."""
    size = 0
    for number, path in enumerate(folder.rglob("*"), 1):
        if number > MAX_FILES:
            return f"The folder holds more than {MAX_FILES:,} files. Ask for the notebook alone."
        if len(path.parts) - len(folder.parts) > MAX_DEPTH:
            return f"Folders lie more than {MAX_DEPTH} deep in it. Ask for the notebook alone."
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            name = printable(path.name)
            return f"{name} is a link or no ordinary file. Ask for the file itself."
        about = path.stat()
        if path.is_file() and about.st_nlink > 1:
            return (
                f"{printable(path.name)} is a hard link: another name of a file. Put a copy there."
            )
        size += about.st_size if path.is_file() else 0
    if size > MAX_FOLDER_BYTES:
        return f"The folder has {megabytes(size, MAX_FOLDER_BYTES)}. Ask for the notebook alone."
    return None


def megabytes(size: int, limit: int) -> str:
    return f"{size / 1e6:,.1f} MB, {limit / 1e6:,.0f} at most"


def no_notebook(folder: Path, wanted: Path) -> str:
    if wanted.is_dir():
        return f"{wanted.name} is a folder, not a notebook. Put the notebook in its place."
    others = sorted(
        printable(str(path.relative_to(folder)))
        for path in folder.rglob("*.ipynb")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    )
    if len(others) == 1:
        return f"The notebook is called {others[0]}. Rename it to {wanted.name} and grade again."
    if others:
        return f"There are {len(others)} notebooks and none is {wanted.name}. Keep one, renamed so."
    return f"There is no notebook. Ask for the file {wanted.name}."


def problem_with_time(timestamp: Path) -> str | None:
    """Return why nbgrader could not read the time of submission, or None."""
    if not timestamp.is_file() or is_time(start_of(timestamp)):
        return None
    return "timestamp.txt holds no date and time. Mend it, or delete it: then nothing is late."


def start_of(timestamp: Path) -> bytes:
    """Return the content of a file, or enough of it to see that it is no timestamp."""
    with timestamp.open("rb") as file:
        return file.read(LONGEST_TIME + 1)


def is_time(content: bytes) -> bool:
    """Say whether this is the content of a timestamp.txt; an empty one tells no time."""
    if len(content) > LONGEST_TIME:
        return False
    try:
        text = content.decode("utf-8").strip()
        return not text or (parse_utc(text) is not None and has_date(text))
    except Exception:  # dateutil raises many kinds, also such of decimal numbers and of files
        return False


def has_date(text: str) -> bool:
    """Say whether a time names its day, which is otherwise taken to be today."""
    text = " ".join(text.split(" ")[:2]) if text.count(" ") == 2 else text  # without its zone
    days = (datetime(2000, 1, 1), datetime(2001, 2, 2))
    return len({parse(text, default=day).date() for day in days}) == 1


def submitted_at(folder: Path) -> datetime | None:
    """Return the time (UTC) that a submission's timestamp.txt states, if it does."""
    timestamp = folder / TIMESTAMP
    content = start_of(timestamp) if timestamp.is_file() else b""
    if not content.strip() or not is_time(content):
        return None
    return parse_utc(content.decode("utf-8").strip())


def problem_inside(notebook: Path) -> str | None:
    size = notebook.stat().st_size
    if size == 0:
        return "The file is empty. Ask for it again: the upload may have failed."
    if size > MAX_BYTES:
        return f"The file has {megabytes(size, MAX_BYTES)}. Ask for it without outputs."
    content = notebook.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
        return (
            "The file was saved again by an editor (UTF-16 or a byte order mark). Save it as UTF-8."
        )
    try:
        content = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        return "The file is not text. Ask for the notebook itself, not an archive or a document."
    except (ValueError, RecursionError) as error:
        return f"The file is not JSON ({str(error)[:80]}). Ask for it again: it was cut or edited."
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        return "The file is JSON but no notebook. Ask for the .ipynb file that Jupyter saved."
    if has_more_values(content, MAX_VALUES):
        return f"The file holds more than {MAX_VALUES:,} values. Ask for it without outputs."
    try:
        cells = read_cells(notebook)
    except Exception as error:  # nbformat raises many kinds
        reason = printable((str(error) or type(error).__name__).splitlines()[0][:120])
        return f"Jupyter can't read this notebook ({reason}). Ask for it as Jupyter saved it."
    if not any(cell.source.strip() for cell in cells):
        return "The notebook has no content. Ask for it again: the wrong file may have been sent."
    return problem_with_cells(cells)


def has_more_values(content, most: int) -> bool:
    """Say whether there are more values than `most` in what JSON was read into."""
    values = [content]
    for value in values:
        if len(values) > most:
            return True
        if isinstance(value, dict):
            values.extend(value.values())
        elif isinstance(value, list):
            values.extend(value)
    return len(values) > most


def problem_with_cells(cells: list) -> str | None:
    """Return why no program should be made to read these cells, or None."""
    if len(cells) > MAX_CELLS:
        return f"The notebook has {len(cells):,} cells, {MAX_CELLS:,} at most. Ask for fewer."
    size = sum(len(cell.source) for cell in cells)
    if size > MAX_TEXT:
        return f"The cells hold {size:,} characters, {MAX_TEXT:,} at most. Ask for fewer."
    if sum(len(FORMULA.findall(cell.source)) for cell in cells) > MAX_FORMULAS:
        return f"The cells hold more than {MAX_FORMULAS:,} formulas in LaTeX. Ask for fewer."
    return None


def read_cells(notebook: Path) -> list:
    """Return a notebook's cells. Raises an exception where it is not built as one."""
    with warnings.catch_warnings(action="ignore"):  # of small faults, which nbformat mends
        cells = nbformat.read(notebook, as_version=4).cells
    for number, cell in enumerate(cells, 1):
        well_formed = (
            cell.cell_type in ("code", "markdown", "raw")
            and isinstance(cell.source, str)
            and isinstance(cell.metadata, dict)
            and isinstance(cell.get("outputs", []), list)
        )
        if not well_formed:
            raise ValueError(f"cell {number} is not built as a cell")
    return cells
