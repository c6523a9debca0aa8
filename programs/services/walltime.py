"""Deadlines as offices write them: wall time in a zone, checked so that it names exactly one instant."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from portal.common.errors import DomainError


@cache
def time_zones() -> frozenset[str]:
    """Return the IANA names this machine knows; looked up once, because it reads a whole folder."""
    return frozenset(available_timezones())


def refuse_zone(time_zone: str) -> None:
    """Raise DomainError unknown_zone for what is no IANA name."""
    if time_zone not in time_zones():
        raise DomainError(
            "unknown_zone",
            _("“%(zone)s” is no time zone. Take an IANA name such as Europe/Brussels.") % {"zone": time_zone},
            zone=time_zone,
        )


def instant(local: str, time_zone: str) -> datetime:
    """Return the instant (UTC) of a wall time such as '2027-01-15T12:00'.

    Raises DomainError: unknown_zone, unreadable_time, or time_not_unique where clocks change: such a time does not
    exist, or exists twice.
    """
    refuse_zone(time_zone)
    zone = ZoneInfo(time_zone)
    try:
        wall = datetime.strptime(local, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 (the zone comes next)
        found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    except (ValueError, OverflowError):  # the latter beside the years 1 and 9999
        wall, found = None, set()
    # strptime takes 2027-1-5T9:00 too, which does not sort as text.
    if wall is None or wall.isoformat(timespec="minutes") != local:
        raise DomainError(
            "unreadable_time",
            _("“%(time)s” is no day and time. Write it as 2027-01-15T12:00.") % {"time": local[:40]},
            time=local[:40],
        )
    if len(found) > 1:
        raise DomainError(
            "time_not_unique",
            _("In %(zone)s the clocks change at %(time)s, so that nobody could say when it is. Take another time.")
            % {"zone": time_zone, "time": local.replace("T", " ")},
            time=local,
            zone=time_zone,
        )
    return found.pop()
