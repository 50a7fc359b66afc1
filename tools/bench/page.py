"""What was measured, as a page in Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import torch

from tools.bench.measure import Sample, Usage, memory_is_proportional, total

MB = 10**6


@dataclass
class Measurements:
    """Usages by number of submissions, and reasons why something was not measured.

    Attributes:
        assignment: What was graded.
        isolated: Whether our submissions ran in the sandbox.
        ours, stock, pages, otter: What grading took; `pages` is nbgrader's feedback.
        otter_version: Which Otter it was.
        cells: What the cells took by themselves.
        notebooks: How many notebooks were tested, ours and nbval's usage.
        batch: How many submissions were graded in one batch, and what it took.
        missing: What was not measured, and why.
    """

    assignment: str
    isolated: bool = False
    ours: dict[int, Usage] = field(default_factory=dict)
    stock: dict[int, Usage] = field(default_factory=dict)
    pages: dict[int, Usage] = field(default_factory=dict)
    otter: dict[int, Usage] = field(default_factory=dict)
    otter_version: str = ""
    cells: dict[int, Usage] = field(default_factory=dict)
    notebooks: tuple[int, Usage, Usage] | None = None
    batch: tuple[int, Usage] | None = None
    missing: dict[str, str] = field(default_factory=dict)


def page(measured: Measurements) -> str:
    """Return all that was measured; parts that were not are left out, or named with the reason."""
    return "\n\n".join(part for part in parts(measured) if part) + "\n"


def parts(measured: Measurements) -> Iterable[str]:
    yield "# How fast grading is"
    yield f"Made by `make bench` on {machine()}."
    if measured.ours or measured.stock or measured.otter:
        yield f"## Grading `{measured.assignment}`"
        yield about(measured)
        yield graders(measured)
    for what, reason in measured.missing.items():
        # What follows in the next lines was printed by a program, and may name paths.
        yield f"{what} not measured: {reason.splitlines()[0].rstrip(':')}."
    if measured.cells:
        yield "## Above the cells' own execution"
        yield above_cells(measured)
    if measured.batch:
        yield "## One large batch"
        yield batch(*measured.batch)
    if measured.notebooks:
        yield "## Tests of the notebooks"
        yield tests(*measured.notebooks)


def machine() -> str:
    """Describe the machine and the versions, without its name."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}, torch {torch.__version__}"
    )


def processor() -> str:
    """Return the processor's name as the system gives it."""
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def about(measured: Measurements) -> str:
    where = "each in the sandbox" if measured.isolated else "without a sandbox"
    memory = (
        "pages that processes share count once (PSS)"
        if memory_is_proportional()
        else "pages that processes share count in each (RSS), as this system gives no other number"
    )
    otter = f", version {measured.otter_version}" if measured.otter else ""
    return (
        "The same submissions for all: of each ten, four solve everything, five have three wrong "
        "answers of the bank, one is empty; no two are equal. "
        f"Ours grades on hidden seeds, {where}, writes gradebook, feedback pages and "
        "`grades.csv`; its start-up is included. nbgrader has its default settings and runs the "
        "checks that students see; it writes feedback in a second command, given apart. Otter"
        f"{otter} runs them as tests in its own format, one submission a command, as its batch "
        "needs Docker. Solved and empty submissions must have full points and none, with "
        f"each of them. Memory is the peak of all processes together; {memory}. A dash: not "
        "measured at this size. Nothing is extrapolated."
    )


def graders(measured: Measurements) -> str:
    """Return the table of all graders, with ratios where both were measured at one size."""
    both = {
        size: total([measured.stock[size], usage])
        for size, usage in measured.pages.items()
        if size in measured.stock
    }
    rows = []
    for title, usages in (
        ("this course", measured.ours),
        ("`nbgrader autograde`", measured.stock),
        ("the same, and `generate_feedback`", both),
        ("`otter run`", measured.otter),
    ):
        for size, usage in sorted(usages.items()):
            same = measured.ours.get(size)
            rows.append(
                [
                    title,
                    f"{size:,}",
                    f"{usage.wall:.1f}",
                    f"{usage.wall / size:.2f}",
                    f"{usage.cpu / size:.2f}",
                    f"{usage.memory / MB:,.0f}",
                    f"{usage.wall / same.wall:.1f}" if same else "-",
                    f"{usage.cpu / same.cpu:.1f}" if same else "-",
                ]
            )
    head = ["Grader", "Submissions", "Wall, s", "Wall, s each", "CPU, s each", "Peak memory, MB"]
    return table([*head, "Wall, times ours", "CPU, times ours"], rows)


