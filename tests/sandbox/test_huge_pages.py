"""Memory in huge pages: it is found, moved, and holds what it held."""

import mmap
import platform
from pathlib import Path

import pytest

from grading.sandbox import huge_pages

SINCE = 6, 1  # of Linux
FOUND = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@pytest.fixture
def memory():
    """32 MiB of this process's own, in small pages, each with its number."""
    with mmap.mmap(-1, 32 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as found:
        found.madvise(mmap.MADV_NOHUGEPAGE)
        for number in range(len(found) // mmap.PAGESIZE):
            found[number * mmap.PAGESIZE] = number % 251
        found.madvise(mmap.MADV_HUGEPAGE)
        yield found


def in_huge_pages() -> int:
    """Bytes of this process's memory that lie in huge pages."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("AnonHuge"))


@pytest.mark.skipif(
    tuple(map(int, platform.release().split(".")[:2])) < SINCE or not FOUND.exists(),
    reason=f"Linux {platform.release()} does not put memory into huge pages when asked to",
)
def test_memory_lies_in_huge_pages_afterwards(memory):
    before = in_huge_pages()
    huge_pages.collapse()
    assert in_huge_pages() >= before + len(memory) // 2  # some may have no room


def test_memory_holds_what_it_held(memory):
    huge_pages.collapse()
    numbers = range(len(memory) // mmap.PAGESIZE)
    assert all(memory[number * mmap.PAGESIZE] == number % 251 for number in numbers)


def test_memory_of_files_and_the_stack_are_left_alone():
    found = {f"{start:x}-{end:x}" for start, end in huge_pages.own_memory()}
    assert found
    for line in Path("/proc/self/maps").read_text().splitlines():
        place, mode, *_ = line.split()
        if "/" in line or "[stack]" in line or mode != "rw-p":
            assert place not in found
