"""The process that imports torch once and forks kernels from itself.

The program that wants kernels starts this file with one end of a socket pair as standard input;
there is no path by which anything else could reach it. A request is one JSON object and four
file descriptors: where to report on the kernel, and the kernel's stdin, stdout and stderr. The
report is one JSON object a line: `{"started": PID}` or `{"error": TEXT}` when the kernel is about
to run, `{"exited": CODE}` when it has ended (a negative code is a signal's number). When the
program is gone, the server ends its kernels and itself; when the server is gone, its kernels end.

A fork keeps one thread only, so the server never has a second one, and never calls CUDA.
"""

import contextlib
import ctypes
import gc
import importlib.util
import json
import os
import selectors
import signal
import socket
import struct
import sys

HEADER = struct.Struct("!I")
DESCRIPTORS = 4
PR_SET_PDEATHSIG = 1
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"

# What the server's own environment needs on top of the program's; kernels do not get it.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # numpy would start threads
    "MPLBACKEND": INLINE_BACKEND,  # matplotlib reads it once
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # so that no import can initialise CUDA
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # ipykernel's debugger warns when it is imported
}


class KernelServer:
    """Forks a kernel for each request on `connection`.

    A kernel with other surroundings is made by a subclass whose `prepare` sets them up, in a file
    of its own that ends as this one does, and a provisioner whose `server_file` is that file.
    """

    preload = (
        "ipykernel.kernelapp",
        "ipykernel.debugger",
        "ipywidgets",
        "matplotlib.pyplot",
        "torch",
        # The first optimizer that a program makes imports it, and it is as dear as torch.
        "torch._dynamo",
    )

    def __init__(self, connection):
        self.connection = connection
        self.selector = selectors.DefaultSelector()
        self.ended = False
        self.kernels = {}
        self.set_by_imports = {}

    def load(self):
        """Import what kernels will need. Raises `RuntimeError` if that makes forking unsafe."""
        gc.disable()  # imports leave it little to free, and take a fifth longer with it
        before = dict(os.environ)
        for name in self.preload:
            importlib.import_module(name)
        self.set_by_imports = dict(os.environ.items() - before.items())
        require_one_thread()
        gc.collect()
        gc.freeze()  # a collection in a kernel would otherwise copy the shared memory
        gc.enable()

    def serve(self):
        """Answer requests until the program is gone.

        Returns None then; returns in each forked process the function that it must call.
        """
        self.selector.register(self.connection, selectors.EVENT_READ, self.answer)
        while not self.ended:
            for key, _ in self.selector.select():
                if key.fileobj not in self.selector.get_map():
                    continue  # another event of this round has ended it
                if become_kernel := key.data(key.fileobj):
                    return become_kernel
        return self.end()

    def answer(self, connection):
        """Do what the program asks; when it is gone, this is the end."""
        message = receive(connection)
        if message is None:
            self.ended = True
            return None
        return self.take(*message)

    def take(self, request, descriptors):
        """Do what a request asks; see `fork` for what is returned."""
        return self.fork(request, descriptors)

    def fork(self, request, descriptors):
        """Fork one kernel; None here, and in the kernel's process what it must call."""
        report, *streams = descriptors
        try:
            require_one_thread()
            pid = os.fork()
        except (OSError, RuntimeError) as error:
            tell(report, error=f"cannot fork a kernel: {error}")
            pid = None
        if pid == 0:
            self.forget()
            return lambda: self.become_kernel(request, report, streams)
        for descriptor in streams:
            os.close(descriptor)
        if pid is None:
            os.close(report)
        else:
            self.watch(os.pidfd_open(pid), pid, report)
        return None

    def watch(self, pidfd, pid, report):
        """Wait for the end of a kernel."""
        self.kernels[pidfd] = pid, report
        self.selector.register(pidfd, selectors.EVENT_READ, self.reap)

    def reap(self, pidfd):
        """Report how a kernel ended."""
        pid, report = self.kernels.pop(pidfd)
        self.selector.unregister(pidfd)
        os.close(pidfd)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        tell(report, exited=code)
        os.close(report)

    def end(self):
        """Kill the kernels that are left, with the processes they started."""
        for pid, _ in self.kernels.values():
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)

    def forget(self):
        """Close in a kernel's process what belongs to the server."""
        self.selector.close()
        self.connection.close()
        for pidfd, (_, report) in self.kernels.items():
            os.close(pidfd)
            os.close(report)

    def become_kernel(self, request, report, streams):
        """Run a kernel in this forked process, to its end."""
        try:
            self.prepare(request, streams)
        except BaseException as error:
            tell(report, error=f"cannot set up a kernel: {type(error).__name__}: {error}")
            os._exit(1)
        tell(report, started=os.getpid())
        os.close(report)
        self.launch(request["arguments"])

    def prepare(self, request, streams):
        """Give this forked process the surroundings that an ordinary kernel has."""
        server = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != server:
            raise RuntimeError("the kernel server ended")
        os.setsid()
        for target, descriptor in enumerate(streams):
            os.dup2(descriptor, target)
        for descriptor in streams:
            os.close(descriptor)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(self.set_by_imports | request["env"])
        reseed()
        choose_backend(os.environ.get("MPLBACKEND") or INLINE_BACKEND)

    def launch(self, arguments):
        """Do what `python -m ipykernel_launcher` does."""
        from ipykernel.kernelapp import IPKernelApp

        launcher = importlib.util.find_spec("ipykernel_launcher")
        sys.argv = [launcher.origin, *arguments]
        IPKernelApp.launch_instance(argv=arguments, parent_handle=os.getppid())


def require_one_thread():
    """Raise `RuntimeError` if this process has more than one thread."""
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        raise RuntimeError(f"the kernel server has {threads} threads, and a fork keeps only one")


def reseed():
    """Give this process random numbers of its own; `random` does so by itself."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.seed()


def choose_backend(name):
    """Let matplotlib draw as the environment says, which it read when it was imported."""
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib and matplotlib.rcParams["backend"] != name:
        matplotlib.rcParams["backend"] = name


def tell(report, **message):
    """Write one message to whoever waits for a kernel, if anyone does."""
    with contextlib.suppress(BrokenPipeError):
        os.write(report, json.dumps(message).encode() + b"\n")


def send(connection, message, descriptors=()):
    """Send one JSON object and file descriptors."""
    body = json.dumps(message).encode()
    socket.send_fds(connection, [HEADER.pack(len(body))], descriptors)
    connection.sendall(body)


def receive(connection):
    """The next JSON object and its file descriptors; None if the other side is gone."""
    header, descriptors, _, _ = socket.recv_fds(connection, HEADER.size, DESCRIPTORS)
    header += receive_bytes(connection, HEADER.size - len(header)) if header else b""
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    body = receive_bytes(connection, size)
    return (json.loads(body), descriptors) if len(body) == size else None


def receive_bytes(connection, size):
    """`size` bytes, or fewer if the other side is gone."""
    parts = []
    while size and (part := connection.recv(min(size, 1 << 16))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def main(server_class=KernelServer):
    """Serve on the socket that is standard input."""
    del sys.path[0]  # this file's folder; IPython adds the notebook's
    connection = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    server = server_class(connection)
    try:
        server.load()
    except Exception as error:
        send(connection, {"error": f"{type(error).__name__}: {error}"})
        return
    send(connection, {"ready": os.getpid()})
    if become_kernel := server.serve():
        become_kernel()


if __name__ == "__main__":
    main()
