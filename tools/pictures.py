"""A pytest plugin that has nbval compare pictures, as far as an eye could tell them apart.

nbval leaves them out, as their bytes change with what nobody sees.
"""

import base64
import functools
import io

import numpy as np
from nbval.plugin import IPyNbCell
from PIL import Image

BLOCK = 16  # pixels
# Of 255, in the mean over a block. Two machines differed by 1.4 at most; another digit beside an
# axis, or a line that moves by half its width, makes 15 and more.
MOST = 8.0
CROPPED = 2  # pixels by which text at the edge may change the size


def pytest_collection_modifyitems(items):
    """Add pictures to what nbval's tests compare."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.compare_outputs = functools.partial(compare, item, item.compare_outputs)


def compare(cell, compare_others, new: list, stored: list) -> bool:
    """Say whether a cell's outputs are as stored; write into the cell what is not."""
    if not compare_others(new, stored):
        return False
    now, before = pictures(new), pictures(stored)
    if len(now) != len(before):
        said = f"the cell shows {len(now)} pictures, and {len(before)} are stored"
    elif not all(map(alike, now, before)):
        said = "a picture differs from the stored one"
    else:
        return True
    cell.comparison_traceback.append(f"mismatch: {said}")
    return False


def pictures(outputs: list) -> list[str]:
    """Return the PNG pictures among outputs, in base64."""
    datas = [output.get("data", {}) for output in outputs]
    return [data["image/png"] for data in datas if "image/png" in data]


def alike(one: str, other: str) -> bool:
    """Say whether two PNG pictures in base64 look the same."""
    first, second = pixels(one), pixels(other)
    if np.abs(np.subtract(first.shape, second.shape)).max() > CROPPED:
        return False
    height, width, _ = np.minimum(first.shape, second.shape)
    return blocks(np.abs(first[:height, :width] - second[:height, :width])).max() <= MOST


def pixels(picture: str) -> np.ndarray:
    """Return a picture on white as float64, 0 to 255, of shape (height, width, 3)."""
    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return np.asarray(Image.alpha_composite(white, image).convert("RGB"), dtype=np.float64)


def blocks(picture: np.ndarray) -> np.ndarray:
    """Return the means over square blocks, of which those at two edges may be smaller."""
    for axis in (0, 1):
        starts = np.arange(0, picture.shape[axis], BLOCK)
        sizes = np.diff([*starts, picture.shape[axis]])
        sums = np.add.reduceat(picture, starts, axis)
        picture = sums / np.expand_dims(sizes, [1 - axis, 2])
    return picture