def above_cells(measured: Measurements) -> str:
    rows = []
    for size, cells in sorted(measured.cells.items()):
        ours = measured.ours[size]
        numbers = [ours.cpu, cells.cpu, ours.cpu - cells.cpu]
        rows.append([f"{size:,}", *(f"{number / size:.3f}" for number in numbers)])
    head = ["Submissions", "Ours, CPU s each", "Cells alone, CPU s each", "Above, CPU s each"]
    text = (
        "The same cells, run with the seeds that students see (as many as the hidden ones) in one "
        "process that has imported and used PyTorch before, without sandbox, grading or pages."
    )
    return f"{text}\n\n{table(head, rows)}{further(measured)}"


def further(measured: Measurements) -> str:
    """Say what each further submission costs, where there are two sizes: start-up falls out."""
    small, large = min(measured.cells), max(measured.cells)
    if small == large:
        return ""

    def slope(usages: dict[int, Usage]) -> float:
        return (usages[large].cpu - usages[small].cpu) / (large - small)

    ours, cells = slope(measured.ours), slope(measured.cells)
    return (
        f"\n\nFrom {small:,} to {large:,} submissions each further one costs {ours:.3f} CPU s, "
        f"its cells alone {cells:.3f}: {ours - cells:.3f} above."
    )


def batch(size: int, usage: Usage) -> str:
    """Return time and peak memory of each hundred of a batch.

    Students count as done when nbgrader has stored their graded notebook.
    """
    rows, start = [], 0.0
    for last, samples in hundreds(size, usage.samples):
        end = samples[-1].seconds
        memory = max(sample.memory for sample in samples)
        rows.append([f"{last:,}", f"{end:.0f}", f"{end - start:.1f}", f"{memory / MB:,.0f}"])
        start = end
    head = ["Done", "After, s", "Wall of these, s", "Peak memory, MB"]
    return (
        f"{size:,} submissions in {usage.wall:.0f} s, {usage.wall / size:.2f} s and "
        f"{usage.cpu / size:.2f} CPU s each, at most {usage.memory / MB:,.0f} MB. Counted are "
        f"graded notebooks; what is left to do after the last is in the first number.\n\n"
        f"{table(head, rows)}"
    )


def hundreds(size: int, samples: Sequence[Sample]) -> Iterable[tuple[int, list[Sample]]]:
    """Yield, for each hundred submissions done, their number and the samples on the way there."""
    goal, found = min(100, size), []
    for sample in samples:
        found.append(sample)
        if sample.done >= goal:
            reached = size if sample.done >= size else sample.done // 100 * 100
            yield reached, found
            if reached == size:
                return
            goal, found = min(reached + 100, size), []


def tests(count: int, ours: Usage, plain: Usage) -> str:
    rows = [
        [title, f"{usage.wall:.1f}", f"{usage.cpu:.1f}", f"{usage.memory / MB:,.0f}"]
        for title, usage in (("`make test-notebooks`", ours), ("`pytest --nbval`", plain))
    ]
    rows[1] += [f"{plain.wall / ours.wall:.1f}", f"{plain.cpu / ours.cpu:.1f}"]
    rows[0] += ["1.0", "1.0"]
    head = ["Command", "Wall, s", "CPU, s", "Peak memory, MB", "Wall, times ours"]
    return (
        f"Notebooks: {count}. Each command runs on its own, start-up included; ours also checks "
        f"the form of the notebooks.\n\n{table([*head, 'CPU, times ours'], rows)}"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
