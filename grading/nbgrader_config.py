"""nbgrader's configuration for this course: folders, what students see, and how grading runs.

Read by nbgrader's own commands, by formgrader, and by `grading.config`.
"""

from pathlib import Path

c = get_config()  # noqa: F821  traitlets provides it

root = Path(__file__).resolve().parent.parent

c.CourseDirectory.course_id = "torchcourse"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{root}/grading/gradebook.db"
c.Exchange.root = str(root / "grading" / "exchange")

# An empty stub says so itself; nothing is marked by hand twice.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
