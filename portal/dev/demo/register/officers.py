"""Who leads the made-up associations: two to four people each, for a third of them with who was there before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from portal.dev.demo.register.drawing import draw, pick
from portal.dev.demo.register.people import People
from portal.dev.demo.register.places import Place
from portal.dev.demo.register.row import Officer, Role

_BOARDS: tuple[tuple[Role, ...], ...] = (
    ("president", "secretary"),
    ("president", "secretary", "treasurer"),
    ("president", "vice_president", "secretary"),
    ("president", "vice_president", "secretary", "treasurer"),
)
_SMALL_BOARDS = _BOARDS[:3]
_MEETINGS = ((1, 15), (3, 20), (4, 1), (5, 10), (6, 25), (9, 1), (10, 12), (11, 3))
# Of ten people in a role so many are named to the public.
_PUBLIC: dict[Role, int] = {"president": 9, "vice_president": 6, "secretary": 7, "treasurer": 3}


def officers(place: Place, people: People) -> tuple[Officer, ...]:
    """Return the terms, earlier ones first; no two in one role overlap."""
    remembered = place.standing == "recognised" and place.founded < 2015 and draw(5, place.slug, "past") < 2
    board = pick(_SMALL_BOARDS if remembered else _BOARDS, place.slug, "board")
    if place.standing == "forming":
        board = _BOARDS[0]
    past = board[: min(4 - len(board), 1 + draw(2, place.slug, "how many"))] if remembered else ()
    return tuple(term for role in board for term in _terms(place, role, people, before=role in past))


def _terms(place: Place, role: Role, people: People, *, before: bool) -> Iterator[Officer]:
    starts = date(_year(place, role), *_meeting(place))
    if before:
        years = 2 + draw(3, place.slug, role, "years")
        since = date(max(place.founded, starts.year - years), *_meeting(place))
        yield _officer(place, role, people, since, starts - timedelta(days=1))
    yield _officer(place, role, people, starts, place.ended)


def _meeting(place: Place) -> tuple[int, int]:
    """Return the month and day on which it elects; one that is forming has met late in its first year."""
    return (11, 20) if place.standing == "forming" else pick(_MEETINGS, place.slug, "meeting")


def _year(place: Place, role: Role) -> int:
    """Return the year in which the last term in a role began."""
    if place.standing == "forming":
        return place.founded
    if place.ended:
        return place.ended.year - 2 - draw(2, place.slug, role)
    if place.standing == "dormant":
        return max(place.founded, 2009 + draw(4, place.slug, role))
    return max(place.founded, 2022 + draw(4, place.slug, role))


def _officer(place: Place, role: Role, people: People, starts: date, ends: date | None) -> Officer:
    name = people.next(place.country, place.city)
    public = draw(10, place.slug, role, starts) < _PUBLIC[role]
    return Officer(role, name.full, name.native, starts, ends, public)
