"""The page says what was measured, and nothing that was not."""

import platform
from pathlib import Path

import pytest

from tools.bench import page
from tools.bench.measure import Sample, Usage

ROOT = Path(__file__).parents[2]


def usage(wall, cpu=0.0, memory=0, samples=()):
    return Usage(wall, cpu, memory, samples=list(samples))


@pytest.fixture
def measured():
    return page.Measurements(
        "02_optimizers",
        isolated=True,
        ours={10: usage(20.0, 10.0, 500 * 10**6), 100: usage(110.0, 55.0)},
        stock={10: usage(80.0, 70.0), 30: usage(240.0, 210.0)},
        pages={10: usage(20.0, 20.0), 30: usage(60.0, 60.0)},
        cells={10: usage(4.0, 3.0), 100: usage(40.0, 30.0)},
    )


def rows(text, title):
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return [row[1:] for row in cells if row and row[0] == title]


def test_a_ratio_is_given_only_where_both_were_measured(measured):
    assert rows(page.page(measured), "`nbgrader autograde`") == [
        ["10", "80.0", "8.00", "7.00", "0", "4.0", "7.0"],
        ["30", "240.0", "8.00", "7.00", "0", "-", "-"],
    ]


def test_stock_with_feedback_is_the_sum_of_two_commands(measured):
    [ten, _] = rows(page.page(measured), "the same, and `generate_feedback`")
    assert ten == ["10", "100.0", "10.00", "9.00", "0", "5.0", "9.0"]


def test_ours(measured):
    [ten, hundred] = rows(page.page(measured), "this course")
    assert ten == ["10", "20.0", "2.00", "1.00", "500", "1.0", "1.0"]
    assert hundred[:4] == ["100", "110.0", "1.10", "0.55"]


def test_what_is_above_the_cells_with_and_without_start_up(measured):
    text = page.page(measured)
    assert rows(text, "10") == [["1.000", "0.300", "0.700"]]
    # (55 - 10) / 90 and (30 - 3) / 90
    assert "each further one costs 0.500 CPU s, its cells alone 0.300: 0.200 above" in text


def test_one_size_gives_no_slope(measured):
    del measured.cells[100]
    assert "further" not in page.page(measured)


def test_a_batch_by_hundreds():
    samples = [
        Sample(5.0, 10 * page.MB, 40),
        Sample(9.0, 30 * page.MB, 100),
        Sample(12.0, 20 * page.MB, 180),
        Sample(21.0, 20 * page.MB, 330),
        Sample(24.0, 20 * page.MB, 350),
    ]
    text = page.batch(350, usage(25.0, 50.0, 30 * page.MB, samples))
    assert rows(text, "100") == [["9", "9.0", "30"]]
    assert rows(text, "300") == [["21", "12.0", "20"]]  # two hundred between two looks
    assert rows(text, "350") == [["24", "3.0", "20"]]


def test_the_sandbox_is_claimed_only_where_it_was(measured):
    assert "each in the sandbox" in page.page(measured)
    measured.isolated = False
    assert "without a sandbox" in page.page(measured)


def test_what_failed_is_named_without_what_it_printed(measured):
    measured.missing["Otter was"] = "otter run ended with code 1:\n/home/someone/otter.py failed"
    text = page.page(measured)
    assert "Otter was not measured: otter run ended with code 1.\n" in text
    assert "someone" not in text


def test_the_machine_without_its_name(measured):
    text = page.page(measured)
    assert f"Python {platform.python_version()}, torch " in text
    assert platform.node() not in text
    assert str(ROOT) not in text


def test_notebooks(measured):
    measured.notebooks = 12, usage(50.0, 40.0), usage(200.0, 100.0)
    text = page.page(measured)
    assert "Notebooks: 12." in text
    assert rows(text, "`pytest --nbval`") == [["200.0", "100.0", "0", "4.0", "2.5"]]
