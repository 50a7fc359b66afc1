"""Worker processes: each task is answered once, whatever becomes of the process."""

import errno
import math
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext

import pytest
from toy import REPOSITORY

from grading.pool import AHEAD, Lost, Pool

SLOW = """\
import os, signal, sys, time
from multiprocessing import forkserver
from grading.pool import start_forking
start_forking(("loads_slowly",))
pid = forkserver._forkserver._forkserver_pid
while not os.path.exists("loading"):
    time.sleep(0.01)
os.kill(pid, signal.SIGINT)
while not os.path.exists("loaded"):
    assert not os.waitpid(pid, os.WNOHANG)[0]
    time.sleep(0.01)
"""


class Work:
    """What a worker does, by the first word of its task."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, task):
        word, _, rest = task.partition(" ")
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "die-once" and not (self.folder / rest).exists():
            (self.folder / rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "raise":
            raise OSError(errno.ENOSPC, "No space left on device")
        if word == "sleep":
            time.sleep(float(rest))
        return word, os.getpid()


def run(pool, tasks):
    """Give all tasks as there is room; return the results by task, and how many waited at most."""
    waiting, found, most = list(reversed(tasks)), {}, 0
    while True:
        while waiting and pool.has_room:
            pool.give(waiting.pop())
            most = max(most, sum(len(worker.tasks) for worker in pool.workers))
        if not pool.is_busy:
            return found, most
        for task, result in pool.results():
            assert task not in found
            found[task] = result


@pytest.fixture
def pool(tmp_path):
    with Pool(2, Work, lambda: nullcontext((tmp_path,))) as pool:
        yield pool


def test_every_task_is_answered_once_and_few_wait(pool):
    tasks = [f"number {number}" for number in range(50)]
    found, most = run(pool, tasks)
    assert [found[task][0] for task in tasks] == ["number"] * 50
    assert len({pid for _, pid in found.values()}) == 2
    assert most <= 2 * AHEAD


def test_who_dies_twice_is_lost_and_nobody_else(pool):
    tasks = ["a", "b", "die now", "c", "d", "die-once x", "e", "f"]
    found, _ = run(pool, tasks)
    lost = found.pop("die now")
    assert lost == Lost("the process that graded it died 2 times (exit code -9)")
    assert all(word == task.split()[0] for task, (word, _) in found.items())
    assert set(found) == {*tasks} - {"die now"}


def test_who_takes_too_long_is_ended_and_the_others_are_not(tmp_path):
    def seconds(task):
        return 0.5 if task == "sleep 60" else math.inf

    tasks = ["a", "sleep 60", "b", "sleep 2", "c"]
    with Pool(2, Work, lambda: nullcontext((tmp_path,)), seconds=seconds) as pool:
        run(pool, ["a", "b"])  # so that both processes have started
        found, _ = run(pool, tasks)
    assert found.pop("sleep 60") == Lost("it took more than 0.5 s", overdue=True)
    assert all(word == task.split()[0] for task, (word, _) in found.items())
    assert set(found) == {"a", "b", "sleep 2", "c"}


def test_an_exception_is_an_answer_with_its_number(pool):
    found, _ = run(pool, ["raise", "a"])
    assert found["raise"].errno == errno.ENOSPC and "No space left" in found["raise"].reason
    assert found["a"][0] == "a"


def test_closing_waits_for_nobody(pool):
    for _ in range(4):
        pool.give("sleep 60")
    time.sleep(0.3)
    numbers = [worker.process.pid for worker in pool.workers]
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 1
    assert len(numbers) == 2 and not any(os.path.exists(f"/proc/{pid}") for pid in numbers)


def test_ctrl_c_does_not_end_the_process_that_forks_workers_while_it_imports(tmp_path):
    lines = "import time", "open('loading', 'w')", "time.sleep(1)", "open('loaded', 'w')"
    (tmp_path / "loads_slowly.py").write_text("\n".join(lines))
    path = os.pathsep.join([str(tmp_path), str(REPOSITORY)])
    command = [sys.executable, "-c", SLOW]
    environment = os.environ | {"PYTHONPATH": path}
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stderr) == (0, "")
