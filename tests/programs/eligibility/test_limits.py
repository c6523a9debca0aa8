"""Values no rule can mean, and keys that a database reads as words of its own: refused with place and remedy."""

from __future__ import annotations

from typing import Any

import pytest

from programs.eligibility import lint, parse_rule_set
from programs.eligibility.limits import LATEST, LOOKUPS
from tests.programs.eligibility.samples import VOCABULARY, rule


def found(*rules: dict[str, Any], parameters: dict[str, Any] | None = None) -> list[tuple[str, str, str]]:
    data = {"format": 1, "parameters": parameters or {}, "rules": list(rules)}
    return [
        (finding.rule, finding.code, finding.message)
        for finding in lint(data, VOCABULARY, file="draft")
        if finding.severity == "error"
    ]


@pytest.mark.parametrize(
    ("when", "code", "place"),
    [
        ({"ge": {"fact": "birth_date", "value": "9999-12-31"}}, "extreme_date", "rules[0].when.ge.value"),
        ({"ge": {"fact": "birth_date", "value": "0001-01-01"}}, "extreme_date", "rules[0].when.ge.value"),
        ({"ge": {"fact": "birth_date", "value": "infinity"}}, "unreadable", "rules[0].when.ge.value"),
        ({"ge": {"fact": "birth_date", "value": "-infinity"}}, "unreadable", "rules[0].when.ge.value"),
        ({"le": {"fact": "months", "value": 10**30}}, "unreadable", "rules[0].when.le.value"),
        ({"le": {"fact": "grade", "value": "9" * 40}}, "unreadable", "rules[0].when.le.value"),
        (
            {"age_at_least": {"fact": "birth_date", "years": 10**9, "on": "2026-04-01"}},
            "unreadable",
            "rules[0].when.age_at_least.years",
        ),
        ({"age_at_least": {"fact": "birth_date", "years": 20}}, "missing_reference_date", "age_at_least"),
        ({"in": {"fact": "country", "codes": []}}, "empty_list", "rules[0].when.in.codes"),
        ({"eq": {"fact": "isnull", "value": True}}, "unknown_fact", "rules[0].when.eq.fact"),
        ({"eq": {"fact": "1", "value": True}}, "unknown_fact", "rules[0].when.eq.fact"),
    ],
)
def test_a_value_no_rule_can_mean_is_refused_with_its_place(when: dict[str, Any], code: str, place: str) -> None:
    ((key, said, message),) = found(rule(when))
    assert (key, said) == ("R-1", code)
    assert place in message


def test_a_date_moved_beyond_the_calendar_is_refused() -> None:
    day = {"type": "date", "label": {"en": "Day"}}
    when = {"ge": {"fact": "birth_date", "value": {"param": "day", "years": 100_000}}}
    ((key, code, message),) = found(rule(when), parameters={"day": day})
    assert (key, code) == ("R-1", "enormous_number")
    assert "give a number from -150 to 150" in message


@pytest.mark.parametrize("key", ["isnull", "1", "contains", "in", "Contains", "pk", "r 1", "R'1", "", "é-1"])
def test_a_key_that_a_database_reads_otherwise_is_refused(key: str) -> None:
    when = {"declared": {"fact": "agrees"}}
    assert found(rule(when, key=key) if key else rule(when, key="-"))


def test_a_parameter_named_like_a_lookup_is_refused() -> None:
    when = {"le": {"fact": "months", "value": {"param": "isnull"}}}
    number = {"type": "int", "label": {"en": "Most"}}
    ((_key, code, message),) = found(rule(when), parameters={"isnull": number})
    assert code == "lookup_key"
    assert "parameters.isnull" in message


def test_a_default_without_measure_is_refused() -> None:
    number = {"type": "int", "label": {"en": "Most"}, "default": 10**12}
    when = {"le": {"fact": "months", "value": {"param": "most"}}}
    ((_key, code, message),) = found(rule(when), parameters={"most": number})
    assert code == "enormous_number"
    assert "parameters.most.default" in message


def test_what_is_ordinary_is_let_through() -> None:
    when = {"all": [
        {"le": {"fact": "birth_date", "value": LATEST.isoformat()}},
        {"le": {"fact": "months", "value": 600}},
    ]}  # fmt: skip
    assert found(rule(when)) == []
    parse_rule_set({"format": 1, "rules": [rule(when)]}, VOCABULARY, file="draft")
    assert {"isnull", "contains"} <= LOOKUPS
