"""The public directory: which associations there are, by name and country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator

from alumni.models import Association
from alumni.queries.register import latest_counts
from portal.common.text import search_key

A_PAGE = 30


@dataclass(frozen=True)
class Directory:
    """One page of what was found, how many there are altogether, and the countries one may choose from."""

    leaf: Leaf[Association]
    found: int
    associations: int
    countries: list[tuple[str, str]]
    members: int


def directory(*, words: str = "", country: str = "", ended: bool = False, page: Any = 1) -> Directory:
    """Find published associations by words of a name in any language, the seat or the country, and by country.

    Those that merged or dissolved are left out unless `ended`. Sorted by the name of the country in the reader's
    language, national ones before their chapters.
    """
    everything = list(Association.objects.public().order_by("slug"))
    wanted = search_key(words).split()
    unreadable = bool(words.strip()) and not wanted
    rows = [
        row
        for row in everything
        if not unreadable
        and (ended or not row.ended)
        and (not country or row.country.code == country)
        and all(word in row.search_key or word in _country_key(row) for word in wanted)
    ]
    rows.sort(key=lambda row: (_country_key(row), row.umbrella_id is not None, search_key(str(row))))
    leaf = Paginator(rows, A_PAGE).get_page(page)
    counts = latest_counts(row for row in everything if not row.ended)
    for row in leaf.object_list:
        row.latest_count = counts.get(row.pk)
    return Directory(
        leaf=leaf,
        found=len(rows),
        associations=sum(not row.ended for row in everything),
        countries=sorted(
            {(row.country.code, str(row.country.name)) for row in everything}, key=lambda pair: search_key(pair[1])
        ),
        members=sum(count.members for count in counts.values()),
    )


def _country_key(row: Association) -> str:
    return search_key(str(row.country.name))


def members_by_country() -> dict[str, tuple[int, int]]:
    """Return, by ISO code, how many published associations there are and the members they count together."""
    rows = list(Association.objects.public().living().order_by("slug"))
    counts = latest_counts(rows)
    associations = Counter(row.country.code for row in rows)
    members: Counter[str] = Counter()
    for row in rows:
        members[row.country.code] += counts[row.pk].members if row.pk in counts else 0
    return {code: (number, members[code]) for code, number in associations.items()}
