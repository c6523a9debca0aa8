"""What goes wrong where rules become SQL: keys that mean something, NULL, empty and long lists, large numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from programs.eligibility import Bound, Fact, FactType, Vocabulary, bind, evaluate
from programs.eligibility.facts import CodeChoices
from programs.eligibility.nodes import Compare, Literal, Param
from programs.eligibility.sql import Sql, Wanted, rails, screening_select
from programs.eligibility.sql.rails import rails as rails_of
from programs.eligibility.sql.reading import Columns
from programs.eligibility.stored import stored_facts
from tests.programs.eligibility.random_rules import make_case
from tests.programs.eligibility.samples import LISTS, VOCABULARY, bound, rule, rule_set
from tests.programs.eligibility.two_rails import differences

ALWAYS: dict[str, Any] = {"requirement": "1", "text": {"en": "Asked"}, "sources": ["PAGE"], "confidence": "high"}


def verdicts(rules: Bound, *people: dict[str, Any], **more: Any) -> list[dict[str, str]]:
    """Letters of everybody, from Postgres; they must be Python's too."""
    source = Sql(
        "SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r(n int, facts jsonb, choice jsonb, health jsonb)",
        (json.dumps([{"n": number, "facts": facts, "health": {}} for number, facts in enumerate(people)]),),
    )
    statement = screening_select([Wanted(rules, **more)], source, ["n"])
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        found = sorted(cursor.fetchall())
    python = [evaluate(rules, stored_facts(rules.vocabulary, facts)) for facts in people]
    assert [(outcome, json.loads(letters)) for _, outcome, letters in found] == [
        (screening.outcome.value, screening.compact()) for screening in python
    ]
    return [json.loads(letters) for _, _, letters in found]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["isnull", "1", "contains", "id", "facts", "has_key", 'a"b', "a'b", "%s", "{0}", "->"])
def test_a_key_is_a_key_whatever_it_is_called(key: str) -> None:
    fact = Fact(key=key, type=FactType.CODE, labels={"en": key}, codes=CodeChoices({"yes": {"en": "yes"}}))
    content = {"key": key, "when": {"eq": {"fact": key, "value": "yes"}}, "on_false": "reject", "on_unknown": "pending"}
    rules = Bound.from_content(
        {"engine": 1, "parameters": {}, "lists": {}, "rules": [{**ALWAYS, **content}]}, Vocabulary({key: fact})
    )
    assert verdicts(rules, {key: "yes"}, {key: "no"}, {}, {key: None}) == [{key: letter} for letter in "pfuu"]


@pytest.mark.django_db
def test_no_number_is_too_large_and_no_digit_is_lost() -> None:
    rules = bound({"lt": {"fact": "months", "value": 600}}, {"gt": {"fact": "grade", "value": "2.5"}})
    numbers = [2**31, 2**40, 2**63, 10**100, -(10**100)]
    found = verdicts(rules, *({"months": number, "grade": 2.5} for number in numbers), {"grade": 2.5001})
    assert [letters["R-1"] for letters in found] == ["f", "f", "f", "f", "p", "u"]
    assert [letters["R-2"] for letters in found] == ["f"] * 5 + ["p"]


@pytest.mark.django_db
def test_what_is_no_day_is_no_answer() -> None:
    rules = bound({"ge": {"fact": "birth_date", "value": "1992-04-02"}})
    written: list[Any] = ["infinity", "-infinity", "today", "1992-4-2", "1992-04-02T00:00", "", 19920402, True, None]
    assert verdicts(rules, *({"birth_date": each} for each in written)) == [{"R-1": "u"}] * len(written)
    days = [{"birth_date": day} for day in ("1992-04-01", "1992-04-02", "9999-12-31", "0001-01-01")]
    assert [letters["R-1"] for letters in verdicts(rules, *days)] == ["f", "p", "p", "f"]


@pytest.mark.django_db
def test_a_value_of_another_type_is_no_answer() -> None:
    wrong: list[Any] = [1, 1.5, True, None, [], {}, ["form"], {"codes": ["form"]}, {"codes": "form", "complete": True}]
    whens = [
        {"not": {"eq": {"fact": "country", "value": "BE"}}},
        {"not": {"ge": {"fact": "japanese", "value": "N3"}}},
        {"not": {"has_any": {"fact": "papers", "codes": ["plan"]}}},
        {"only": {"fact": "papers", "codes": ["plan"]}},
    ]
    people = [{"country": value, "japanese": value, "papers": value} for value in wrong]
    found = verdicts(bound(*whens), *people, {"japanese": "N9"})
    assert found == [{f"R-{number}": "u" for number in range(1, 5)}] * (len(wrong) + 1)


@pytest.mark.django_db
@pytest.mark.parametrize("when", [{"in": {"fact": "country", "codes": []}}, {"only": {"fact": "papers", "codes": []}}])
def test_an_empty_list_leaves_the_unanswered_unknown(when: dict[str, Any]) -> None:
    written = bound({"declared": {"fact": "agrees"}}).content()
    rules = [{**written["rules"][0], "key": key, "when": node} for key, node in (("A", when), ("B", {"not": when}))]
    empty = Bound.from_content({**written, "rules": rules}, VOCABULARY)
    some = {"country": "BE", "papers": {"codes": ["form"], "complete": True}}
    none = {"papers": {"codes": [], "complete": True}}
    found = verdicts(empty, some, {}, none)
    assert found[:2] == [{"A": "f", "B": "p"}, {"A": "u", "B": "u"}]


@pytest.mark.django_db
def test_a_hundred_rules_fit_into_one_statement() -> None:
    rules = bound(*({"le": {"fact": "months", "value": number}} for number in range(120)))
    (found,) = verdicts(rules, {"months": 60})
    assert list(found.values()).count("p") == 60


@pytest.mark.django_db
@pytest.mark.parametrize("long", [0, 10**6])
def test_long_and_short_lists_are_looked_up_alike(long: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rails, "LONG", long)
    assert [found for seed in range(15) for found in differences(make_case(seed))] == []


@pytest.mark.django_db
def test_a_health_verdict_counts_only_where_it_is_said_to() -> None:
    rules = bind(
        rule_set(rule({"declared": {"fact": "healthy"}}, on_false="refer", on_unknown="refer")),
        parameters={},
        lists=LISTS,
    )
    source = Sql("""SELECT '{}'::jsonb AS facts, NULL::jsonb AS choice, '{"R-1": "pass"}'::jsonb AS health""")
    found = []
    for health in (None, frozenset({"R-1"}), frozenset[str]()):
        statement = screening_select([Wanted(rules, health)], source, [])
        with connection.cursor() as cursor:
            cursor.execute(statement.text, statement.params)
            found.append(cursor.fetchone()[0])
    assert found == ["eligible", "eligible", "needs_check"]


def test_what_was_not_bound_is_refused() -> None:
    columns = Columns([VOCABULARY["months"], VOCABULARY["japanese"]])
    for node in (
        Compare(fact="months", comparison="le", value=Param("most")),
        Compare(fact="japanese", comparison="le", value=Literal("N3")),
    ):
        with pytest.raises(TypeError, match="bind the rule set first"):
            rails_of(node, columns)


def test_nothing_of_a_rule_is_part_of_the_text() -> None:
    rules = bound({"in": {"fact": "country", "codes": ["BE", "FR"]}}, {"le": {"fact": "months", "value": 317}})
    statement = screening_select([Wanted(rules)], Sql("SELECT 1"), [])
    assert statement.text.count("%s") == len(statement.params)
    for word in ("country", "months", "BE", "317", "R-1"):
        assert word not in statement.text
