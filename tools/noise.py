"""What a stored notebook must not hold, each named with its cell and what to do about it."""

import base64
import contextlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from nbformat.validator import iter_validate

from tools import canonical

IMAGE_LIMIT = 200 * 1024
IMAGES_LIMIT = 600 * 1024
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?|[0-9a-f-]{12,}")
MACHINE_PATH = re.compile(
    r"(?<![\w.])(?:/home/|/Users/|/root/|/tmp/|/private/|/var/folders/)[^\s\"']*"
    r"|[^\s\"']*(?:site|dist)-packages[/\\][^\s\"']*"
    r"|\b[A-Za-z]:\\[^\s\"']*"
)
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+")
SKIPPING_TAGS = {"skip-execution", "nbval-skip"}
EXECUTE = "run `python -m tools.notebooks execute {path}`"
FORMAT = "run `python -m tools.notebooks format {path}`"
GENERATED = "mend it in solutions/, then run `make release`"


@dataclass(frozen=True)
class Problem:
    """One departure from the canonical form, and its remedy."""

    path: Path
    cell: str | None
    what: str
    remedy: str

    def __str__(self):
        place = f"{self.path}: " + (f"cell {self.cell}: " if self.cell else "")
        remedy = GENERATED if canonical.is_exercise(self.path) else self.remedy
        return f"{place}{self.what}; {remedy.format(path=self.path)}"


def problems(paths):
    """All problems of the notebooks at these paths, those of one notebook together."""
    badly_formatted = ruff_problems(paths)
    found = []
    for path in map(Path, paths):
        try:
            notebook = canonical.read(path)
        except canonical.NotebookError as error:
            what = str(error).removeprefix(f"{path}: ")
            found.append(Problem(path, None, *what.rsplit("; ", 1)))
            continue
        named = list(notebook_problems(path, notebook))
        named += [problem for problem in badly_formatted if problem.path == path]
        if not named and canonical.to_bytes(notebook) != path.read_bytes():
            what = "is not written as nbformat writes it (indent, order of keys, last newline)"
            named.append(Problem(path, None, what, FORMAT))
        found += named
    return found


def notebook_problems(path, notebook):
    """The problems of one notebook, apart from the formatting of its code and its bytes."""
    invalid = list(format_problems(path, notebook))
    yield from invalid
    if invalid:
        return
    yield from id_problems(path, notebook)
    yield from count_problems(path, notebook)
    size = 0
    for cell in notebook.cells:
        name = cell.get("id", "without an id")
        for what, remedy in cell_problems(cell):
            yield Problem(path, name, what, remedy)
        for output in cell.get("outputs", []):
            size += sum(image_sizes(output))
            for what, remedy in output_problems(cell, output):
                yield Problem(path, name, what, remedy)
    if size > IMAGES_LIMIT:
        what = f"its images take {size // 1024} KiB, more than {IMAGES_LIMIT // 1024}"
        yield Problem(path, None, what, "draw fewer or smaller figures")


def format_problems(path, notebook):
    """Departures from nbformat 4.5 and from the course's notebook metadata."""
    if (notebook.nbformat, notebook.get("nbformat_minor")) != (4, 5):
        what = f"has nbformat {notebook.nbformat}.{notebook.get('nbformat_minor')}, not 4.5"
        yield Problem(path, None, what, FORMAT + ", then give each cell a readable id")
        return
    for error in iter_validate(notebook, version=4, version_minor=5):
        where = list(error.relative_path)
        cell = None
        if where[:1] == ["cells"] and len(where) > 1:
            cell = notebook.cells[where[1]].get("id", f"number {where[1] + 1}")
        what = f"is not valid: {error.message[:200]}"
        yield Problem(path, cell, what, "mend it in JupyterLab and save it again")
    if notebook.metadata != canonical.METADATA:
        keys = sorted(set(notebook.metadata) - set(canonical.METADATA))
        extra = f" (also {', '.join(keys)})" if keys else ""
        what = f"its metadata is not the course's kernelspec and language_info{extra}"
        yield Problem(path, None, what, FORMAT)


def id_problems(path, notebook):
    """Ids that are missing, used twice, not the grade_id, or say nothing to a reader of a diff."""
    seen = set()
    for cell in notebook.cells:
        name = cell.get("id", "")
        if name in seen:
            yield Problem(path, name, "has the id of an earlier cell", "give it one of its own")
        elif not ID.fullmatch(name) or RANDOM_ID.fullmatch(name):
            what = f"the id {name!r} is not a readable name"
            remedy = "name it in words of letters, digits and hyphens, such as sgd-step-test"
            yield Problem(path, name, what, remedy)
        elif cell.metadata.get("nbgrader", {}).get("grade_id", name) != name:
            what = f"its grade_id is {cell.metadata.nbgrader.grade_id!r}"
            yield Problem(path, name, what, "give it that as its id, too")
        seen.add(name)


def count_problems(path, notebook):
    """Execution counts that do not come from one clean run; any output of an exercise."""
    exercise = canonical.is_exercise(path)
    cells = canonical.code_cells(notebook)
    if cells and not exercise and all(cell.get("execution_count") is None for cell in cells):
        yield Problem(path, None, "has not been executed", EXECUTE)
        return
    for number, cell in enumerate(cells, start=1):
        name = cell.get("id", f"number {number}")
        count = cell.get("execution_count")
        if exercise:
            if count is not None or cell.outputs:
                what = "an exercise is stored without outputs and execution counts"
                yield Problem(path, name, what, "generate it again with `make release`")
            continue
        if not cell.source.strip():
            yield Problem(path, name, "is an empty code cell", "remove it")
        elif count != number:
            what = f"has execution count {count}, and {number} in a clean run"
            yield Problem(path, name, what, EXECUTE)
        for output in cell.outputs:
            if output.get("execution_count", count) != count:
                what = "its result and its code have different execution counts"
                yield Problem(path, name, what, EXECUTE)
        raises = "raises-exception" in cell.metadata.get("tags", [])
        if raises and not any(output.output_type == "error" for output in cell.outputs):
            what = "is tagged raises-exception, and its outputs hold no error"
            yield Problem(path, name, what, "remove the tag, or " + EXECUTE)


