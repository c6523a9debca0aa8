"""What tests about the staff site start from."""

import pytest

from programs.models import Call
from tests.calls import open_call
from tests.clock import shift_clock  # noqa: F401


@pytest.fixture
def call(db: None) -> Call:
    """MIRAI at the Embassy of Japan in Belgium, open for another month."""
    return open_call()
