"""Turns a forked process into one that sees, and can change, nothing but its own.

It gets namespaces of its own within those of the server, which bubblewrap made: its own process
ids, files, network (none), host name and shared memory. Nothing of it needs privileges.
"""

import ctypes
import os
import resource
import signal
import socket
from pathlib import Path

from grading.sandbox import system_calls

HOME = "/home/student"
# Folders that a session writes to, all in one file system of limited size.
WRITABLE = {HOME: 0o700, "/tmp": 0o1777, "/dev/shm": 0o1777}
STAGE = "/mnt"
USER = 1000
MOST_FILES = 100_000
MOST_TERMINALS = 32  # Linux has some thousands for all sessions together
MOST_WATCHED = {"inotify_instances": 16, "inotify_watches": 1000}  # as well

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)
libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]


def checked(what: str, result: int) -> None:
    """Raise the `OSError` of a call of the C library that failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    arguments = source.encode(), target.encode(), kind.encode(), flags, options.encode()
    checked(f"mount {target}", libc.mount(*arguments))


def become_unprivileged(user: int) -> None:
    """Give up root for a user that owns nothing, so that limits by user hold."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # or /proc/self would stay root's


def unshare() -> None:
    """Leave the namespaces of the server; processes forked from here on are on their own."""
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS
    checked("unshare", libc.unshare(flags))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{USER} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{USER} {group} 1")


def make_files(disk: int, shown: list[str]) -> None:
    """Replace what a session could write to by empty folders, and /proc by its own.

    What is `shown`, read only, stays so where it lies in one of those folders.
    """
    mount("none", "/", flags=MS_REC | MS_PRIVATE)
    options = f"size={disk},nr_inodes={MOST_FILES},mode=755"
    mount("tmpfs", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, options)
    for number, (folder, mode) in enumerate(WRITABLE.items()):
        part = f"{STAGE}/{number}"
        os.mkdir(part)
        os.chmod(part, mode)
        for path in shown:
            if Path(path).is_relative_to(folder):
                show(path, part + path.removeprefix(folder))
        mount(part, folder, flags=MS_BIND | MS_REC)
    checked("umount", libc.umount2(STAGE.encode(), MNT_DETACH))
    mount("/dev/null", "/dev/zero", flags=MS_BIND)  # whoever maps it has memory without end
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    options = f"newinstance,ptmxmode=0666,max={MOST_TERMINALS}"
    mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, options)
    socket.sethostname("notebook")


def show(path: str, place: str) -> None:
    """Let a file or folder be seen at another place as well."""
    if Path(path).is_dir():
        os.makedirs(place)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        Path(place).touch()
    mount(path, place, flags=MS_BIND | MS_REC)


def forbid_namespaces() -> None:
    """Let no process of the session make namespaces, in which it would have privileges again."""
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def limit_watching() -> None:
    """Let the session have little of what Linux counts for all that a user runs, if it does."""
    for name, most in MOST_WATCHED.items():
        if os.path.exists(path := f"/proc/sys/user/max_{name}"):
            Path(path).write_text(str(most))


def drop_capabilities() -> None:
    """Give up all privileges in the own namespaces, for good."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        checked("prctl", libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    checked("capset", libc.capset(header, (ctypes.c_uint32 * 6)()))
    checked("prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def be_ended_first() -> None:
    """Let Linux, when it has no memory left, end processes of sessions before any other.

    As /proc can only be read from here on, the session cannot change that.
    """
    Path("/proc/self/oom_score_adj").write_text("1000")
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
    mount("none", "/proc", flags=flags)


def forbid_huge_pages() -> None:
    """Let no huge page be made, which stays whole where all of it but a small one is given back."""
    checked("prctl", libc.prctl(system_calls.PR_SET_THP_DISABLE, 1, 0, 0, 0))


def limit_processes(most: int) -> None:
    """Let the session have so many threads; Linux counts those of its user namespace."""
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def isolate(limits: dict, shown: list[str]) -> None:
    """Isolate this process, the first of its process namespace."""
    make_files(limits["disk"], shown)
    forbid_namespaces()
    limit_watching()
    be_ended_first()
    forbid_huge_pages()
    limit_processes(limits["processes"])
    drop_capabilities()
    system_calls.filter_them()
    os.chdir(HOME)


def reap_until(child: int) -> int:
    """Be the first process of a namespace: wait for the child's end, and return its exit code.

    Orphans are waited for as well; an interrupt is passed on to the child.
    """
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # the session may not look into this process
    signal.signal(signal.SIGINT, lambda *_: os.kill(child, signal.SIGINT))
    while True:
        try:
            pid, status = os.wait()
        except OSError:
            continue
        if pid == child:
            return exit_code(status)


def exit_code(status: int) -> int:
    """Return what a process ended with; above 128 stands for a signal, as in a shell."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