def cell_problems(cell):
    """Metadata that editors leave behind, and tags that keep a cell from being run."""
    if cell.metadata != canonical.canonical_cell_metadata(cell.metadata):
        kept = canonical.canonical_cell_metadata(cell.metadata)
        extra = [key for key in sorted(cell.metadata) if cell.metadata[key] != kept.get(key)]
        yield f"its metadata holds {', '.join(extra)}", FORMAT
    for tag in sorted(SKIPPING_TAGS.intersection(cell.metadata.get("tags", []))):
        yield f"the tag {tag} leaves it unvalidated", "remove the tag"
    if cell.source.endswith("\n"):
        yield "its source ends in an empty line", FORMAT
    if cell.cell_type == "code" and cell.source.rstrip().endswith(";"):
        # nbval runs cells outside the history, where IPython looks for the semicolon.
        yield "its last semicolon hides a value, but not from nbval", "assign the value to _"


def output_problems(cell, output):
    """What of an output would differ on another machine, or should not be seen at all."""
    if output.output_type == "stream" and output.name == "stderr":
        first = output.text.strip().splitlines()[:1] or [""]
        remedy = "mend its cause, or record the warning and print its message"
        yield f"its output holds text on stderr ({first[0][:60]})", remedy
        return
    tagged = "raises-exception" in cell.metadata.get("tags", [])
    if output.output_type == "error" and not tagged:
        remedy = "mend the code, or tag the cell raises-exception"
        yield f"its output holds an error ({output.ename})", remedy
    traceback = output.get("traceback", [])
    if traceback != canonical.canonical_traceback(traceback):
        yield "its traceback shows colours or frames of a machine", EXECUTE
        return
    for text in texts(output):
        text = DATA_URI.sub("", text)
        if match := MACHINE_PATH.search(text):
            yield f"its output holds a path of a machine ({match[0][:60]})", "print the name only"
        if match := ADDRESS.search(text):
            remedy = "print a value, or give the object a __repr__"
            yield f"its output holds a memory address ({match[0]})", remedy
    if canonical.WIDGET_VIEW in output.get("data", {}):
        if "image/png" in output.data:
            yield "its output holds a widget's random model id", EXECUTE
        else:
            remedy = "give the widget image/png in _repr_mimebundle_, so that it shows unrun"
            yield "its output holds a widget without a picture", remedy
    for size in image_sizes(output):
        if size > IMAGE_LIMIT:
            what = f"its image takes {size // 1024} KiB, more than {IMAGE_LIMIT // 1024}"
            yield what, "draw less in it, or lower its resolution"


def texts(output):
    """The texts of an output that a reader sees or that nbval compares."""
    if output.output_type == "stream":
        yield output.text
    elif output.output_type == "error":
        yield "\n".join([output.evalue, *output.traceback])
    for kind, value in output.get("data", {}).items():
        if kind not in canonical.IMAGES and kind != canonical.WIDGET_VIEW:
            yield str(value)


def image_sizes(output):
    """The sizes in bytes of an output's images."""
    for kind in canonical.IMAGES:
        if image := output.get("data", {}).get(kind):
            yield len(base64.b64decode(image))


def ruff_problems(paths):
    """Cells that ruff would format otherwise, and lines that are too long."""
    readable = []
    for path in map(Path, paths):
        with contextlib.suppress(canonical.NotebookError):
            canonical.read(path)
            readable.append(path)
    if not readable:
        return []
    found = []
    lines = run_ruff("format", "--diff", *readable) + run_ruff(
        *("check", "--select", "E501", "--output-format", "concise"), *readable
    )
    for line, second_next in zip(lines, [*lines[2:], "", ""], strict=False):
        if line.startswith("--- ") and not second_next.startswith("@@"):
            continue  # ruff names the cells, too, in which nothing is to be changed
        for pattern, what, remedy in RUFF_MESSAGES:
            if match := re.match(pattern, line):
                path = Path(match["path"])
                cell = name_of_cell(path, match.groupdict().get("cell"))
                found.append(Problem(path, cell, what.format(**match.groupdict()), remedy))
    return found


RUFF_MESSAGES = (
    (r"--- (?P<path>.+):cell (?P<cell>\d+)$", "its code is not formatted", FORMAT),
    (
        r"(?P<path>.+):cell (?P<cell>\d+):(?P<line>\d+):\d+: E501 ",
        f"line {{line}} is longer than {canonical.LINE_LENGTH} columns",
        "break it",
    ),
    (
        r"(?P<path>.+):cell (?P<cell>\d+):(?P<line>\d+):\d+: invalid-syntax: (?P<why>.+)",
        "line {line} is not Python ({why})",
        "mend it, or pass it to compile() as text",
    ),
)


def run_ruff(command, *arguments):
    """The lines that a ruff command prints for notebooks."""
    line = [*canonical.ruff(command), *map(str, arguments)]
    run = subprocess.run(line, capture_output=True, text=True)
    return (run.stdout + run.stderr).splitlines()


def name_of_cell(path, number):
    """The id of the cell which ruff calls by its number among all cells, from 1."""
    cells = canonical.read(path).cells
    position = int(number) - 1
    return cells[position].get("id") if position < len(cells) else None
