"""What is recorded of an association, for those who keep the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from alumni.models import Association, MembershipCount, Officer, StandingChange, Statutes
from portal.common import clock
from portal.offices.models import Office, OfficeKind
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with

_SHOWN = "figures of associations that the caller may see"


@dataclass(frozen=True)
class Overview:
    """Officers, newest term first; figures, newest first; changes, newest first; umbrella and chapters."""

    officers: list[Officer]
    counts: list[MembershipCount]
    standings: list[StandingChange]
    statutes: list[Statutes]
    umbrella: Association | None
    chapters: list[Association]


def latest_counts(associations: Iterable[Association]) -> dict[int, MembershipCount]:
    """Return, by key of the association, the figure that counts: of the latest day, and of that the latest entry."""
    rows = MembershipCount.objects.unscoped(_SHOWN).filter(association__in=[each.pk for each in associations])
    latest = rows.order_by("association_id", "-on", "-pk").distinct("association_id")
    return {count.association_id: count for count in latest}


def overview(association: Association, user: Any) -> Overview:
    """Return everything recorded of an association that `user` keeps; chapters as far as they may name them."""
    today = clock.now().date()
    officers = list(association.officers.select_related("person__user").order_by("-starts_on", "-pk"))
    for officer in officers:
        officer.holds = officer.ends_on is None or officer.ends_on >= today
    return Overview(
        officers=officers,
        counts=marked(association.counts.order_by("-on", "-pk")),
        standings=list(association.standings.select_related("successor").order_by("-number")),
        statutes=list(association.statutes.select_related("file").order_by("-adopted_on", "-pk")),
        umbrella=association.umbrella,
        chapters=list(Association.objects.named_to(user).filter(umbrella=association).order_by("slug")),
    )


def marked(counts: Iterable[MembershipCount]) -> list[Any]:
    """Return figures, newest first, each with `replaced`: a later entry for the same day counts in its place."""
    found: list[Any] = list(counts)
    days: set[Any] = set()
    for count in found:
        count.replaced = count.on in days
        days.add(count.on)
    return found


def offices_kept(user: Any) -> QuerySet[Office]:
    """Return the missions and ministries for which `user` keeps associations."""
    offices = offices_with(user, Permission.KEEP_ASSOCIATIONS)
    rows = Office.objects.exclude(kind=OfficeKind.CENTER).order_by("country", "code")
    return rows if offices is None else rows.filter(pk__in=offices)
