"""Small notebooks made for one test each."""

import pytest
from nbformat.v4 import new_notebook

from tools import canonical, execution


@pytest.fixture
def make(tmp_path):
    """Returns a function that writes a canonical notebook of the given cells, as if executed."""

    def write(*cells, folder="notebooks", name="01_small.ipynb"):
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = new_notebook(cells=list(cells), metadata=canonical.METADATA)
        canonical.write(canonical.canonicalise(notebook), path)
        return path

    return write


@pytest.fixture
def edit():
    """Returns a function that changes a stored notebook by another one, and writes it as it is."""

    def change(path, by):
        notebook = canonical.read(path)
        by(notebook)
        path.write_bytes(canonical.to_bytes(notebook))

    return change


@pytest.fixture
def clean_kernels():
    """Kernels of the test see no one's IPython settings."""
    with execution.clean_environment():
        yield
