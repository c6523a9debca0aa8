"""The one place where work is signalled: after commit, and a broker that is down never becomes an error page."""

import structlog
from django.db import transaction

logger = structlog.get_logger(__name__)


def signal_after_commit(task: str) -> None:
    """Tell a worker, once this transaction is committed, that there is work. Lost signals are made up by the sweeper."""
    transaction.on_commit(lambda: signal(task), robust=True)


def signal(task: str) -> None:
    """Send a task without arguments now; log and swallow what the broker says."""
    from celery import current_app

    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:
        logger.warning("signal_lost", task=task, error=repr(error))
