"""A third opinion: conditions as they were written, judged slowly, sharing nothing with the engine's two back ends.

Nothing is folded. Ages are birthdays counted one by one, months are walked, ranks are positions in a list, and
Kleene's tables are a minimum and a maximum.
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from programs.eligibility import FactType
from programs.eligibility.boundaries import age_on
from tests.programs.eligibility.oracles import month_walked
from tests.programs.eligibility.random_rules import LISTS, VOCABULARY, Case, Row

FALSE, UNKNOWN, TRUE = -1, 0, 1
LETTER = {TRUE: "p", UNKNOWN: "u", FALSE: "f"}


def judge(case: Case, row: Row) -> tuple[str, dict[str, str]]:
    """Outcome and letters of one person."""
    facts = {**row.facts, **(row.choice or {})}
    letters = {}
    for rule in case.rules:
        letters[rule["key"]] = LETTER[truth(rule["when"], facts, case.values)]
        given = row.health.get(rule["key"])
        if given and '"healthy"' in json.dumps(rule["when"]):
            letters[rule["key"]] = given[0]
    rejected = any(letters[rule["key"]] == "f" and rule["on_false"] == "reject" for rule in case.rules)
    passed = set(letters.values()) <= {"p"}
    return "not_eligible" if rejected else "eligible" if passed else "needs_check", letters


def truth(when: dict[str, Any], facts: dict[str, Any], values: dict[str, Any]) -> int:
    """-1 for false, 0 for unknown, 1 for true."""
    ((word, body),) = when.items()
    if word == "not":
        return -truth(body, facts, values)
    if word in ("all", "any"):
        parts = [truth(part, facts, values) for part in body]
        return min(parts) if word == "all" else max(parts)
    decided = _decided(word, body, facts, values)
    if decided is not None:
        return TRUE if decided else FALSE
    value = _read(body["fact"], facts.get(body["fact"]))
    if value is None:
        return UNKNOWN
    if word in ("has_any", "has_all", "only"):
        return _of_set(word, value, _codes(body, values))
    return TRUE if _holds(word, body, value, values) else FALSE


def _decided(word: str, body: dict[str, Any], facts: dict[str, Any], values: dict[str, Any]) -> bool | None:
    """What the parameters alone decide: these conditions are constants, whoever is asked."""
    if word == "in" and (codes := _codes(body, values)) in ("all", []):
        return codes == "all"
    if VOCABULARY[body["fact"]].type is FactType.ORDINAL and word in ("le", "lt", "ge", "gt", "between"):
        ranks = VOCABULARY[body["fact"]].ranks()
        if not any(_holds(word, body, rank, values) for rank in ranks):
            return False
    return None


def _holds(word: str, body: dict[str, Any], value: Any, values: dict[str, Any]) -> bool:
    fact = body["fact"]
    match word:
        case "declared":
            return value is True
        case "eq":
            return bool(value == body["value"])
        case "in":
            return value in _codes(body, values)
        case "age_at_least" | "age_at_most":
            years = values["years"] if isinstance(body["years"], dict) else body["years"]
            on = date.fromisoformat(_operand(body["on"], values))
            birth = date.fromisoformat(value)
            had = age_on(birth, on)
            return birth <= on and had >= years if word == "age_at_least" else had <= years
        case "between":
            low, high = (_order(fact, _operand(body[end], values)) for end in ("low", "high"))
            return bool(low <= _order(fact, value) <= high)
    at, limit = _order(fact, value), _order(fact, _operand(body["value"], values))
    return bool({"le": at <= limit, "lt": at < limit, "ge": at >= limit, "gt": at > limit}[word])


def _of_set(word: str, value: tuple[list[Any], bool], codes: list[str]) -> int:
    """What could still come decides: a part of a set is unknown where more members could turn it over."""
    members, complete = value
    if word == "has_any":
        holds = any(code in members for code in codes)
    elif word == "has_all":
        holds = all(code in members for code in codes)
    else:
        strangers = [member for member in members if member not in codes]
        return FALSE if strangers else TRUE if complete else UNKNOWN
    return TRUE if holds else FALSE if complete else UNKNOWN


def _order(fact: str, value: Any) -> Any:
    match VOCABULARY[fact].type:
        case FactType.DATE:
            return date.fromisoformat(value)
        case FactType.ORDINAL:
            return VOCABULARY[fact].ranks().index(value)
        case _:
            return Fraction(str(value))


def _operand(operand: Any, values: dict[str, Any]) -> Any:
    if not isinstance(operand, dict):
        return operand
    value = values[operand["param"]]
    months = 12 * operand.get("years", 0) + operand.get("months", 0)
    return month_walked(date.fromisoformat(value), months).isoformat() if months else value


def _codes(body: dict[str, Any], values: dict[str, Any]) -> Any:
    codes = body["codes"]
    if isinstance(codes, list):
        return codes
    return list(LISTS[codes["list"]].codes) if "list" in codes else values[codes["param"]]


def _read(key: str, raw: Any) -> Any:
    """The value, or None where it is not one of its type."""
    fact = VOCABULARY[key]
    match fact.type:
        case FactType.BOOL | FactType.DECLARATION:
            return raw if raw is True or raw is False else None
        case FactType.INT | FactType.DECIMAL:
            return raw if type(raw) in (int, float) else None
        case FactType.DATE:
            try:
                return raw if date.fromisoformat(raw).isoformat() == raw else None
            except (TypeError, ValueError):
                return None
        case FactType.SET:
            proper = type(raw) is dict and type(raw.get("codes")) is list and type(raw.get("complete")) is bool
            return (raw["codes"], raw["complete"]) if proper else None
        case FactType.ORDINAL if isinstance(raw, str) and raw not in fact.ranks():
            return None
        case _:
            return raw if isinstance(raw, str) else None
