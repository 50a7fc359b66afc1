"""What a command costs is that of all its processes, and none of them is left."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from tools.bench import measure

WITH_A_CHILD = """
import subprocess, sys
subprocess.run([sys.executable, "-c", '''
import time
data = bytes(range(256)) * 800_000
while time.process_time() < 1: pass
time.sleep(0.5)
'''])
"""
WITH_A_DAEMON = """
import subprocess, sys
daemon = subprocess.Popen([sys.executable, "-c", '''
import time
while time.process_time() < 0.5: pass
time.sleep(600)
'''], start_new_session=True)
print(daemon.pid)
"""


def python(source, folder, progress=None):
    return measure.run([sys.executable, "-c", source], folder, os.environ, progress)


def test_a_childs_memory_and_cpu_time_count(tmp_path):
    usage = python(WITH_A_CHILD, tmp_path)
    assert usage.memory > 200e6
    assert 1.0 < usage.cpu < 3.0
    assert usage.wall > 1.5


def test_exit_code_and_output_with_stderr(tmp_path):
    usage = python("import sys; print('out'); sys.exit('err')", tmp_path)
    assert usage.code == 1
    assert set(usage.output.split()) == {"out", "err"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans on to us")
def test_no_daemon_is_left_and_its_cpu_time_counts(tmp_path):
    usage = python(WITH_A_DAEMON, tmp_path)
    assert not psutil.pid_exists(int(usage.output))
    assert usage.cpu > 0.5


def test_processes_that_were_there_before_stay(tmp_path):
    earlier = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        python("pass", tmp_path)
        assert earlier.poll() is None
    finally:
        earlier.kill()
        earlier.wait()


def test_an_interrupt_ends_all_at_once(tmp_path):
    def interrupt():
        if any(one.children() for one in measure.psutil.Process().children()):
            raise KeyboardInterrupt
        return 0

    before = set(psutil.Process().children(recursive=True))
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        python(WITH_A_DAEMON + "daemon.wait()", tmp_path, interrupt)
    assert set(psutil.Process().children(recursive=True)) <= before
    assert time.monotonic() - started < 10


def test_progress_is_followed(tmp_path):
    counts, third = iter(range(1000)), tmp_path / "third"

    def done():
        count = next(counts)
        if count == 2:
            third.touch()
        return count

    usage = python(
        f"import time, pathlib\nwhile not pathlib.Path({str(third)!r}).exists(): time.sleep(0.01)",
        tmp_path,
        done,
    )
    assert [sample.done for sample in usage.samples] == list(range(len(usage.samples)))
    assert len(usage.samples) > 2


def test_commands_one_after_the_other_add_up_but_for_memory():
    first, second = measure.Usage(1.0, 2.0, 30), measure.Usage(4.0, 8.0, 20, code=-9)
    both = measure.total([first, second])
    assert (both.wall, both.cpu, both.memory, both.code) == (5.0, 10.0, 30, -9)
