"""Make .venv hold what requirements.lock says, or find that it does: the first step of make.

Torch comes first and alone, since which build of it is wanted is the one choice there is:

    default   the build on PyPI: CUDA on Linux, Apple's MPS on a Mac
    cpu       PyTorch's own build without CUDA (much smaller)
    system    the torch that the machine's Python has already; it is not touched

The choice is remembered: without --torch it stays what it was. `.venv/setup.json` says what was
installed. It is written as "unfinished" before anything changes and as "complete" at the very end,
so a set-up that was interrupted is never taken for a whole one; the next call makes it anew.
A .venv without that file was made by someone else: it is added to, and never deleted.

Only the standard library is used, in a syntax that old Pythons understand, so that they can be
refused with a sentence.
"""

import argparse
import contextlib
import errno
import functools
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.problems import DISK_FULL, NoNetwork, Problem, known_problem

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
TORCH_CHOICES = ("default", "cpu", "system")
TORCH_RANGE = ((2, 11), (2, 14))
CPU_INDEX = "https://download.pytorch.org/whl/cpu"

# What the set-up depends on, besides the Python, the place and the choice of torch.
INPUTS = (
    "requirements.lock",
    "pyproject.toml",
    "tools/bootstrap.py",
    "tools/problems.py",
    "tools/configure.py",
)
INPUT_FOLDER = "tools/jupyter"

# A download that takes long enough to be worth a line.
LARGE = re.compile(r"\s*Downloading (\S+) \(([\d.]+ GB|\d{2,}[\d.]* MB)\)")


