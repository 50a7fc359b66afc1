"""nbgrader's configuration for this course: folders, what students see, and how grading runs.

Read by nbgrader's own commands, by formgrader, and by `grading.config`.
"""

import functools

from jinja2 import Environment
from nbgrader.converters import GenerateFeedback
from nbgrader.server_extensions.formgrader import formgrader

from grading import collect, feedback_pages, folders, release_feedback

c = get_config()  # noqa: F821  traitlets provides it

root = folders.ROOT

c.CourseDirectory.course_id = "torchcourse"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{root}/grading/gradebook.db"
c.Exchange.root = str(root / "grading" / "exchange")
# Of people: not in the course's folder, which is in git.
c.ExportPlugin.to = str(root / "grading" / "nbgrader_grades.csv")

# Submissions are put back into the released form, and compared outside their own kernel. Of
# nbgrader's own steps those are left out that then have nothing to do: outputs, kernel, points and
# locked cells are the release's, whose metadata CheckCellMetadata has checked.
c.Autograde.sanitize_preprocessors = ["grading.restore.RestoreCells"]
c.Autograde.autograde_preprocessors = [
    "grading.autograde.ExecuteAndCompare",
    "nbgrader.preprocessors.LimitOutput",
    "grading.autograde.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# Notebooks are validated once, and not after each of the steps.
c.NotebookExporter.optimistic_validation = c.FeedbackExporter.optimistic_validation = True
c.ExecuteAndCompare.area = str(root / "grading")
# Seconds and bytes for one submission; grading/sandbox/limits.py says what each one is.
c.ExecuteAndCompare.limits = {"task_seconds": 60, "notebook_seconds": 300, "memory": 2 << 30}

# The Validate button and `nbgrader validate` start kernels of their own.
c.Execute.timeout = 60
c.KernelManager.transport_encryption = "auto"  # without it each kernel warns of plain TCP

c.GenerateAssignment.post_convert_hook = "grading.release.after_generate_assignment"

c.GenerateAssignment.preprocessors.append("grading.fold_checks.FoldChecks")

# An empty stub says so itself; nothing is marked by hand twice.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# Feedback says which points a person gave, and which nobody gave yet.
c.GenerateFeedback.preprocessors = [
    "grading.feedback_points.GetPoints",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# nbgrader's own follows links out of the exchange, and believes any name.
c.ExchangeFactory.collect = collect.CollectAsMake

# Nothing else of what was handed in lies beside a page.
GenerateFeedback.init_assignment = release_feedback.copy_what_a_release_needs
c.ExchangeFactory.release_feedback = release_feedback.CarefulReleaseFeedback

# Pages that people open, formgrader's too, show submissions: nothing in them may run.
c.GenerateFeedback.exporter_class = feedback_pages.FeedbackExporter
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = feedback_pages.FILTERS
# Formgrader's other pages put names and parts of their address into HTML as they are.
formgrader.Environment = functools.partial(
    Environment, autoescape=True, finalize=feedback_pages.escaped
)
