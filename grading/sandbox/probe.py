"""Finds out, in a session, whether the sandbox holds on this machine, before anything runs in it.

Each property is tried from within as an attacker would; what does not hold has a name and a remedy.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grading.sandbox.bubblewrap import COURSE, python_folders
from grading.sandbox.limits import Limits
from grading.sandbox.tree import pid_exists

MIME_TYPE = "application/vnd.torchcourse.probe+json"
OLDEST_LINUX = (5, 14)
SECONDS = 30

LOOK = '''
import os, resource, socket
from IPython.display import display

def refused(function, *arguments):
    """Whether a call fails as it must."""
    try:
        function(*arguments)
    except OSError:
        return True
    return False

def connects():
    with socket.socket() as one:
        one.settimeout(2)
        one.connect(("127.0.0.1", 22))

def unread(path):
    """Whether nothing is behind this path that can be read."""
    return not os.access(path, os.R_OK)

def limits_are(wanted):
    got = {name: resource.getrlimit(getattr(resource, name))[0] for name in wanted}
    return all(0 <= got[name] <= wanted[name] for name in wanted)

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
interfaces = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
outlives = os.fork()
if not outlives:
    import time
    os.setsid()
    time.sleep(3600)
display({MIME: {
    "network": interfaces in ([], ["lo"]) and refused(connects),
    "files": all(unread(path) for path in HIDDEN),
    "read only": all(refused(open, folder + "/probe", "w") for folder in READ_ONLY),
    "own processes": sum(name.isdigit() for name in os.listdir("/proc")) < 20,
    "user": int(open("/proc/self/uid_map").read().split()[1]) != 0,
    "privileges": int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
        and status["NoNewPrivs"].strip() == "1",
    "system calls": status["Seccomp"].strip() == "2",
    "limits": limits_are(LIMITS),
}}, raw=True)
'''

REMEDIES = {
    "network": "sessions reach a network: allow this user namespaces, see docs/grading.md",
    "files": "sessions read files that are not theirs: use a virtual environment outside of them",
    "read only": "sessions can write to the course's or the system's files",
    "own processes": "sessions see other processes",
    "user": "sessions run as the machine's root: limits on processes would not hold",
    "privileges": "sessions have privileges",
    "system calls": "no filter of system calls: a Linux kernel with seccomp is needed",
    "limits": "limits of memory, files or processes are not in force",
    "nothing outlives": "processes outlive their session",
    "linux": f"Linux {'.'.join(map(str, OLDEST_LINUX))} or later is needed to count processes",
}


@dataclass(frozen=True)
class Finding:
    """One property of the sandbox: whether it holds, and if not what to do."""

    name: str
    holds: bool

    @property
    def remedy(self) -> str:
        return "" if self.holds else REMEDIES[self.name]


def probe(sandbox) -> list[Finding]:
    """Try every property in one session of the sandbox."""
    limits = Limits(memory=512 << 20, disk=16 << 20, file_size=8 << 20, processes=32)
    with tempfile.NamedTemporaryFile() as ours, sandbox.session(limits) as session:
        execution = session.execute(source(limits, ours.name), SECONDS)
        found = report(execution.outputs)
        inside = session.tree.processes()
    found["nothing outlives"] = len(inside) > 2 and not any(map(pid_exists, inside))
    release = os.uname().release.split(".")
    found["linux"] = (int(release[0]), int(release[1].split("-")[0])) >= OLDEST_LINUX
    return [Finding(name, found.get(name) is True) for name in REMEDIES]


def source(limits: Limits, ours: str) -> str:
    """The cell that tries it, with what it looks for."""
    hidden = ["/etc/shadow", ours, *private_files(), str(COURSE / "grading/answers")]
    hidden += [str(COURSE / name) for name in ("solutions", "grading/gradebook.db", ".git")]
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_NPROC": limits.processes,
        "RLIMIT_DATA": limits.memory + (8 << 30),
    }
    names = {
        "MIME": MIME_TYPE,
        "HIDDEN": hidden,
        "READ_ONLY": ["/", "/usr", "/dev", str(COURSE / "torchcourse")],
        "LIMITS": wanted,
    }
    return "".join(f"{name} = {value!r}\n" for name, value in names.items()) + LOOK


def private_files() -> list[str]:
    """What lies in the home of whoever grades, but for folders on the way to Python's own."""
    shown = python_folders()
    home = Path.home()
    if not home.is_dir():
        return []
    return [
        str(path)
        for path in home.iterdir()
        if not any(folder.is_relative_to(path) for folder in [*shown, COURSE])
    ]


def report(outputs: list[dict]) -> dict:
    """What the session found; empty if it said nothing."""
    for output in outputs:
        found = output.get("data", {}).get(MIME_TYPE)
        if isinstance(found, dict):
            return found
    return {}


def explain(findings: list[Finding]) -> str:
    """What is missing, a line each; empty if nothing is."""
    return "\n".join(f"{finding.name}: {finding.remedy}" for finding in findings if finding.remedy)
