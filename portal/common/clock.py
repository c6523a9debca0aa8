"""The only clock. Web, worker and beat ask here, so that a test can shift them together through one file."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())


def now() -> datetime:
    """Return the current instant in UTC, moved by the seconds in CLOCK_OFFSET_FILE outside production."""
    return datetime.now(UTC) + offset() + _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move the clock of this thread inside the block: how demo data get a past. Nests."""
    token = _shift.set(_shift.get() + by)
    try:
        yield
    finally:
        _shift.reset(token)


def offset() -> timedelta:
    """Return how far the clock is shifted. Raises ValueError when the offset file holds no number."""
    name = settings.CLOCK_OFFSET_FILE
    if not name:
        return timedelta()
    try:
        text = Path(name).read_text().strip()
    except FileNotFoundError:
        return timedelta()
    return timedelta(seconds=float(text or 0))
