"""What is worked out from entries: months in Japan, years of schooling, grades on MEXT's scale. With the working.

An extractor reads answers as they are stored and knows no clock: the same entries always come to the same value. Where
an entry lacks what it needs there is no value, and the fact stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.punctuation import on_one_line
from programs.definitions.kinds import QuestionType
from programs.eligibility.canonical import decimal_text
from programs.eligibility.facts import FactType
from programs.eligibility.stays import counted_months, joined_stays

Entry = Mapping[str, Any]
"""One entry by role; what was not answered is absent."""


@dataclass(frozen=True)
class Worked:
    """A value as canonical JSON has it, and how it came about, line by line in the active language."""

    value: int | str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Extractor:
    """`roles` says of which type the question of each role is, `choices` which codes it must have; `gives` is what the
    fact may be. `empty` says whether no entries at all come to a value (no stays: no months).
    """

    work: Callable[[Sequence[Entry]], Worked | None]
    gives: FactType
    roles: Mapping[str, QuestionType]
    choices: Mapping[str, frozenset[str]]
    optional: frozenset[str] = frozenset()
    empty: bool = False


def _days(first: date, last: date) -> str:
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(first, "DATE_FORMAT"),
        "last": formats.date_format(last, "DATE_FORMAT"),
    }


def _months(months: int, days: int = 0) -> str:
    words = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    if not days:
        return words
    rest = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _("%(months)s and %(days)s") % {"months": words, "days": rest} if months else rest


def _pairs(entries: Sequence[Entry]) -> list[tuple[date, date]] | None:
    """Entry and exit of each stay, None where one lacks a day or ends before it begins."""
    pairs = []
    for entry in entries:
        if "from" not in entry or "to" not in entry:
            return None
        first, last = date.fromisoformat(entry["from"]), date.fromisoformat(entry["to"])
        if last < first:
            return None
        pairs.append((first, last))
    return pairs


def months_in_japan(entries: Sequence[Entry]) -> Worked | None:
    """Months in Japan altogether, by `programs.eligibility.stays`: joined stays, a begun month as a whole one."""
    pairs = _pairs(entries)
    if pairs is None:
        return None
    stays = joined_stays(pairs)
    total = counted_months(stays)
    lines = [on_one_line(_days(stay.first, stay.last), _months(stay.months, stay.days)) for stay in stays]
    if len(stays) > 1 or any(stay.days for stay in stays):
        lines.append(_("Together, with a begun month as a whole one: %(months)s") % {"months": _months(total)})
    return Worked(total, tuple(lines))


def longest_stay(entries: Sequence[Entry]) -> Worked | None:
    """Months of the longest stay in Japan, stays that touch joined, a begun month as a whole one."""
    pairs = _pairs(entries)
    if pairs is None:
        return None
    stays = joined_stays(pairs)
    if not stays:
        return Worked(0, ())
    longest = max(stays, key=lambda stay: (counted_months([stay]), stay.last - stay.first))
    months = counted_months([longest])
    line = on_one_line(_days(longest.first, longest.last), _months(longest.months, longest.days))
    return Worked(months, (line,))


def years_of_schooling(entries: Sequence[Entry]) -> Worked | None:
    """Years of schooling: the regular years of every school, one after the other, as application forms count them."""
    if not entries or any("years" not in entry for entry in entries):
        return None
    years = [int(entry["years"]) for entry in entries]
    total = sum(years)
    line = " + ".join(map(str, years))
    return Worked(total, (f"{line} = {total}",) if len(years) > 1 else ())


_POINTS = {
    "four_levels": {"first": 3, "second": 2, "third": 1, "failed": 0},
    "five_levels": {"first": 3, "second": 3, "third": 2, "fourth": 1, "failed": 0},
}
"""Points of a grade on MEXT's scale of three, by how many levels a university marks with. Source: MEXT_GPA."""


def mext_grade(entries: Sequence[Entry]) -> Worked | None:
    """The average on MEXT's scale of three: credits times points over all credits, to two decimals.

    Half a hundredth rounds up. Source: MEXT_GPA in sources.yaml.
    """
    points, credits, parts = Decimal(0), Decimal(0), []
    for entry in entries:
        scale = _POINTS.get(entry.get("scale", ""))
        if scale is None:
            return None
        for level, worth in scale.items():
            given = Decimal(str(entry.get(level, 0)))
            points, credits = points + given * worth, credits + given
            if given:
                parts.append(f"{decimal_text(given)} × {worth}")
    if not credits:
        return None
    average = (points / credits).quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = {"points": decimal_text(points), "credits": decimal_text(credits), "average": average}
    lines = (
        f"{' + '.join(parts)} = {shown['points']}",
        _("%(points)s points over %(credits)s credits = %(average)s") % shown,
    )
    return Worked(decimal_text(average), lines)


_STAY = {"from": QuestionType.DATE, "to": QuestionType.DATE}
EXTRACTORS: dict[str, Extractor] = {
    "months_in_japan": Extractor(months_in_japan, FactType.INT, _STAY, {}, empty=True),
    "longest_stay": Extractor(longest_stay, FactType.INT, _STAY, {}, empty=True),
    "years_of_schooling": Extractor(years_of_schooling, FactType.INT, {"years": QuestionType.INT}, {}),
    "mext_grade": Extractor(
        mext_grade,
        FactType.DECIMAL,
        {
            "scale": QuestionType.CHOICE,
            **dict.fromkeys(("first", "second", "third", "fourth", "failed"), QuestionType.DECIMAL),
        },
        {"scale": frozenset(_POINTS)},
        optional=frozenset({"first", "second", "third", "fourth", "failed"}),
    ),
}
