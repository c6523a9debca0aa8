"""What every test of the commands starts from."""

import pytest

from tests.commands import said


@pytest.fixture
def catalogue(db: None) -> None:
    """The catalogue is loaded, and nobody and nothing else is there."""
    said("load_catalog")
