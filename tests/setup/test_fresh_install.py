"""The two commands on a copy in which nothing was done before: minutes, and the network."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "fresh"

pytestmark = pytest.mark.install


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the files that git knows, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("fresh") / "the course"
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def answer(url):
    try:
        with urllib.request.urlopen(f"{url}?token={TOKEN}", timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return None


def test_make_lab_serves_the_course(copy, clean_environment):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--no-browser --ip 127.0.0.1 --port {port} --IdentityProvider.token={TOKEN}"
    log = copy.parent / "lab.log"
    with open(log, "w") as output:
        lab = subprocess.Popen(
            ["make", "lab", f"ARGS={options}"],
            cwd=copy,
            env=clean_environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 900
        while answer(f"http://127.0.0.1:{port}/api/status") != 200:
            assert lab.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.5)
        assert answer(f"http://127.0.0.1:{port}/lab/tree/README.md") == 200
        assert answer(f"http://127.0.0.1:{port}/formgrader/api/assignments") == 200, log.read_text()
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(timeout=30)


def test_next_call_takes_no_time(copy, clean_environment):
    started = time.monotonic()
    result = subprocess.run(
        ["make", "set-up"], cwd=copy, env=clean_environment, capture_output=True, text=True
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert time.monotonic() - started < 2
