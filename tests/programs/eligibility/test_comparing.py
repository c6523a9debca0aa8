"""What one binding asks otherwise than another, in the words an applicant reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from programs.eligibility import Bound, CodeList, bind, parse_rule_set
from programs.eligibility.comparing import Change, RuleChange, rule_changes
from programs.eligibility.nodes import Constant
from programs.vocabulary import lists, vocabulary

AGE: dict[str, Any] = {
    "key": "T-AGE",
    "requirement": "1",
    "text": {"en": "Aged 30 or under"},
    "when": {"age_at_most": {"fact": "birth_date", "years": 30, "on": "2027-02-13"}},
    "on_false": "reject",
    "on_unknown": "pending",
    "sources": ["MIRAI_FI21"],
    "confidence": "high",
}
ENGLISH: dict[str, Any] = {
    **AGE,
    "key": "T-ENGLISH",
    "text": {"en": "Can follow lectures in English"},
    "when": {"declared": {"fact": "english_ok"}},
    "on_false": "refer",
    "on_unknown": "refer",
}
OLDER: dict[str, Any] = {
    **AGE,
    "text": {"en": "Aged 35 or under"},
    "when": {"age_at_most": {"fact": "birth_date", "years": 35, "on": "2027-02-13"}},
}
DIPLOMATIC: dict[str, Any] = {
    **AGE,
    "key": "T-NATION",
    "text": {"en": "National of a country that has diplomatic relations with Japan"},
    "when": {"has_any": {"fact": "nationalities", "codes": {"list": "countries.diplomatic"}}},
}


def bound(*rules: dict[str, Any], known: dict[str, CodeList] | None = None) -> Bound:
    content = {"format": 1, "rules": list(rules)}
    return bind(parse_rule_set(content, vocabulary(), file="test"), parameters={}, lists=known or dict(lists()))


def only(found: list[RuleChange]) -> RuleChange:
    (change,) = found
    return change


def test_equal_rules_differ_in_nothing() -> None:
    assert rule_changes(bound(AGE, ENGLISH), bound(AGE, ENGLISH)) == []


def test_a_new_rule_says_what_it_asks_and_what_follows() -> None:
    change = only(rule_changes(bound(ENGLISH), bound(ENGLISH, AGE)))
    assert (change.kind, change.before) == (Change.ADDED, None)
    assert change.after is not None
    assert "13 February 2027" in change.after.wanted
    assert change.after.consequence == "Without this you cannot be selected."


def test_a_rule_that_is_gone_says_what_it_asked() -> None:
    change = only(rule_changes(bound(AGE, ENGLISH), bound(AGE)))
    assert (change.kind, change.after) == (Change.REMOVED, None)
    assert change.before is not None
    assert change.before.text == "Can follow lectures in English"


def test_another_limit_is_said_before_and_after() -> None:
    change = only(rule_changes(bound(AGE), bound(OLDER)))
    assert change.kind is Change.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert "30" in change.before.wanted
    assert "35" in change.after.wanted


def test_another_consequence_is_a_change_although_the_same_is_asked() -> None:
    change = only(rule_changes(bound(AGE), bound({**AGE, "on_false": "refer"})))
    assert change.kind is Change.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert change.before.wanted == change.after.wanted
    assert change.before.consequence != change.after.consequence


@pytest.mark.parametrize("changed", [{"text": {"en": "Not older than 30"}}, {"sources": ["MIRAI_FI21", "MIRAI_UK24"]}])
def test_other_words_or_sources_are_told_from_what_decides(changed: dict[str, Any]) -> None:
    assert only(rule_changes(bound(AGE), bound({**AGE, **changed}))).kind is Change.REWORDED


def test_notes_of_the_authors_are_no_change_to_an_applicant() -> None:
    assert rule_changes(bound(AGE), bound({**AGE, "note": "Read as of the first day.", "confidence": "medium"})) == []


def test_a_list_that_reads_the_same_says_which_codes_joined_and_left() -> None:
    name = "countries.diplomatic"
    current = lists()[name]
    before = {**lists(), name: replace(current, codes=tuple(c for c in current.codes if c != "BE"))}
    after = {**lists(), name: replace(current, codes=tuple(c for c in current.codes if c not in ("FI", "SE")))}
    change = only(rule_changes(bound(DIPLOMATIC, known=before), bound(DIPLOMATIC, known=after)))
    assert change.kind is Change.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert change.before.wanted == change.after.wanted
    (listed,) = change.lists
    assert (listed.joined, listed.left) == ("Belgium", "Finland and Sweden")


def test_a_rule_that_holds_for_everybody_in_this_call_is_not_there_for_its_applicants() -> None:
    settled = bound(AGE)
    idle = replace(settled, rules=(replace(settled.rules[0], when=Constant(True)),))
    assert only(rule_changes(idle, settled)).kind is Change.ADDED
    assert only(rule_changes(settled, idle)).kind is Change.REMOVED
    assert rule_changes(idle, idle) == []


@pytest.mark.parametrize(
    ("language", "date"), [("fr", "13 février 2027"), ("nl", "13 februari 2027"), ("ja", "2027年2月13日")]
)
def test_the_words_are_in_the_readers_language(language: str, date: str) -> None:
    change = only(rule_changes(bound(ENGLISH), bound(ENGLISH, AGE), language=language))
    assert change.after is not None
    assert date in change.after.wanted
    assert change.after.consequence != "Without this you cannot be selected."
