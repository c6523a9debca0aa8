"""The one place where work is signalled: after commit, and a broker that is down never becomes an error page."""

import time

import structlog
from django.db import transaction

# After a signal was lost, none is tried for so many seconds: people do not wait, one after the other, for a broker
# that is away. The sweeper finds what was not signalled.
_PAUSE = 5.0
_quiet_until = 0.0
logger = structlog.get_logger(__name__)


def signal_after_commit(task: str) -> None:
    """Tell a worker, once this transaction is committed, that there is work."""
    transaction.on_commit(lambda: signal(task), robust=True)


def signal(task: str) -> None:
    """Send a task without arguments now; log and swallow what the broker says."""
    from celery import current_app

    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + _PAUSE
        logger.warning("signal_lost", task=task, error=repr(error))
