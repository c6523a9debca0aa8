"""Reads: scores as they are now, what a draft has missed, what should be known before freezing, lines for a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from applications.review.queries import average_score
from applications.services.guards import GRACE
from applications.shortlists.models import Decision, Shortlist, ShortlistLine, ShortlistState
from applications.states import Status
from portal.common import clock
from programs.models import Call

_ACTOR_CHECKED = "the list's service or view checked who asks"


def in_review(call: Call) -> QuerySet[Application, Application]:
    """Return the applications a list of this call is made of."""
    every = Application.objects.unscoped(_ACTOR_CHECKED).filter(call=call, status=Status.IN_REVIEW)
    return every.order_by("pk")


@dataclass(frozen=True)
class Stale:
    """What has happened in review since a draft was made: references, in the order of the list."""

    left: list[str] = field(default_factory=list)
    rescored: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.left or self.rescored or self.new)

    @property
    def sentences(self) -> list[str]:
        """What happened, in words with the references."""
        said = []
        for references, text in (
            (self.left, _("No longer in review: %(references)s.")),
            (self.rescored, _("The score has changed: %(references)s.")),
            (self.new, _("In review but not on the list: %(references)s.")),
        ):
            if references:
                said.append(text % {"references": _enumerated(references)})
        return said


def stale(shortlist: Shortlist) -> Stale:
    """Compare a list with the applications and scores of this moment."""
    lines = list(shortlist.lines.select_related("application").order_by("rank"))
    scores = average_score(shortlist.call)
    listed = {line.application_id for line in lines}
    return Stale(
        left=[line.application.reference for line in lines if line.application.status != Status.IN_REVIEW],
        rescored=[line.application.reference for line in lines if line.score != scores.get(line.application_id)],
        new=[row.reference for row in in_review(shortlist.call) if row.pk not in listed],
    )


@dataclass(frozen=True)
class Caution:
    """Something that does not forbid freezing, but that one should have read before."""

    code: str
    sentence: str


def cautions(shortlist: Shortlist) -> list[Caution]:
    """Return what a coordinator should know before freezing: work left, papers on the desk, lines without a score."""
    call = shortlist.call
    found = []
    counts = call.applications.aggregate(
        waiting=Count("pk", filter=Q(status__in=[Status.ELIGIBLE, Status.NEEDS_CHECK])),
        papers=Count("pk", filter=Q(status=Status.DRAFT, paper__isnull=False)),
    )
    waiting, papers = counts["waiting"], counts["papers"]
    if papers:
        words = ngettext(
            "%(n)d paper is begun and not submitted as an application. Once the list is frozen, it cannot be.",
            "%(n)d papers are begun and not submitted as applications. Once the list is frozen, they cannot be.",
            papers,
        )
        found.append(Caution("papers", words % {"n": papers}))
    if waiting:
        words = ngettext(
            "%(n)d application of this call waits for a check or for its review: it is not on this list.",
            "%(n)d applications of this call wait for a check or for their review: they are not on this list.",
            waiting,
        )
        found.append(Caution("waiting", words % {"n": waiting}))
    unscored = shortlist.lines.filter(score=None).count()
    if unscored:
        words = ngettext(
            "%(n)d application has no score and is ranked last.",
            "%(n)d applications have no score and are ranked last, among themselves by the lot.",
            unscored,
        )
        found.append(Caution("unscored", words % {"n": unscored}))
    return found


@dataclass(frozen=True)
class Tally:
    """How many lines were given what, and of how many places."""

    lines: int
    shortlist: int
    reserve: int
    pass_over: int
    unscored: int
    by_hand: int


def tally(lines: Iterable[ShortlistLine]) -> Tally:
    """Count the decisions of lines."""
    rows = list(lines)
    given = Counter(row.decision for row in rows)
    return Tally(
        lines=len(rows),
        shortlist=given[Decision.SHORTLIST],
        reserve=given[Decision.RESERVE],
        pass_over=given[Decision.PASS_OVER],
        unscored=sum(row.score is None for row in rows),
        by_hand=sum(row.moved_by_hand or row.decided_by_hand for row in rows),
    )


def lines_with_people(shortlist: Shortlist) -> QuerySet[ShortlistLine, ShortlistLine]:
    """Return the lines by rank with person, changes by hand and own reasons: for screens and exports."""
    lines = shortlist.lines.select_related(
        "application__person", "application__office", "application__paper__entered_by__person", "own_reason"
    ).order_by("rank")
    return lines.prefetch_related("moves__moved_by__person")


def newest(call: Call) -> Shortlist | None:
    """Return the newest version of a call's list, None before the first."""
    return call.shortlists.order_by("-number").first()


def is_superseded(shortlist: Shortlist) -> bool:
    """Say whether a newer version of the list exists: then this one can no longer be released."""
    return bool(shortlist.call.shortlists.filter(number__gt=shortlist.number).exists())


def seats_taken(call: Call) -> dict[str, int]:
    """Return how many places earlier released lists of the call have given that are still held."""
    held = Application.objects.unscoped(_ACTOR_CHECKED).filter(
        call=call, shortlist_lines__shortlist__state=ShortlistState.RELEASED
    )
    reserve = held.filter(status=Status.RESERVE).distinct().count()
    given_up = (Status.WITHDRAWN, Status.DECLINED, Status.NOT_SHORTLISTED, Status.NOT_SELECTED, Status.IN_REVIEW)
    shortlisted = held.exclude(status__in=[*given_up, Status.RESERVE]).distinct().count()
    return {Decision.SHORTLIST: shortlisted, Decision.RESERVE: reserve}


def buildable_calls(user: Any) -> QuerySet[Call, Call]:
    """Return the calls `user` may see that have applications in review, with their number as `waiting`."""
    calls: QuerySet[Call, Call] = (
        Call.objects.for_user(user)
        .filter(applications__status=Status.IN_REVIEW)
        .annotate(waiting=Count("applications"))
        .select_related("round__programme", "office")
        .order_by("closes_at", "slug")
    )
    return calls


def current_lists(user: Any) -> QuerySet[Shortlist, Shortlist]:
    """Return the lists of `user` that have a next step now: their call has ended, no newer version is there."""
    newer = Shortlist.objects.unscoped(_ACTOR_CHECKED).filter(call=OuterRef("call"), number__gt=OuterRef("number"))
    lists: QuerySet[Shortlist, Shortlist] = Shortlist.objects.for_user(user).filter(~Exists(newer))
    return lists.filter(call__closes_at__lt=clock.now() - GRACE)


def calls_without_list(user: Any) -> QuerySet[Call, Call]:
    """Return the calls of `user` that have ended, with applications in review that no unreleased list is made of."""
    at_work = Shortlist.objects.unscoped(_ACTOR_CHECKED).filter(
        call=OuterRef("pk"), state__in=[ShortlistState.DRAFT, ShortlistState.FROZEN]
    )
    return buildable_calls(user).filter(~Exists(at_work), closes_at__lte=clock.now())


def _enumerated(references: list[str], limit: int = 8) -> str:
    shown = ", ".join(references[:limit])
    more = len(references) - limit
    return shown if more <= 0 else _("%(references)s and %(n)d more") % {"references": shown, "n": more}
