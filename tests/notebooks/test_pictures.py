"""Pictures are alike where nobody would see a difference, and only there."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tools.pictures import alike

WHITE = np.full((70, 90, 3), 255, np.uint8)


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def line(row, colour=(9, 9, 200)):
    picture = WHITE.copy()
    picture[row : row + 2, 10:80] = colour
    return picture


def test_what_nobody_sees_makes_no_difference():
    noise = np.random.default_rng(0).integers(0, 2, WHITE.shape, np.uint8)
    assert alike(png(line(20)), png(line(20) - noise))
    assert alike(png(line(20)), png(line(20)[:, :-2]))


@pytest.mark.parametrize(
    "other",
    [line(22), line(20, (200, 0, 0)), line(20)[:, :-5], WHITE, line(68)],
    ids=["moved", "of another colour", "cut off", "gone", "at the edge"],
)
def test_what_a_reader_sees_is_a_difference(other):
    assert not alike(png(line(20)), png(other))
