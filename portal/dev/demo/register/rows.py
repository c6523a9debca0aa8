"""The rows of the register, put together from the data beside it: the same on every machine and every day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from portal.dev.demo.register.counting import counts
from portal.dev.demo.register.drawing import draw
from portal.dev.demo.register.officers import officers
from portal.dev.demo.register.people import People
from portal.dev.demo.register.places import Place, places
from portal.dev.demo.register.row import Row
from portal.dev.demo.register.titles import local_name, names


@cache
def rows() -> tuple[Row, ...]:
    """Return the 226 associations in the order of their countries; an umbrella stands before its chapters."""
    people = People()
    found = [_row(place, people) for place in places()]
    return tuple(sorted(found, key=lambda row: row.country))


def _row(place: Place, people: People) -> Row:
    return Row(
        slug=place.slug,
        office_code=place.office,
        country=place.country,
        city=place.city,
        names=names(place),
        local_name=local_name(place),
        local_language=place.language,
        founded_year=place.founded,
        standing=place.standing,
        recognised_on=_recognised_on(place),
        ended_on=place.ended,
        successor=place.successor,
        umbrella=place.umbrella,
        counts=counts(place),
        officers=officers(place, people),
    )


def _recognised_on(place: Place) -> date | None:
    """Return a working day in the one to three years after it was founded; None while it is forming."""
    if place.standing == "forming":
        return None
    year = place.founded + 1 + draw(3, place.slug, "recognised")
    day = date(year, 1 + draw(12, place.slug, "month"), 4 + draw(25, place.slug, "day"))
    return day - timedelta(days=max(0, day.weekday() - 4))
