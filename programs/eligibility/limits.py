"""Values no sensible rule holds, and names that other tools read as something else.

They can be read, and then do harm far away: a date that cannot be moved by a day, a number no column holds, a key
that a database's JSON lookups take for a word of their own.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from programs.eligibility.reading import Place, show
from programs.eligibility.values import ISO_DATE, LARGEST

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
MOST_YEARS = 150
MOST_MONTHS = 12 * MOST_YEARS
RULE_KEY = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)+", re.ASCII)
# fmt: off
LOOKUPS = frozenset({
    "contained_by", "contains", "endswith", "exact", "gt", "gte", "has_any_keys", "has_key", "has_keys", "icontains",
    "iendswith", "iexact", "in", "iregex", "isnull", "istartswith", "lt", "lte", "pk", "range", "regex", "search",
    "startswith", "trigram_similar", "unaccent",
})
# fmt: on
"""Words that a lookup into JSON reads as an operator instead of a key."""

Extreme = tuple[str, str, str]
"""Key of the rule ('' for the set as a whole), a short code, and a sentence with place and remedy."""


def extremes(data: Mapping[str, Any], file: str) -> list[Extreme]:
    """Every such value and name in a rule set's data that can otherwise be read."""
    place = Place(file)
    found: list[Extreme] = []
    for key, entry in data.get("parameters", {}).items():
        spot = place.at("parameters").at(key)
        if key in LOOKUPS:
            found.append(("", "lookup_key", _said(spot, f'"{key}" is a word of the database; take another key.')))
        if "default" in entry:
            found += [("", *extreme) for extreme in _values(entry["default"], spot.at("default"))]
    for number, rule in enumerate(data.get("rules", ())):
        spot, key = place.at("rules").item(number), str(rule.get("key", number + 1))
        if not RULE_KEY.fullmatch(key) or key.lower() in LOOKUPS:
            words = f"{show(key)} is no key of a rule; write capitals, digits and a hyphen, such as MIRAI-AGE-1."
            found.append((key, "lookup_key", _said(spot.at("key"), words)))
        found += [(key, *extreme) for extreme in _values(rule.get("when"), spot.at("when"))]
    return found


def _values(value: Any, place: Place) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, part in value.items():
                most = {"years": MOST_YEARS, "months": MOST_MONTHS}.get(key)
                if most and isinstance(part, int) and abs(part) > most:
                    words = f"{show(part)} is out of range; give a number from -{most} to {most}."
                    yield "enormous_number", _said(place.at(key), words)
                else:
                    yield from _values(part, place.at(key))
        case list() | tuple():
            for number, part in enumerate(value):
                yield from _values(part, place.item(number))
        case bool():
            return
        case int() if abs(value) > LARGEST:
            words = f"{show(value)} is out of range; give a number from -{LARGEST} to {LARGEST}."
            yield "enormous_number", _said(place, words)
        case str() if ISO_DATE.fullmatch(value) and not EARLIEST.isoformat() <= value <= LATEST.isoformat():
            words = f"{value} is no day a rule can mean; give one from {EARLIEST} to {LATEST}."
            yield "extreme_date", _said(place, words)


def _said(place: Place, words: str) -> str:
    return str(place.error(words))
