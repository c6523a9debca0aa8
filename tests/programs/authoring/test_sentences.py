"""Rules in sentences before a call gives them values, and what differs between two versions."""

from __future__ import annotations

from typing import Any

import pytest

from programs.authoring.differences import Kind, differences
from programs.authoring.sentences import in_html, rule_line, said, without_marks
from programs.authoring.templates import templates_for
from programs.eligibility import RuleSet
from programs.rulesets import rule_set, rule_set_names
from programs.vocabulary import vocabulary
from tests.programs.eligibility.samples import rule
from tests.programs.eligibility.samples import rule_set as rules_of

DAY = {"type": "date", "label": {"en": "Arrival"}}
YEARS = {"type": "int", "label": {"en": "Oldest"}, "optional": True}


def sentence(when: dict[str, Any], *, parameters: dict[str, Any] | None = None, **changes: Any) -> str:
    rules = rules_of(rule(when, **changes), parameters=parameters)
    return without_marks(rule_line(rules, rules.rules[0], "en"))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"ge": {"fact": "birth_date", "value": "1992-04-02"}}, "Date of birth: 2 April 1992 or later"),
        (
            {"age_at_least": {"fact": "birth_date", "years": 20, "on": {"param": "day"}}},
            "Date of birth: aged 20 or over on the value “Arrival”",
        ),
        (
            {"not": {"age_at_least": {"fact": "birth_date", "years": 20, "on": {"param": "day"}}}},
            "Date of birth: younger than 20 on the value “Arrival”",
        ),
        (
            {"le": {"fact": "birth_date", "value": {"param": "day", "years": -1, "months": -6}}},
            "Date of birth: 1 years, 6 months before the value “Arrival” or earlier",
        ),
        ({"declared": {"fact": "agrees"}}, "Agrees: yes"),
        ({"in": {"fact": "country", "codes": ["FR", "BE"]}}, "Country: Belgium or France"),
    ],
)
def test_a_condition_is_said_with_the_names_of_its_values(when: dict[str, Any], words: str) -> None:
    assert sentence(when, parameters={"day": DAY}) == f"{words}, otherwise not eligible"


def test_what_follows_and_where_a_rule_applies_belong_to_the_sentence() -> None:
    when = {"age_at_most": {"fact": "birth_date", "years": {"param": "most"}, "on": "2027-04-01"}}
    words = sentence(when, parameters={"most": YEARS}, applies_with=["most"], on_false="refer", on_unknown="refer")
    assert words.endswith("otherwise a person decides; only where a value is given for Oldest")
    assert "while it is not known, a person decides" in sentence({"declared": {"fact": "agrees"}}, on_unknown="refer")


def test_joined_conditions_keep_their_order_and_brackets() -> None:
    one = {"declared": {"fact": "agrees"}}
    member = {"eq": {"fact": "member", "value": True}}
    rules = rules_of(rule({"any": [member, {"all": [one, {"not": one}]}]}))
    line = without_marks(rule_line(rules, rules.rules[0], "en"))
    assert line.startswith("Member: yes or (Agrees: yes and Agrees: no)")
    parts = said(rules, rules.rules[0].when, "en")
    assert (parts.word, [part.word for part in parts.parts]) == ("any", ["leaf", "all"])
    assert parts.parts[1].parts[1].address == "1.1.0", "the leaf under the not, not the not"


def test_values_are_bold_and_everything_else_is_escaped() -> None:
    rules = rules_of(rule({"le": {"fact": "birth_date", "value": {"param": "day"}}}), parameters={
        "day": {"type": "date", "label": {"en": "<script>alert(1)</script>"}}
    })  # fmt: skip
    html = in_html(rule_line(rules, rules.rules[0], "en"))
    assert "<strong>the value “&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("name", rule_set_names())
def test_every_rule_of_the_catalogue_has_a_sentence(name: str) -> None:
    rules = rule_set(name)
    for each in rules.rules:
        line = rule_line(rules, each, "en")
        assert "{" not in line, each.key
        assert ", otherwise " in line


def test_every_fact_has_a_template_for_each_of_its_operators() -> None:
    for fact in vocabulary().facts.values():
        assert templates_for(fact), fact.key
        assert all(str(words) for _operator, words in templates_for(fact))


def version(*entries: dict[str, Any], default: int = 20) -> RuleSet:
    return rules_of(*entries, parameters={"youngest": {"type": "int", "label": {"en": "Youngest"}, "default": default}})


def test_what_differs_is_named_rule_by_rule_in_old_and_new_sentences() -> None:
    six, ten = ({"le": {"fact": "months", "value": most}} for most in (6, 10))
    agrees = {"declared": {"fact": "agrees"}}
    old = version(rule(six, key="R-1"), rule(agrees, key="R-2"), rule(agrees, key="R-3"))
    new = version(
        rule(ten, key="R-1"), rule(agrees, key="R-2", text={"en": "Agrees to it"}), rule(six, key="R-4"), default=18
    )
    found = {each.key: each for each in differences(old, new, "en")}
    assert {key: each.kind for key, each in found.items()} == {
        "R-1": Kind.CHANGED, "R-2": Kind.REWORDED, "R-4": Kind.ADDED, "R-3": Kind.REMOVED, "youngest": Kind.CHANGED,
    }  # fmt: skip
    assert "6 months" in without_marks(found["R-1"].before)
    assert "10 months" in without_marks(found["R-1"].after)
    assert found["R-4"].before == "" == found["R-3"].after
    assert "“What is asked” is now “Agrees to it”" in found["R-2"].details[0]
    assert (found["youngest"].before, found["youngest"].after) == (
        "Youngest, by itself 20",
        "Youngest, by itself 18",
    )


def test_a_changed_consequence_counts_as_a_change() -> None:
    agrees = {"declared": {"fact": "agrees"}}
    (found,) = differences(version(rule(agrees)), version(rule(agrees, on_false="refer")), "en")
    assert found.kind is Kind.CHANGED
    assert differences(version(rule(agrees)), version(rule(agrees)), "en") == []
