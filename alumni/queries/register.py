"""What is recorded of an association, for those who keep the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from alumni.models import Association, MembershipCount, Officer, Statutes
from portal.offices.models import Office, OfficeKind
from portal.offices.permissions import Permission
from portal.offices.queries import offices_with

_SHOWN = "figures of associations that the caller may see"


@dataclass(frozen=True)
class Overview:
    """Officers, newest term first; figures, newest first; changes, newest first; umbrella and chapters.

    Each change has `carried_on_by`, its successor as far as the reader may name it.
    """

    officers: list[Officer]
    counts: list[MembershipCount]
    standings: list[Any]
    statutes: list[Statutes]
    umbrella: Association | None
    chapters: list[Association]


def latest_counts(associations: Iterable[Association]) -> dict[int, MembershipCount]:
    """Return, by key of the association, the figure that counts: of the latest day, and of that the latest entry."""
    rows = MembershipCount.objects.unscoped(_SHOWN).filter(association__in=[each.pk for each in associations])
    latest = rows.order_by("association_id", "-on", "-pk").distinct("association_id")
    return {count.association_id: count for count in latest}


def overview(association: Association, user: Any) -> Overview:
    """Return everything recorded of an association that `user` keeps; other associations as far as they may name them.

    Another office may have published its association when this one was placed under it, and show it no longer.
    """
    standings: list[Any] = list(association.standings.order_by("-number"))
    known = _named(user, [association.umbrella_id, *(change.successor_id for change in standings)])
    for change in standings:
        change.carried_on_by = known.get(change.successor_id)
    return Overview(
        officers=list(association.officers.select_related("person__user", "association").order_by("-starts_on", "-pk")),
        counts=marked(association.counts.order_by("-on", "-pk")),
        standings=standings,
        statutes=list(association.statutes.select_related("file").order_by("-adopted_on", "-pk")),
        umbrella=known.get(association.umbrella_id),
        chapters=list(Association.objects.named_to(user).filter(umbrella=association).order_by("slug")),
    )


def _named(user: Any, keys: Iterable[int | None]) -> dict[int | None, Association]:
    """Return, by key, those of these associations that `user` may name."""
    rows = Association.objects.named_to(user).filter(pk__in={key for key in keys if key is not None})
    return {row.pk: row for row in rows}


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
