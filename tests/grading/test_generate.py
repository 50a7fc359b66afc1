"""nbgrader's own generate_assignment, which formgrader's button runs, keeps the answer key."""

import toy

from grading import folders
from grading.config import course_config, nbgrader_api
from torchcourse.check import key


def test_the_key_is_put_back(course, tmp_path):
    path = folders.EXERCISES / toy.NAME / key.file_name(toy.NAME)
    before = path.read_bytes()
    config = course_config()
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path}/gradebook.db"
    result = nbgrader_api(config).generate_assignment(toy.NAME, force=True)
    assert result["success"], result
    assert path.read_bytes() == before
