"""Which worker has which file in hand. A claim is a number: the result counts only while it is the newest one."""

from datetime import timedelta
from typing import Any

from portal.common import clock
from portal.files.models import FileState, StoredFile

# Longer than a task may live (CELERY_TASK_TIME_LIMIT): who has held a file for that long is dead, or the check broke.
ABANDONED = timedelta(minutes=5)
# The pause doubles with each attempt up to an hour: 5, 10, 20, 40, 60, 60 ... minutes, about a day in all.
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 27

# One statement: rows that another worker is just claiming are passed over, not waited for.
_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM files_storedfile
    WHERE state = %(pending)s
      AND (claimed_at IS NULL OR claimed_at < %(now)s - least(%(longest)s, %(abandoned)s * 2 ^ (attempts - 1)))
      AND (%(file)s::bigint IS NULL OR id = %(file)s)
    ORDER BY uploaded_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE files_storedfile AS file SET claimed_at = %(now)s, attempts = attempts + 1
FROM next WHERE file.id = next.id RETURNING file.*
"""


def claim_next() -> StoredFile | None:
    """Take the pending file that has waited longest, None when there is none to take."""
    return _claim(None)


def claim(file_id: int) -> StoredFile | None:
    """Take one pending file, None when it is not pending or another worker has it in hand."""
    return _claim(file_id)


def _claim(file_id: int | None) -> StoredFile | None:
    now = clock.now()
    pauses = {"abandoned": ABANDONED, "longest": LONGEST_PAUSE}
    values: dict[str, Any] = {"pending": FileState.PENDING.value, "now": now, "file": file_id, **pauses}
    return next(iter(StoredFile.objects.raw(_CLAIM, values)), None)
