"""The public page of one association."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alumni.models import Association, Officer, StandingChange
from alumni.queries.register import marked
from alumni.states import OfficerRole
from portal.common import clock

_RANK = {role: rank for rank, role in enumerate(OfficerRole.values)}


@dataclass(frozen=True)
class Page:
    """What anybody may read of an association. `names` are those in other languages, with their language tags."""

    association: Association
    names: list[tuple[str, str]]
    since: StandingChange | None
    history: list[StandingChange]
    successor: Association | None
    umbrella: Association | None
    chapters: list[Association]
    officers: list[Officer]
    counts: list[Any]


def public_page(slug: str) -> Page | None:
    """Return the page of a published association, None for any other.

    Officers are those who agreed to be named, while their term holds; chapters, umbrella and successor are named
    where they are published themselves.
    """
    public = Association.objects.public()
    association = public.select_related("office", "umbrella").filter(slug=slug).first()
    if association is None:
        return None
    history = list(association.standings.select_related("successor").order_by("-number"))
    since = history[0] if history else None
    officers = Officer.objects.shown_to_everybody().current(clock.now().date()).filter(association=association)
    return Page(
        association=association,
        names=_other_names(association),
        since=since,
        history=history,
        successor=_if_published(since.successor if since else None),
        umbrella=_if_published(association.umbrella)
        if association.umbrella and not association.umbrella.ended
        else None,
        chapters=list(public.living().filter(umbrella=association).order_by("slug")),
        officers=sorted(officers.select_related("person"), key=lambda each: (_RANK[each.role], each.starts_on)),
        counts=[count for count in marked(association.counts.order_by("-on", "-pk")) if not count.replaced],
    )


def _other_names(association: Association) -> list[tuple[str, str]]:
    shown = str(association.name)
    names = [(association.local_language, association.local_name), *association.name.items()]
    seen = {shown, ""}
    found = []
    for language, name in names:
        if name not in seen:
            seen.add(name)
            found.append((language, name))
    return found


def _if_published(association: Association | None) -> Association | None:
    return association if association is not None and association.published else None
