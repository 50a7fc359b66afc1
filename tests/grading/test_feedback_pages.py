"""Feedback pages and formgrader's: what the stock page says, and nothing in them runs."""

import base64
import html
import re
from pathlib import Path

import nbformat
import nbgrader
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)
from toy import REPOSITORY
from traitlets.config import Config, PyFileConfigLoader

from grading import feedback_pages
from grading.feedback_pages import FeedbackExporter
from torchcourse.check.feedback import Feedback
from torchcourse.check.verdict import Aspect, Verdict

TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
CSS = TEMPLATES.parent / "static" / "node_modules" / "bootstrap" / "dist" / "css"
ASSIGNMENTS = sorted(path.stem for path in REPOSITORY.glob("exercises/*/*.ipynb"))
RUNS = {"script", "iframe", "object", "embed", "form", "input", "textarea", "base", "link", "svg"}
RUNS |= {"button", "meta", "style", "math", "video", "audio", "template"}


def course_config():
    file = REPOSITORY / "grading" / "nbgrader_config.py"
    return PyFileConfigLoader(file.name, path=str(file.parent)).load_config()


def page(exporter_class, notebook, template="feedback", config=None):
    """Export a notebook as nbgrader does for a feedback page, or formgrader for its own."""
    config = config or Config()
    config.HTMLExporter.template_name = template
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.extra_template_paths = [str(CSS)]
    config.Exporter.default_preprocessors = []
    about = {"notebook": "99_toy", "score": 1.0, "max_score": 2.0, "late_penalty": 0}
    names = {"student": "ada", "submission_id": "1", "index": 0, "total": 1, "base_url": ""}
    resources = {"nbgrader": about, "notebook_id": "99_toy", "assignment_id": "99_toy", **names}
    return exporter_class(config=config).from_notebook_node(notebook, resources)[0]


def ours(notebook, template="feedback"):
    exporter = FeedbackExporter if template == "feedback" else HTMLExporter  # formgrader's choice
    return page(exporter, notebook, template, course_config())


def structure(text):
    """Return a page's elements and words in their order, without the policy of ours."""
    soup = BeautifulSoup(text, "html.parser")
    for policy in soup.select("meta[http-equiv]"):
        policy.decompose()
    for word in soup.find_all(string=lambda string: not string.strip()):
        word.extract()
    names = ("href", "id", "class", "alt", "src", "name")
    elements = [
        (element.name, {name: element.get(name) for name in names}) for element in soup.find_all()
    ]
    return elements, re.sub(r"\s+", " ", soup.get_text(" "))


def graded(name):
    """An exercise whose tests have feedback of all kinds, with prints, pictures and an error."""
    notebook = nbformat.read(REPOSITORY / "exercises" / name / f"{name}.ipynb", as_version=4)
    right, wrong = Aspect("a", "passed"), Aspect("b", "wrong", "yours is `1` < 2 & so\n  on")
    for cell in notebook.cells:
        cell.metadata.get("nbgrader", {})["score"] = 1.0
        if cell.cell_type == "code":
            verdict = Verdict("task", 2.0, [right, wrong])
            cell.outputs = [
                new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m <b> & 'so'\n"),
                new_output("error", ename="E", evalue="<i>", traceback=["\x1b[31mE\x1b[0m: <i>"]),
                new_output("execute_result", data={"text/html": Feedback(verdict)._repr_html_()}),
            ]
    notebook.cells.append(
        new_markdown_cell("![picture](https://example.org/a.png)\n\n<img src='b'>")
    )
    return notebook


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_page_says_what_the_stock_page_says(name):
    stock, mine = structure(page(HTMLExporter, graded(name))), structure(ours(graded(name)))
    assert mine[1] == stock[1]
    assert mine[0] == stock[0]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_feedback_keeps_its_styles(name):
    found = BeautifulSoup(ours(graded(name)), "html.parser")
    assert "border-left: 4px" in found.select_one("div[role=status]")["style"]
    assert found.find_all("details")


def test_templates_are_compiled_once(monkeypatch):
    notebook = new_notebook(cells=[new_markdown_cell("text")])
    ours(notebook)
    monkeypatch.setattr("jinja2.Environment.compile", lambda *_, **__: pytest.fail("compiled"))
    assert "text" in ours(notebook)


