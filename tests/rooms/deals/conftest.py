"""Folders that the tests of this room read."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def examples() -> Path:
    """The examples that come with the repository."""
    return ROOT / "examples"


@pytest.fixture
def bad_data() -> Path:
    """Files with one fault each."""
    return ROOT / "tests" / "bad_data"
