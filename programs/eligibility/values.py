"""From what somebody wrote to the one canonical value of a fact."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from programs.eligibility.errors import nearest
from programs.eligibility.facts import Codes, Fact, FactType, Value
from programs.eligibility.reading import show

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
LARGEST = 999_999_999


def canonical_value(fact: Fact, raw: object) -> Value:
    """The value of this fact in its canonical form.

    Raises ValueError with a whole sentence that says what was met and what would do.
    """
    return _READERS[fact.type](fact, raw)


def iso_date(raw: object) -> str:
    """A calendar day as ISO text; datetimes are refused because they hide a zone."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    if isinstance(raw, str) and ISO_DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw).isoformat()
        except ValueError:
            raise ValueError(f"{show(raw)} is not a day of the calendar.") from None
    raise ValueError(f"{show(raw)} is not a date; write year-month-day, such as 2003-05-27.")


def whole_number(raw: object) -> int:
    """An int that is not a bool."""
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError(f"{show(raw)} is not a whole number.")
    return raw


def decimal(raw: object) -> Decimal:
    """A decimal with at most 12 digits, 4 of them after the point, from a number or from text."""
    written = raw if isinstance(raw, str) else "" if isinstance(raw, bool) else str(raw)
    if not DECIMAL.fullmatch(written) or len(written.strip("-").replace(".", "")) > 12:
        raise ValueError(f"{show(raw)} is not a number with at most 12 digits and 4 decimals, such as 3.25.")
    return Decimal(written)


def _date(fact: Fact, raw: object) -> Value:
    return iso_date(raw)


def _int(fact: Fact, raw: object) -> Value:
    number = whole_number(raw)
    _refuse_outside(fact, number)
    return number


def _decimal(fact: Fact, raw: object) -> Value:
    number = decimal(raw)
    _refuse_outside(fact, number)
    return number


def _refuse_outside(fact: Fact, number: int | Decimal) -> None:
    low = fact.minimum if fact.minimum is not None else -LARGEST
    high = fact.maximum if fact.maximum is not None else LARGEST
    if not low <= number <= high:
        raise ValueError(f"{number} is out of range; give a number from {low} to {high}.")


def _yes_no(fact: Fact, raw: object) -> Value:
    if not isinstance(raw, bool):
        raise ValueError(f"{show(raw)} is neither true nor false; leave it out while it is not answered.")
    return raw


def code_of(fact: Fact, raw: object) -> str:
    """A code that this fact knows."""
    choices = fact.codes
    assert choices is not None, fact.key
    if isinstance(raw, str) and choices.accepts(raw):
        return raw
    if isinstance(raw, str) and choices.labels:
        raise ValueError(f'{show(raw)} is not a code of this fact. Did you mean "{nearest(raw, choices.labels)}"?')
    raise ValueError(f"{show(raw)} is not a code; codes are short words of small letters, digits and hyphens.")


def _set(fact: Fact, raw: object) -> Value:
    complete: object = True
    if isinstance(raw, Mapping):
        if set(raw) - {"codes", "complete"} or "codes" not in raw:
            raise ValueError('a set is a list of codes, or {"codes": [...], "complete": false} for a part.')
        complete = raw.get("complete", True)
        raw = raw["codes"]
    if not isinstance(raw, list | tuple | set | frozenset) or not isinstance(complete, bool):
        raise ValueError(f'{show(raw)} is not a set; write ["a", "b"], or {{"codes": ["a"], "complete": false}}.')
    return Codes(frozenset(code_of(fact, code) for code in raw), complete)


_READERS: dict[FactType, Callable[[Fact, object], Value]] = {
    FactType.DATE: _date,
    FactType.INT: _int,
    FactType.DECIMAL: _decimal,
    FactType.BOOL: _yes_no,
    FactType.DECLARATION: _yes_no,
    FactType.CODE: code_of,
    FactType.ORDINAL: code_of,
    FactType.SET: _set,
}
