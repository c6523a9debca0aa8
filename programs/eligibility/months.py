"""The one place where months and years are added to days.

Everything here works on `datetime.date`, knows no clock and no zone.
"""

import calendar
from datetime import date, timedelta


def shifted(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day that many years and months away; the last day of the month where there is no such day.

    29 February and a year is 28 February; 31 August and six months is 28 (or 29) February.
    Raises ValueError outside the years 1 to 9999.
    """
    number = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(number, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"{day.isoformat()} moved by {years} years and {months} months leaves the calendar.")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def latest_birth_for_age_at_least(years: int, on: date) -> date:
    """The last birth date of somebody who has had their birthday number `years` by `on`, that day included.

    "20 on 1 October 2019" is born on or before 1 October 1999. Who is born on 29 February has the birthday of
    a common year on 1 March, so for a reference day of 28 February the answer is a 28 February.
    """
    return shifted(on, years=-years)


def earliest_birth_for_age_at_most(years: int, on: date) -> date:
    """The first birth date of somebody whose birthday number `years + 1` is still to come after `on`."""
    return latest_birth_for_age_at_least(years + 1, on) + timedelta(days=1)


def end_of_months(first: date, months: int) -> date:
    """The day after a period of whole months that begins on `first`, that day counted.

    As in article 143 of Japan's Civil Code the period ends the day before the corresponding day, and on the
    last day of the month where there is none: one month from 31 January ends with 28 (29) February.
    """
    number = first.year * 12 + first.month - 1 + months
    year, month = divmod(number, 12)
    if first.day <= calendar.monthrange(year, month + 1)[1]:
        return date(year, month + 1, first.day)
    return shifted(date(year, month + 1, 1), months=1)
