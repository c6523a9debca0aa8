"""What the clock does at a call's end, and when that end is moved."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import SYSTEM
from applications.models import Application
from applications.services.guards import GRACE
from applications.services.transition import transition_many
from applications.states import ENDED_FOR_GOOD, Status
from applications.workflow import Event
from portal.common import clock
from programs.models import Call
from programs.wording import local_and_utc

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


@transaction.atomic
def reopen_drafts(call: Call) -> int:
    """Reopen what was closed by a deadline that has moved: an extension is for all. Return how many."""
    closed = list(Application.objects.unscoped("the clock").filter(call=call, status=Status.CLOSED))
    reason = _("The deadline was extended to %(when)s.") % {"when": local_and_utc(call)}
    result = transition_many(
        [row for row in closed if not _has_live_one(row)],
        Event.REOPEN,
        actor=SYSTEM,
        reasons={row.pk: reason for row in closed},
        idempotency_prefix=f"extended:{call.closes_at.isoformat()}",
    )
    return len(result.done)


def _has_live_one(closed: Application) -> bool:
    """Say whether the person has begun again: one live application per call."""
    same = Application.objects.unscoped("the clock").filter(call_id=closed.call_id, person_id=closed.person_id)
    return bool(same.exclude(status__in=ENDED_FOR_GOOD).exists())
