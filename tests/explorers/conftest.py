"""What the tests of all explorers have."""

import pytest

from torchcourse import explorers


@pytest.fixture
def explorer(request):
    """The explorer that a file is about, at its defaults: in test_race.py the race."""
    made = getattr(explorers, request.path.stem.removeprefix("test_"))()
    yield made
    made.close()
