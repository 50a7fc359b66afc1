"""What the worker processes of `make grade` do: execute submissions, and write feedback pages."""

import hashlib
import socket
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from grading import folders, submissions
from grading.config import course_config, nbgrader_api, succeed
from grading.jobs import Jobs
from grading.kernels.client import ServerGone
from grading.restore import AnotherAssignment, restored
from grading.sandbox import Connection, Limits
from grading.submissions import Submission


@dataclass(frozen=True)
class Setting:
    """What the workers of one run share. Paths and numbers only: it is sent to each of them."""

    root: Path
    area: Path
    assignments: tuple[str, ...]
    limits: Limits
    trusted: bool


@dataclass(frozen=True)
class Execute:
    """The task to execute what lies in a folder, unless it has the digest `known`."""

    student: str
    folder: Path
    known: str | None = None


@dataclass(frozen=True)
class Done:
    """The answer: the submission, the digest of all its grade depends on, and its job's key.

    `key` is None where nothing was executed; `failures` are what went wrong in grading itself.
    """

    submission: Submission
    digest: str = ""
    key: str | None = None
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class WritePage:
    """The task to write the feedback page of a graded submission, whose outcome is `outcome`."""

    outcome: object
    digest: str


class Worker:
    """Does the tasks above. `to_sandbox` is this process's way to the one that all share."""

    def __init__(self, setting: Setting, to_sandbox: socket.socket):
        folders.use(setting.root)
        warnings.simplefilter("ignore")  # of a submission's small faults, in a process without user
        self.setting = setting
        self.sandbox = Connection(to_sandbox, setting.limits, isolated=not setting.trusted)
        self.jobs: dict[str, Jobs] = {}
        self.config = course_config(setting.area)
        self.api = nbgrader_api(self.config)

    def __call__(self, task):
        return self.execute(task) if isinstance(task, Execute) else self.write_page(task)

    def execute(self, task: Execute) -> Done:
        names = [*self.setting.assignments]
        one = submissions.examine(task.student, task.folder, names)
        if one.problem:
            return Done(one)
        jobs = self.jobs_of(one.assignment)
        digest = digest_of(one, jobs)
        if digest == task.known:
            return Done(one, digest)
        released = folders.EXERCISES / one.assignment / f"{one.assignment}.ipynb"
        notebook = nbformat.read(one.notebook, as_version=4)
        try:
            cells = restored(released, notebook).cells  # as nbgrader's autograde will execute them
        except AnotherAssignment as error:
            return Done(replace(one, problem=str(error)))
        key = jobs.key(cells)
        try:
            found = jobs.perform(cells, lambda: self.sandbox)
        except ServerGone as error:  # the next worker gets another server
            raise SystemExit(str(error)) from error
        return Done(one, digest, key, tuple(found.failures))

    def jobs_of(self, name: str) -> Jobs:
        if name not in self.jobs:
            setting = self.setting
            self.jobs[name] = Jobs(setting.area, name, setting.limits, setting.trusted)
        return self.jobs[name]

    def write_page(self, task: WritePage) -> None:
        one = task.outcome.submission
        succeed(self.api.generate_feedback(one.assignment, one.student, force=True))


def digest_of(one: Submission, jobs: Jobs) -> str:
    """Fingerprint all that a grade depends on: what was handed in, and how it is graded."""
    digest = hashlib.sha256(jobs.circumstances.encode())
    folder = one.notebook.parent
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
