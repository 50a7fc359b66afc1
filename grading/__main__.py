"""The instructor's commands: `python -m grading COMMAND`, which `make` calls."""

import argparse
import sys

from grading import folders


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command, description in (("release", "bring exercises/ up to date with solutions/"),):
        commands.add_parser(command, help=description)
    options = parser.parse_args(arguments)
    return globals()[options.command](options)


def release(options) -> int:
    from grading.release import release

    for name in folders.assignments():
        print(f"{name}: {'updated' if release(name) else 'already current'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
