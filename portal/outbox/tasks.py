"""Celery's side of the outbox: primitives in, one call each."""

from datetime import datetime
from typing import Any

from celery import shared_task
from celery.signals import before_task_publish

from portal.common import clock
from portal.outbox import delivery, heartbeats, sweeping

CANARY = "portal.outbox.tasks.canary"
SENT_AT = "portal_sent_at"


@shared_task  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Send what is due; signalled after each commit that queued something."""
    delivery.run()


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Find what signals missed; beat sends this every minute."""
    sweeping.sweep()


@shared_task(bind=True)  # type: ignore[untyped-decorator]
def canary(self: Any) -> None:
    """Show that beat sends and a worker works; beat sends this every half minute."""
    sent_at = self.request.get(SENT_AT)
    heartbeats.canary_arrived(datetime.fromisoformat(sent_at) if sent_at else None)


@before_task_publish.connect(sender=CANARY)  # type: ignore[untyped-decorator]
def _say_when(headers: dict[str, Any], **kwargs: Any) -> None:
    """Beat can only send: it writes its time on the envelope, and the worker writes it down."""
    headers[SENT_AT] = clock.now().isoformat()
