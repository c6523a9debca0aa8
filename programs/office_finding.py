"""Finding an office: by what one types, by where one is from or lives, or in the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django_countries import countries

from portal.common import clock
from portal.common.text import search_key
from portal.offices.models import Office, OfficeKind
from portal.offices.regions import Region, region_of
from programs.handling import Brief, Table
from programs.queries import handling_offices

MINISTRY_WITH_LIST = "mofa"
"""The ministry whose site lists every mission, also those whose details nobody has verified here."""


@dataclass(frozen=True)
class InCountry:
    """The offices in one country, embassy first."""

    name: str
    offices: list[Office]


@dataclass(frozen=True)
class InRegion:
    """A part of the world with its countries, by name."""

    region: Region
    countries: list[InCountry]


@dataclass(frozen=True)
class HandledBy:
    """An office, and the programmes in which it handles somebody by nationality or by residence."""

    office: Office
    programmes: list[Brief]


def all_offices() -> list[Office]:
    """Return the missions and Centers, verified or not, in one read."""
    return list(Office.objects.exclude(kind=OfficeKind.MINISTRY).order_by("country", "kind", "code"))


def ministry_with_list() -> Office | None:
    """Return the ministry that lists all missions."""
    return Office.objects.filter(code=MINISTRY_WITH_LIST).first()


def by_region(offices: Sequence[Office]) -> list[InRegion]:
    """Return offices by region and country, in the reader's order of names."""
    found: dict[Region, dict[str, list[Office]]] = {}
    for office in sorted(offices, key=_embassy_first):
        region = region_of(office.country.code) or Region.EUROPE
        found.setdefault(region, {}).setdefault(office.country.code, []).append(office)
    return [
        InRegion(
            region, sorted((InCountry(name_of(code), there) for code, there in found[region].items()), key=_by_name)
        )
        for region in Region
        if region in found
    ]


def matching(offices: Sequence[Office], table: Table, words: str) -> list[Office]:
    """Return the offices in whose names, city or countries every word begins one, whatever its accents and case.

    “Carreño” and “carreno” find the same. Countries are the office's own and those whose people it handles.
    """
    wanted = search_key(words).split()
    handled: dict[int, set[str]] = {}
    for entries in table.offices.values():
        for (_basis, country), office in entries.items():
            handled.setdefault(office, set()).add(country)
    language = get_language() or "en"
    return [
        office
        for office in offices
        if wanted and _says(wanted, _words(office, handled.get(office.pk, set()), language))
    ]


def who_handles(nationalities: Sequence[str], residence: str, programmes: dict[str, Brief]) -> list[HandledBy]:
    """Return the offices for somebody, each with its programmes, in two reads; those with most programmes first."""
    found: dict[int, HandledBy] = {}
    for slug, offices in handling_offices(nationalities, residence, clock.now().date()).items():
        for office in {office.pk: office for office in offices}.values():
            found.setdefault(office.pk, HandledBy(office, [])).programmes.append(programmes[slug])
    for each in found.values():
        each.programmes.sort(key=str)
    return sorted(found.values(), key=lambda each: (-len(each.programmes), each.office.code))


def name_of(country: str) -> str:
    """Return a country's name in the reader's language."""
    return str(countries.name(country))


def _embassy_first(office: Office) -> tuple[bool, str]:
    return office.kind != OfficeKind.EMBASSY, office.code


def _by_name(entry: InCountry) -> str:
    return search_key(entry.name)


def _words(office: Office, handled: set[str], language: str) -> list[str]:
    texts = [*office.name.values(), office.city, office.code.replace("-", " ")]
    names = [_country_key(code, language) for code in {office.country.code, *handled}]
    return " ".join([*map(_key, texts), *names]).split()


def _says(wanted: list[str], words: list[str]) -> bool:
    # A language without spaces runs its words together: there a part of a word will do.
    return all(any(word.startswith(part) or (not part.isascii() and part in word) for word in words) for part in wanted)


@lru_cache(maxsize=2048)
def _key(text: str) -> str:
    return search_key(text)


@lru_cache(maxsize=2048)
def _country_key(code: str, language: str) -> str:
    """A country's name in the active language; `language` is what the cache goes by."""
    return search_key(name_of(code))
