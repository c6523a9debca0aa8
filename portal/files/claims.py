"""Which worker has which file in hand. A claim is a number: the result counts only while it is the newest one."""

from datetime import timedelta

from portal.common import clock
from portal.files.models import FileState, StoredFile

MOST_ATTEMPTS = 3
# Longer than a task may live (CELERY_TASK_TIME_LIMIT): whoever has held a file for that long is dead.
ABANDONED = timedelta(minutes=5)

# One statement: rows that another worker is just claiming are passed over, not waited for.
_CLAIM = """
WITH next AS MATERIALIZED (
    SELECT id FROM files_storedfile
    WHERE state = %(pending)s AND (claimed_at IS NULL OR claimed_at < %(abandoned)s)
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
    values = {"pending": FileState.PENDING.value, "now": now, "abandoned": now - ABANDONED, "file": file_id}
    return next(iter(StoredFile.objects.raw(_CLAIM, values)), None)
