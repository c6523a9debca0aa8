"""What a process keeps of rows that never change is kept by their keys; a test rolls back, and may use a key again."""

from __future__ import annotations

import pytest

from programs import bindings
from programs.definitions import definition


@pytest.fixture(autouse=True)
def nothing_is_known_by_key() -> None:
    """Begin each test as a process that has read no definition and no binding."""
    definition._by_key.clear()
    bindings._by_key.clear()
