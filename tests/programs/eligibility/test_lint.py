"""Lint says what is wrong or odd while a rule set is being written, rule by rule."""

import re
from typing import Any

import pytest

from programs.eligibility import Finding, bind, lint
from programs.eligibility.contradictions import contradictions
from tests.programs.eligibility.samples import LISTS, VOCABULARY, rule, rule_set

AGREES = {"declared": {"fact": "agrees"}}


def found(*rules: dict[str, Any], **options: Any) -> list[Finding]:
    keyed = [{**entry, "key": f"R-{number}"} for number, entry in enumerate(rules, start=1)]
    data = {"format": 1, "parameters": options.pop("parameters", {}), "rules": keyed}
    return lint(data, VOCABULARY, file="rules.yaml", **options)


def test_every_rule_that_cannot_be_read_is_named_with_the_kind_of_error() -> None:
    findings = found(
        rule({"declared": {"fact": "agree"}}),
        rule(AGREES),
        rule({"age_at_least": {"fact": "birth_date", "years": 20}}),
        rule({"in": {"fact": "country", "codes": []}}),
        rule({"gte": {"fact": "months", "value": 1}}),
    )
    assert [(finding.severity, finding.rule, finding.code) for finding in findings] == [
        ("error", "R-1", "unknown_fact"),
        ("error", "R-3", "missing_reference_date"),
        ("error", "R-4", "empty_list"),
        ("error", "R-5", "unreadable"),
    ]


def test_a_statement_missing_in_a_language_is_a_warning() -> None:
    findings = found(rule(AGREES, text={"en": "Yes", "nl": "Ja"}), languages=["en", "nl", "fr"])
    assert findings == [Finding("warning", "R-1", "missing_language", "R-1 has no statement in fr.")]


def test_a_code_list_that_is_not_there_is_an_error() -> None:
    when = {"in": {"fact": "country", "codes": {"list": "islands"}}}
    assert [finding.code for finding in found(rule(when), lists=LISTS)] == ["unknown_list"]
    assert found(rule({"in": {"fact": "country", "codes": {"list": "neighbours"}}}), lists=LISTS) == []


def test_a_parameter_no_rule_uses_is_a_warning() -> None:
    findings = found(rule(AGREES), parameters={"spare": {"type": "int", "label": {"en": "Spare"}}})
    assert [finding.code for finding in findings] == ["unused_parameter"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ge": {"fact": "months", "value": 7}}, {"le": {"fact": "months", "value": 6}}),
        ({"gt": {"fact": "months", "value": 6}}, {"le": {"fact": "months", "value": 6}}),
        ({"ge": {"fact": "months", "value": 6}}, {"not": {"ge": {"fact": "months", "value": 6}}}),
        ({"between": {"fact": "grade", "low": 1, "high": 2}}, {"gt": {"fact": "grade", "value": 2}}),
        ({"ge": {"fact": "birth_date", "value": "2000-01-02"}}, {"lt": {"fact": "birth_date", "value": "2000-01-02"}}),
        (AGREES, {"not": AGREES}),
        ({"eq": {"fact": "member", "value": True}}, {"eq": {"fact": "member", "value": False}}),
        ({"eq": {"fact": "country", "value": "BE"}}, {"in": {"fact": "country", "codes": ["FR", "JP"]}}),
        ({"in": {"fact": "country", "codes": ["BE"]}}, {"not": {"eq": {"fact": "country", "value": "BE"}}}),
        ({"has_all": {"fact": "papers", "codes": ["form", "plan"]}}, {"only": {"fact": "papers", "codes": ["form"]}}),
        (
            {"has_any": {"fact": "papers", "codes": ["form"]}},
            {"not": {"has_any": {"fact": "papers", "codes": ["form", "plan"]}}},
        ),
        ({"ge": {"fact": "japanese", "value": "N2"}}, {"le": {"fact": "japanese", "value": "N3"}}),
        ({"gt": {"fact": "japanese", "value": "N3"}}, {"lt": {"fact": "japanese", "value": "N2"}}),
        ({"between": {"fact": "japanese", "low": "N5", "high": "N4"}}, {"eq": {"fact": "japanese", "value": "N1"}}),
        (
            {"not": {"between": {"fact": "japanese", "low": "N4", "high": "N1"}}},
            {"gt": {"fact": "japanese", "value": "N5"}},
        ),
        ({"in": {"fact": "japanese", "codes": ["N5", "N4"]}}, {"not": {"lt": {"fact": "japanese", "value": "N3"}}}),
        ({"gt": {"fact": "months", "value": 5}}, {"lt": {"fact": "months", "value": 6}}),
        (
            {"not": {"eq": {"fact": "country", "value": "BE"}}},
            {"not": {"in": {"fact": "country", "codes": ["FR", "JP"]}}},
        ),
        (
            {"only": {"fact": "papers", "codes": ["form", "plan"]}},
            {"has_any": {"fact": "papers", "codes": ["grades"]}},
        ),
        ({"only": {"fact": "papers", "codes": ["form"]}}, {"has_any": {"fact": "papers", "codes": ["plan", "grades"]}}),
        (
            {"has_any": {"fact": "papers", "codes": ["form", "plan"]}},
            {"not": {"has_any": {"fact": "papers", "codes": ["form", "plan"]}}},
        ),
        ({"only": {"fact": "papers", "codes": ["form"]}}, {"not": {"only": {"fact": "papers", "codes": ["form"]}}}),
        (
            {"has_all": {"fact": "papers", "codes": ["form", "plan"]}},
            {"not": {"has_all": {"fact": "papers", "codes": ["form", "plan"]}}},
        ),
        (
            {"ge": {"fact": "months", "value": 7}},
            {"any": [{"le": {"fact": "months", "value": 6}}, {"between": {"fact": "months", "low": 1, "high": 2}}]},
        ),
        (
            {"all": [AGREES, {"ge": {"fact": "japanese", "value": "N2"}}]},
            {"any": [{"not": AGREES}, {"all": [AGREES, {"lt": {"fact": "japanese", "value": "N3"}}]}]},
        ),
        (
            {"all": [AGREES, {"eq": {"fact": "member", "value": True}}]},
            {"not": {"all": [AGREES, {"eq": {"fact": "member", "value": True}}]}},
        ),
        (AGREES, {"any": [{"any": [{"not": AGREES}, {"not": AGREES}]}, {"all": [{"not": AGREES}, AGREES]}]}),
        (AGREES, {"not": {"any": [AGREES, {"eq": {"fact": "member", "value": True}}]}}),
    ],
)
def test_two_rules_nobody_can_meet_together_are_an_error_naming_both(one: object, other: object) -> None:
    for findings in (found(rule(one), rule(other)), found(rule({"all": [one, other]}))):
        (finding,) = findings
        assert (finding.severity, finding.code) == ("error", "contradiction")
    message = found(rule(one), rule(other))[0].message
    assert "R-1 and R-2" in message
    assert re.search(r"it shows at when[^ ]* of R-2\. Widen one of them", message)


