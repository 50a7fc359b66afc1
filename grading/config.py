"""nbgrader's configuration and its programs, called from here."""

import functools
import logging
import os
import re
import sys
import warnings
from pathlib import Path

import nbgrader.api
from alembic.script import ScriptDirectory
from nbformat.warnings import DuplicateCellId
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import scoped_session, sessionmaker
from traitlets.config import Config, PyFileConfigLoader

from grading import folders, kernels

# The last line of a traceback, as nbgrader logs it: "sqlite3.OperationalError: disk is full".
EXCEPTION = re.compile(r"^ *([A-Za-z_][\w.]*: \S.*)$", re.MULTILINE)
FILE = Path(__file__).with_name("nbgrader_config.py")


def course_config(area: Path | None = None) -> Config:
    """Return a copy of the course's nbgrader configuration that the caller may change.

    With `area`, everything that grading writes lies in that folder and not in grading/:
    submissions, gradebook, feedback, results, and the exchange.
    """
    config = PyFileConfigLoader(FILE.name, path=str(FILE.parent)).load_config()
    if area is not None:
        area = area.resolve()
        # Below the course they are relative: nbgrader takes an absolute folder for a pattern.
        inside = area.is_relative_to(folders.ROOT)
        place = area.relative_to(folders.ROOT) if inside else area
        config.CourseDirectory.submitted_directory = str(place / "submitted")
        config.CourseDirectory.autograded_directory = str(place / "autograded")
        config.CourseDirectory.feedback_directory = str(place / "feedback")
        config.CourseDirectory.db_url = f"sqlite:///{area}/gradebook.db"
        if area != folders.GRADING:  # whose exchange may be set to lie elsewhere
            config.Exchange.root = str(area / "exchange")
        config.ExecuteAndCompare.area = str(area)
    return config


def nbgrader_api(config: Config) -> NbGraderAPI:
    """Return nbgrader's programs as functions; what they log comes back in their results."""
    for name, value in kernels.environment().items():
        os.environ.setdefault(name, value)
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ["PATH"].split(os.pathsep):  # nbgrader calls alembic by name
        os.environ["PATH"] = programs + os.pathsep + os.environ["PATH"]
    nbgrader.api.get_alembic_version = newest_schema  # its own starts a program, for two seconds
    nbgrader.api.create_engine = engine  # a new one compiles every query anew
    Gradebook.__init__ = open_gradebook
    # nbgrader's queries are older than SQLAlchemy's advice on them.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    warnings.filterwarnings("ignore", category=DuplicateCellId)  # RestoreCells notes and mends it
    Path(config.Exchange.root).mkdir(parents=True, exist_ok=True)
    api = NbGraderAPI(config=config)
    api.log = logging.Logger("nbgrader", logging.INFO)
    api.log.addHandler(logging.NullHandler())
    return api


@functools.cache
def engine(*args, **kwargs) -> Engine:
    """Return SQLAlchemy's engine for a gradebook, the same for all of nbgrader's `Gradebook`s."""
    return create_engine(*args, **kwargs)


make_gradebook = Gradebook.__init__
known: set[tuple] = set()  # gradebooks that have their tables, and the course among the courses


def open_gradebook(self, db_url: str, course_id: str = "default_course", authenticator=None):
    """Do what nbgrader's `Gradebook` does, but look for tables and course only once in a file.

    nbgrader opens the gradebook some ten times for each submission.
    """
    if (db_url, course_id, file_of(db_url)) in known:
        self.engine = engine(db_url, echo=False, future=True)
        self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))
        self.course_id, self.authenticator = course_id, authenticator
        return
    make_gradebook(self, db_url, course_id, authenticator)
    if file := file_of(db_url):
        known.add((db_url, course_id, file))


def file_of(db_url: str) -> tuple[int, int] | None:
    """Tell the file of a gradebook from another of the same name; None where it is not a file."""
    try:
        found = os.stat(make_url(db_url).database or "")
    except OSError:
        return None
    return found.st_dev, found.st_ino


@functools.cache
def newest_schema() -> str:
    """Return the version of a gradebook that nbgrader makes now."""
    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def reason(result: dict) -> str:
    """Return the line of a failed result that says what went wrong."""
    logged = EXCEPTION.findall(result.get("log", ""))
    return (logged or EXCEPTION.findall(result["error"]) or ["no reason was given"])[-1]


class GradingFailed(Exception):
    """nbgrader could not finish; the text is its own."""


def succeed(result: dict) -> None:
    """Raise GradingFailed for a failure of nbgrader's, KeyboardInterrupt where it was stopped."""
    if result["success"]:
        return
    if result["error"].rstrip().endswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    raise GradingFailed(reason(result))
