"""Feedback pages: nbgrader's own, made in less time, in which nothing of a submission can run.

The filters also serve formgrader, whose pages show the same cells (see nbgrader_config.py).
"""

import functools
import json
import re

import bleach
import jinja2
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter

TAGS = frozenset(
    """
    a abbr acronym b blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span
    strong sub summary sup table tbody td tfoot th thead tr u ul var
    """.split()  # noqa: SIM905  a list of one a line would hide what is not in it
)
ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "role", "style", "title", "aria-hidden", "aria-label"},
    "a": {"href", "name"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
PROTOCOLS = ("data", "http", "https", "mailto")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*", re.I)
STYLES = frozenset(
    """
    background-color border border-left border-collapse color font-family font-size font-style
    font-weight list-style margin margin-left padding padding-left text-align text-decoration
    vertical-align white-space width
    """.split()  # noqa: SIM905
)

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
    """Say whether an element may keep an attribute. Only pictures may carry their own data."""
    if name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()):
        return False
    if value.strip().lower().startswith("data:"):
        return (tag, name) == ("img", "src") and bool(PICTURE.fullmatch(value.strip()))
    return True


CLEANER = bleach.Cleaner(
    tags=TAGS,
    attributes=allowed,
    protocols=PROTOCOLS,
    css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
)


@functools.lru_cache(maxsize=1024)
def clean(html: str) -> str:
    """Return HTML without anything that can run, be submitted, or cover the page.

    Elements that are not allowed become text, so that whoever grades sees them.
    """
    return CLEANER.clean(html)


def clean_html(element) -> str:
    """Stand in for nbconvert's filter of this name, which drops tables' parts and all styles."""
    return clean(element.decode() if isinstance(element, bytes) else str(element))


@functools.lru_cache(maxsize=1024)
def rendered(source: str, attachments: str, anchor: str, no_anchors: bool) -> str:
    """Return clean HTML of Markdown. Cells of the assignment are the same for the whole class."""
    renderer = IPythonRenderer(
        escape=False,
        attachments=json.loads(attachments),
        anchor_link_text=anchor,
        exclude_anchor_links=no_anchors,
    )
    return clean(MarkdownWithMath(renderer=renderer).render(source))


@pass_context
def markdown2html(context, source: str) -> str:
    """Stand in for nbconvert's filter of this name: the same, made clean."""
    attachments = json.dumps(context.get("cell", {}).get("attachments", {}))
    return rendered(source, attachments, "¶", False)


FILTERS = {"clean_html": clean_html, "markdown2html": markdown2html}


class FeedbackExporter(HTMLExporter):
    """Makes the page that nbconvert's HTMLExporter makes, one notebook after the other.

    The templates are compiled once in a process. The page is not parsed once more to give
    pictures an alternative text: those without one are found by their tag.
    """

    def _create_environment(self):
        environment = super()._create_environment()
        key = (*self.template_paths, self.template_extension, self.raw_template)
        shared = compiled(key, environment)
        shared.filters.update(environment.filters)  # they belong to the exporter at work
        return shared

    def from_notebook_node(self, nb, resources=None, **kw):
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
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