def test_an_alternative_is_held_against_rules_that_come_after_it_too() -> None:
    either = {"any": [{"le": {"fact": "months", "value": 6}}, {"not": AGREES}]}
    (finding,) = found(rule(either), rule({"all": [{"gt": {"fact": "months", "value": 6}}, AGREES]}))
    assert finding.rule == "R-1"
    assert '"months" and "agrees"' in finding.message


def test_a_rule_that_contradicts_itself_is_said_once_and_its_place_named() -> None:
    inside = {"all": [AGREES, {"any": [{"not": AGREES}, {"not": AGREES}]}]}
    (finding,) = found(rule(inside), rule({"any": [AGREES, {"eq": {"fact": "member", "value": True}}]}))
    assert "at when.all[1] of R-1" in finding.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ge": {"fact": "months", "value": 6}}, {"le": {"fact": "months", "value": 6}}),
        ({"only": {"fact": "papers", "codes": ["form"]}}, {"not": {"has_any": {"fact": "papers", "codes": ["form"]}}}),
        ({"has_any": {"fact": "papers", "codes": ["form", "plan"]}}, {"only": {"fact": "papers", "codes": ["plan"]}}),
        ({"any": [AGREES, {"not": AGREES}]}, AGREES),
        ({"not": {"all": [AGREES, {"eq": {"fact": "member", "value": True}}]}}, AGREES),
        ({"ge": {"fact": "japanese", "value": "N2"}}, {"le": {"fact": "japanese", "value": "N2"}}),
        ({"in": {"fact": "japanese", "codes": ["N3", "N1"]}}, {"gt": {"fact": "japanese", "value": "N2"}}),
        ({"gt": {"fact": "grade", "value": 2}}, {"lt": {"fact": "grade", "value": 3}}),
        ({"not": {"between": {"fact": "months", "low": 1, "high": 3}}}, {"le": {"fact": "months", "value": 2}}),
        ({"not": {"eq": {"fact": "theme", "value": "one"}}}, {"not": {"eq": {"fact": "theme", "value": "two"}}}),
        (
            {"not": {"only": {"fact": "papers", "codes": ["form"]}}},
            {"only": {"fact": "papers", "codes": ["form", "plan"]}},
        ),
        (
            {"ge": {"fact": "months", "value": 7}},
            {"any": [{"le": {"fact": "months", "value": 6}}, {"ge": {"fact": "japanese", "value": "N2"}}]},
        ),
    ],
)
def test_rules_that_somebody_can_meet_are_left_alone(one: object, other: object) -> None:
    assert found(rule(one), rule(other)) == []


def test_a_contradiction_that_only_parameters_make_is_seen_once_they_are_bound() -> None:
    parameters = {word: {"type": "date", "label": {"en": word}} for word in ("first", "last")}
    rules = rule_set(
        rule({"ge": {"fact": "birth_date", "value": {"param": "first"}}}),
        rule({"le": {"fact": "birth_date", "value": {"param": "last"}}}),
        parameters=parameters,
    )
    assert contradictions(rules.rules, VOCABULARY) == []
    fine = bind(rules, parameters={"first": "1990-01-01", "last": "1999-01-01"}, lists={})
    assert contradictions(fine.rules, VOCABULARY) == []
    swapped = bind(rules, parameters={"first": "1999-01-01", "last": "1990-01-01"}, lists={})
    assert [key for key, _, _ in contradictions(swapped.rules, VOCABULARY)] == ["R-2"]
