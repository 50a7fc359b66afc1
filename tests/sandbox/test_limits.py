"""What becomes of cells that take too much, or never end."""

import contextlib
import dataclasses
import os
import time
import types

import pytest

FORK = """
import os, time
for _ in range(4):
    if not os.fork():
        data = bytearray(b"1" * (100 << 20))
        time.sleep(60)
time.sleep(25)
"""
SOCKETS = """
import os, socket, time
for _ in range(5):
    if os.fork() == 0:
        kept = [socket.socketpair() for _ in range(200)]
        time.sleep(20)
time.sleep(20)
"""
PENDING = """
import socket, time
listener = socket.socket(socket.AF_UNIX)
listener.bind("\\0here")
listener.listen(1000)
for _ in range(1000):
    with socket.socket(socket.AF_UNIX) as one:
        one.connect("\\0here")
        one.send(b"x")
time.sleep(20)
"""
DATAGRAMS = """
import socket, time
kept = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(100)]
time.sleep(20)
"""
PAGE_TABLES = """
import ctypes
library = ctypes.CDLL(None)
library.mmap.restype = ctypes.c_void_p
library.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + 3 * [ctypes.c_int] + [ctypes.c_long]
library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
size = 1 << 40
start = library.mmap(None, size, 1, 0x4022, -1, 0)  # PROT_READ, private, not reserved
library.madvise(start, size, 15)  # MADV_NOHUGEPAGE
for place in range(start, start + size, 2 << 20):
    ctypes.string_at(place, 1)
import time
time.sleep(20)
"""
LOCKS = """
import fcntl, time
file = open("locked", "w+b")
for place in range(0, 30_000, 2):
    fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
time.sleep(20)
"""
WATCHES = """
import os, select, time
files, epolls = [os.pipe()[0] for _ in range(150)], [select.epoll() for _ in range(100)]
for one in epolls:
    for file in files:
        one.register(file)
time.sleep(20)
"""
BUSY = """
import os, time
if os.fork() == 0:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        pass
    os._exit(0)
"""
WORK = "import time\nwhile time.process_time() < began + 1:\n    pass"
STUBBORN = """
import time
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""


def first_error(execution):
    return next((o for o in execution.outputs if o["output_type"] == "error"), {})


def test_one_allocation_too_large_is_an_error_that_the_student_sees(session):
    execution = session.execute("data = bytearray(4 << 30)")
    assert first_error(execution)["ename"] == "MemoryError"
    assert execution.cause is None
    assert session.alive


def test_memory_of_many_processes_is_counted_together(sandbox):
    limits = dataclasses.replace(sandbox.limits, memory=256 << 20)
    with sandbox.session(limits) as session:
        execution = session.execute(FORK)
        assert execution.cause == "out of memory"
        assert not session.alive


@pytest.mark.parametrize(
    "source",
    [SOCKETS, PENDING, DATAGRAMS, PAGE_TABLES],
    ids=["sockets", "connections that nobody accepted", "datagrams", "page tables"],
)
def test_memory_that_is_not_in_the_mapped_pages_is_counted(session, source, monkeypatch):
    monkeypatch.setattr("grading.sandbox.tree.largest_socket", lambda: 1 << 20)
    assert session.execute(source).cause == "out of memory"
    assert not session.alive


@pytest.mark.parametrize("source", [LOCKS, WATCHES], ids=["locks", "watched files"])
def test_what_linux_has_memory_for_but_no_process_is_counted(session, source):
    execution = session.execute(source)
    assert execution.cause == "kernel died"
    assert "locks and watched files" in execution.detail
    assert not session.alive


def test_some_locks_and_watched_files_are_no_harm(session):
    source = LOCKS.replace("30_000", "1000") + WATCHES.replace("150", "30")
    assert session.execute(source.replace("sleep(20)", "sleep(0.3)")).cause is None


def test_a_large_session_is_ended_where_the_machine_has_no_memory_left(session, monkeypatch):
    monkeypatch.setattr("grading.sandbox.session.RESERVE", 1 << 60)
    assert session.execute("import time; time.sleep(0.5)").cause is None
    execution = session.execute("data = bytearray(b'1' * (200 << 20)); time.sleep(20)")
    assert execution.cause == "out of memory"
    assert "the machine" in execution.detail


def test_sessions_of_different_workers_run_on_different_processors(sandbox):
    ours = os.sched_getaffinity(0)
    with contextlib.ExitStack() as opened:
        connections = [opened.enter_context(contextlib.closing(sandbox.connection())) for _ in ours]
        sessions = [opened.enter_context(one.session()) for one in connections]
        found = [os.sched_getaffinity(one.tree.pid) for one in sessions]
    assert all(len(one) == 1 for one in found)
    assert set().union(*found) == ours


def test_the_time_in_which_others_had_the_processor_is_known(sandbox):
    core = contextlib.closing(sandbox.connection())
    with core as connection, connection.session() as busy, connection.session() as session:
        session.execute("import time; began = time.process_time()")
        waited = session.tree.waited()
        assert busy.execute(BUSY).cause is None
        assert session.execute(WORK).cause is None
        assert session.tree.waited() - waited > 0.3


@pytest.mark.parametrize(("waited", "counts"), [(0, 8), (3, 5), (7, 4)])
def test_waiting_for_a_processor_does_not_count_up_to_half_of_the_time(
    session, monkeypatch, waited, counts
):
    monkeypatch.setattr(session, "tree", types.SimpleNamespace(waited=lambda: 100 + waited))
    found = session.spent(time.monotonic() - 8, 100)
    monkeypatch.undo()
    assert found == pytest.approx(counts, abs=0.5)


def test_a_fork_bomb_meets_its_limit(session):
    source = "import os, time\nchildren = 0\nwhile children < 100:\n"
    source += "    if not os.fork():\n        time.sleep(60)\n    children += 1"
    assert first_error(session.execute(source))["ename"] == "BlockingIOError"


def test_threads_meet_the_same_limit(session):
    source = "import threading, time\nfor _ in range(100):\n"
    source += "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    assert "can't start new thread" in first_error(session.execute(source))["evalue"]


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "."])
def test_the_disk_is_small(session, folder):
    source = f"for n in range(8):\n    open(f'{folder}/{{n}}', 'wb').write(b'1' * (7 << 20))"
    assert first_error(session.execute(source))["evalue"].startswith("[Errno 28]")


def test_a_file_is_small(session):
    source = "open('large', 'wb').write(b'1' * (9 << 20))"
    assert first_error(session.execute(source))["evalue"].startswith("[Errno 27]")


def test_a_cell_that_never_ends_is_interrupted_and_the_session_goes_on(session):
    execution = session.execute("import time\nprint('before')\ntime.sleep(60)", seconds=0.5)
    assert execution.cause == "timeout"
    assert execution.outputs[0]["text"] == "before\n"
    assert first_error(execution)["ename"] == "KeyboardInterrupt"
    assert session.alive
    assert session.execute("1 + 1").outputs[0]["data"] == {"text/plain": "2"}


def test_a_cell_that_swallows_the_interrupt_is_killed(session):
    start = time.monotonic()
    execution = session.execute(STUBBORN, seconds=0.5)
    assert execution.cause == "timeout"
    assert not session.alive
    assert time.monotonic() - start < 10


def test_the_notebook_as_a_whole_has_a_limit(sandbox):
    limits = dataclasses.replace(sandbox.limits, notebook_seconds=0.5)
    with sandbox.session(limits) as session:
        for _ in range(3):
            execution = session.execute("import time; time.sleep(0.3)")
        assert execution.cause == "timeout"


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("import os; os._exit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 11)", "by the signal SIGSEGV"),
        ("exit()", "exit code 0"),
    ],
)
def test_a_session_that_ends_itself_is_told(session, source, detail):
    execution = session.execute(source)
    assert (execution.cause, execution.detail) == ("kernel died", detail)
    assert not session.alive
    with pytest.raises(RuntimeError, match="start a new one"):
        session.execute("1")


def test_much_text_is_cut_with_a_note(session):
    text = session.execute("print('x' * 200_000_000)").outputs[0]["text"]
    assert len(text) < session.limits.output + 100
    assert text.endswith("[The rest of what was printed is left out.]\n")


def test_many_small_messages_are_cut_with_a_note(session):
    execution = session.execute("for n in range(100_000): print(n)")
    assert execution.cause is None
    assert len(execution.outputs) == 1
    assert execution.outputs[0]["text"].endswith("is left out.]\n")
    execution = session.execute("for n in range(2000): display(n)")
    assert len(execution.outputs) == 501
    assert execution.outputs[-1]["text"] == "[The rest of what was displayed is left out.]\n"


def forge(data):
    """A cell that writes these bytes to whatever its process has open."""
    source = f"import os\nfor number in range(3, 64):\n    try:\n        os.write(number, {data})\n"
    return source + "    except OSError:\n        pass"


@pytest.mark.parametrize(
    "data",
    [
        r"b'garbage\n'",
        r"b'\xff\xfe\n'",
        r"b'[1]\n'",
        r"""b'{"id": 1, "output": {"output_type": "stream"}}\n'""",
        r"b'[' * 10_000 + b'\n'",
        "b'x' * (40 << 20)",
    ],
)
def test_forged_messages_end_the_session_and_nothing_else(session, data):
    execution = session.execute(forge(data))
    assert execution.cause == "kernel died"
    assert "not a notebook's output" in execution.detail
    assert not session.alive
