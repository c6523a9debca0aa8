"""Rule sets are read strictly: an error names file, path, and the words that would do."""

from typing import Any

import pytest

from programs.eligibility import DefinitionError, UnknownFactError, canonical_json, parse_rule_set
from tests.programs.eligibility.samples import VOCABULARY, rule, rule_set

PARAMETERS = {
    "last_day": {"type": "date", "label": {"en": "Last day"}},
    "oldest": {"type": "int", "label": {"en": "Oldest"}, "optional": True},
    "themes": {"type": "codes", "of": "theme", "label": {"en": "Themes"}},
}


def refused(when: object, **changes: Any) -> DefinitionError:
    with pytest.raises(DefinitionError) as raised:
        rule_set(rule(when, **changes), parameters=PARAMETERS)
    assert raised.value.file == "rules.yaml"
    return raised.value


@pytest.mark.parametrize(
    ("when", "path", "words"),
    [
        ({"ge": {"fact": "birth_dat", "value": "1992-04-02"}}, "when.ge.fact", 'Did you mean "birth_date"?'),
        ({"gte": {"fact": "months", "value": 1}}, "when", "Choices: all, any, not, eq, in, le"),
        ({"ge": {"fact": "months", "value": 1, "unit": "m"}}, "when.ge.unit", "Choices: fact, value"),
        ({"ge": {"fact": "months"}}, "when.ge", 'the key "value" is missing'),
        ({"ge": {"fact": "months", "value": "six"}}, "when.ge.value", "whole number"),
        ({"ge": {"fact": "country", "value": "BE"}}, "when.ge", "Choices: eq, in"),
        ({"has_any": {"fact": "country", "codes": ["BE"]}}, "when.has_any", "of type code"),
        ({"declared": {"fact": "member"}}, "when.declared", "Choices: eq"),
        ({"in": {"fact": "country", "codes": []}}, "when.in.codes", "empty list"),
        ({"in": {"fact": "country", "codes": ["BX"]}}, "when.in.codes[0]", 'Did you mean "BE"?'),
        ({"in": {"fact": "country", "codes": {"lst": "x"}}}, "when.in.codes.lst", "Choices: list, param"),
        ({"any": []}, "when.any", "empty list"),
        ({"any": [{"declared": {"fact": "agree"}}]}, "when.any[0].declared.fact", 'Did you mean "agrees"?'),
        ({"not": {"eq": {"fact": "member", "value": 1}}}, "when.not.eq.value", "neither true nor false"),
        ({}, "when", "exactly one operator"),
        ("always", "when", "a mapping is needed"),
        ({"always": True}, "when", "is not known here"),
        ({"age_at_least": {"fact": "birth_date", "years": 20}}, "when.age_at_least", 'the key "on" is missing'),
        (
            {"age_at_least": {"fact": "birth_date", "years": 200, "on": "2027-01-01"}},
            "when.age_at_least.years",
            "years from 0 to 150",
        ),
        ({"le": {"fact": "birth_date", "value": {"param": "first_day"}}}, "when.le.value.param", "Choices: last_day"),
        ({"le": {"fact": "birth_date", "value": {"param": "themes"}}}, "when.le.value.param", "does not fit"),
        ({"le": {"fact": "months", "value": {"param": "oldest", "years": 1}}}, "when.le.value", "only a date"),
        ({"le": {"fact": "months", "value": {"param": "oldest"}}}, "when", "may be unset"),
    ],
)
def test_a_wrong_condition_names_its_place_and_what_would_do(when: object, path: str, words: str) -> None:
    error = refused(when)
    assert error.path == f"rules[0].{path}"
    assert words in str(error)