def test_a_page_shows_its_own_notebook_after_another():
    first = new_markdown_cell(
        "![a](attachment:a.png)", attachments={"a.png": {"image/png": "AAAA"}}
    )
    other = new_markdown_cell(
        "![a](attachment:a.png)", attachments={"a.png": {"image/png": "BBBB"}}
    )
    assert "base64,AAAA" in ours(new_notebook(cells=[first]))
    again = ours(new_notebook(cells=[other]))
    assert "base64,BBBB" in again and "AAAA" not in again


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="data:text/html;base64,PHNjcmlwdD4=">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='java&#10;script:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1) 'b')",
    "![a](javascript:alert(1))",
    '![a" onerror="alert(1)](x)',
    "[a](vbscript:alert(1))",
    "<details open ontoggle=alert(1)>a</details>",
    "<form action='https://example.org'><input name=a><button>b</button></form>",
    "<base href='https://example.org'>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<link rel=stylesheet href='https://example.org'>",
    "<style>body { display: none }</style>",
    "<div style='position: fixed; top: 0; width: 100%; background: url(https://example.org)'>a</div>",
    "<object data='x'></object><embed src='x'>",
    "<!-- --!><script>alert(1)</script> -->",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "# <img src=x onerror=alert(1)>",
    "$<img src=x onerror=alert(1)>$",
    "$$\n</script><script>alert(1)</script>\n$$",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\x1b[31m<script>alert(1)</script>\x1b[0m",
    "\x1b]8;;javascript:alert(1)\x07a\x1b]8;;\x07",
]


def places(text):
    """Every place of a notebook in which a submission can bring a text of its own."""
    widget = "application/vnd.jupyter.widget-view+json"
    data = {
        kind: text
        for kind in ("text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml")
    }
    attached = {"a.png": {f'image/png" onerror="alert(1)" x="{text}': text}}
    shown = [
        new_output("display_data", data={kind: text}, metadata={kind: {"isolated": isolated}})
        for kind, text in data.items()
        for isolated in (False, True)
    ]
    shown += [
        new_output("display_data", data={"application/javascript": text}),
        new_output("display_data", data={widget: {"model_id": text}}),
        new_output("display_data", data={"text/vnd.mermaid": text}),
        new_output("display_data", data={"image/png": f'"><p onclick="alert(1)">{text}'}),
        new_output("stream", name="stdout", text=text),
        new_output("stream", name="stderr", text=text),
        new_output("error", ename=text, evalue=text, traceback=[text]),
    ]
    tag = f'"><p onclick="alert(1)">{text}'.replace(",", "")  # nbformat allows no comma
    answer = {"grade": True, "solution": True, "grade_id": "a", "points": 1, "score": 0}
    state = {"application/vnd.jupyter.widget-state+json": {"state": {text: {"a": text}}}}
    return new_notebook(
        metadata={"widgets": state, "title": text, "language_info": {"name": text}},
        cells=[
            new_markdown_cell(text),
            new_markdown_cell("![a](attachment:a.png)", attachments=attached),
            new_markdown_cell(
                text,
                metadata={"nbgrader": answer},
            ),
            new_raw_cell(text, metadata={"raw_mimetype": "text/html"}),
            new_code_cell(text, metadata={"tags": [tag]}),
            new_code_cell("%%html\n" + text, outputs=shown),
        ],
    )


def dangers(text):
    """Return what could run in the part of a page that shows the notebook."""
    shown = BeautifulSoup(text, "html.parser").select_one("#notebook-container")
    assert shown, "the page has no notebook"
    for control in shown.select(".score, .comment, .extra-credit, .btn"):  # formgrader's own
        control.decompose()
    found = []
    for frame in shown.select("iframe.isolated-iframe"):  # the template's, around clean HTML
        content = base64.b64decode(frame["src"].removeprefix("data:text/html;base64,")).decode()
        found += suspects(BeautifulSoup(content, "html.parser"))
        frame.decompose()
    return found + suspects(shown)


def suspects(soup):
    found = [element for element in soup.find_all() if element.name in RUNS]
    for element in soup.find_all():
        for name, value in element.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            plain = re.sub(r"[\s\x00-\x1f]", "", html.unescape(value)).lower()
            scheme = plain.startswith(("javascript:", "vbscript:", "data:"))
            picture = element.name == "img" and plain.startswith("data:image/")
            styled = name == "style" and re.search(r"url|position|expression|import", plain)
            if name.startswith("on") or (scheme and not picture) or name == "srcdoc" or styled:
                found.append((name, value))
    return found


@pytest.mark.filterwarnings("ignore:No lexer found")
@pytest.mark.parametrize("template", ["feedback", "formgrade"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_submission_runs(text, template):
    assert dangers(ours(places(text), template)) == []


@pytest.mark.filterwarnings("ignore:No lexer found")
def test_the_stock_page_would_run_it():
    assert dangers(page(HTMLExporter, places(HOSTILE[0])))


@pytest.mark.filterwarnings("ignore:No lexer found")
def test_what_is_not_allowed_is_shown_as_text():
    found = BeautifulSoup(ours(places(HOSTILE[0])), "html.parser")
    assert HOSTILE[0] in found.select_one(".text_cell_render").get_text()


@pytest.mark.filterwarnings("ignore:No lexer found")
def test_the_page_has_a_policy_before_anything_else():
    head = BeautifulSoup(ours(places("")), "html.parser").head
    policy = head.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert policy == feedback_pages.POLICY
    assert "connect-src" not in policy and policy.startswith("default-src 'none'")
    assert [element.name for element in head.find_all()][:2] == ["meta", "meta"]
