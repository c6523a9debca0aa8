"""A clock to move, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Shift = Callable[[timedelta], None]


@pytest.fixture
def shift_clock(tmp_path: Path, settings: Any) -> Shift:
    """Return a function that moves the portal's clock to so much after the real one."""
    file = tmp_path / "clock"
    settings.CLOCK_OFFSET_FILE = str(file)

    def shift(by: timedelta) -> None:
        file.write_text(str(by.total_seconds()))

    return shift


@pytest.fixture
def clock_at(shift_clock: Shift) -> Shift:
    """Return a function that puts the portal's clock to so much after the beginning of the test, however slow it is."""
    began = time.monotonic()

    def put(after: timedelta) -> None:
        shift_clock(after - timedelta(seconds=time.monotonic() - began))

    put(timedelta())
    return put