def test_an_unknown_fact_has_an_error_of_its_own_with_the_nearest_key() -> None:
    with pytest.raises(UnknownFactError) as raised:
        rule_set(rule({"declared": {"fact": "agreess"}}))
    assert raised.value.nearest == "agrees"


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"on_false": "forbid"}, "on_false", "Choices: reject, refer"),
        ({"on_unknown": "reject"}, "on_unknown", "Choices: pending, refer"),
        ({"text": {"fr": "Oui"}}, "text", "English"),
        ({"sources": []}, "sources", "empty list"),
        ({"confidence": "sure"}, "confidence", "Choices: high, medium, low"),
        ({"severity": 1}, "severity", "unknown key"),
        ({"applies_with": ["oldest"]}, "applies_with", "not known here"),
        ({"confidence": "low"}, "on_false", "low confidence"),
        ({"confidence": "low", "on_false": "refer"}, "on_unknown", "low confidence"),
    ],
)
def test_a_wrong_rule_names_its_place(changes: dict[str, Any], path: str, words: str) -> None:
    error = refused({"declared": {"fact": "agrees"}}, **changes)
    assert error.path == f"rules[0].{path}"
    assert words in str(error)


@pytest.mark.parametrize("outcome", [{"on_false": "reject", "on_unknown": "refer"}, {"on_false": "refer"}])
def test_a_rule_on_health_always_refers(outcome: dict[str, str]) -> None:
    assert "speaks of health" in str(refused({"declared": {"fact": "healthy"}}, **outcome))
    kept = rule_set(rule({"declared": {"fact": "healthy"}}, on_false="refer", on_unknown="refer"))
    assert kept.rules[0].health


def test_two_rules_with_one_key_are_refused() -> None:
    data = {"format": 1, "rules": [rule({"declared": {"fact": "agrees"}})] * 2}
    with pytest.raises(DefinitionError, match="used twice"):
        parse_rule_set(data, VOCABULARY, file="rules.yaml")


def test_nesting_without_end_is_refused_in_words() -> None:
    when: dict[str, Any] = {"declared": {"fact": "agrees"}}
    for _ in range(9):
        when = {"not": when}
    assert "nest at most" in str(refused(when))


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        ({"type": "text", "label": {"en": "P"}}, "date, int, decimal, code, codes"),
        ({"type": "code", "label": {"en": "P"}}, 'says with "of"'),
        ({"type": "code", "of": "months", "label": {"en": "P"}}, "has no codes"),
        ({"type": "int", "label": {"en": "P"}, "default": "x"}, "whole number"),
        ({"type": "int", "label": {"en": "P"}, "default": 1, "optional": True}, "never unset"),
        ({"type": "int", "label": {"en": "P"}, "needs": "q"}, "not known here"),
    ],
)
def test_a_wrong_parameter_is_refused(declaration: dict[str, Any], words: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        rule_set(rule({"declared": {"fact": "agrees"}}), parameters={"p": declaration})
    assert raised.value.path.startswith("parameters.p")
    assert words in str(raised.value)


def test_content_reads_back_to_an_equal_rule_set_with_the_same_hash() -> None:
    rules = rule_set(
        rule(
            {
                "any": [
                    {"not": {"in": {"fact": "theme", "codes": {"param": "themes"}}}},
                    {"declared": {"fact": "agrees"}},
                ]
            }
        ),
        rule({"le": {"fact": "birth_date", "value": {"param": "last_day", "years": -20, "months": 3}}}),
        rule({"between": {"fact": "grade", "low": "2.50", "high": 4}}, note="Why"),
        rule({"le": {"fact": "months", "value": {"param": "oldest"}}}, applies_with=["oldest"]),
        parameters=PARAMETERS,
    )
    again = parse_rule_set(rules.content(), VOCABULARY, file="elsewhere.yaml")
    assert again == rules
    assert again.sha256 == rules.sha256
    assert canonical_json(again.content()) == canonical_json(rules.content())


def test_a_rules_hash_covers_what_decides_and_not_how_it_is_said() -> None:
    base, reworded, stricter, referring = (
        rule_set(entry).rules[0].sha256
        for entry in (
            rule({"le": {"fact": "months", "value": 6}}),
            rule({"le": {"fact": "months", "value": 6}}, text={"en": "Other words"}, sources=["ELSEWHERE"]),
            rule({"le": {"fact": "months", "value": 5}}),
            rule({"le": {"fact": "months", "value": 6}}, on_false="refer"),
        )
    )
    assert base == reworded
    assert len({base, stricter, referring}) == 3
