"""What the clock does at a call's end, and when that end is moved."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.actors import SYSTEM
from applications.models import Application
from applications.paper import ENTERED_WITHIN
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
        due = Application.objects.unscoped("the clock").filter(_over(), status=Status.DRAFT)[:BATCH]
        rows = list(due)
        if not rows:
            return closed
        result = transition_many(
            rows, Event.CLOSE_BY_DEADLINE, actor=SYSTEM, idempotency_prefix=f"close:{clock.now():%Y%m%d%H%M}"
        )
        closed += len(result.done)
        if not result.done:
            return closed


def _over() -> Q:
    """The condition for drafts that nobody can submit any more; entries from paper have some weeks longer."""
    now = clock.now()
    return Q(paper=None, call__closes_at__lt=now - GRACE) | Q(call__closes_at__lt=now - ENTERED_WITHIN)


@transaction.atomic
def reopen_drafts(call: Call) -> int:
    """Reopen what was closed by a deadline that has moved: an extension is for all. Return how many."""
    all_of_call = Application.objects.unscoped("the clock").filter(call=call)
    begun_again = all_of_call.exclude(status__in=ENDED_FOR_GOOD).values("person_id")
    closed = all_of_call.filter(status=Status.CLOSED).exclude(person_id__in=begun_again)
    # One live application per call and person: of several that were closed, the newest is reopened.
    rows = list(closed.order_by("person_id", "-pk").distinct("person_id"))
    reason = _("The deadline was extended to %(when)s.") % {"when": local_and_utc(call)}
    result = transition_many(
        rows,
        Event.REOPEN,
        actor=SYSTEM,
        reasons={row.pk: reason for row in rows},
        idempotency_prefix=f"extended:{call.closes_at.isoformat()}",
    )
    return len(result.done)
