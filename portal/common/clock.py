"""The only clock. Web, worker and beat ask here, so that a test can shift them together through one file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """Return the current instant in UTC, moved by the seconds in CLOCK_OFFSET_FILE outside production."""
    return datetime.now(UTC) + offset()


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
