"""Feedback pages and formgrader's: what the stock page says, and nothing in them runs."""

import base64
import html
import re
import time
from pathlib import Path

import jinja2
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
from nbgrader.server_extensions.formgrader import formgrader
from nbgrader.utils import is_grade
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


def formgrader_environment():
    course_config()  # changes formgrader
    return formgrader.Environment(loader=jinja2.FileSystemLoader(str(TEMPLATES)))


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


def stripped(text):
    """Return the stock page without what cells may not have: anchors, and what they would reach."""
    soup = BeautifulSoup(text, "html.parser")
    for anchor in soup.select(".text_cell_render a.anchor-link"):
        anchor.decompose()
    for element in soup.select(".text_cell_render *"):
        del element["id"]
        if not element.get("href", "").startswith("https://"):
            del element["href"]
        if not element.get("src", "").startswith("data:"):
            del element["src"]
    return str(soup)


def unfolded(text):
    """Return a page without its folds, and their number."""
    soup = BeautifulSoup(text, "html.parser")
    folds = soup.select("details.folded")
    for fold in folds:
        fold.summary.decompose()
        fold.unwrap()
    return str(soup), len(folds)


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
def test_the_page_says_what_the_stock_page_says_but_that_its_contents_name_the_tasks(name):
    stock = structure(stripped(page(HTMLExporter, graded(name))))
    text, folds = unfolded(ours(graded(name)))
    mine = structure(text)
    graded_cells = filter(is_grade, graded(name).cells)
    names = (cell.metadata.nbgrader.grade_id for cell in graded_cells)
    said = re.sub(r"(Test cell|Written response)(?= \(Score)", lambda _: next(names), stock[1])
    assert mine[1] == said and not [*names]
    assert mine[0] == stock[0]
    assert folds == sum("source_hidden" in str(cell.metadata) for cell in graded(name).cells) > 0


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_the_tests_code_is_folded_and_a_students_is_not(template):
    hidden = {"jupyter": {"source_hidden": True}}
    test = {"grade_id": "step", "grade": True, "solution": False, "score": 1.0, "points": 2.0}
    notebook = new_notebook(
        cells=[
            new_code_cell("check <it>\nmore", metadata={**hidden, "nbgrader": test}),
            new_code_cell("my_own", metadata=hidden),
        ]
    )
    (fold,) = BeautifulSoup(ours(notebook, template), "html.parser").select("details.folded")
    assert fold.summary.get_text() == "check <it> •••"
    assert "more" in fold.get_text() and "my_own" not in fold.get_text()


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_feedback_keeps_its_styles(name):
    found = BeautifulSoup(ours(graded(name)), "html.parser")
    assert "border-left: 4px" in found.select_one("div[role=status]")["style"]
    assert found.find_all("details")


def test_the_cells_of_a_table_stand_apart():
    text = ours(new_notebook(cells=[new_markdown_cell("|a|b|\n|---|---|\n|1|2|")]))
    found = BeautifulSoup(text, "html.parser")
    assert len(found.select(".rendered_html td")) == 2
    assert ".rendered_html td, .rendered_html th { padding: 0.2em 0.8em; }" in text


SLOW = {
    "another language": "```autohotkey\n" + "\n " * 4_000 + "\n```",
    "blank lines": "```python\n1" + "\n " * 10_000 + "1\n```",
    "elements in elements": "<div>" * 6_000,
    "unlike ends": "<b></i>" * 6_000,
    "ends in comments": "<blockquote><!--</blockquote>-->" * 6_000,
    "ends in titles": "<blockquote title='</blockquote>'>" * 6_000,
    "styles begun anew": f"<p>{''.join(f'<b title={n}><u>' for n in range(90))}" + "</p><p>a" * 500,
    "many elements": "```\n" * 12_000,
    "entities": "&#" * 200_000,
    "attributes": "<a b='" * 60_000,
    "brackets in a style": "<p style='color:" + "[" * 40_000 + "'>a",
}


@pytest.mark.parametrize("name", SLOW)
def test_no_text_takes_much_time(name):
    began = time.process_time()
    feedback_pages.rendered(SLOW[name], "{}")
    assert time.process_time() - began < 1


def test_a_text_of_too_many_elements_is_shown_as_it_is():
    assert feedback_pages.clean("<p><i>a</i></p>" * 11_000).startswith("<p>&lt;p&gt;&lt;i&gt;a")
    assert feedback_pages.clean("<hr><p><i>a</i></p>" * 1_000).startswith("<hr><p><i>a")


def test_a_long_text_is_shown_as_it_is_but_for_pictures():
    assert feedback_pages.rendered("*a* " * 13_000, "{}").startswith("<p>*a* *a*")
    picture = f"![a](data:image/png;base64,{'A' * 100_000})"
    assert "<img " in feedback_pages.rendered(picture, "{}")


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_no_colours_take_much_time(template):
    text = "\U0001f600" + "\x1b[31ma" * 200_000
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[new_output("stream", text=text)])])
    ours(new_notebook(), template)
    began = time.process_time()
    shown = ours(notebook, template)
    assert "a" * 200_000 in shown and "\x1b" not in shown
    assert time.process_time() - began < 1


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_no_code_takes_much_time_whatever_its_notebook_says(template):
    notebook = new_notebook(cells=[new_code_cell("1" + "\n " * 10_000 + "1")])
    notebook.cells[0].metadata["magics_language"] = "autohotkey"
    notebook.metadata["language_info"] = {"name": "autohotkey"}
    ours(new_notebook(), template)
    began = time.process_time()
    ours(notebook, template)
    assert time.process_time() - began < 1