class Setup:
    """The set-up of the course at `root`, with the choices of one call.

    `torch` is one of TORCH_CHOICES, or None to keep the choice made before. `python_chosen` says
    that the running Python was asked for by name, so an environment of another version is remade.
    """

    def __init__(self, root, torch=None, python_chosen=False, say=None):
        self.root = Path(root).resolve()
        self.venv = self.root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.record_path = self.venv / "setup.json"
        self.say = say or functools.partial(print, flush=True)
        self.python_chosen = python_chosen
        self.torch_asked = torch
        self.read_record()

    def read_record(self):
        """Read what the last set-up wrote about itself, {} if there is nothing to read."""
        try:
            self.record = json.loads(self.record_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.record = {}
        self.torch = self.torch_asked or self.record.get("torch", "default")

    def write_record(self, state, **entries):
        self.record = dict(entries, state=state)
        self.record_path.write_text(json.dumps(self.record, indent=1) + "\n", encoding="utf-8")

    def version(self):
        """Return the version of .venv's Python, such as "3.11"; None if it does not run."""
        command = "import sys; print('%d.%d' % sys.version_info[:2])"
        try:
            return self.ask("-IS", "-c", command)
        except (OSError, subprocess.CalledProcessError):
            return None

    def digest(self):
        """Return a digest of everything that the files' contents decide about .venv."""
        digest = hashlib.sha256()
        folder = sorted((self.root / INPUT_FOLDER).rglob("*"))
        for path in [self.root / name for name in INPUTS] + [p for p in folder if p.is_file()]:
            digest.update(path.read_bytes() + b"\0")
        return digest.hexdigest()

    def wanted(self, version):
        """Return the record of a complete set-up on a Python of that version."""
        return {
            "torch": self.torch,
            "python": version,
            "root": str(self.root),
            "digest": self.digest(),
            "adopted": bool(self.record.get("adopted")),
        }

    def is_complete(self):
        version = self.version()
        if version is None or (self.python_chosen and version != running_version()):
            return False
        return self.record == dict(self.wanted(version), state="complete")

    def ensure(self):
        """Bring .venv up to date; return True if there was something to do.

        Raises Problem, with one sentence for the user, if that cannot be done.
        """
        # As tools/configure.py does, but it may be gone since.
        (self.root / "grading" / "exchange").mkdir(parents=True, exist_ok=True)
        if self.is_complete():
            return False
        with self.only_one():
            self.read_record()
            if self.is_complete():
                return False
            updating = self.prepare()
            try:
                self.install()
            except NoNetwork:
                if updating:
                    self.write_record("outdated", **self.wanted(self.version()))
                raise
        return True

    @contextlib.contextmanager
    def only_one(self):
        """Let one set-up work at a time; another one waits here until it is done."""
        try:
            import fcntl
        except ImportError:
            raise Problem("the course needs Linux, macOS, or WSL on Windows.") from None
        with open(str(self.root / ".bootstrap.lock"), "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.say("Another set-up is at work here; waiting for it to end.")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def prepare(self):
        """Leave a .venv that pip can install into, recorded as unfinished.

        Return True if what was there is updated, False if .venv is made anew.
        """
        reason = self.reason_to_remake()
        if reason is None:
            self.say("Updating .venv")
        elif self.venv.exists() and (not self.record or self.record.get("adopted")):
            self.adopt()
        else:
            self.create(reason)
            return False
        self.write_record("unfinished", **self.wanted(self.version()))
        return True

    def reason_to_remake(self):
        """Return why .venv cannot be brought up to date in place, None if it can."""
        version = self.version()
        if not self.record:
            return "there is none"
        if self.record.get("state") not in ("complete", "outdated"):
            return "the last set-up did not end"
        if version is None:
            return "the Python that made it is gone"
        if self.record.get("root") != str(self.root):
            return "the course's folder was moved"
        if self.record.get("torch") != self.torch:
            return "TORCH is now {}".format(self.torch)
        if self.record.get("python") != version:
            return "its Python is now {}".format(version)
        if self.python_chosen and version != running_version():
            return "PYTHON is now {}".format(running_version())
        return None

    def adopt(self):
        """Accept a .venv that someone else has made; raises Problem if it does not fit."""
        version = self.version()
        problem = None
        if version is None:
            problem = "was made by a Python that is gone"
        elif tuple(map(int, version.split("."))) < OLDEST:
            problem = "is of Python {}, and {}.{} or later is needed".format(version, *OLDEST)
        elif self.python_chosen and version != running_version():
            problem = "is of Python {}".format(version)
        elif self.record.get("torch", self.torch) != self.torch:
            problem = "was set up with TORCH={}".format(self.record["torch"])
        if problem:
            raise Problem(
                "the .venv that is there {}: remove it (rm -r .venv), then call make again.".format(
                    problem
                )
            )
        self.say("Using the .venv that is there (Python {})".format(version))
        self.record = {"adopted": True}

    def create(self, reason):
        """Make .venv anew with the running Python, in place of what set-ups left there."""
        if sys.version_info[:2] < OLDEST:
            raise Problem(
                "Python {}.{} or later is needed, and this is {}: install a newer one, then call, "
                "for example, make lab PYTHON=python3.12.".format(*OLDEST, running_version())
            )
        for module in ("venv", "ensurepip"):
            if importlib.util.find_spec(module) is None:
                raise Problem(
                    "this Python has no {}: install it (on Debian and Ubuntu: sudo apt-get install "
                    "python{}-venv), then call make again.".format(module, running_version())
                )
        self.say("Making .venv with Python {}: {}".format(running_version(), reason))
        self.record = {}
        self.venv.mkdir(exist_ok=True)
        self.write_record("unfinished", **self.wanted(running_version()))
        for entry in self.venv.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(str(entry))
            elif entry != self.record_path:
                entry.unlink()
        # A Python that itself runs in an environment (.venv, activated) stands for its base.
        base = getattr(sys, "_base_executable", None) or sys.executable
        options = ["--system-site-packages"] if self.torch == "system" else []
        self.call([base, "-m", "venv", *options, str(self.venv)])
        if self.torch == "system":
            self.show_torch()

    def show_torch(self):
        """Show .venv the running Python's torch, which may be that of an environment.

        Of itself .venv sees what the base of the environment has.
        """
        spec = importlib.util.find_spec("torch")
        if spec and spec.origin:
            packages = self.venv / "lib" / "python{}".format(running_version()) / "site-packages"
            (packages / "torch_of_this_machine.pth").write_text(str(Path(spec.origin).parents[1]))

    def install(self):
        """Install torch, then the rest of the lock, then the course; record the set-up as complete.

        Raises Problem with pip's reason; what is recorded then is "unfinished".
        """
        lock = self.root / "requirements.lock"
        if self.torch == "system":
            self.say("1/3 torch {} of this machine".format(self.system_torch()))
            lock = self.without_torch(lock)
            extra = ["--ignore-installed"]
        else:
            torch = "torch==" + locked_version(lock, "torch")
            self.say("1/3 {} ({})".format(torch, "CPU" if self.torch == "cpu" else "PyPI's build"))
            index = ["--index-url", CPU_INDEX] if self.torch == "cpu" else []
            # Its dependencies come with the lock, which knows their versions.
            self.pip("--no-deps", *index, torch)
            extra = []
        self.say("2/3 packages of requirements.lock")
        self.pip(*extra, "-r", str(lock))
        self.say("3/3 the course")
        self.pip("--no-deps", "--no-build-isolation", "-e", str(self.root))
        self.call([str(self.python), "-m", "tools.configure"])
        self.write_record("complete", **self.wanted(self.version()))
        self.say("Done")

    def system_torch(self):
        """Return the version of the torch outside .venv; raises Problem if there is no fit one."""
        try:
            version = self.ask("-c", "import importlib.metadata as m; print(m.version('torch'))")
        except subprocess.CalledProcessError:
            raise Problem(
                "TORCH=system, but this Python has no torch: name the one that has it (make "
                "TORCH=system PYTHON=/path/to/python), or choose TORCH=default or TORCH=cpu."
            ) from None
        first, beyond = TORCH_RANGE
        if not first <= tuple(map(int, version.split(".")[:2])) < beyond:
            raise Problem(
                "TORCH=system, but this machine's torch is {}, and the course needs one from "
                "{}.{} up to, not including, {}.{}: choose TORCH=default or TORCH=cpu.".format(
                    version, *(first + beyond)
                )
            )
        return version

    def without_torch(self, lock):
        """Write the lock without its torch into .venv and return the path."""
        lines = lock.read_text(encoding="utf-8").splitlines(True)
        path = self.venv / "requirements-without-torch.txt"
        path.write_text("".join(x for x in lines if not x.startswith("torch==")), encoding="utf-8")
        return path

    def ask(self, *arguments):
        """Return what .venv's Python prints."""
        command = [str(self.python), *arguments]
        return subprocess.check_output(command, stderr=subprocess.DEVNULL).decode().strip()

    def pip(self, *arguments):
        """Call .venv's pip to install; raises Problem if it fails."""
        options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
        self.call([str(self.python), "-m", "pip", "install", *options, *arguments])

    def call(self, command):
        """Run a program, show its large downloads, keep the rest; raises Problem if it fails."""
        # Settings that are about the user's other Pythons.
        hidden = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
        env = {k: v for k, v in os.environ.items() if k not in hidden}
        options = dict(env=dict(env, PIP_USER="0", PYTHONUTF8="1"), cwd=str(self.root))
        options.update(stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output = []
        with subprocess.Popen(command, encoding="utf-8", errors="replace", **options) as process:
            try:
                for line in process.stdout:
                    output.append(line)
                    large = LARGE.match(line)
                    if large:
                        self.say("    downloading {} ({})".format(*large.groups()))
            except BaseException:
                # An interrupted call must not leave pip working behind its back.
                process.terminate()
                raise
        if process.returncode != 0:
            raise self.explain(command, "".join(output))

    def explain(self, command, output):
        """Return the Problem that a failed program's output tells of."""
        problem = known_problem(output, self.version())
        if problem:
            return problem
        log = self.venv / "setup.log"
        log.write_text(output, encoding="utf-8")
        last = (output.strip().splitlines() or ["nothing"])[-1]
        name = " ".join(command[1:4]).replace("-m ", "")
        return Problem("{} failed with: {} (all of it is in {})".format(name, last, log))


def running_version():
    """Return the version of the running Python, such as "3.11"."""
    return "{}.{}".format(*sys.version_info[:2])


def locked_version(lock, package):
    """Return the version that the lock pins for a package; raises Problem if it pins none."""
    match = re.search(r"(?m)^{}==(\S+)".format(package), lock.read_text(encoding="utf-8"))
    if match is None:
        raise Problem("requirements.lock pins no {}: restore it from git.".format(package))
    return match.group(1)


def main(arguments=None, root=ROOT):
    """Set up and return the exit status; every expected failure is one line on stderr."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--torch", metavar="|".join(TORCH_CHOICES))
    parser.add_argument("--python-chosen", action="store_true")
    options = parser.parse_args(arguments)
    try:
        if options.torch and options.torch not in TORCH_CHOICES:
            raise Problem("TORCH is one of {}.".format(", ".join(TORCH_CHOICES)))
        Setup(root, options.torch, options.python_chosen).ensure()
    except Problem as problem:
        print("Set-up stopped: {}".format(problem), file=sys.stderr)
        return 1
    except OSError as error:
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        sentence = DISK_FULL if full else "{}.".format(error)
        print("Set-up stopped: {}".format(sentence), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up interrupted: the next call of make does it again.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
