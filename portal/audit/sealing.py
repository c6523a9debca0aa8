"""Sealing: every minute the entries that have no seal yet get one, so that nothing sealed changes unnoticed.

Ids are given before a commit, so an entry with a lower id may become visible after a batch with higher ones was
sealed. Nothing here relies on the order of ids: a trigger puts each entry on the list of unsealed ones in its own
transaction, the sealer takes what it sees there, and a seal names its entries one by one. An entry that commits late
is simply on the list the next time. Writers only insert, so they wait neither for each other nor for a sealer.
"""

from __future__ import annotations

import structlog
from django.db import connection, transaction

from portal.audit.canonical import ABSENT, GENESIS, entry_digest, seal_hash
from portal.audit.models import Entry, Seal
from portal.common import clock
from portal.common.locking import try_lock

LOCK = "audit.seal"
BATCH = 1000
# Beyond so many batches the next run goes on: a task stays short.
BATCHES = 50
logger = structlog.get_logger(__name__)

_TAKE = """
DELETE FROM audit_unsealed WHERE entry_id IN (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT %s)
RETURNING entry_id
"""


def seal_waiting(batch: int = BATCH) -> int:
    """Seal what waits, unless another process does so already; return how many entries were sealed."""
    sealed = 0
    for _number in range(BATCHES):
        with transaction.atomic():
            seal = seal_batch(batch) if try_lock(LOCK) else None
        if seal is None:
            break
        sealed += len(seal.entry_ids)
        # In the log, which is kept elsewhere, each hash is an anchor for `verify_audit --expect`.
        logger.info("audit_sealed", number=seal.number, entries=len(seal.entry_ids), sha256=seal.sha256)
    return sealed


def seal_batch(limit: int = BATCH) -> Seal | None:
    """Seal up to `limit` entries inside the caller's transaction, None when none waits.

    The caller holds the lock. Without it two sealers would name the same predecessor, which the database refuses.
    """
    newest = Seal.objects.order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        entry_ids = sorted(row[0] for row in cursor.fetchall())
    if not entry_ids:
        return None
    found = Entry.objects.unscoped("sealing covers every office").in_bulk(entry_ids)
    digests = b"".join(entry_digest(found[key]) if key in found else ABSENT for key in entry_ids)
    number, previous = (newest.number + 1, newest.sha256) if newest else (1, GENESIS)
    at = clock.now()
    sha256 = seal_hash(number, at, previous, entry_ids, digests)
    return Seal.objects.create(
        number=number, at=at, entry_ids=entry_ids, digests=digests, previous=previous, sha256=sha256
    )
