"""Reads for the queue, the dossier and the shortlist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, DecimalField, F, Max, Q, Value

from applications.models import Addendum, AddendumState, Application, ApplicationEvent, Override, OverrideState
from applications.requests.queries import waiting_for_applicants
from applications.rescreenings import NOTHING_NEW, NewRules, new_rules_for
from applications.review.models import ProposalState, RefusalProposal, Score
from applications.states import OVER, Status
from portal.common import clock
from programs.models import Call

CENT = Decimal("0.01")
# States in which the office has to act: the ball is not with the applicant, the ministry or the clock.
OFFICE_ACTS = frozenset({Status.NEEDS_CHECK, Status.ELIGIBLE, Status.IN_REVIEW})

# Overrides that wait for somebody: proposed, or lapsed by a changed rule. Once an application is over they wait for
# nobody: nothing that rules say of it matters any more, and an override of it cannot be given again.
_RUNS = ~Q(application__status__in=OVER)
TO_CONFIRM = Q(state=OverrideState.OPEN) & _RUNS
TO_CONFIRM_AGAIN = Q(state=OverrideState.LAPSED, ended_at=None) & _RUNS


# Corrections that nobody has read yet.
ADDENDUM_TO_READ = Q(state=AddendumState.WAITING) & _RUNS


def average_score(call: Call) -> dict[int, Decimal]:
    """Return the mean score of each scored application of a call, by primary key, to two places (half up)."""
    rows = (
        Score.objects.unscoped("the caller builds the list of a call it may see")
        .filter(application__call=call)
        .values_list("application_id")
        .annotate(mean=Avg("value", output_field=DecimalField(max_digits=20, decimal_places=10)))
    )
    return {key: Decimal(mean).quantize(CENT, ROUND_HALF_UP) for key, mean in rows}


@dataclass(frozen=True)
class QueueState:
    """What the queue says of one application beside its own columns."""

    scores: int = 0
    scored_by_reader: bool = False
    refusal_open: bool = False
    new_rules: NewRules = NOTHING_NEW
    override_open: bool = False
    override_asks_again: bool = False
    asked_of_applicant: bool = False
    addendum_to_read: bool = False
    since: datetime | None = None

    def waiting_days(self, application: Application) -> int | None:
        """Return whole days since the office has had to act, None while somebody else has the application."""
        if application.status not in OFFICE_ACTS or self.asked_of_applicant:
            return None
        start = self.since or application.submitted_at
        return max((clock.now() - start).days, 0) if start else None


def queue_states(applications: Iterable[Application], reader: Any) -> dict[int, QueueState]:
    """Return the queue's words for one page of applications that the reader sees, by primary key: six queries."""
    keys = [application.pk for application in applications]
    seen = "keys of a page that came through the scope"
    scored = {
        key: (total, own)
        for key, total, own in Score.objects.unscoped(seen)
        .filter(application__in=keys)
        .values_list("application_id")
        .annotate(total=Count("pk"), own=Count("pk", filter=Q(reviewer=reader.pk)))
    }
    waiting = _waiting(keys, seen)
    since = dict(
        ApplicationEvent.objects.unscoped(seen)
        .filter(application__in=keys)
        .order_by()
        .values_list("application_id")
        .annotate(last=Max("at"))
    )
    new_rules = new_rules_for(keys)
    return {
        key: QueueState(
            scores=scored.get(key, (0, 0))[0],
            scored_by_reader=bool(scored.get(key, (0, 0))[1]),
            refusal_open=(key, _REFUSAL) in waiting,
            new_rules=new_rules.get(key, NOTHING_NEW),
            override_open=(key, OverrideState.OPEN) in waiting,
            override_asks_again=(key, OverrideState.LAPSED) in waiting,
            asked_of_applicant=(key, _REQUEST) in waiting,
            addendum_to_read=(key, _ADDENDUM) in waiting,
            since=since.get(key),
        )
        for key in keys
    }


_REFUSAL, _REQUEST, _ADDENDUM = "refusal", "request", "addendum"


def _waiting(keys: list[int], seen: str) -> set[tuple[int, str]]:
    """Return what waits for somebody at these applications, as pairs of key and kind: one query for all kinds."""
    refusals = RefusalProposal.objects.unscoped(seen).filter(application__in=keys, state=ProposalState.OPEN)
    overrides = Override.objects.unscoped(seen).filter(TO_CONFIRM | TO_CONFIRM_AGAIN, application__in=keys)
    addenda = Addendum.objects.unscoped(seen).filter(ADDENDUM_TO_READ, application__in=keys)
    kinds = [
        overrides.order_by().annotate(waits_as=F("state")),
        refusals.order_by().annotate(waits_as=Value(_REFUSAL)),
        addenda.order_by().annotate(waits_as=Value(_ADDENDUM)),
        waiting_for_applicants(keys).order_by().annotate(waits_as=Value(_REQUEST)),
    ]
    first, *others = (rows.values_list("application_id", "waits_as") for rows in kinds)
    return set(first.union(*others, all=True))


def open_proposal(application: Application) -> RefusalProposal | None:
    """Return the refusal that waits for a second person, None when there is none."""
    return application.refusal_proposals.filter(state=ProposalState.OPEN).select_related("proposed_by__person").first()


def scores_shown_to(application: Application, reader: Any, *, may_score: bool) -> tuple[Score | None, list[Score]]:
    """Return (the reader's own score, the others' scores).

    Others' scores stay hidden from a reviewer until one's own is in.
    """
    scores = list(application.scores.select_related("reviewer__person").order_by("given_at", "pk"))
    own = next((score for score in scores if score.reviewer_id == reader.pk), None)
    others = [score for score in scores if score.reviewer_id != reader.pk]
    return own, ([] if may_score and own is None else others)
