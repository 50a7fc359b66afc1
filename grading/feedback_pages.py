"""Feedback pages: nbgrader's own, made in less time, in which nothing of a submission can run.

The filters also serve formgrader, whose pages show the same cells (see nbgrader_config.py).
"""

import functools
import html
import json
import re

import bleach
import jinja2
from bleach.css_sanitizer import CSSSanitizer
from bleach.html5lib_shim import BleachHTMLParser
from jinja2 import pass_context
from markupsafe import Markup, escape
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML, ansi2html, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from pygments.token import STANDARD_TYPES

from grading import feedback_points
from grading.fold_checks import FOLDED

TAGS = frozenset(
    """
    a abbr acronym b blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span
    strong sub summary sup table tbody td tfoot th thead tr u ul var
    """.split()  # noqa: SIM905  a list of one a line would hide what is not in it
)
# None by which a page's scripts, styles or links would find an element: no id, no name.
ATTRIBUTES = {
    "*": {"class", "dir", "lang", "role", "style", "title", "aria-hidden", "aria-label"},
    "a": {"href"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
CLASSES = {"highlight", *STANDARD_TYPES.values()}  # of Pygments; others may cover the page
PROTOCOLS = ("data", "http", "https", "mailto")  # `allowed` leaves `data` to pictures
# Not one within the server that shows the page: "http:x" and "/x" lead there.
LINK = re.compile(r"(https?://|mailto:|#).*", re.IGNORECASE)
UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
EMBEDDED = re.compile(r"data:image/[\w+]+;base64,[A-Za-z0-9+/=]*")
# Not SVG, in which a few lines draw a million things, and the browser hangs.
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*", re.I)
STYLES = frozenset(
    """
    background-color border border-left border-collapse color font-family font-size font-style
    font-weight list-style margin margin-left padding padding-left text-align text-decoration
    vertical-align white-space width
    """.split()  # noqa: SIM905
)
# A hyphen stands between letters: a negative length moves an element over others. No functions
# but colours, no escapes: they fetch and compute.
STYLE = re.compile(
    r"(?:[^-()\\&]|(?<=[a-z])-(?=[a-z])|\b(?:rgb|hsl)a?\([\d\s.,%]*\))*", re.IGNORECASE
)

PYTHON = ("python", "python3", "py", "ipython", "ipython3", "pycon")
BLANKS = re.compile(r"^[ \t]+$", re.MULTILINE)
LONGEST_KEPT = 10_000  # characters of a cell whose HTML is kept for the next page
DEEPEST = 100  # elements in one another
MOST_ELEMENTS = 5_000  # of one cell
LONGEST_TEXT = 50_000  # characters of Markdown: many an odd one takes the square of the time
COPIED = 10**8  # characters that nbconvert may move to colour a text

IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
ALT = re.compile(r"\salt\s*=")
NO_ALT = "No description has been provided for this image"  # as nbconvert has it

# MathJax, which the stock page loads, keeps running; whatever else is fetched or sent is refused.
MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/"
POLICY = "; ".join(
    [
        "default-src 'none'",
        f"script-src {MATHJAX} 'unsafe-inline' 'unsafe-eval'",
        "style-src 'unsafe-inline'",
        f"font-src {MATHJAX} data:",
        f"img-src {MATHJAX} data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
CHARSET = '<meta charset="utf-8" />'
HEAD = f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'


def allowed(tag: str, name: str, value: str) -> bool:
    """Say whether an element may keep an attribute: its value is HTML as it was written."""
    if name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()):
        return False
    address = UNSEEN.sub("", html.unescape(value))
    if name == "href":
        return bool(LINK.fullmatch(address))
    if name == "src":
        return bool(PICTURE.fullmatch(address))
    if name == "class":
        return CLASSES.issuperset(value.split())
    return name != "style" or bool(STYLE.fullmatch(value))


class TooMuch(Exception):
    """Some HTML makes more elements, or deeper ones, than anybody writes."""


class OpenElements(list):
    """The elements that the parser has open, of which it looks through all at many a tag.

    It counts all that there were: each paragraph begins anew what an earlier one left open, so
    that a short text can make millions.
    """

    made = 0

    def append(self, element) -> None:
        self.made += 1
        if len(self) > DEEPEST or self.made > MOST_ELEMENTS:
            raise TooMuch
        super().append(element)


class Cleaner(bleach.Cleaner):
    """Raises TooMuch for what takes time that grows with the square, or more memory than text."""

    def __init__(self, **settings):
        super().__init__(**settings)

        class Tree(type(self.parser.tree)):
            def reset(self):
                super().reset()
                self.openElements = OpenElements()

        self.parser = BleachHTMLParser(
            tags=self.tags,
            strip=self.strip,
            consume_entities=False,
            namespaceHTMLElements=False,
            tree=Tree,
        )


CLEANER = Cleaner(
    tags=TAGS,
    attributes=allowed,
    protocols=PROTOCOLS,
    css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
)


@functools.lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """Return HTML without anything that can run, be submitted, or cover the page.

    Elements that are not allowed become text, so that whoever grades sees them; and all of them
    where they are too many, or too deep in one another, or brackets in a style are.
    """
    try:
        return CLEANER.clean(text)
    except (TooMuch, RecursionError):
        return as_text(text)


def as_text(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def clean_html(element) -> str:
    """Stand in for nbconvert's filter of this name, which drops tables' parts and all styles."""
    return clean(element.decode() if isinstance(element, bytes) else str(element))


class Renderer(IPythonRenderer):
    """Colours Python code only: others' lexers take time that grows with the square, and more.

    A picture that is not attached is its text; for nbconvert there would be no page then.
    """

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = url.removeprefix("attachment:")
        if name != url and not self.attachments.get(name):
            return text
        return super().image(text, url, title)

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").strip().split(maxsplit=1)[:1]
        is_python = language and language[0].lower() in PYTHON
        return super().block_code(without_blanks(code), "python" if is_python else None)


def without_blanks(source: str) -> str:
    """Return a source without space in lines that hold nothing else, as lexers try each pair."""
    return BLANKS.sub("", source)


def highlighted(source: str) -> str:
    """Return HTML of a cell's source, coloured as Python."""
    return Highlight2HTML(pygments_lexer="python")(source)


# Cells of the assignment are the same for the whole class.
highlighted_before = functools.lru_cache(maxsize=512)(highlighted)


def highlight_code(source: str, language=None, metadata=None) -> str:
    """Stand in for nbconvert's filter of this name: Python, whatever the notebook says.

    The code of the assignment's tests is folded, as in the exercise; a student's own never is.
    """
    text = without_blanks(source)
    page = highlighted_before(text) if len(text) <= LONGEST_KEPT else highlighted(text)
    if metadata and "nbgrader" in metadata and metadata.get("jupyter") == FOLDED:
        first = html.escape(source.partition("\n")[0])
        summary = f"<summary><code>{first}</code> •••</summary>"  # Bootstrap leaves no triangle
        page = f'<details class="folded">{summary}{page}</details>'
    return page


@functools.lru_cache(maxsize=1024)
def rendered(source: str, attachments: str) -> str:
    """Return clean HTML of Markdown, and of a very long one its text.

    Cells of the assignment are the same for the whole class.
    """
    if len(EMBEDDED.sub("", source)) > LONGEST_TEXT:
        return as_text(source)
    renderer = Renderer(
        escape=False,
        attachments=json.loads(attachments),
        exclude_anchor_links=True,  # they need ids
    )
    return clean(MarkdownWithMath(renderer=renderer).render(source))


@pass_context
def markdown2html(context, source: str) -> str:
    """Stand in for nbconvert's filter of this name: the same, made clean, without anchors."""
    attachments = json.dumps(context.get("cell", {}).get("attachments", {}))
    return rendered(source, attachments)


def coloured(text: str) -> str:
    """Stand in for nbconvert's `ansi2html`, which moves the rest of a text at each colour."""
    changes = text.count("\x1b")
    return ansi2html(text if changes * len(text) <= COPIED else strip_ansi(text))


def escaped(value) -> Markup:
    """Make a value harmless in formgrader's own pages, in HTML as in a script's "string".

    An apostrophe, which ends neither there, stays: scripts read no entities.
    """
    return Markup(str(escape(value)).replace("&#39;", "'"))


FILTERS = {
    "ansi2html": coloured,
    "clean_html": clean_html,
    "highlight_code": highlight_code,
    "markdown2html": markdown2html,
}


class FeedbackExporter(HTMLExporter):
    """Makes the page that nbconvert's HTMLExporter makes, one notebook after the other.

    The templates are compiled once in a process. The page is not parsed once more to give
    pictures an alternative text: those without one are found by their tag.
    """

    def default_filters(self):
        yield from super().default_filters()
        yield from feedback_points.FILTERS.items()

    def _create_environment(self):
        environment = super()._create_environment()
        environment.loader = feedback_points.Adapted(environment.loader)
        key = (*self.template_paths, self.template_extension, self.raw_template)
        shared = compiled(key, environment)
        shared.filters.update(environment.filters)  # they belong to the exporter at work
        return shared

    def from_notebook_node(self, nb, resources=None, **kw):
        resources = self._init_resources(resources)
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(
                notebook_metadata=self._nb_metadata, parent=self, resources=resources
            ),
        )
        # Not HTMLExporter's: that one parses the page with BeautifulSoup.
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return IMAGE.sub(with_alt, page).replace(CHARSET, HEAD, 1), resources


ENVIRONMENTS: dict[tuple, jinja2.Environment] = {}


def compiled(key: tuple, environment: jinja2.Environment) -> jinja2.Environment:
    """Return the environment in which these templates were compiled first."""
    return ENVIRONMENTS.setdefault(key, environment)


def with_alt(match: re.Match) -> str:
    """Return an image's tag with an alternative text."""
    tag = match[0]
    return tag if ALT.search(tag) else f'{tag[:-1].rstrip("/ ")} alt="{NO_ALT}"/>'
