"""A binding takes everything in, refuses what is missing, and can be read back years later."""

import json
from typing import Any

import pytest

from programs.eligibility import (
    ENGINE_VERSION,
    BindingError,
    Bound,
    CodeList,
    DefinitionError,
    Verdict,
    bind,
    canonical_json,
    evaluate,
    sha256_of,
)
from tests.programs.eligibility.samples import LISTS, VOCABULARY, bound, facts, rule, rule_set

PARAMETERS: dict[str, Any] = {
    "home": {"type": "code", "of": "country", "label": {"en": "Home"}},
    "last_day": {"type": "date", "label": {"en": "Last day"}},
    "least": {"type": "int", "label": {"en": "Least months"}, "default": 2},
    "floor": {"type": "decimal", "label": {"en": "Lowest grade"}, "optional": True},
    "themes": {"type": "codes", "of": "theme", "label": {"en": "Themes"}, "default": [], "needs": "floor"},
}
RULES = rule_set(
    rule({"eq": {"fact": "country", "value": {"param": "home"}}}),
    rule({"ge": {"fact": "birth_date", "value": {"param": "last_day", "years": -30}}}),
    rule({"ge": {"fact": "months", "value": {"param": "least"}}}),
    rule({"ge": {"fact": "grade", "value": {"param": "floor"}}}, applies_with=["floor"]),
    rule({"not": {"in": {"fact": "theme", "codes": {"param": "themes"}}}}),
    rule({"in": {"fact": "country", "codes": {"list": "neighbours"}}}),
    parameters=PARAMETERS,
)
GIVEN = {"home": "BE", "last_day": "2027-02-20"}


def test_every_missing_and_wrong_parameter_is_named_at_once() -> None:
    with pytest.raises(BindingError) as raised:
        bind(RULES, parameters={"last_day": "20 February", "hoem": "BE", "least": "two"}, lists={})
    told = "\n".join(raised.value.problems)
    for words in (
        'no parameter "hoem". Did you mean "home"?',
        'The parameter "home" is missing (code: Home)',
        'The parameter last_day: "20 February" is not a date',
        'The parameter least: "two" is not a whole number',
        'code list "neighbours" is not there',
    ):
        assert words in told


def test_null_counts_as_not_given() -> None:
    with pytest.raises(BindingError, match='"home" is missing'):
        bind(RULES, parameters={**GIVEN, "home": None}, lists=LISTS)
    assert bind(RULES, parameters={**GIVEN, "least": None}, lists=LISTS).parameters["least"] == 2


def test_a_parameter_that_needs_another_says_so() -> None:
    with pytest.raises(BindingError, match='"floor" is missing; "themes" needs it'):
        bind(RULES, parameters={**GIVEN, "themes": ["a"]}, lists=LISTS)


def test_a_rule_without_its_optional_parameter_does_not_apply() -> None:
    without = bind(RULES, parameters=GIVEN, lists=LISTS)
    assert evaluate(without, facts()).verdicts["R-4"] is Verdict.PASS
    assert "floor" not in without.parameters
    set_ = bind(RULES, parameters={**GIVEN, "floor": "2.5"}, lists=LISTS)
    assert evaluate(set_, facts(grade=2)).verdicts["R-4"] is Verdict.FAIL


def test_a_value_the_fact_could_not_have_is_refused() -> None:
    with pytest.raises(BindingError, match="R-3: 601 is out of range"):
        bind(RULES, parameters={**GIVEN, "least": 601}, lists=LISTS)


def test_content_survives_the_database_and_gives_the_same_verdicts() -> None:
    made = bind(RULES, parameters={**GIVEN, "floor": 3, "themes": ["b", "a"]}, lists=LISTS)
    stored = json.loads(json.dumps(made.content()))
    again = Bound.from_content(stored, VOCABULARY)
    assert again == made
    assert again.sha256 == made.sha256 == sha256_of(stored)
    known = facts(country="FR", birth_date="1990-01-01", months=3, grade="2.99", theme="a")
    assert evaluate(again, known) == evaluate(made, known)
    assert made.content()["engine"] == ENGINE_VERSION
    assert made.content()["lists"] == {"neighbours": {"version": "2026-01", "labels": {"en": "a neighbouring country"}}}
    assert made.parameters["themes"] == ["a", "b"]


