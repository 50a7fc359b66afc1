"""All that a grade depends on besides what was handed in: a change of it has all graded anew."""

import pytest
import toy

from grading import config, folders, kept
from grading.jobs import circumstances
from grading.sandbox import Limits

NAME = toy.NAME
NOTEBOOK = f"{NAME}/{NAME}.ipynb"
CHANGES = {
    f"solutions/{NOTEBOOK}": "the solution",
    f"exercises/{NOTEBOOK}": "the exercise",
    f"grading/answers/{NAME}/twice.py": "an answer of the bank",
    f"grading/answers/{NAME}/total.py": "a new one",
    "grading/hidden_seed": "07" * 32,
}


@pytest.fixture
def fingerprint(tmp_path):
    """Fingerprint what grades of the toy course depend on, in a folder of its own."""
    secret = tmp_path / "grading" / "hidden_seed"
    toy.build(tmp_path)
    folders.use(tmp_path)
    yield lambda limits=None, trusted=False: circumstances(
        secret, NAME, limits or Limits(), trusted
    )
    folders.use(toy.REPOSITORY)


@pytest.mark.parametrize("path", CHANGES)
def test_each_file_that_decides_on_a_grade_counts(fingerprint, tmp_path, path):
    before = fingerprint()
    assert fingerprint() == before
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(CHANGES[path])
    assert fingerprint() != before


def test_limits_and_the_sandbox_count(fingerprint):
    ways = [(limits, trusted) for limits in (Limits(), Limits(output=9)) for trusted in (0, 1)]
    assert len({fingerprint(*way) for way in ways}) == 4


def test_code_and_settings_count_and_what_is_handed_in_does_not(tmp_path, monkeypatch):
    assert config.FILE.parent in kept.CODE
    monkeypatch.setattr(kept, "CODE", (tmp_path,))
    version = kept.code_version.__wrapped__
    (tmp_path / "submitted").mkdir()
    before = version()
    (tmp_path / "submitted" / "own.py").write_text("1")
    assert version() == before
    (tmp_path / "settings.py").write_text("1")
    assert version() != before


@pytest.mark.parametrize("library", ["torch", "numpy", "ipython", "nbgrader"])
def test_versions_of_libraries_count(monkeypatch, library):
    before = kept.code_version.__wrapped__()
    version = kept.version
    monkeypatch.setattr(kept, "version", lambda name: "9.9" if name == library else version(name))
    assert kept.code_version.__wrapped__() != before