def test_python_in_text_has_colours_and_nested_lists_stay():
    assert '<span class="kn">import</span>' in feedback_pages.rendered(
        "```python\nimport a\n```", "{}"
    )
    assert "<ul><ul>" in feedback_pages.clean("<ul>" * 20 + "a" + "</ul>" * 20)


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


def test_a_picture_that_a_browser_would_have_to_compute_is_left_out():
    """Elements that use each other eight times, eleven deep, keep a browser busy for ever."""
    uses = "".join(
        f'<g id="a{one + 1}">' + f'<use href="#a{one}"/>' * 8 + "</g>" for one in range(11)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="a0"/>{uses}<use href="#a11"/></svg>'
    data = base64.b64encode(svg.encode()).decode()
    attached = new_markdown_cell("![a](attachment:a.svg)")
    attached.attachments = {"a.svg": {"image/svg+xml": data}}
    written = new_markdown_cell(f"![a](data:image/svg+xml;base64,{data})")
    text = ours(new_notebook(cells=[attached, written]))
    assert "svg+xml" not in text and len(BeautifulSoup(text, "html.parser").select("img")) == 2


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
    "<a href='da&#9;ta:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='/formgrader/manage_students/%3Cimg src=x onerror=alert(1)%3E'>a</a>",
    "[a](http:formgrader/manage_students/b)",
    "<div class='navbar-fixed-top'>a</div>",
    "<span class='n modal-backdrop help'>a</span>",
    "<div style='background-color: white; margin: 0 0 -900px'>a</div>",
    "<div style='list-style: \\75rl(https://example.org)'>a</div>",
    "<div style='list-style: ur&#108;(https://example.org)'>a</div>",
    "<img src='https://example.org'>",
    "<p id='statusmessage'>a</p><a name='statusmessage'>b</a>",
    "# statusmessage",
]
FIXED = re.compile(r"([^{}]+)\{[^{}]*position:\s*(?:fixed|sticky|absolute)")


def covering() -> set[str]:
    """The classes by which formgrader's styles take an element out of the flow of the page."""
    styles = [CSS / "bootstrap.min.css", *TEMPLATES.parent.glob("static/css/*.css")]
    selectors = " ".join(" ".join(FIXED.findall(path.read_text("utf-8"))) for path in styles)
    return {*re.findall(r"\.([\w-]+)", selectors)}


COVERING = covering()


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
    # nbformat allows no comma. Spaces would make classes, but RestoreCells replaces metadata.
    tag = re.sub(r"[\s,]", "", f'"><p/onclick="alert(1)">{text}')
    answer = {"grade": True, "solution": True, "grade_id": "a", "points": 1, "score": 0}
    state = {"application/vnd.jupyter.widget-state+json": {"state": {text: {"a": text}}}}
    return new_notebook(
        metadata={
            "widgets": state,
            "title": text,
            "language_info": {"name": "".join(text.split())},
        },
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
    for control in shown.select(
        ".score, .comment, .extra-credit, .scoring-buttons"
    ):  # formgrader's own
        control.decompose()
    found = []
    for frame in shown.select("iframe.isolated-iframe"):  # the template's, around clean HTML
        content = base64.b64decode(frame["src"].removeprefix("data:text/html;base64,")).decode()
        found += suspects(BeautifulSoup(content, "html.parser"))
        frame.decompose()
    return found + suspects(shown)


UNFIT_STYLE = re.compile(r"url|rl\(|position|expression|import|-\d")


def suspects(soup):
    found = [element for element in soup.find_all() if element.name in RUNS]
    for element in soup.find_all():
        for name, value in element.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            plain = re.sub(r"[\s\x00-\x1f]", "", html.unescape(value)).lower()
            scheme = plain.startswith(("javascript:", "vbscript:", "data:"))
            picture = element.name == "img" and plain.startswith("data:image/")
            styled = name == "style" and UNFIT_STYLE.search(plain)
            relative = name == "href" and not re.match(r"https?://|mailto:|#", plain)
            fetched = name == "src" and not picture
            covers = name == "class" and COVERING.intersection(value.split())
            found_by_links = name in ("id", "name") and value == "statusmessage"
            runs = name.startswith("on") or name == "srcdoc" or (scheme and not picture)
            if runs or styled or relative or fetched or covers or found_by_links:
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


def test_formgraders_own_styles_are_known():
    assert {"navbar-fixed-top", "modal", "modal-backdrop", "help"} <= COVERING


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", '";alert(1)//', "a&b"])
def test_formgraders_pages_escape_what_stands_in_their_address(name):
    environment = formgrader_environment()
    for template in ("manage_students_assignments.tpl", "manage_students_notebook_submissions.tpl"):
        text = environment.get_template(template).render(student_id=name, assignment_id="x")
        assert name not in text and "&lt;script" not in text
        soup = BeautifulSoup(text, "html.parser")
        assert not soup.find_all("img") and name in soup.select_one(".breadcrumb").get_text()


@pytest.mark.parametrize("name", [path.name for path in TEMPLATES.glob("[mgb]*.tpl")])
def test_formgraders_pages_stay_as_they_are(name):
    values = {"student_id": "Zoë O'Neil", "assignment_id": "a b", "base_url": "/x", "exchange": "y"}
    stock = jinja2.Environment(loader=jinja2.FileSystemLoader(str(TEMPLATES)))
    page = formgrader_environment().get_template(name).render(**values)
    assert page == stock.get_template(name).render(**values)


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
