"""Facts as they lie in a snapshot, read leniently: what is not what its type says is unknown.

A snapshot is read for years, by rules of a vocabulary that has moved on. `Vocabulary.canonical` refuses what it
cannot read, which is right where somebody is there to mend it; here nobody is, and a person is better off with
"unknown" than with an error. `programs.eligibility.sql.reading` reads the same JSON in Postgres: the two agree
on every value.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from programs.eligibility.facts import Codes, Fact, Facts, FactType, Value
from programs.eligibility.vocabulary import Vocabulary

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_CODE = "\x00"
"""Stands for a member of a set that is no text: it is there, and no rule names it."""


def stored_facts(vocabulary: Vocabulary, *contents: Mapping[str, Any]) -> Facts:
    """Facts from stored JSON, those of a later mapping (a choice's) before those of an earlier one.

    Keys that the vocabulary does not have are left out; so is a value that does not have its fact's type.
    """
    merged = {key: raw for content in contents for key, raw in content.items() if key in vocabulary}
    read = {key: _READERS[vocabulary[key].type](vocabulary[key], raw) for key, raw in merged.items()}
    return Facts({key: value for key, value in read.items() if value is not None})


def _day(fact: Fact, raw: Any) -> Value | None:
    return raw if isinstance(raw, str) and _DAY.fullmatch(raw) else None


def _number(fact: Fact, raw: Any) -> Value | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    return Decimal(str(raw)) if isinstance(raw, float) else raw


def _yes_no(fact: Fact, raw: Any) -> Value | None:
    return raw if isinstance(raw, bool) else None


def _code(fact: Fact, raw: Any) -> Value | None:
    return raw if isinstance(raw, str) else None


def _rank(fact: Fact, raw: Any) -> Value | None:
    return raw if isinstance(raw, str) and raw in fact.ranks() else None


def _set(fact: Fact, raw: Any) -> Value | None:
    if not isinstance(raw, Mapping):
        return None
    codes, complete = raw.get("codes"), raw.get("complete")
    if not isinstance(codes, list) or not isinstance(complete, bool):
        return None
    return Codes(frozenset(code if isinstance(code, str) else _NO_CODE for code in codes), complete)


_READERS: dict[FactType, Callable[[Fact, Any], Value | None]] = {
    FactType.DATE: _day,
    FactType.INT: _number,
    FactType.DECIMAL: _number,
    FactType.BOOL: _yes_no,
    FactType.DECLARATION: _yes_no,
    FactType.CODE: _code,
    FactType.ORDINAL: _rank,
    FactType.SET: _set,
}
