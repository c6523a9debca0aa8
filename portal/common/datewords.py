"""Reading and writing the parts of a date: digits of any script, names of months, dates in words."""

import unicodedata
from datetime import datetime

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, gettext, override

PARTS = ("day", "month", "year")
_WITH_WEEKDAY = {"ja": "Y年n月j日（l）H:i"}  # Django has no name for such a format


def read_day(text: str) -> int | None:
    """Return a day from 1 to 31, None when `text` is none. Digits of any script count."""
    return _number(text, longest=2, low=1, high=31)


def read_month(text: str) -> int | None:
    """Return a month from 1 to 12 given as a number or as a name, in English or the language of the page."""
    number = _number(text, longest=2, low=1, high=12)
    return number if number is not None or len(text) > 30 else _month_names().get(_folded(text))


def read_year(text: str) -> int | None:
    """Return a year of four digits, None when `text` is none: of "98" nobody can say which century."""
    return _number(text, longest=4, low=1000, high=9999)


def in_words(day: int, month: int, year: int) -> str:
    """Return a date as a sentence says it. The day need not exist: "31 February 2027"."""
    # Translators: a date inside a sentence, such as "31 February 2027".
    return gettext("%(day)s %(month)s %(year)s") % {"day": day, "month": MONTHS[month], "year": year}


def moment(instant: datetime, style: str = "DATETIME_FORMAT", *, after: str = "") -> str:
    """Return an instant on the clocks of the active time zone, with the zone: "9 December 2026, 18:00 UTC+4".

    `after` goes on with the pattern, such as ":s" for seconds.
    A zone that has no letters of its own is told by its distance from UTC: a bare "+04" says nothing to most readers.
    """
    local = timezone.localtime(instant)
    return f"{date_format(local, get_format(style) + after)} {_zone(local)}"


def with_weekday(local: datetime) -> str:
    """Return a day with its name, and the time: "Wednesday 9 December 2026, 18:00"."""
    return date_format(local, _WITH_WEEKDAY.get((get_language() or "")[:2], "l j F Y, H:i"))


def _zone(local: datetime) -> str:
    name = local.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:5]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes else "")


def _number(text: str, *, longest: int, low: int, high: int) -> int | None:
    # Length first: int() of a very long text is slow, and beyond 4,300 digits an error.
    if not text or len(text) > longest or not all(character.isdecimal() for character in text):
        return None
    number = int(text)
    return number if low <= number <= high else None


def _month_names() -> dict[str, int]:
    with override("en"):
        english = _names_now()
    return {**_names_now(), **english, "sept": 9}


def _names_now() -> dict[str, int]:
    return {_folded(str(name)): month for names in (MONTHS, MONTHS_3, MONTHS_AP) for month, name in names.items()}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" .")
