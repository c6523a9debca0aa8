"""Whether somebody may have another application in the round: yes or no for an office, which one for the ministry.

It is asked when it is read, of marks that were committed: two applications submitted in the same moment both have the
answer, which a flag written while submitting could not promise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from applications.models import Application, IdentityFinding, IdentityMark
from applications.states import ENDED_FOR_GOOD

_WHY = "answers yes or no, and names nothing of another office"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Rows = QuerySet[Application, Application]


@dataclass(frozen=True)
class Sameness:
    """What is known of a second application: whether there may be one, whether anybody looked since, what they found.

    `others` is filled for the programme's coordinator at the ministry alone.
    """

    flagged: bool = False
    looked_into: bool = False
    findings: list[IdentityFinding] = field(default_factory=list)
    others: list[Application] = field(default_factory=list)

    @property
    def newest(self) -> IdentityFinding | None:
        """What was found last."""
        return self.findings[-1] if self.findings else None

    @property
    def seen(self) -> int:
        """The version a form about it carries: how many findings its reader had before them."""
        return len(self.findings)


def sameness_of(application: Application, user: Any) -> Sameness:
    """Return it for somebody who reached the application through the scope, in two reads; three for the ministry."""
    own = IdentityMark.objects.unscoped(_WHY).filter(application=application.pk)
    twins = _twins(application.pk).filter(mark__in=own.values("mark"))
    since = Greatest("marked_at", Subquery(own.filter(mark=OuterRef("mark")).values("marked_at")[:1]))
    newest = twins.aggregate(at=Max(since))["at"] if application.status not in ENDED_FOR_GOOD else None
    findings = list(application.identity_findings.select_related("found_by__person"))
    if newest is None:
        return Sameness(findings=findings)
    others = Application.objects.for_staff(user).filter(
        pk__in=IdentityMark.objects.for_user(user)
        .filter(mark__in=own.values("mark"))
        .exclude(application=application.pk)
        .values("application")
    )
    shown = others.exclude(status__in=ENDED_FOR_GOOD).select_related("office", "call__round", "person")
    looked = bool(findings) and findings[-1].found_at >= newest
    return Sameness(True, looked, findings, list(shown.order_by("pk")))


OPEN, SAME, DIFFERENT = "open", "same", "different"


def with_sameness(rows: Rows, what: str) -> Rows:
    """Narrow applications to those that may have another one and nobody looked since (OPEN), or by what was found."""
    findings = IdentityFinding.objects.order_by("-pk")
    if what in (SAME, DIFFERENT):
        newest = findings.filter(application=OuterRef("pk")).values("same")[:1]
        return rows.alias(found=Subquery(newest)).filter(found=what == SAME)
    looked = findings.filter(application=OuterRef("application")).values("found_at")[:1]  # of a mark's application
    twins = (
        IdentityMark.objects.unscoped(_WHY)
        .filter(mark=OuterRef("mark"))
        .exclude(application=OuterRef("application"))
        .exclude(application__status__in=sorted(ENDED_FOR_GOOD))
    )
    own = (
        IdentityMark.objects.unscoped(_WHY)
        .filter(application=OuterRef("pk"))
        .alias(looked=Coalesce(Subquery(looked), Value(_NEVER)))
        .filter(Q(Q(marked_at__gt=F("looked")), Exists(twins)) | Exists(twins.filter(marked_at__gt=OuterRef("looked"))))
    )
    return rows.filter(~Q(status__in=sorted(ENDED_FOR_GOOD)), Exists(own))


def _twins(application: int) -> QuerySet[IdentityMark, IdentityMark]:
    marks: QuerySet[IdentityMark, IdentityMark] = IdentityMark.objects.unscoped(_WHY)
    return marks.exclude(application=application).exclude(application__status__in=sorted(ENDED_FOR_GOOD))
