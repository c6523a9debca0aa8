"""What the tests of bad input start from."""

from __future__ import annotations

from pathlib import Path

from tests.applications.conftest import call, draft, shift_clock, signed_in, web  # noqa: F401
from tests.files.conftest import own_storage  # noqa: F401
from tests.files.scanner import _clamd, clamd  # noqa: F401


def files_in(storage: Path) -> list[Path]:
    """Return every file that a storage holds."""
    return [path for path in storage.rglob("*") if path.is_file()]
