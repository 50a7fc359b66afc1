"""Show a verdict: as text, and as HTML for JupyterLab and the feedback pages."""

import re
from html import escape

from torchcourse.check.verdict import ERROR, NOT_ATTEMPTED, PASSED, WRONG, Verdict

MARKS = {PASSED: "✓", WRONG: "✗", ERROR: "✗", NOT_ATTEMPTED: "○"}
COLOURS = {PASSED: "#1b7f3b", WRONG: "#b3261e", ERROR: "#b3261e", NOT_ATTEMPTED: "#5f6368"}
EMPHASIS = re.compile(r"(?<![\w*])\*(\w(?:[^*\n]*\w)?)\*(?![\w*])")
TODO = "Not attempted yet: write your code in place of `raise NotImplementedError()`."


class Feedback:
    """A verdict that displays itself. Words say what colours and marks say."""

    def __init__(self, verdict: Verdict):
        self.verdict = verdict

    def __repr__(self) -> str:
        lines = [headline(self.verdict)]
        for mark, text, message in rows(self.verdict):
            lines.append(f"  {mark} {text}")
            lines.extend(f"      {line}" for line in message.splitlines())
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        colour = COLOURS.get(self.verdict.state, COLOURS[WRONG])
        items = "".join(
            f"<li><span aria-hidden='true'>{mark}</span> {code(text)}{block(message)}</li>"
            for mark, text, message in rows(self.verdict)
        )
        return (
            f"<div role='status' style='border-left: 4px solid {colour}; padding: 2px 0 2px 12px'>"
            f"<strong>{code(headline(self.verdict))}</strong>"
            f"<ul style='list-style: none; padding-left: 0; margin: 4px 0'>{items}</ul></div>"
        )


def headline(verdict: Verdict) -> str:
    state = verdict.state
    score = f"{verdict.score:g} of {verdict.points:g} points"
    if state == NOT_ATTEMPTED and not untouched(verdict):
        state = "not finished"
    return f"`{verdict.task}`: {state}, {score}"


def untouched(verdict: Verdict) -> bool:
    """Say whether no part of the task was attempted."""
    return {aspect.state for aspect in verdict.aspects} == {NOT_ATTEMPTED}


def rows(verdict: Verdict):
    """Yield mark, text and message for each thing to show; a message is shown once."""
    if untouched(verdict):
        yield MARKS[NOT_ATTEMPTED], TODO, ""
        return
    if verdict.message:
        yield MARKS[WRONG], verdict.message, ""
    told = {}  # under which name
    for aspect in verdict.aspects:
        text, message = f"{aspect.name}: {aspect.state}", aspect.message
        if message in told:
            text, message = f"{text}, see “{told[message]}”", ""
        elif message:
            told[message] = aspect.name
        yield MARKS[aspect.state], text, message


def block(message: str) -> str:
    """Format a message: paragraphs keep their lines, `code` is set as code."""
    if not message:
        return ""
    return f"<div style='white-space: pre-wrap; margin: 2px 0 6px 1.2em'>{code(message)}</div>"


def code(text: str) -> str:
    """Escape text for HTML; what stands between backticks is code, between stars emphasis."""
    parts = escape(text).split("`")
    plain = (EMPHASIS.sub(r"<em>\1</em>", part) for part in parts[::2])
    pairs = zip(plain, [*parts[1::2], ""], strict=False)
    return "".join(before + (f"<code>{name}</code>" if name else "") for before, name in pairs)
