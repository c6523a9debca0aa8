"""How many members a made-up association had over the years: up to its number in the data, mostly growing."""

from __future__ import annotations

from datetime import date

from portal.dev.demo.register.drawing import draw, pick
from portal.dev.demo.register.places import Place
from portal.dev.demo.register.row import Count, Source

_SOURCES: tuple[Source, ...] = ("association", "association", "mission", "mission", "ministry")
_NOTES: dict[Source, tuple[str, ...]] = {
    "association": ("", "", "Yearly report", "Paid-up members only", "With those on the mailing list"),
    "mission": ("", "", "Estimate", "Told by the secretary", "Counted for the yearly return"),
    "ministry": ("", "Survey of associations"),
}
_DAYS = ((3, 31), (4, 30), (6, 30), (9, 30), (10, 31), (12, 31))
_WHOLE_TENS = 200  # from here on a mission's or the ministry's number is a round one


def counts(place: Place) -> tuple[Count, ...]:
    """Return one to four counts, the latest last; that one holds the number of the data."""
    if place.standing == "forming":
        return (Count(date(place.founded, 10, 15), place.members, "mission", "Signed up before the founding meeting"),)
    on, members, found = _latest(place), place.members, []
    for number in range(1 + draw(4, place.slug, "counts")):
        source = pick(_SOURCES, place.slug, "source", number)
        if number and source != "association":
            members = _rounded(members)
        found.append(Count(on, members, source, pick(_NOTES[source], place.slug, "note", number)))
        earlier = on.year - 2 - draw(4, place.slug, "years", number)
        if earlier <= place.founded:
            break
        members = max(8, members * _share(place.slug, number) // 100)
        on = date(earlier, *pick(_DAYS, place.slug, "day", number))
    return tuple(reversed(found))


def _latest(place: Place) -> date:
    """Return the day of the last count: before January 2023 was over, and while the association was active."""
    day = pick(_DAYS, place.slug, "latest")
    if place.ended:
        return date(place.ended.year - 1, *day)
    if place.standing == "dormant":
        return date(max(place.founded + 2, 2011 + draw(8, place.slug, "dormant")), *day)
    if draw(6, place.slug, "survey") == 0:
        return date(2023, 1, 13)
    return date(2022 if draw(7, place.slug, "late") else 2019 + draw(3, place.slug, "year"), *day)


def _share(slug: str, number: int) -> int:
    """Return what part of a count, in per cent, the one before it had; one in twelve associations had shrunk."""
    return 104 + draw(8, slug, "shrunk", number) if draw(12, slug, "fate", number) == 0 else 68 + draw(28, slug, number)


def _rounded(members: int) -> int:
    return round(members, -1) if members >= _WHOLE_TENS else members
