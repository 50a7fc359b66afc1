"""What a session cannot reach, whatever its cells try."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grading.sandbox import Sandbox, bubblewrap
from grading.sandbox.bubblewrap import COURSE
from grading.sandbox.isolation import HOME
from grading.sandbox.tree import pid_exists


def text(session, source):
    """What a cell printed, which must have ended."""
    execution = session.execute(source)
    assert execution.cause is None, execution
    return "".join(o.get("text", "") for o in execution.outputs)


def error(session, source):
    """The name of the error with which a cell ended."""
    execution = session.execute(source)
    assert execution.cause is None, execution
    return next((o["ename"] for o in execution.outputs if o["output_type"] == "error"), None)


def test_there_is_no_network(session):
    interfaces = "print(*[n for n in __import__('os').listdir('/proc/sys/net/ipv4/conf')])"
    assert set(text(session, interfaces).split()) <= {"all", "default", "lo"}
    connect = "import socket; socket.create_connection(('127.0.0.1', 22), timeout=5)"
    assert session.execute(connect).outputs[-1]["evalue"].endswith("Network is unreachable")


def test_sockets_that_know_no_namespaces_are_refused(session):
    assert error(session, "import socket; socket.socket(socket.AF_VSOCK)") == "OSError"


def test_files_of_the_machine_are_not_there(session, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    secret.chmod(0o644)
    for path in (secret, "/etc/passwd", COURSE / "README.md", COURSE / "grading/answers"):
        assert text(session, f"import os; print(os.path.exists({str(path)!r}))") == "False\n", path


def test_what_the_server_imports_may_ask_for_the_users_name(sandbox):
    """There is no /etc/passwd, and torch 2.11 asks when an optimizer imports more of it."""
    command = bubblewrap.command(Path(__file__))
    command = [*command[: command.index(sys.executable)], sys.executable, "-c"]
    who = "import getpass; print(getpass.getuser())"
    assert subprocess.run([*command, who], capture_output=True, text=True).stdout == "student\n"


def test_only_what_is_imported_is_there_of_the_course(session):
    folders = text(session, f"import os; print(*sorted(os.listdir({str(COURSE / 'grading')!r})))")
    assert folders.split() == ["__init__.py", "kernels", "sandbox"]


@pytest.mark.parametrize("folder", ["/", "/usr", "/dev", "/etc", str(COURSE / "torchcourse")])
def test_nothing_can_be_written_but_the_own(session, folder):
    assert error(session, f"open({folder + '/new'!r}, 'w')") in ("OSError", "PermissionError")


def test_the_own_folders_are_empty_again_for_the_next(sandbox):
    for _ in range(2):
        with sandbox.session() as session:
            for folder in ("/tmp", "/dev/shm", HOME):
                listing = f"import os; print(*os.listdir({folder!r})); open({folder + '/x'!r}, 'w')"
                assert {*text(session, listing).split()} <= on_the_way_from(folder)


def on_the_way_from(folder):
    """What a folder holds of the course and of Python, where they lie in there."""
    parts = Path(folder).parts
    shown = [COURSE, *bubblewrap.python_folders()]
    return {path.parts[len(parts)] for path in shown if path.parts[: len(parts)] == parts}


def test_what_is_shown_may_lie_among_the_folders_that_are_replaced(sandbox, monkeypatch, request):
    within = tempfile.mkdtemp(dir="/tmp")
    request.addfinalizer(lambda: shutil.rmtree(within))
    folder = Path(within, "of python")
    folder.mkdir()
    (folder / "library.py").write_text("shown")
    (Path(within, "other")).write_text("hidden")
    folders = [*bubblewrap.python_folders(), folder]
    monkeypatch.setattr(bubblewrap, "python_folders", lambda: folders)
    with Sandbox(sandbox.limits) as other, other.session() as session:
        assert text(session, f"print(open({str(folder / 'library.py')!r}).read())") == "shown\n"
        assert text(session, f"import os; print(os.listdir({within!r}))") == ("['of python']\n")
        assert error(session, f"open({str(folder / 'new')!r}, 'w')") == "OSError"


def test_other_processes_are_not_seen(sandbox, session):
    with sandbox.session():
        pids = text(session, "import os; print(*[n for n in os.listdir('/proc') if n.isdigit()])")
    assert pids.split() == ["1", "2"]


def test_it_has_no_privileges_and_is_not_root(session):
    status = text(session, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    outside = text(session, "print(open('/proc/self/uid_map').read())").split()
    assert outside[1] != "0"


IO_SETUP = {"x86_64": 206, "aarch64": 0}
CALL = "import ctypes; print(ctypes.CDLL(None, use_errno=True).{})"


@pytest.mark.parametrize(
    "call",
    [
        "unshare(0x10000000)",
        "ptrace(0, 0, 0, 0)",
        "mount(b'none', b'/tmp', b'tmpfs', 0, None)",
        "memfd_create(b'', 0)",
        "shmget(0, 4096, 0o1600)",
        "msgget(0, 0o1600)",
        "semget(0, 1, 0o1600)",
        "prctl(41, 0, 0, 0, 0)",  # PR_SET_THP_DISABLE
        "mq_open(b'/a', 0o102, 0o600, None)",
        "syscall(444, (ctypes.c_uint64 * 2)(0, 3), 16, 0)",  # landlock_create_ruleset
        f"syscall({IO_SETUP.get(os.uname().machine)}, 8, ctypes.byref(ctypes.c_ulong()))",
        "sched_setaffinity(0, 8, (ctypes.c_uint64 * 1)(1))",
    ],
)
def test_system_calls_that_no_notebook_needs_are_refused(session, call):
    assert text(session, CALL.format(call)) == "-1\n"


HIDDEN = {
    "shared pages without a file": "mmap.mmap(-1, 4096)",
    "shared zeros": "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 4096)",
    "pages lent to a pipe": "ctypes.CDLL(None).vmsplice(pipe, page, 1, 0) < 0 and os.listdir('a')",
    "pages of a file in a pipe": "os.splice(file.fileno(), pipe, 1)",
    "a file's list of who may read it": "os.setxattr('file', 'system.posix_acl_access', rights)",
    "locks of an open file": "fcntl.fcntl(file, 37, bytes(32))",
}


@pytest.mark.parametrize("take", HIDDEN.values(), ids=HIDDEN)
def test_memory_that_no_process_is_seen_to_have_is_refused(session, take):
    source = "import ctypes, fcntl, mmap, os\npipe, file = os.pipe()[1], open('file', 'w+b')\n"
    source += "file.truncate(1)\nplace = ctypes.create_string_buffer(b'a')\n"
    source += "page = (ctypes.c_size_t * 2)(ctypes.addressof(place), 1)"
    source += "\nrights = bytes.fromhex('02000000' + ''.join("
    source += "f'{tag:02x}000700{user}' for tag, user in "
    source += "[(1, 8 * 'f'), (2, 'e8030000'), (4, 8 * 'f'), (16, 8 * 'f'), (32, 8 * 'f')]))"
    assert error(session, source) is None
    assert error(session, take) in ("OSError", "PermissionError", "FileNotFoundError")


HUGE = """
import ctypes, mmap
pages = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE)
pages.madvise(mmap.MADV_HUGEPAGE)
pages[::4096] = bytes(len(pages[::4096]))
print(sum(int(line.split()[1]) for line in open("/proc/self/smaps") if "AnonHuge" in line) >> 10)
"""


def test_there_are_no_huge_pages_of_which_a_small_part_would_be_counted(session):
    before = int(text(session, HUGE.replace("8 << 20", "4096")))
    assert int(text(session, HUGE)) <= before  # the server has some, which are shared


def test_memory_that_is_counted_can_be_had(session):
    source = "import mmap, os\nprivate = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE)\n"
    source += "with open('/dev/shm/a', 'w+b') as file:\n    file.truncate(4096)\n"
    source += "    shared = mmap.mmap(file.fileno(), 4096)"
    assert error(session, source) is None


def test_it_is_ended_first_where_memory_is_short_and_cannot_change_that(session):
    path = "/proc/self/oom_score_adj"
    assert text(session, f"print(open({path!r}).read())").split() == ["1000"]
    assert error(session, f"open({path!r}, 'w').write('0')") == "OSError"


def test_namespaces_cannot_be_made_by_clone_either(session):
    # 56 and 220 are the numbers of clone, with CLONE_NEWUSER.
    number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    assert text(session, CALL.format(f"syscall({number}, 0x10000011, 0, 0, 0, 0)")) == "-1\n"


@pytest.mark.parametrize(
    "take",
    [
        "os.openpty()",
        "ctypes.CDLL(None).inotify_init() >= 0 or 1 / 0",
        "ctypes.CDLL(None).timer_create(0, None, ctypes.byref(ctypes.c_void_p())) < 0 and 1 / 0",
    ],
    ids=["terminals", "what watches files", "timers"],
)
def test_what_the_machine_has_few_of_is_not_taken_from_others(sandbox, session, take):
    """Linux counts them for all sessions together, and for programs outside."""
    few = f"import ctypes, os\nfor _ in range(2000):\n    {take}"
    assert error(session, few)
    with sandbox.session() as other:
        assert error(other, f"import ctypes, os\n{take}") is None


def test_nothing_says_that_grading_is_going_on(session):
    told = "import os, sys; print(os.environ, sys.argv, open('/proc/self/cmdline').read())"
    said = text(session, told).lower()
    assert "nbgrader" not in said
    assert "sandbox" not in said
    assert "grading" not in said.replace(str(COURSE).lower(), "")


def test_a_daemon_does_not_outlive_the_session(sandbox):
    daemon = "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
    daemon += "        time.sleep(600)\n    os._exit(0)\ntime.sleep(0.2)"
    with sandbox.session() as session:
        assert session.execute(daemon).cause is None
        pids = session.tree.processes()
        assert len(pids) >= 3, "the session, the first of its namespace, and the daemon"
    deadline = time.monotonic() + 10
    while any(map(pid_exists, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(pid_exists, pids))


def test_a_session_cannot_end_its_first_process(session):
    assert error(session, "import os; os.kill(1, 9); os.kill(1, 19)") is None
    assert session.alive
