"""Forked kernels behave as ordinary ones do, and leave nothing behind."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory

from grading.kernels import client, provisioner
from grading.kernels.client import KernelFailed, Server, ServerGone, fork_kernel
from grading.sandbox.tree import pid_exists

ROOT = Path(__file__).parents[2]
NAME = "forkkernel"
LIGHT = Path(__file__).with_name("light_server.py")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
    # jupyter_client leaves some of its sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def only_forked_kernels():
    """All kernels of this module are forked, from one server that ends with it."""
    factory = KernelProvisionerFactory.instance()
    default = factory.default_provisioner_name
    target = "grading.kernels.provisioner:ForkProvisioner"
    group = "jupyter_client.kernel_provisioners"
    factory.provisioners[NAME] = EntryPoint(NAME, target, group)
    factory.default_provisioner_name = NAME
    yield
    factory.default_provisioner_name = default
    for running in Server.running.values():
        running.close()
    Server.running.clear()


@contextlib.contextmanager
def kernel(**options):
    """A new kernel: its manager and its client."""
    manager, channels = start_new_kernel(kernel_name="python3", **options)
    try:
        yield manager, channels
    finally:
        channels.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy(linger=0)


def run(channels, code):
    """What a kernel prints for some code, or the name of the exception it raises."""
    printed = []

    def keep(message):
        content = message["content"]
        printed.append(content.get("text") or content.get("ename") or "")

    channels.execute_interactive(code, output_hook=keep, timeout=30)
    return "".join(printed).strip()


def reply_to(channels, request):
    """The reply to a request; a slow kernel was asked more than once whether it is there."""
    while (reply := channels.get_shell_msg(timeout=10))["parent_header"]["msg_id"] != request:
        pass
    return reply["content"]


def wait_until(condition, seconds=10):
    """Wait for a condition to hold; return whether it does."""
    end = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return held


def test_the_entry_point_names_the_provisioner():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    value = project["entry-points"]["jupyter_client.kernel_provisioners"][NAME]
    assert EntryPoint(NAME, value, "").load() is provisioner.ForkProvisioner


OURS = [sys.executable, *provisioner.LAUNCHER]


@pytest.mark.parametrize(
    ("command", "options", "reason"),
    [
        (OURS, {"cwd": "/", "pass_fds": None}, None),
        (["sh", *provisioner.LAUNCHER], {}, "Own is not this Python's ipykernel"),
        ([sys.executable, "own.py"], {}, "Own is not this Python's ipykernel"),
        (OURS, {"independent": True}, "the kernel is to outlive this program"),
        (OURS, {"umask": 7, "user": 1}, "forked kernels do not know the options umask, user"),
    ],
)
def test_what_no_fork_can_be_is_launched_as_ordinary_kernels_are(command, options, reason):
    one = provisioner.ForkProvisioner(kernel_id="", kernel_spec=KernelSpec(display_name="Own"))
    assert one.reason_against(command, options) == reason


SURROUNDINGS = """
SET_BY_TORCH = "TORCHINDUCTOR_CACHE_DIR"  # when it is imported, which a forked kernel is spared
import gc, json, os, signal, sys, matplotlib
print(json.dumps({
    "folder": os.getcwd(),
    "path": sys.path,
    "arguments": sys.argv[:2],
    "flags": str(sys.flags),
    "options": sys._xoptions,
    "name": __name__,
    "environment": {k: v for k, v in os.environ.items() if k != SET_BY_TORCH},
    "leads its group and session": os.getpid() == os.getpgid(0) == os.getsid(0),
    "signals": [str(signal.getsignal(n)).split(" at ")[0] for n in (2, 13, 15, 17)],
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "collects": [gc.isenabled(), gc.get_threshold()],
    "backend": matplotlib.get_backend(),
}))
"""


def test_a_kernel_has_the_surroundings_of_an_ordinary_one(tmp_path, monkeypatch):
    env = dict(os.environ, COURSE="yes")
    env.pop("OPENBLAS_NUM_THREADS", None)
    with kernel(cwd=str(tmp_path), env=env) as (manager, channels):
        assert isinstance(manager.provisioner.process, client.ForkedKernel)
        forked = json.loads(run(channels, SURROUNDINGS))
        assert run(channels, "print('torch' in sys.modules)") == "True"
        assert run(channels, "import torch; print(torch.cuda._is_in_bad_fork())") == "False"
    monkeypatch.setattr(provisioner.sys, "platform", "another")
    with kernel(cwd=str(tmp_path), env=env) as (manager, channels):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        ordinary = json.loads(run(channels, SURROUNDINGS))
    for name, value in ordinary.items():
        assert forked[name] == value, name


def test_a_kernel_holds_nothing_of_the_servers():
    with kernel() as (first, _), kernel() as (second, _):
        parent = Server.running[provisioner.ForkProvisioner.server_file].process.pid
        streams = pipes(parent, "012")
        theirs = pipes(parent) - streams
        assert len(theirs) >= 3  # its socket and the reports of two kernels
        for manager in (first, second):
            assert not pipes(manager.provisioner.pid) & theirs


def pipes(pid, among=None):
    """The sockets and pipes that a process has open."""
    folder = Path(f"/proc/{pid}/fd")
    links = [os.readlink(folder / number) for number in among or os.listdir(folder)]
    return {link for link in links if link.startswith(("socket:", "pipe:"))}


def test_kernels_draw_different_random_numbers():
    code = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1))"
    draws = []
    for _ in range(2):
        with kernel() as (_, channels):
            draws.append(run(channels, code).split())
    assert all(one != other for one, other in zip(*draws, strict=True))


def test_a_kernel_computes_with_threads_and_workers():
    code = """
