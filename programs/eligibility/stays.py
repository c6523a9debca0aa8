"""Months in Japan, counted from the days of entry and exit.

The rule asks for "more than six months"; how to count is not written anywhere, so this is the portal's
reading, said on the form where it asks: days of entry and exit count, stays are joined, and a begun day
counts as a further month (six months and a day are seven). Days left over from several stays are put
together, thirty to a month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from programs.eligibility.months import end_of_months

DAYS_IN_A_JOINED_MONTH = 30


@dataclass(frozen=True)
class Stay:
    """Days in Japan without a break: the first and the last of them, in whole months and days left over."""

    first: date
    last: date
    months: int
    days: int


def months_in_japan(stays: Iterable[tuple[date, date]]) -> int:
    """Months in Japan altogether, from pairs of (entry, exit), in any order, overlapping or not.

    Raises ValueError when an exit is before its entry.
    """
    return counted_months(joined_stays(stays))


def counted_months(stays: Iterable[Stay]) -> int:
    """Months of joined stays together: days left over are put together, and a begun month counts as a whole one."""
    known = list(stays)
    days = sum(stay.days for stay in known)
    return sum(stay.months for stay in known) + -(-days // DAYS_IN_A_JOINED_MONTH)


def joined_stays(stays: Iterable[tuple[date, date]]) -> list[Stay]:
    """Stays in the order of time, those that touch or overlap made one.

    Raises ValueError when an exit is before its entry.
    """
    found = []
    for first, after in _joined(stays):
        whole = _whole_months(first, after)
        found.append(Stay(first, after - timedelta(days=1), whole, (after - end_of_months(first, whole)).days))
    return found


def _joined(stays: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Stays as (first day, day after the last), those that touch or overlap made one."""
    joined: list[tuple[date, date]] = []
    for entry, leave in sorted(stays):
        if leave < entry:
            raise ValueError(f"A stay ends on {leave.isoformat()}, before it begins on {entry.isoformat()}.")
        after = leave + timedelta(days=1)
        if joined and entry <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], after))
        else:
            joined.append((entry, after))
    return joined


def _whole_months(first: date, after: date) -> int:
    """How many whole months fit between `first` and `after`, the latter not counted."""
    months = (after.year - first.year) * 12 + after.month - first.month + 1
    while end_of_months(first, months) > after:
        months -= 1
    return months
