"""Jupyter's configuration: copied into the environment, read by nbgrader from any folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tools.configure import SOURCE, configure

ROOT = Path(__file__).resolve().parents[2]

ASK_NBGRADER = """\
from nbgrader.apps import NbGrader
app = NbGrader()
app.initialize([])
print(app.coursedir.root, app.coursedir.course_id, app.coursedir.source_directory, sep="\\n")
"""


def test_files_are_copied_and_what_is_there_stays(tmp_path):
    other = tmp_path / "etc" / "jupyter" / "other.json"
    other.parent.mkdir(parents=True)
    other.write_text("{}")
    configure(tmp_path)
    configure(tmp_path)
    for path in (path for path in SOURCE.rglob("*") if path.is_file()):
        assert (tmp_path / path.relative_to(SOURCE)).read_bytes() == path.read_bytes()
    assert other.read_text() == "{}"


def test_the_exchange_is_made(tmp_path):
    configure(tmp_path / "environment", tmp_path / "course")
    configure(tmp_path / "environment", tmp_path / "course")
    assert (tmp_path / "course" / "grading" / "exchange").is_dir()


def test_the_running_environment_is_configured():
    for path in (path for path in SOURCE.rglob("*") if path.is_file()):
        copy = Path(sys.prefix) / path.relative_to(SOURCE)
        assert copy.is_file() and copy.read_bytes() == path.read_bytes(), (
            f"call make set-up: {copy}"
        )


def test_nbgrader_finds_the_course_from_another_folder(tmp_path):
    configure(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = dict(os.environ, JUPYTER_CONFIG_PATH=str(tmp_path / "etc" / "jupyter"))
    command = [sys.executable, "-c", ASK_NBGRADER]
    result = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert result.stdout.splitlines() == [str(ROOT), "torchcourse", "solutions"], result.stderr


def test_no_news_are_fetched_and_texts_open_rendered():
    path = SOURCE / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"checkForUpdates": False, "fetchNews": "false"}
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers["markdown"] == "Markdown Preview"


def test_the_whole_machines_python_is_refused():
    base = getattr(sys, "_base_executable", sys.executable)
    result = subprocess.run(
        [base, "-m", "tools.configure"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 1 and "activate the course's environment" in result.stderr
