"""How far an answer may go: numbers, dates, lengths of texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from programs.definitions.kinds import NUMBERS, QuestionType
from programs.definitions.shapes import TODAY, DateBound
from programs.eligibility.facts import Fact
from programs.eligibility.reading import Place, integer, show, text
from programs.eligibility.values import decimal

LONGEST_TEXT = 200
LONGEST_LONG_TEXT = 10_000
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

Entry = Mapping[str, Any]
Number = int | Decimal | None


def number_range(entry: Entry, kind: QuestionType, fact: Fact | None, place: Place) -> tuple[Number, Number]:
    """Smallest and largest number, both allowed; where the question is silent, those of its fact."""
    if kind not in NUMBERS:
        return None, None
    low = _number(entry, "min", kind, place)
    high = _number(entry, "max", kind, place)
    if fact is not None:
        low = fact.minimum if low is None else low
        high = fact.maximum if high is None else high
        for word, outside in (
            ("min", low is not None and fact.minimum is not None and low < fact.minimum),
            ("max", high is not None and fact.maximum is not None and high > fact.maximum),
        ):
            if outside:
                raise place.at(word).error(f'the fact "{fact.key}" goes from {fact.minimum} to {fact.maximum}.')
    if low is None or high is None:
        raise place.error("a number needs a smallest and a largest value (min, max), here or in its fact.")
    if low > high:
        raise place.error(f"nothing lies between {low} and {high}.")
    return low, high


def _number(entry: Entry, word: str, kind: QuestionType, place: Place) -> Number:
    if word not in entry:
        return None
    if kind is QuestionType.INT:
        return integer(entry[word], place.at(word))
    try:
        return decimal(entry[word])
    except ValueError as error:
        raise place.at(word).error(str(error)) from None


def date_range(entry: Entry, kind: QuestionType, place: Place) -> tuple[DateBound, DateBound]:
    """First and last day, both allowed; without any, days that no living person's papers go beyond."""
    if kind is not QuestionType.DATE:
        return None, None
    earliest = _date(entry, "earliest", place) or EARLIEST
    latest = _date(entry, "latest", place) or LATEST
    if isinstance(earliest, date) and isinstance(latest, date) and earliest > latest:
        raise place.error(f"no day lies between {earliest} and {latest}.")
    return earliest, latest


def _date(entry: Entry, word: str, place: Place) -> DateBound:
    given = entry.get(word)
    if given is None or given == TODAY:
        return given
    try:
        return date.fromisoformat(text(given, place.at(word)))
    except ValueError:
        raise place.at(word).error(f"{show(given)} is no date; write 2026-10-27, or {TODAY}.") from None


def lengths(entry: Entry, kind: QuestionType, place: Place) -> tuple[int, int]:
    """Least and most characters."""
    most = LONGEST_LONG_TEXT if kind is QuestionType.LONG_TEXT else LONGEST_TEXT
    if kind is QuestionType.LONG_TEXT and "max_length" not in entry:
        raise place.error('a long text says how long it may be; the key "max_length" is missing.')
    longest = integer(entry.get("max_length", most), place.at("max_length"))
    shortest = integer(entry.get("min_length", 0), place.at("min_length"))
    if not 0 <= shortest <= longest or not 1 <= longest <= most:
        raise place.error(f"from {shortest} to {longest} characters cannot be; the most is {most}.")
    return shortest, longest
