"""Links between notebooks and pages of the course lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "notebooks/*.ipynb", "solutions/*/*.ipynb")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")


def text(path: Path) -> str:
    """Return a page's Markdown; of a notebook that of its Markdown cells."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def anchors(path: Path) -> set[str]:
    """Return what `#...` may name: JupyterLab makes it of a heading, blanks as hyphens."""
    headings = re.findall(r"^#+ +(.+?) *$", text(path), re.M)
    return {heading.replace(" ", "-").replace("`", "") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_relative_links_lead_somewhere(page):
    dead = []
    for link in LINK.findall(text(ROOT / page)):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / page).parent / unquote(file) if file else ROOT / page
        if not target.exists() or (anchor and unquote(anchor) not in anchors(target)):
            dead.append(link)
    assert not dead
