"""Cells and outputs for small notebooks."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools.canonical import WIDGET_VIEW


def text(source="# Small", id="title"):
    """A Markdown cell."""
    return new_markdown_cell(source, id=id)


def code(source, *outputs, id="cell", count=1, tags=()):
    """A code cell that seems to have been run."""
    metadata = {"tags": list(tags)} if tags else {}
    cell = new_code_cell(source, id=id, execution_count=count, metadata=metadata)
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return cell


def printed(content, name="stdout"):
    """Text on a stream."""
    return new_output("stream", name=name, text=content)


def shown(**data):
    """A displayed object; keywords are `png`, `plain`, `html` and `widget`."""
    kinds = {
        "png": "image/png",
        "plain": "text/plain",
        "html": "text/html",
        "widget": WIDGET_VIEW,
    }
    return new_output("display_data", data={kinds[key]: value for key, value in data.items()})


def raised(name="ValueError", message="no", traceback=("ValueError: no",)):
    """An exception."""
    return new_output("error", ename=name, evalue=message, traceback=list(traceback))
