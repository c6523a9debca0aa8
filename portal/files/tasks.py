"""Files waiting for their check, found by signal or by the sweeper; and bytes nobody owns any more."""

import time

from celery import shared_task

from portal.common.signalling import signal
from portal.files import orphans
from portal.files.checking import check_next
from portal.files.services import CHECK

# Mails share the queue: after this many seconds the rest goes to the end of it.
AT_A_STRETCH = 20


@shared_task  # type: ignore[untyped-decorator]
def check_pending() -> None:
    """Check files until none waits. Safe to run twice at once: each file is claimed by one worker."""
    until = time.monotonic() + AT_A_STRETCH
    while check_next():
        if time.monotonic() > until:
            signal(CHECK)
            return


@shared_task  # type: ignore[untyped-decorator]
def remove_orphans() -> None:
    """Remove stored bytes that no row speaks of; each hour looks at another part of the storage."""
    orphans.remove()
