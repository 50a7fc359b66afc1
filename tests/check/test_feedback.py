"""Feedback: readable as text and as HTML, and safe to show."""

from html.parser import HTMLParser

from torchcourse.check.feedback import Feedback, code
from torchcourse.check.verdict import Aspect, Verdict

MIXED = Verdict(
    "step",
    2.0,
    [Aspect("one step", "wrong", "Use `p.grad`, not <p>."), Aspect("no grad", "passed")],
)


def words(feedback: Feedback) -> str:
    parser, found = HTMLParser(), []
    parser.handle_data = found.append
    parser.feed(feedback._repr_html_())
    return " ".join("".join(found).split())


def test_text_says_all():
    assert repr(Feedback(MIXED)) == (
        "`step`: wrong, 1 of 2 points\n"
        "  ✗ one step: wrong\n"
        "      Use `p.grad`, not <p>.\n"
        "  ✓ no grad: passed"
    )


def test_html_says_the_same_words():
    text = words(Feedback(MIXED))
    for part in ("step: wrong, 1 of 2 points", "one step: wrong", "Use p.grad, not <p>."):
        assert part in text


def test_html_hides_marks_from_screen_readers_and_says_words():
    html = Feedback(MIXED)._repr_html_()
    assert "<span aria-hidden='true'>✗</span>" in html
    assert "role='status'" in html


def test_what_a_student_wrote_is_escaped():
    verdict = Verdict("step", 1.0, cause="no observation", message="<script>alert(1)</script>")
    assert "<script>" not in Feedback(verdict)._repr_html_()


def test_not_attempted_says_what_to_do():
    verdict = Verdict("step", 1.0, [Aspect("a", "not attempted"), Aspect("b", "not attempted")])
    assert repr(Feedback(verdict)).splitlines()[0] == "`step`: not attempted, 0 of 1 points"
    assert "raise NotImplementedError" in repr(Feedback(verdict))


def test_a_task_half_done_shows_what_passed():
    verdict = Verdict("step", 1.0, [Aspect("a", "passed"), Aspect("b", "not attempted")])
    assert repr(Feedback(verdict)) == (
        "`step`: not finished, 0.5 of 1 points\n  ✓ a: passed\n  ○ b: not attempted"
    )


def test_a_message_that_repeats_is_shown_once_and_pointed_to():
    said = [("a", "Why."), ("b", "Another."), ("c", "Why.")]
    verdict = Verdict("step", 1.0, [Aspect(name, "wrong", text) for name, text in said])
    assert repr(Feedback(verdict)).splitlines()[1:] == [
        "  ✗ a: wrong",
        "      Why.",
        "  ✗ b: wrong",
        "      Another.",
        "  ✗ c: wrong, see “a”",
    ]


def test_backticks_become_code_and_an_odd_one_is_harmless():
    assert code("use `a<b` or `c") == "use <code>a&lt;b</code> or <code>c</code>"


def test_stars_become_emphasis_where_they_stand_around_words():
    assert code("the *sum* of `*a*`, *x and y*.") == (
        "the <em>sum</em> of <code>*a*</code>, <em>x and y</em>."
    )
    for text in ("2*x*y", "a * b * c", "f(*args, **kwargs)", "*one"):
        assert code(text) == text
