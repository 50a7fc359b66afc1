"""nbgrader's configuration, from the one file that its own programs read as well."""

from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

FILE = Path(__file__).with_name("nbgrader_config.py")


def course_config() -> Config:
    """Return a copy of the course's nbgrader configuration that the caller may change."""
    return PyFileConfigLoader(FILE.name, path=str(FILE.parent)).load_config()
