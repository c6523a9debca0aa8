"""Slow and obvious answers to compare the engine with: they walk through days one by one."""

from collections.abc import Callable
from datetime import date, timedelta

DAY = timedelta(days=1)
Fold = Callable[[int, date], date]


def age(birth: date, day: date) -> int:
    """Birthdays had by `day`, found by walking from birth; 29 February counts on 1 March where it is missing."""
    years, walked = 0, birth
    while walked < day:
        walked += DAY
        same = (walked.month, walked.day) == (birth.month, birth.day)
        leap_day_missing = (birth.month, birth.day) == (2, 29) and (walked - DAY).month == 2 and walked.month == 3
        if same or (leap_day_missing and (walked - DAY).day == 28):
            years += 1
    return years


def check_age_at_least(fold: Fold, years: int, on: date, around: int = 2) -> None:
    """The folded limit lets exactly those pass who have had that many birthdays, for the days around it."""
    limit = fold(years, on)
    for offset in range(-around, around + 1):
        birth = limit + offset * DAY
        if birth <= on:
            assert (birth <= limit) == (age(birth, on) >= years), (birth, limit, years, on)


def check_age_at_most(fold: Fold, years: int, on: date, around: int = 2) -> None:
    """The folded limit lets exactly those pass who have not had one birthday more."""
    limit = fold(years, on)
    for offset in range(-around, around + 1):
        birth = limit + offset * DAY
        if birth <= on:
            assert (birth >= limit) == (age(birth, on) <= years), (birth, limit, years, on)


def months_of_one_stay(entry: date, leave: date) -> int:
    """Begun months of one stay, found by walking; a month ends the day before the corresponding day."""
    begun, first, walked = 1, entry.day, entry
    while walked < leave:
        walked += DAY
        missing = walked.day == 1 and (walked - DAY).day < first and (walked - DAY).month != entry.month
        corresponding = walked.day == first
        if corresponding or (missing and not _had_corresponding_day(walked - DAY, first)):
            begun += 1
    return begun


def _had_corresponding_day(last_of_month: date, first: int) -> bool:
    return last_of_month.day >= first


def month_walked(day: date, months: int) -> date:
    """The day so many months away, found by walking: in the wanted month the last day that is not a later one."""
    step = DAY if months > 0 else -DAY
    walked, crossed = day, 0
    while crossed < abs(months):
        if (walked + step).month != walked.month:
            crossed += 1
        walked += step
    while walked.day > 1:  # to the first of that month, from whichever end it was entered
        walked -= DAY
    found = walked
    while (walked + DAY).month == found.month and walked.day < day.day:
        walked += DAY
    return walked
