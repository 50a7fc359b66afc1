"""Measure grading and the tests of notebooks against the tools that others use for them.

    python -m tools.bench                        # what `make bench` does
    python -m tools.bench --record               # and write docs/grading_speed.md
    python -m tools.bench --sizes 3 --other-sizes 3 --only ours stock
    python -m tools.bench --only ours --batch 1000

Work on a quiet machine. Everything lies in a temporary folder, removed at the end and at Ctrl-C.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grading import folders
from tools.bench import measure, notebooks, page
from tools.bench.graders import BenchError, Ours, Stock, environment, hand_in, succeed
from tools.bench.otter import Otter
from tools.bench.sample import SampleClass, Submission

# The parts in their order, and how a sentence on one that failed begins.
PARTS = {
    "ours": "Grading by this course was",
    "stock": "Stock nbgrader was",
    "otter": "Otter was",
    "cells": "The cells alone were",
    "nbval": "The tests of notebooks were",
}
RECORD = folders.ROOT / "docs" / "grading_speed.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if all was measured, 1 if a part was not, 2 for arguments that name nothing."""
    options = parser().parse_args(arguments)
    if options.assignment not in folders.assignments():
        names = ", ".join(folders.assignments())
        print(f"There is no assignment {options.assignment}; there are: {names}.", file=sys.stderr)
        return 2
    if missing := [path for path in options.notebooks if not path.is_file()]:
        print(f"{missing[0]}: there is no such notebook", file=sys.stderr)
        return 2
    for stop in (signal.SIGINT, signal.SIGTERM):  # also where a shell has told to ignore them
        signal.signal(stop, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # What a program leaves in its temporary folder when it is killed goes with ours.
        os.environ["TMPDIR"] = str(Path(folder, "tmp"))
        Path(folder, "tmp").mkdir()
        try:
            measured = Bench(options, Path(folder)).run()
        except KeyboardInterrupt:
            print("\nStopped; nothing was recorded.", file=sys.stderr)
            return 130
    text = page.page(measured)
    print(f"\n{text}")
    if options.record:
        RECORD.write_text(text, encoding="utf-8")
        print(f"Recorded in {RECORD.relative_to(folders.ROOT)}.")
    return 1 if measured.missing else 0


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = result.add_argument
    add("--record", action="store_true", help=f"write docs/{RECORD.name}")
    add("--assignment", default="02_optimizers", help="what is graded (default: %(default)s)")
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="the parts (default: all)")
    text = "numbers of submissions (default: 3 10 30 100)"
    add("--sizes", nargs="+", type=at_least_one, default=[3, 10, 30, 100], metavar="N", help=text)
    text = "those for stock nbgrader and Otter, which are slow (default: 3 10 30)"
    add("--other-sizes", nargs="+", type=at_least_one, default=[3, 10, 30], metavar="N", help=text)
    text = "grade N submissions in one batch besides, and follow time and memory"
    add("--batch", type=at_least_one, metavar="N", help=text)
    text = "for nbval (default: all lessons and solutions)"
    add("--notebooks", nargs="+", type=Path, default=[], metavar="PATH", help=text)
    add("--trusted", action="store_true", help="pass --trusted on: grade without the sandbox")
    return result


def at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} submissions cannot be graded: give 1 or more")
    return number


class Bench:
    """One run of all that the options ask for; what fails is named, and the rest goes on."""

    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options = options
        self.folder = folder
        self.wanted = SampleClass(options.assignment)
        self.sizes = sorted(set(options.sizes))
        self.other_sizes = sorted(set(options.other_sizes))
        self.measured = page.Measurements(options.assignment)

    def run(self) -> page.Measurements:
        for part in PARTS:
            if part not in self.options.only:
                continue
            try:
                getattr(self, part)()
            except BenchError as error:
                self.measured.missing[PARTS[part]] = str(error)
                print(f"{PARTS[part]} not measured: {error}", file=sys.stderr)
        return self.measured

    def submissions(self, size: int) -> list[Submission]:
        return list(self.wanted.submissions(size))

    def ours(self) -> None:
        self.measured.isolated = not self.options.trusted
        trusted = ["--trusted"] if self.options.trusted else []
        ours = Ours(self.folder / "ours", self.wanted, trusted)
        for size in self.sizes:
            self.measured.ours[size] = say("ours", size, ours.grade(self.submissions(size)))
        if size := self.options.batch:
            usage = ours.grade(self.submissions(size), self.graded)
            self.measured.batch = size, say("ours", size, usage)

    def graded(self, area: Path) -> int:
        """Count the students whose graded notebook is there."""
        name = self.options.assignment
        return sum(1 for _ in area.glob(f"autograded/[!.]*/{name}/{name}.ipynb"))

    def stock(self) -> None:
        stock = Stock(self.folder / "stock", self.wanted)
        for size in self.other_sizes:
            graded, pages = stock.grade(self.submissions(size))
            self.measured.stock[size] = say("stock nbgrader", size, graded)
            self.measured.pages[size] = say("its feedback", size, pages)

    def otter(self) -> None:
        print("installing Otter", flush=True)
        otter = Otter(self.folder / "otter", self.wanted)
        self.measured.otter_version = otter.version()
        for size in self.other_sizes:
            usage = otter.grade(self.submissions(size))
            self.measured.otter[size] = say("Otter", size, usage)

    def cells(self) -> None:
        name = self.options.assignment
        for size in self.measured.ours:
            area = self.folder / f"cells-{size}"
            hand_in(area, name, self.submissions(size))
            paths = sorted(area.glob("*/*/*.ipynb"))
            command = [sys.executable, "-m", "tools.bench.cells", *paths]
            # The check finds its key in the folder it is started in.
            place = folders.EXERCISES / name
            inside = environment(PYTHONPATH=str(folders.ROOT), IPYTHONDIR=str(area / "ipython"))
            usage = succeed("the cells", measure.run(command, place, inside))
            took = json.loads(usage.output.splitlines()[-1])
            usage = measure.Usage(took["wall"], took["cpu"], usage.memory)
            self.measured.cells[size] = say("cells alone", size, usage)

    def nbval(self) -> None:
        from tools.notebooks import SOURCES

        found = [path for pattern in SOURCES for path in folders.ROOT.glob(pattern)]
        paths = [path.resolve() for path in self.options.notebooks] or sorted(found)
        ours = say("our tests of notebooks", len(paths), notebooks.ours(paths))
        plain = say("plain nbval", len(paths), notebooks.plain(paths, self.folder))
        self.measured.notebooks = len(paths), ours, plain


def say(what: str, count: int, usage: measure.Usage) -> measure.Usage:
    """Print a line of progress."""
    print(
        f"{what}, {count}: {usage.wall:.1f} s wall, {usage.cpu:.1f} s CPU, "
        f"{usage.memory / page.MB:,.0f} MB",
        flush=True,
    )
    return usage


if __name__ == "__main__":
    sys.exit(main())
