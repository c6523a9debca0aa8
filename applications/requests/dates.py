"""When something is due, and when its one reminder goes: wall time in the office's zone, and its instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from applications.requests.models import Request
from portal.common import clock
from programs.definitions import Slot
from programs.models import Call

# One reminder, so long before the date; of a shorter time half.
REMINDED_BEFORE = timedelta(days=7)
LAST_MINUTE = "23:59"


def letters_due_local(call: Call, slot: Slot) -> str:
    """Return until when referees may send a letter, as wall time of the call's zone: its deadline and some days.

    The number of days is the definition's. Raises ValueError for a slot that no referee gives.
    """
    if slot.given_by is None:
        raise ValueError(f"Nobody is asked for {slot.key!r}; its definition has no given_by.")
    closes = datetime.fromisoformat(call.closes_local)
    return (closes + timedelta(days=slot.given_by.days_after_deadline)).isoformat(timespec="minutes")


def end_of_day(day: date) -> str:
    """Return the last minute of a day as wall time."""
    return f"{day.isoformat()}T{LAST_MINUTE}"


def instant_of(local: str, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall time; of one that comes twice the first."""
    return datetime.fromisoformat(local).replace(tzinfo=zone)


def set_due(request: Request, local: str, time_zone: str) -> None:
    """Give a request its date and, before it, the instant of its reminder. Raises ValueError for no wall time."""
    request.time_zone, request.due_local = time_zone, local
    request.due_at = instant_of(local, ZoneInfo(time_zone))
    left = request.due_at - clock.now()
    request.remind_at = request.due_at - min(REMINDED_BEFORE, left / 2)
    request.reminded_at = None


def due_in_words(request: Request) -> str:
    """Return the date as pages and mails write it: '29 January 2027 at 12:00 (Brussels)'."""
    return in_words(request.due_local, request.office.city_name)


def in_words(local: str, city: str) -> str:
    """Return a wall time of a place in words."""
    wall = datetime.fromisoformat(local)
    return _("%(day)s at %(time)s (%(city)s time)") % {
        "day": formats.date_format(wall, "DATE_FORMAT"),
        "time": wall.strftime("%H:%M"),
        "city": city,
    }
