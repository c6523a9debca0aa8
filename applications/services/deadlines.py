"""What the clock does at a call's end."""

from applications.actors import SYSTEM
from applications.models import Application
from applications.services.guards import GRACE
from applications.services.transition import transition_many
from applications.states import Status
from applications.workflow import Event
from portal.common import clock

BATCH = 500


def close_drafts() -> int:
    """Close drafts of calls that ended more than ten minutes ago; return how many. Safe to run twice at once."""
    closed = 0
    while True:
        due = Application.objects.unscoped("the clock").filter(
            status=Status.DRAFT, call__closes_at__lt=clock.now() - GRACE
        )[:BATCH]
        rows = list(due)
        if not rows:
            return closed
        result = transition_many(
            rows, Event.CLOSE_BY_DEADLINE, actor=SYSTEM, idempotency_prefix=f"close:{clock.now():%Y%m%d%H%M}"
        )
        closed += len(result.done)
        if not result.done:
            return closed
