"""What the signals missed: messages of dead workers, messages whose time has come."""

import structlog
from django.db import transaction

from portal.common.locking import try_lock
from portal.outbox import claims, delivery

logger = structlog.get_logger(__name__)


def sweep() -> int:
    """Queue what was abandoned, then send what is due; returns how many were sent. Safe to run twice at once."""
    with transaction.atomic():
        if try_lock("outbox.sweep"):
            abandoned = claims.take_back_abandoned()
            if abandoned:
                logger.warning("mails_taken_back", count=abandoned)
    return delivery.run()
