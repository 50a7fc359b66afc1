"""Feedback reaches those who submitted through the exchange, whatever others handed in."""

import warnings
from pathlib import Path

import pytest
import toy

from grading.config import course_config, nbgrader_api

NAME = toy.NAME
FILES = {
    "ada": {"timestamp.txt": b"2026-02-02 15:58:23 UTC", "submission_secret.txt": b"0" * 64},
    "by zip, 2": {"timestamp.txt": b"2026-02-02 15:58:23 UTC"},
    "mallory": {"timestamp.txt": b"2026-02-02", "submission_secret.txt": b"\xff\xfe"},
    "no time": {"submission_secret.txt": b"1" * 64},
    "zoe [2]": {"timestamp.txt": b"2026-02-02", "submission_secret.txt": b"2" * 64},
}


@pytest.fixture
def api(course):
    """nbgrader's programs in the toy course."""
    with warnings.catch_warnings(action="ignore"):
        yield nbgrader_api(course_config(course / "grading"))


@pytest.fixture
def feedback(course):
    """Feedback of a class, some of which was never in the exchange."""
    for student, files in FILES.items():
        folder = course / "grading" / "feedback" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.html").write_text(f"page of {student}")
        for name, content in files.items():
            (folder / name).write_bytes(content)


def test_who_is_not_in_the_exchange_is_named_and_the_others_get_their_page(course, api, feedback):
    result = api.release_feedback(NAME)
    assert result["success"], result["log"]
    released = course / "grading" / "exchange" / "torchcourse" / "feedback"
    pages = {page.read_text() for page in released.glob("*.html")}
    assert pages == {"page of ada", "page of zoe [2]"}
    for student in ("by zip, 2", "mallory", "no time"):
        assert f"{Path(student) / NAME}: not submitted through the exchange" in result["log"]