def test_a_binding_of_another_engine_is_refused() -> None:
    content = bind(RULES, parameters=GIVEN, lists=LISTS).content()
    with pytest.raises(DefinitionError, match="made by engine 99"):
        Bound.from_content({**content, "engine": 99}, VOCABULARY)


def test_the_order_of_given_codes_and_keys_does_not_change_the_hash() -> None:
    one = bind(RULES, parameters={**GIVEN, "floor": "3.0", "themes": ["a", "b"]}, lists=LISTS)
    other = bind(RULES, parameters={"themes": ["b", "a", "b"], "floor": 3, **GIVEN}, lists=LISTS)
    assert one.sha256 == other.sha256


def test_a_later_version_of_a_list_makes_another_binding_and_touches_no_old_one() -> None:
    old = bind(RULES, parameters=GIVEN, lists=LISTS)
    newer = {"neighbours": CodeList("neighbours", "2027-01", {"en": "a neighbouring country"}, ("BE", "FR", "JP"))}
    assert bind(RULES, parameters=GIVEN, lists=newer).sha256 != old.sha256
    stored = Bound.from_content(old.content(), VOCABULARY)
    assert evaluate(stored, facts(country="JP")).verdicts["R-6"] is Verdict.FAIL


def test_an_office_adds_replaces_and_disables_rules_by_key() -> None:
    additions = [
        {"add": rule({"ge": {"fact": "japanese", "value": "N2"}}, key="OFFICE-1"), "note": "Needed here"},
        {"replace": rule({"ge": {"fact": "months", "value": 1}}, key="R-3")},
        {"disable": "R-6"},
    ]
    made = bind(RULES, parameters=GIVEN, lists={}, additions=additions)
    verdicts = evaluate(made, facts(japanese="N3", months=1)).verdicts
    assert (verdicts["OFFICE-1"], verdicts["R-3"]) == (Verdict.FAIL, Verdict.PASS)
    assert "R-6" not in verdicts
    assert made.lists == {}


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ({"disable": "R-60"}, 'no rule "R-60". Did you mean "R-6"?'),
        ({"replace": rule({"declared": {"fact": "agrees"}}, key="R-7")}, 'no rule "R-7"'),
        ({"add": rule({"declared": {"fact": "agrees"}}, key="R-1")}, "is there already"),
        ({"add": rule({"declared": {"fact": "agree"}}, key="X")}, 'Did you mean "agrees"?'),
        ({"disable": "R-1", "add": {}}, "does one thing"),
        ({"remove": "R-1"}, "unknown key"),
        ({"disable": "R-1", "note": 7}, "text is needed here"),
    ],
)
def test_a_wrong_addition_names_its_place(addition: dict[str, Any], words: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        bind(RULES, parameters=GIVEN, lists=LISTS, additions=[addition])
    assert raised.value.path.startswith("additions[0]")
    assert words in str(raised.value)


@pytest.mark.parametrize("additions", [[{"disable": f"R-{number}"} for number in range(1, 7)], {"disable": "R-1"}])
def test_additions_are_a_list_that_leaves_a_rule(additions: Any) -> None:
    with pytest.raises(DefinitionError) as raised:
        bind(RULES, parameters=GIVEN, lists=LISTS, additions=additions)
    assert raised.value.path == "additions"


def test_all_may_stand_for_every_code_of_one_fact_and_not_of_a_set() -> None:
    parameters = {"needed": {"type": "codes", "of": "papers", "label": {"en": "Needed"}}}
    when = {"has_all": {"fact": "papers", "codes": {"param": "needed"}}}
    assert bound(when, parameters=parameters, needed=["form"]).parameters == {"needed": ["form"]}
    with pytest.raises(BindingError, match="not of the set"):
        bound(when, parameters=parameters, needed="all")


def test_canonical_json_is_one_spelling() -> None:
    assert canonical_json({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": float("nan")})
