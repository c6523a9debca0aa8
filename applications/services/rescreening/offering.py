"""After a release: each draft of the call is offered the new rules by one mail.

A chunk is one transaction that holds the run's row and moves its key, so a worker that dies leaves nothing half done;
the outbox takes one mail per draft and binding, so a chunk done twice writes to nobody twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from applications.models import Application, Rescreening, RunState
from applications.notices import offer_of_rules
from applications.services.rescreening.chunks import WHY
from applications.services.rescreening.stretches import AT_A_STRETCH, go_through, taken
from applications.states import Status
from portal.audit.services import record
from portal.outbox.services import queue_mails
from programs.models import CallState

TASK = "applications.tasks.offer_rules"
CHUNK = 500
_RELATED = ("person__user", "call__round", "call__office", "office")
logger = structlog.get_logger(__name__)


def offer_to_drafts(*, seconds: float = AT_A_STRETCH, chunk: int = CHUNK) -> int:
    """Do chunks of every release that has drafts to offer its rules to; returns how many. Safe to run twice at once."""
    return go_through(_unfinished(), lambda key: offer_chunk(key, size=chunk), task=TASK, seconds=seconds)


def offer_chunk(key: int, *, size: int = CHUNK) -> bool:
    """Write to the next applicants of one release; returns whether there may be more to do now.

    False also when another worker holds the run, or an error came: beat tries again, and the others do not wait for it.
    """
    try:
        with transaction.atomic():
            run = taken(_unfinished(), key)
            return run is not None and _next(run, size)
    except Exception:
        logger.exception("rules_not_offered", run=key)
        return False


def _unfinished() -> QuerySet[Any]:
    runs: QuerySet[Any] = Rescreening.objects.unscoped(WHY).filter(state=RunState.RELEASED, offers_after__isnull=False)
    return runs


def _next(run: Rescreening, size: int) -> bool:
    since = run.settled_at
    assert since is not None  # the database asks it of a released run
    rows = list(_waiting(run)[:size]) if _still_in_force(run) else []
    if rows:
        run.offers_after = rows[-1].pk
        run.offered = (run.offered or 0) + _write(run, rows, since)
    else:
        run.offers_after = None
        record("applications.rules_offered", about=run, drafts=run.offered)
    run.save(update_fields=["offers_after", "offered"])
    return bool(rows)


def _still_in_force(run: Rescreening) -> bool:
    """Whether there is anything to offer: the call is open, and no later release has put other rules in force.

    Rules that were in force before the run were offered when they came into force.
    """
    in_force = run.call.binding_id == run.to_binding_id and not run.under_rules_in_force
    return run.call.state is CallState.OPEN and in_force


def _waiting(run: Rescreening) -> QuerySet[Application, Application]:
    """Drafts under other rules whose applicants have not decided about these yet."""
    drafts = Application.objects.unscoped(WHY).filter(call=run.call_id, status=Status.DRAFT, pk__gt=run.offers_after)
    asked: QuerySet[Application, Application] = drafts.exclude(binding__sha256=run.to_binding.sha256).exclude(
        declined_binding=run.to_binding_id
    )
    return asked.select_related(*_RELATED).order_by("pk")


def _write(run: Rescreening, drafts: list[Application], since: datetime) -> int:
    mails = [offer_of_rules(draft, run.to_binding, since=since) for draft in drafts]
    reachable = [mail for mail in mails if mail is not None]
    queue_mails(reachable)
    return len(reachable)
