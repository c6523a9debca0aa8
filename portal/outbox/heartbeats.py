"""Signs of life: when beat last sent its canary, and when a worker last took one."""

from datetime import datetime

from django.db import connection

from portal.common import clock

BEAT, WORKER = "beat", "worker"

# The later instant stays: a canary that waited in the queue for hours must not make beat look dead.
_NOTE = """
INSERT INTO outbox_heartbeat (name, at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET at = greatest(outbox_heartbeat.at, excluded.at)
"""


def canary_arrived(sent_at: datetime | None) -> None:
    """Write down that a worker is alive now, and that beat was at `sent_at` (None: somebody else sent the canary)."""
    signs = [(WORKER, clock.now())] + ([(BEAT, sent_at)] if sent_at else [])
    with connection.cursor() as cursor:
        cursor.executemany(_NOTE, signs)
