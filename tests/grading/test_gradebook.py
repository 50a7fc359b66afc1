"""nbgrader's gradebook is opened often, and looked through only once."""

import pytest
from nbgrader.api import Course, Gradebook
from sqlalchemy import event

from grading.config import course_config, engine, nbgrader_api


@pytest.fixture
def db_url(tmp_path):
    nbgrader_api(course_config(tmp_path))
    return f"sqlite:///{tmp_path}/gradebook.db"


def students(db_url: str) -> list[str]:
    with Gradebook(db_url, "torchcourse") as gradebook:
        gradebook.update_or_create_student("ada")
        return [student.id for student in gradebook.students]


def test_the_second_time_nothing_is_looked_for(db_url):
    assert students(db_url) == ["ada"]
    asked = []
    one = engine(db_url, echo=False, future=True)
    event.listen(one, "before_execute", lambda *query: asked.append(query))
    with Gradebook(db_url, "torchcourse"):
        assert not asked
    assert students(db_url) == ["ada"]
    assert asked


def test_another_course_is_entered(db_url):
    assert students(db_url) == ["ada"]
    with Gradebook(db_url, "other") as gradebook:
        found = {course.id for course in gradebook.db.query(Course)}
    assert found == {"torchcourse", "other"}


def test_a_file_in_place_of_another_gets_its_tables(db_url, tmp_path):
    assert students(db_url) == ["ada"]
    (tmp_path / "gradebook.db").rename(tmp_path / "earlier.db")
    assert students(db_url) == ["ada"]
