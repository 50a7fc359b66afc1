"""The one form in which this course stores its notebooks.

`canonicalise` brings a notebook into it, as far as that needs no decision of its author;
`tools.noise` names what is left to decide.
"""

import base64
import copy
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from PIL import Image

from grading.area import in_one_step

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
CELL_METADATA = {"nbgrader", "tags", "editable", "deletable", "jupyter"}
LINE_LENGTH = 78  # what fits beside the file browser, and on a page of a book
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
IMAGES = ("image/png", "image/jpeg")

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
FRAME_OF_FILE = re.compile(r"File (?P<path>.+?)(?::\d+|, in |\n|$)")
PACKAGE = re.compile(r"(?:site|dist)-packages[/\\]([^/\\:.]+)")


class NotebookError(ValueError):
    """A file that cannot be read as a notebook, or a notebook that cannot be worked on."""


def read(path):
    """Read a notebook exactly as it is stored: nothing is upgraded or repaired.

    Raises `NotebookError` if there is no such file, or if it is no notebook of format 4.
    """
    path = Path(path)
    try:
        notebook = nbformat.reader.reads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read: {error.strerror}") from error
    except Exception as error:
        raise NotebookError(
            f"{path}: is not a notebook ({error}); restore it from git, or save it again"
        ) from error
    if notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise NotebookError(
            f"{path}: is not a notebook of format 4; open it in JupyterLab and save it again"
        )
    return notebook


def write(notebook, path):
    """Write a notebook to `path`, at once or not at all; return whether that changed the file."""
    path = Path(path)
    content = to_bytes(notebook)
    if path.exists() and path.read_bytes() == content:
        return False
    with in_one_step(path) as temporary:
        temporary.write_bytes(content)
        if path.exists():
            shutil.copymode(path, temporary)
    return True


def to_bytes(notebook):
    """The bytes that stand for a notebook in git: nbformat's own writing."""
    return (nbformat.v4.writes(notebook) + "\n").encode()


def canonicalise(notebook):
    """A copy of the notebook with code formatted and everything removed that is noise."""
    notebook = copy.deepcopy(notebook)
    if (minor := notebook.get("nbformat_minor", 0)) < 5:
        notebook = nbformat.v4.upgrade(notebook, from_minor=minor)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(canonical_cell_metadata(cell.metadata))
        cell.source = cell.source.rstrip("\n")
        if cell.cell_type == "code":
            cell.outputs = canonical_outputs(cell.outputs)
        elif cell.get("attachments") == {}:
            del cell["attachments"]
    return format_code(notebook)


def canonical_cell_metadata(metadata):
    """What may stay of a cell's metadata: nbgrader's, tags, and locks."""
    kept = {key: value for key, value in metadata.items() if key in CELL_METADATA}
    if "jupyter" in kept:
        kept["jupyter"] = {"source_hidden": True} if kept["jupyter"].get("source_hidden") else {}
    return {key: value for key, value in kept.items() if value not in ({}, [])}


def canonical_outputs(outputs):
    """Outputs as another machine would give them: see the functions called here."""
    result = []
    for output in outputs:
        output = nbformat.from_dict(output)
        kind = output.output_type
        if kind == "stream" and result and is_stream(result[-1], output.name):
            result[-1].text += output.text  # where a stream is cut is a matter of timing
            continue
        if kind == "error":
            output.traceback = canonical_traceback(output.traceback)
        if kind in ("display_data", "execute_result") and "image/png" in output.data:
            output.data.pop(WIDGET_VIEW, None)  # its model_id is random; the picture stays
        result.append(output)
    return result


def is_stream(output, name):
    """Whether an output is text of the stream with this name."""
    return output.output_type == "stream" and output.name == name


def canonical_traceback(traceback):
    """A traceback in plain text, in which frames outside the notebook are named, not shown.

    Those hold paths of the machine and lines of the installed versions. What is left is what a
    reader of the notebook needs: the lines of its own cells, and the message.
    """
    result = []
    for part in traceback:
        part = "\n".join(line.rstrip() for line in ANSI.sub("", part).splitlines())
        if match := FRAME_OF_FILE.match(part.lstrip()):
            package = PACKAGE.search(match["path"])
            part = f"[... inside {package[1] if package else 'Python or the course'} ...]"
        if part not in result[-2:]:
            result.append(part)
        elif part == result[-1] and part[:4] != "[...":
            result.append("[... and so on ...]")  # a recursion: how deep depends on the machine
    return result


def format_code(notebook):
    """A copy of the notebook with its code formatted by ruff."""
    command = [*ruff("format"), "--stdin-filename", "notebook.ipynb", "-"]
    run = subprocess.run(command, input=to_bytes(notebook), capture_output=True)
    if run.returncode:
        reason = run.stderr.decode().strip().splitlines() or ["no reason given"]
        raise NotebookError(f"ruff cannot format the code: {reason[0]}")
    return nbformat.reader.reads(run.stdout.decode())


def ruff(command):
    """The start of a ruff command line with the settings that hold in notebooks."""
    return [
        *(sys.executable, "-m", "ruff", command, "--isolated", "--no-cache"),
        *("--line-length", str(LINE_LENGTH), "--target-version", "py311"),
    ]


def keep_equal_images(notebook, old):
    """Put the stored bytes of an image back where the new image shows the same pixels."""
    stored = {cell.get("id"): cell.get("outputs", []) for cell in old.cells}
    for cell in notebook.cells:
        for new, previous in zip(cell.get("outputs", []), stored.get(cell.id, []), strict=False):
            for kind in IMAGES:
                before = previous.get("data", {}).get(kind)
                after = new.get("data", {}).get(kind)
                if before and after and before != after and pixels(before) == pixels(after):
                    new.data[kind] = before


def pixels(image):
    """Size and RGBA values of an image in base64; None if it cannot be decoded."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(image))) as picture:
            return picture.size, picture.convert("RGBA").tobytes()
    except Exception:
        return None


def is_exercise(path):
    """Whether a notebook is one that students fill in, and so is stored without outputs."""
    return "exercises" in (folder.name for folder in Path(path).absolute().parents)


def code_cells(notebook):
    """The code cells of a notebook, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]
