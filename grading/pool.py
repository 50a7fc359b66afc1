"""Worker processes that do one task after the other, and may die without taking others along."""

import contextlib
import math
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import wait

AHEAD = 2  # tasks that a worker is given: the next one waits for it, not it for the next one
ATTEMPTS = 2


@dataclass(frozen=True)
class Lost:
    """In place of a result: the worker died, twice, took too long, or its function raised."""

    reason: str
    errno: int | None = None
    overdue: bool = False


class Worker:
    def __init__(self, context, make: Callable, arguments: tuple):
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=work, args=(theirs, make, arguments), daemon=True, name="grader"
        )
        self.process.start()
        theirs.close()
        self.tasks: deque = deque()  # given and not answered: the task, and how often it was tried
        self.since = 0.0  # when it could begin with the first of them

    def give(self, task, attempt: int = 1) -> None:
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append((task, attempt))
        self.connection.send(task)

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


def start_forking(preload: tuple):
    """Start the process from which workers will be forked, and do not wait until it is ready."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*preload])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # it has one thread
    # It inherits that: Ctrl-C, which a terminal sends to all, is this process's to answer.
    resource_tracker.ensure_running()  # as the fork server's start does, which unblocks it again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


class Pool:
    """Processes that each call `make` once and then its result for each task.

    `arguments()` is a context in this process that gives what `make` is called with; it is entered
    for each worker, and left once that has it. Workers are forked from a process that
    does nothing else, never from this one, whose threads a fork would lose; it imports `preload`
    first. Nothing of them outlives this process. A worker that takes more than `seconds(task)` is
    ended.
    """

    def __init__(
        self,
        count: int,
        make: Callable,
        arguments: Callable,
        preload: tuple = (),
        seconds: Callable = lambda task: math.inf,
    ):
        self.context = start_forking(preload)
        self.make, self.arguments, self.seconds = make, arguments, seconds
        self.workers: list[Worker] = []
        self.count = count

    @property
    def has_room(self) -> bool:
        return len(self.workers) < self.count or any(len(w.tasks) < AHEAD for w in self.workers)

    @property
    def is_busy(self) -> bool:
        return any(worker.tasks for worker in self.workers)

    def give(self, task, attempt: int = 1) -> None:
        """Give a task to the worker with the fewest, or to a new one."""
        idle = [worker for worker in self.workers if not worker.tasks]
        if not idle and len(self.workers) < self.count:
            with self.arguments() as arguments:
                self.workers.append(Worker(self.context, self.make, arguments))
            idle = self.workers[-1:]
        worker = idle[0] if idle else min(self.workers, key=lambda worker: len(worker.tasks))
        with contextlib.suppress(OSError):  # it died: `results` sees to its tasks
            worker.give(task, attempt)

    def results(self) -> Iterator[tuple]:
        """Wait until something is done; yield each task that is, with its result or Lost."""
        busy = {worker.connection: worker for worker in self.workers if worker.tasks}
        if not busy:
            return
        latest = min(map(self.latest, busy.values()))
        ready = wait([*busy], None if latest == math.inf else max(0, latest - time.monotonic()))
        for worker in [one for connection, one in busy.items() if connection not in ready]:
            if self.latest(worker) <= time.monotonic():
                yield from self.give_up(worker)
        for connection in ready:
            worker = busy[connection]
            try:
                result = connection.recv()
            except (EOFError, OSError):
                yield from self.replace(worker)
            else:
                task, _ = worker.tasks.popleft()
                worker.since = time.monotonic()
                yield task, result

    def latest(self, worker: Worker) -> float:
        """When a worker must be done with its first task."""
        return worker.since + self.seconds(worker.tasks[0][0])

    def give_up(self, worker: Worker) -> Iterator[tuple]:
        """End a worker that takes too long."""
        task, _ = self.end(worker)
        yield task, Lost(f"it took more than {self.seconds(task):.3g} s", overdue=True)

    def end(self, worker: Worker) -> tuple:
        """End a worker, and give its tasks to others; return the first, and how often tried."""
        self.workers.remove(worker)
        worker.end()
        first, *others = worker.tasks
        for task, attempt in others:
            self.give(task, attempt)
        return first

    def replace(self, worker: Worker) -> Iterator[tuple]:
        """Give a dead worker's tasks to others; the one that it died of only once more."""
        task, attempt = self.end(worker)
        code = worker.process.exitcode
        if attempt < ATTEMPTS:
            self.give(task, attempt + 1)
        else:
            yield task, Lost(f"the process that graded it died {attempt} times (exit code {code})")

    def close(self) -> None:
        """End all workers at once, whatever they do."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def work(connection, make: Callable, arguments: tuple) -> None:
    """Do tasks until the other side is gone."""
    do = make(*arguments)
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        try:
            result = do(task)
        except Exception as error:
            result = Lost(repr(error), getattr(error, "errno", None))
        try:
            connection.send(result)
        except OSError:
            return
