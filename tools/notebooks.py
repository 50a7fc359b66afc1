"""Keep the course's notebooks in one form: check, execute, format and validate them.

    python -m tools.notebooks COMMAND [PATHS]

PATHS are notebooks, or folders that hold some; without them, the lessons in notebooks/ and the
assignments in solutions/ (for `check`, those in exercises/ too).
"""

import argparse
import logging
import sys
import time
from pathlib import Path

from tools import canonical

SOURCES = ("notebooks/*.ipynb", "solutions/*/*.ipynb")
GENERATED = ("exercises/*/*.ipynb",)


def main(arguments=None):
    """Run one command; return 0 if all is well, 1 if not, 2 for arguments that name nothing."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    options = parser().parse_args(arguments)
    paths = find(options.paths, SOURCES + (GENERATED if options.command == "check" else ()))
    missing = [path for path in paths if not path.is_file()]
    for path in missing:
        print(f"{path}: there is no such notebook", file=sys.stderr)
    if missing:
        return 2
    if not paths:
        print("There are no notebooks here; give their paths, or run this from the repository")
        return 2 if options.paths else 0
    return COMMANDS[options.command](paths, options)


def parser():
    """The command line."""
    result = argparse.ArgumentParser(
        prog="python -m tools.notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        command.add_argument("paths", nargs="*", type=Path, metavar="PATHS")
        if name in ("execute", "validate"):
            text = "seconds that a cell may take (default: 60)"
            command.add_argument("--timeout", type=int, default=60, help=text)
        if name == "validate":
            text = "notebooks that run beside each other (default: 1)"
            command.add_argument("-n", "--workers", type=int, default=1, help=text)
    return result


def find(paths, patterns):
    """The notebooks that paths stand for, or if there are none, those the patterns match."""
    if not paths:
        return sorted(path for pattern in patterns for path in Path().glob(pattern))
    found = []
    for path in paths:
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found += [name for name in inside if ".ipynb_checkpoints" not in name.parts]
    return list(dict.fromkeys(found))


def check(paths, options):
    """Name everything in notebooks that is not in the canonical form."""
    from tools.noise import problems

    found = problems(paths)
    for problem in found:
        print(problem)
    return report(len(paths), len(found))


def execute(paths, options):
    """Run notebooks in clean kernels, and store the outputs."""
    from tools import execution

    failures = 0
    executed = []
    with execution.clean_environment():
        for path in paths:
            started = time.monotonic()
            try:
                changed = execution.execute(path, options.timeout)
            except (execution.ExecutionError, canonical.NotebookError) as error:
                failures += 1
                print(f"{error} (the file is as it was)")
                continue
            executed.append(path)
            state = "changed" if changed else "unchanged"
            print(f"{path}: {state}, {time.monotonic() - started:.1f} s", flush=True)
    left = check(executed, options) if executed else 0
    return 1 if failures else left


def format_(paths, options):
    """Format the code of notebooks and remove what editors leave, without running them."""
    failures = 0
    for path in paths:
        try:
            changed = canonical.write(canonical.canonicalise(canonical.read(path)), path)
        except canonical.NotebookError as error:
            failures += 1
            print(error if str(path) in str(error) else f"{path}: {error}")
            continue
        print(f"{path}: {'changed' if changed else 'unchanged'}")
    return 1 if failures else 0


def validate(paths, options):
    """Compare the stored outputs of notebooks with those of a fresh run."""
    from tools import execution, validation

    with execution.clean_environment():
        return 1 if validation.validate(paths, options.timeout, options.workers) else 0


def report(notebooks, found):
    """Print how a check ended; return the exit code."""
    print(f"{notebooks} notebooks, {found or 'no'} problem{'s' * (found != 1)}")
    return 1 if found else 0


COMMANDS = {"check": check, "execute": execute, "format": format_, "validate": validate}

if __name__ == "__main__":
    sys.exit(main())
