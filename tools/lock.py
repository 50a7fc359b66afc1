"""Write requirements.lock, the exact versions of everything the course installs: `make lock`.

The versions already in the lock are kept as long as pyproject.toml allows them;
`make lock ARGS=--upgrade` takes the newest ones, `ARGS="--upgrade-package NAME"` one of them.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
HEADER = """\
# Exact versions of everything the course installs, for every platform and Python 3.11 or later.
# Made from pyproject.toml by `make lock`; do not edit.
# torch's own CUDA packages (nvidia-*, cuda-*, triton) are left out on purpose: each build of torch
# requires the exact ones that it was made with, and the CPU build requires none.
"""
LEFT_OUT = re.compile(r"(nvidia-|cuda-|triton\b)")


def without_cuda(lines: list[str]) -> list[str]:
    """Return the pins in `lines` that do not belong to a CUDA build of torch."""
    return [line for line in lines if line.strip() and not LEFT_OUT.match(line)]


def resolve(options: list[str]) -> list[str]:
    """Resolve pyproject.toml with uv, in an environment of its own, and return the pins."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        pins = Path(folder, "requirements.lock")
        if LOCK.exists():
            pins.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
        command = [python, "-m", "uv", "pip", "compile", "pyproject.toml", "--output-file", pins]
        command += ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
        command += ["--all-extras", "--no-header", "--no-annotate", "--quiet"]
        subprocess.run([*command, *options], cwd=ROOT, check=True)
        return pins.read_text(encoding="utf-8").splitlines()


def main(arguments: list[str] | None = None) -> int:
    """Write the lock and say what changed; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--upgrade-package", metavar="NAME", action="append", default=[])
    chosen = parser.parse_args(arguments)
    options = ["--upgrade"] if chosen.upgrade else []
    options += [f"--upgrade-package={name}" for name in chosen.upgrade_package]

    before = set(LOCK.read_text(encoding="utf-8").splitlines()) if LOCK.exists() else set()
    try:
        pins = without_cuda(resolve(options))
    except subprocess.CalledProcessError as error:
        print(f"The lock is unchanged: {error.cmd[2]} failed, see above.", file=sys.stderr)
        return 1
    LOCK.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    changed = sorted(set(pins) - before)
    print("\n".join(changed) if changed else "requirements.lock was up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
