"""The command that starts the server inside bubblewrap, with as few files as it can do with."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from grading.kernels.server import ENVIRONMENT
from grading.sandbox.isolation import HOME, STAGE

COURSE = Path(__file__).resolve().parent.parent.parent
# What the server imports of the course: no answers, no seeds, no submissions.
OWN_CODE = ("torchcourse", "grading/__init__.py", "grading/kernels", "grading/sandbox")
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime")
ROOT_KEEPS = ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN")
FONTS = "/tmp/matplotlib"
INSTALL = "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)"
REMEDY = """\
The sandbox needs Linux, bubblewrap, and user namespaces for ordinary users. Ubuntu 24.04 and later
restrict those by AppArmor; `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0` allows them
until the next start. A container has to be started with --privileged, or with both of
--security-opt seccomp=unconfined and --security-opt apparmor=unconfined."""


class Unusable(RuntimeError):
    """Bubblewrap cannot be used as this machine is; the message says what to do."""


def command(file: Path) -> list[str]:
    """The command line that runs a Python file in the sandbox. Raises `Unusable`."""
    program = shutil.which("bwrap")
    if program is None:
        raise Unusable(f"bubblewrap is missing: {INSTALL}\n{REMEDY}")
    namespaces = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    if os.getuid() == 0:
        # Without a user namespace of its own it can become another user, whom limits bind.
        namespaces += [part for name in ROOT_KEEPS for part in ("--cap-add", name)]
    else:
        namespaces += ["--unshare-user"]
    shown = [*python_folders(), *(COURSE / name for name in OWN_CODE)]
    return [
        program,
        *namespaces,
        *("--die-with-parent", "--new-session", "--clearenv"),
        *files(shown),
        *variables(),
        *("--chdir", "/", "--", sys.executable, str(file), "--isolate", *map(str, shown)),
    ]


def files(shown: list[Path]) -> list[str]:
    """Bubblewrap's arguments for what can be seen, `shown` and the system's: all read only."""
    # First the folders in which what is shown may lie, too. The server may be another user here
    # than the one who makes them.
    arguments = ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink():
            arguments += ["--symlink", os.readlink(path), name]
        elif path.is_dir():
            arguments += ["--ro-bind", name, name]
    # Whoever the server becomes must get through, whatever the modes are outside.
    for parent in sorted({parent for path in shown for parent in path.parents[:-1]}):
        arguments += ["--perms", "0755", "--dir", str(parent)]
    for path in shown:
        arguments += ["--ro-bind", str(path), str(path)]
    for folder in ("/etc", str(Path(HOME).parent), HOME, STAGE):
        arguments += ["--perms", "0755", "--dir", folder]
    for name in SETTINGS:
        arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    arguments += ["--perms", "1777", "--dir", FONTS]
    if fonts := font_list():
        arguments += ["--ro-bind", str(fonts), f"{FONTS}/{fonts.name}"]
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/"]


def python_folders() -> list[Path]:
    """The folders of this Python and its packages. Raises `Unusable` if they may not be shown."""
    # An environment is called by the path of the link to it, and packages may lie elsewhere.
    wanted = {Path(sys.prefix), Path(sys.base_prefix)}
    wanted |= {Path(find_spec(name).origin).parents[1] for name in ("torch", "IPython")}
    wanted |= {folder.resolve() for folder in wanted}
    for folder in wanted:
        if COURSE.is_relative_to(folder):
            raise Unusable(
                f"the course lies in Python's own folder {folder}, which students' code must read:"
                " move the course elsewhere, or use a virtual environment"
            )
    return sorted(
        folder
        for folder in wanted
        if not any(folder.is_relative_to(other) for other in {*wanted, Path("/usr")} - {folder})
    )


def font_list() -> Path | None:
    """Matplotlib's list of this machine's fonts, which takes it a second to make."""
    folder = os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache/matplotlib"
    return max(Path(folder).glob("fontlist-*.json"), default=None)


def variables() -> list[str]:
    """Bubblewrap's arguments for the server's environment."""
    wanted = ENVIRONMENT | {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": "/tmp",
        "USER": "student",  # who has no entry in /etc/passwd; torch 2.11 asks when it is imported
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": FONTS,
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return [part for name, value in wanted.items() for part in ("--setenv", name, value)]