import torch
from torch.utils.data import DataLoader
a = torch.ones(400, 400, requires_grad=True)
(a @ a).sum().backward()
torch.optim.Adam([a]).step()
print(sum(len(batch) for batch in DataLoader(range(64), batch_size=8, num_workers=2)))
"""
    with kernel() as (_, channels):
        assert run(channels, code) == "64"


def test_an_interrupt_stops_the_cell_and_not_the_kernel():
    with kernel() as (manager, channels):
        # Otherwise the kernel may still be refusing requests when the next one comes.
        code = "import time; print('x', flush=True); time.sleep(60)"
        sent = channels.execute(code, stop_on_error=False)
        while channels.get_iopub_msg(timeout=10)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        assert reply_to(channels, sent)["ename"] == "KeyboardInterrupt"
        assert run(channels, "print('still here')") == "still here"


def test_a_restart_gives_a_new_process_without_the_old_names():
    with kernel() as (manager, channels):
        before = manager.provisioner.pid
        run(channels, "x = 1")
        manager.restart_kernel(now=True)
        channels.wait_for_ready(timeout=30)
        assert manager.provisioner.pid != before
        assert not pid_exists(before)
        assert run(channels, "x") == "NameError"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os._exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("exit()", 0),
    ],
)
def test_the_exit_code_is_the_kernels_own(code, expected):
    with kernel() as (manager, channels):
        process = manager.provisioner.process
        assert process.poll() is None
        channels.execute(code)
        assert process.wait(timeout=10) == process.poll() == expected
        assert not manager.is_alive()


def test_what_a_kernel_writes_below_python_goes_to_its_streams(tmp_path):
    with open(tmp_path / "errors", "wb") as errors:
        with kernel(stderr=errors, stdout=subprocess.DEVNULL) as (_, channels):
            run(channels, "import sys; sys.__stderr__.write('deep'); sys.__stderr__.flush()")
    assert "deep" in (tmp_path / "errors").read_text()


def request(code):
    """What makes a kernel of the light server run some code."""
    return {"arguments": [], "cwd": "/", "env": dict(os.environ), "code": code}


PAUSE = "import signal; signal.pause()"


def test_fifty_kernels_in_a_row_leave_no_descriptor_and_no_process():
    streams = [0, 1, 2]
    with contextlib.closing(Server(LIGHT)) as running:
        parent = Path(f"/proc/{running.process.pid}")
        children = parent / "task" / parent.name / "children"
        mine = len(os.listdir("/proc/self/fd"))
        its = len(os.listdir(parent / "fd"))
        waiting = running.fork(request(PAUSE), streams)  # alive beside all the others
        codes = [
            running.fork(request(f"import os; os._exit({n})"), streams).wait(timeout=10)
            for n in range(50)
        ]
        assert codes == list(range(50))
        assert children.read_text().split() == [str(waiting.pid)]
        waiting.kill()
        assert waiting.wait(timeout=10) == -signal.SIGKILL
        assert wait_until(lambda: len(os.listdir(parent / "fd")) == its)
        assert len(os.listdir("/proc/self/fd")) == mine
        assert children.read_text() == ""


def test_a_killed_server_takes_its_kernels_along():
    with contextlib.closing(Server(LIGHT)) as running:
        process = running.fork(request(PAUSE), [0, 1, 2])
        running.process.kill()
        assert process.wait(timeout=10) == -signal.SIGKILL
        assert wait_until(lambda: not pid_exists(process.pid))


def test_a_killed_server_is_started_again(monkeypatch):
    monkeypatch.setattr(Server, "running", {})
    first = fork_kernel(LIGHT, request(PAUSE), [0, 1, 2])
    old = Server.running[LIGHT]
    old.process.kill()
    assert first.wait(timeout=10) == -signal.SIGKILL
    second = fork_kernel(LIGHT, request(PAUSE), [0, 1, 2])
    assert second.poll() is None
    assert Server.running[LIGHT] is not old
    Server.running[LIGHT].close()
    assert second.wait(timeout=10) == -signal.SIGKILL


def test_a_server_that_is_about_to_end_is_not_asked_twice(monkeypatch):
    monkeypatch.setattr(Server, "running", {})
    old = Server.get(LIGHT)
    os.kill(old.process.pid, signal.SIGSTOP)  # it runs, and does not answer
    old.connection.shutdown(socket.SHUT_RDWR)
    threading.Timer(0.5, old.process.send_signal, [signal.SIGCONT]).start()
    kernel = fork_kernel(LIGHT, request(PAUSE), [0, 1, 2])
    assert old.process.returncode is not None
    Server.running[LIGHT].close()
    assert kernel.wait(timeout=10) == -signal.SIGKILL


def test_a_server_launched_ahead_is_the_one_that_forks(monkeypatch):
    monkeypatch.setattr(Server, "running", {})
    Server.launch_ahead(LIGHT)
    ahead = Server.running[LIGHT]
    assert not ahead.ready
    kernel = fork_kernel(LIGHT, request(PAUSE), [0, 1, 2])
    assert Server.running[LIGHT] is ahead
    ahead.close()
    assert kernel.wait(timeout=10) == -signal.SIGKILL


def test_a_server_that_keeps_dying_is_an_error_that_says_so(monkeypatch):
    calls = []

    def gone(self, request, streams):
        calls.append(self)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        raise ServerGone("gone")

    monkeypatch.setattr(Server, "fork", gone)
    monkeypatch.setattr(Server, "running", {})
    with pytest.raises(ServerGone, match="twice"):
        fork_kernel(LIGHT, {}, [])
    assert len(calls) == 2 and calls[0] is not calls[1]


def test_a_folder_that_does_not_exist_is_an_error_that_names_it(tmp_path):
    nowhere = request("") | {"cwd": str(tmp_path / "nowhere")}
    with pytest.raises(KernelFailed, match="nowhere"):
        fork_kernel(provisioner.ForkProvisioner.server_file, nowhere, [0, 1, 2])


def test_without_a_server_an_ordinary_kernel_starts_and_the_log_says_why(monkeypatch, caplog):
    file = Path(__file__).with_name("broken_server.py")
    monkeypatch.setattr(provisioner.ForkProvisioner, "server_file", file)
    provisioner.say_once.cache_clear()
    with kernel() as (manager, channels):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        assert run(channels, "print(1)") == "1"
    assert "ModuleNotFoundError: No module named 'no_such_module'" in caplog.text


def test_a_second_thread_in_the_server_is_refused(tmp_path):
    with pytest.raises(client.ServerUnavailable, match="2 threads"):
        Server(Path(__file__).with_name("threaded_server.py"))


def test_kernels_and_their_processes_end_with_the_program():
    kernel_code = f"import os; pid = os.fork(); pid and os.write(1, b'%d\\n' % pid); {PAUSE}"
    code = (
        "import os, time\n"
        "from pathlib import Path\n"
        "from grading.kernels.client import fork_kernel\n"
        f"kernel = fork_kernel(Path({str(LIGHT)!r}), {request(kernel_code)!r}, [0, 1, 2])\n"
        "os.write(1, b'%d\\n' % kernel.pid)\n"
        "time.sleep(0.5)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    program = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        timeout=60,
    )
    pids = [int(line) for line in program.stdout.split()]
    assert len(pids) == 2
    assert wait_until(lambda: not any(map(pid_exists, pids)))


def test_a_subclass_decides_what_a_kernel_is(monkeypatch):
    monkeypatch.setattr(Server, "running", {})
    code = "import os; os._exit(7)"
    assert fork_kernel(LIGHT, request(code), [0, 1, 2]).wait(timeout=30) == 7
    Server.running[LIGHT].close()
