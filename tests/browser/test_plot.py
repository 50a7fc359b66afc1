"""Lines of a picture end where it does, and point where they lead."""

from pathlib import Path

import pytest

from torchcourse import explorers

PLOT = Path(explorers.__file__).with_name("plot.js").read_text(encoding="utf-8")
SIZE = {"width": 400, "height": 200}  # and 50 pixels around it


@pytest.fixture(scope="module")
def draw(browser):
    """Return a function that gives the path through points in pixels, as the page draws it."""
    page = browser.new_page()
    page.add_script_tag(content=f"{PLOT}; const plot = Object.create(Plot.prototype);")
    yield lambda *points: page.evaluate(
        """([size, points]) => {
          Object.assign(plot, size, { toX: Number, toY: Number });
          return plot.path(points);
        }""",
        [SIZE, [[*map(str, point)] for point in points]],
    )
    page.close()


@pytest.mark.parametrize(
    ("points", "path"),
    [
        ([(1, 2), (3, 4.125), (5, 6)], "M1 2L3 4.13L5 6"),
        ([(100, 100), (1100, 1100)], "M100 100L250 250"),
        ([(1100, 1100), (100, 100)], "M250 250L100 100"),
        ([(100, 100), (1e30, 1e30), (100, 200)], "M100 100L250 250M150 250L100 200"),
        ([(0, 0), (-1e299, -5e298)], "M0 0L-50 -25"),
        ([(100, 100), (100, "Infinity")], "M100 100L100 250"),
        ([(100, 100), (300, "-Infinity"), (300, 0)], "M100 100L100 -50M300 -50L300 0"),
        ([(-150, 100), (650, 100)], "M-50 100L450 100"),
        ([(-1000, -1000), (1000, 1000)], "M-50 -50L250 250"),
        ([(-100, 100), (-60, -200), (500, -60)], ""),
        ([(100, 100), (100, 100), (120, 100)], "M100 100L100 100L120 100"),
        ([(100, 100), ("NaN", 100), (50, 50), (60, 60)], "M50 50L60 60"),
        ([(100, 100)], ""),
        ([], ""),
    ],
    ids=str,
)
def test_a_line_is_drawn_as_far_as_the_picture_goes(draw, points, path):
    assert draw(*points) == path
