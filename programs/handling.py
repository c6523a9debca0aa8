"""Which office handles whom in which programme, as one table: for pages that show all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from portal.common.translated import Translated
from programs.models import Jurisdiction, ProgrammeVersion
from programs.programme_words import said

People = tuple[str, str]
"""A basis (`Basis`) and an ISO code: who holds this nationality, or who lives in this country."""


@dataclass(frozen=True)
class Brief:
    """A programme's newest definition, as far as lists need it."""

    pk: int
    slug: str
    name: Translated
    summary: Translated
    handled_like: str

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class Table:
    """Programmes by slug, and per programme the key of the office for each kind of people."""

    programmes: Mapping[str, Brief]
    offices: Mapping[str, Mapping[People, int]]

    def of_office(self, office_id: int) -> dict[str, list[People]]:
        """Return per programme whom an office handles; programmes in which it handles nobody are left out."""
        found = {
            slug: sorted(people for people, office in entries.items() if office == office_id)
            for slug, entries in self.offices.items()
        }
        return {slug: people for slug, people in found.items() if people}

    def without_entries(self) -> list[Brief]:
        """Return the programmes for which no office is named: those of the Centers, each of which says whom it takes.

        (programs/catalog/jurisdictions.yaml says so of internships.)
        """
        return [brief for slug, brief in self.programmes.items() if not self.offices.get(slug)]


def briefs() -> dict[str, Brief]:
    """Return the newest definition of every programme by slug, in one read of the few texts that lists show."""
    newest = ProgrammeVersion.objects.order_by("programme_id", "-number").distinct("programme_id").values("pk")
    texts = [KeyTransform(word, "content") for word in ("name", "summary", "handled_like")]
    versions = ProgrammeVersion.objects.filter(pk__in=newest).order_by("programme__slug")
    rows: Iterable[tuple[Any, ...]] = versions.values_list("programme_id", "programme__slug", *texts)
    return {
        slug: Brief(pk, slug, said(name or {}), said(summary or {}), like or "")
        for pk, slug, name, summary, like in rows
    }


def handling_table(on: date) -> Table:
    """Return who handles whom on a day, in two reads.

    Of two entries for the same people the newer counts. A programme that is handled like another has that one's
    entries behind its own.
    """
    programmes = briefs()
    rows = (
        Jurisdiction.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)
        .order_by("-valid_from", "pk")
        .values_list("programme_id", "basis", "country", "office_id")
    )
    slugs = {brief.pk: brief.slug for brief in programmes.values()}
    own: dict[str, dict[People, int]] = {}
    for programme, basis, country, office in rows:
        if programme in slugs:
            own.setdefault(slugs[programme], {}).setdefault((basis, country), office)
    offices = {
        slug: {**own.get(brief.handled_like, {}), **own.get(slug, {})} if brief.handled_like else own.get(slug, {})
        for slug, brief in programmes.items()
    }
    return Table(programmes, offices)
