"""What an instructor sets in nbgrader_config.py."""

import pytest

from grading import folders
from grading.__main__ import main
from grading.autograde import SettingError, limits_of
from grading.config import course_config
from grading.grade import Grader
from grading.sandbox import Limits


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """Stand as nbgrader_config.py does with these limits in it."""

    def configured(limits):
        config = course_config(tmp_path)
        config.ExecuteAndCompare.limits = limits
        monkeypatch.setattr("grading.grade.course_config", lambda area: config)

    return configured


def test_the_limits_set_are_those_of_make_grade(configured, tmp_path):
    configured({"task_seconds": 5})
    assert Grader(tmp_path).limits == Limits(task_seconds=5)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"seconds": 5}, "no limit 'seconds'; there are task_seconds, "),
        ({"memory": "2 GB"}, "memory is '2 GB', not a number"),
        ({"memory": 0}, "memory is 0, not a number above 0"),
        ({"processes": True}, "processes is True"),
        ({"memory": 2048}, "memory is 2048: no notebook runs with less than 67,108,864"),
        ({"processes": 1}, "processes is 1: no notebook runs with less than 8"),
        (60, "limits are 60, not names with numbers"),
    ],
)
def test_a_wrong_limit_is_named(settings, complaint):
    with pytest.raises(SettingError, match=complaint):
        limits_of(settings)


def test_a_wrong_limit_ends_the_command_with_a_clear_line(configured, tmp_path, capsys):
    configured({"memory": "much"})
    assert main(["grade", folders.assignments()[0], "--area", str(tmp_path)]) == 2
    assert "Mend c.ExecuteAndCompare.limits" in capsys.readouterr().err
