"""The comparison can see: each test plants a likely mistake in a back end, or in what both share; it is noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from programs.eligibility import conditions, evaluation, facts, folding
from programs.eligibility.evaluation import VERDICT_OF
from programs.eligibility.facts import FactType
from programs.eligibility.months import latest_birth_for_age_at_least
from programs.eligibility.sql import Sql, compose, rails, reading, statement
from programs.eligibility.sql.rails import Rails
from programs.eligibility.sql.reading import Column
from tests.programs.eligibility import two_rails
from tests.programs.eligibility.random_rules import make_case
from tests.programs.eligibility.two_rails import differences

SEEDS = range(60)
Plant = Callable[[pytest.MonkeyPatch], None]


def noticed() -> bool:
    """Whether some seed shows a difference; a refusal of Postgres, or a row that comes twice, is one."""
    for seed in SEEDS:
        try:
            with transaction.atomic():
                if differences(make_case(seed)):
                    return True
        except (DatabaseError, AssertionError):
            return True
    return False


def at_most_without_the_limit_itself(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(rails.COMPARISONS, "le", "<")


def neither_side_holds_the_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(rails.OPPOSITE, "lt", ">")


def not_as_a_negation(patch: pytest.MonkeyPatch) -> None:
    def negated(part: Rails) -> Rails:
        return Rails(compose("NOT ({})", part.true), compose("NOT ({})", part.false))

    patch.setattr(rails, "swapped", negated)


def all_is_false_only_where_all_are(patch: pytest.MonkeyPatch) -> None:
    real = rails.all_of

    def all_of(parts: list[Rails]) -> Rails:
        return Rails(real(parts).true, rails.any_of(parts).false)

    patch.setattr(rails, "all_of", all_of)


def only_without_the_whole_set(patch: pytest.MonkeyPatch) -> None:
    def only(column: Column, codes: list[str]) -> Rails:
        within = compose("{} <@ {}", column.members, Sql("to_jsonb(%s::text[])", (codes,)))
        return Rails(within, compose("NOT ({})", within))

    patch.setitem(rails.SET_TESTS, "only", only)


def none_of_them_in_a_part_is_none_at_all(patch: pytest.MonkeyPatch) -> None:
    real = rails.has_any

    def has_any(column: Column, codes: list[str]) -> Rails:
        held = real(column, codes).true
        return Rails(held, compose("NOT ({})", held))

    patch.setitem(rails.SET_TESTS, "has_any", has_any)


def all_of_them_as_any_of_them(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(rails.SET_TESTS, "has_all", rails.has_any)


def long_lists_look_for_members_that_are_not_in_them(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rails, "_AS_TEXT", "(member #>> '{{}}') <> ''  AND 'form'")


def a_join_on_a_set(patch: pytest.MonkeyPatch) -> None:
    codes = "CASE WHEN jsonb_typeof(facts -> 'contains' -> 'codes') = 'array' THEN facts -> 'contains' -> 'codes' END"

    def select(wanted: Any, source: Sql, carry: Any) -> Sql:
        join = f"LEFT JOIN LATERAL jsonb_array_elements({codes}) ON TRUE"
        doubled = compose(f"SELECT s.* FROM ({{}}) AS s {join}", source)
        return statement.screening_select(wanted, doubled, carry)

    patch.setattr(two_rails, "screening_select", select)


def read_otherwise(patch: pytest.MonkeyPatch, kinds: tuple[FactType, ...], template: str) -> None:
    real = reading.typed

    def typed(column: Column) -> list[Sql]:
        if column.fact.type not in kinds:
            return real(column)
        return [Sql(f"{template.format(column.raw)} AS {column.value}")]

    patch.setattr(reading, "typed", typed)


def a_missing_answer_as_no(patch: pytest.MonkeyPatch) -> None:
    template = "coalesce(CASE WHEN jsonb_typeof({0}) = 'boolean' THEN {0}::boolean END, FALSE)"
    read_otherwise(patch, (FactType.BOOL, FactType.DECLARATION), template)


def a_missing_code_as_an_empty_one(patch: pytest.MonkeyPatch) -> None:
    read_otherwise(patch, (FactType.CODE,), "coalesce({0} #>> '{{}}', '')")


def numbers_that_overflow(patch: pytest.MonkeyPatch) -> None:
    template = "CASE WHEN jsonb_typeof({0}) = 'number' THEN {0}::integer END"
    read_otherwise(patch, (FactType.INT, FactType.DECIMAL), template)


def numbers_that_round(patch: pytest.MonkeyPatch) -> None:
    template = "CASE WHEN jsonb_typeof({0}) = 'number' THEN round({0}::numeric, 3) END"
    read_otherwise(patch, (FactType.DECIMAL,), template)


def numbers_compared_as_text(patch: pytest.MonkeyPatch) -> None:
    real = rails.constant
    read_otherwise(patch, (FactType.INT,), "({0} #>> '{{}}')")
    patch.setattr(
        rails,
        "constant",
        lambda column, operand: (
            Sql("%s::text", (str(operand.value),)) if column.fact.type is FactType.INT else real(column, operand)
        ),
    )


def a_code_where_a_day_should_be(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "DAY", "")


def any_json_as_text(patch: pytest.MonkeyPatch) -> None:
    read_otherwise(patch, (FactType.CODE,), "({0} #>> '{{}}')")


def facts_of_the_choice_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "looked_up", lambda fact: Sql("facts -> %s::text", (fact.key,)))


def unknown_taken_for_false(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statement, "LETTERS", "CASE WHEN {} THEN 'p' WHEN {} THEN 'f' ELSE 'f' END")


def given_verdicts_of_health_rules_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(two_rails, "Wanted", partial(statement.Wanted, health=frozenset()))


def every_failed_rule_rejects(patch: pytest.MonkeyPatch) -> None:
    real = evaluation._outcome
    patch.setattr(
        evaluation,
        "_outcome",
        lambda bound, verdicts: evaluation.Outcome.NOT_ELIGIBLE if "fail" in verdicts else real(bound, verdicts),
    )


def not_makes_unknown_true_in_python(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conditions, "_not", lambda part: lambda values: not part(values))


def any_stops_at_the_first_unanswered_part_in_python(patch: pytest.MonkeyPatch) -> None:
    def hasty(parts: list[conditions.Condition]) -> conditions.Condition:
        return lambda values: next((truth for part in parts if (truth := part(values)) is not False), False)

    patch.setattr(conditions, "_any", hasty)


def unknown_taken_for_true_in_python(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluation, "VERDICT_OF", {**VERDICT_OF, None: VERDICT_OF[True]})


def ranks_in_the_order_of_the_alphabet_on_both_sides(patch: pytest.MonkeyPatch) -> None:
    real = facts.Fact.ranks
    patch.setattr(folding.Folder, "_ranks", lambda folder, key: tuple(sorted(real(folder.vocabulary[key]))))


def ages_a_day_late_on_both_sides(patch: pytest.MonkeyPatch) -> None:
    def late(years: int, on: date) -> date:
        return latest_birth_for_age_at_least(years, on) + timedelta(days=1)

    patch.setattr(folding, "latest_birth_for_age_at_least", late)


def months_of_thirty_days_on_both_sides(patch: pytest.MonkeyPatch) -> None:
    def shifted(day: date, *, years: int = 0, months: int = 0) -> date:
        return day + timedelta(days=365 * years + 30 * months)

    patch.setattr(folding, "shifted", shifted)


MISTAKES: tuple[Plant, ...] = (
    at_most_without_the_limit_itself,
    neither_side_holds_the_limit,
    not_as_a_negation,
    all_is_false_only_where_all_are,
    only_without_the_whole_set,
    none_of_them_in_a_part_is_none_at_all,
    all_of_them_as_any_of_them,
    long_lists_look_for_members_that_are_not_in_them,
    a_join_on_a_set,
    a_missing_answer_as_no,
    a_missing_code_as_an_empty_one,
    numbers_that_overflow,
    numbers_that_round,
    numbers_compared_as_text,
    a_code_where_a_day_should_be,
    any_json_as_text,
    facts_of_the_choice_forgotten,
    unknown_taken_for_false,
    given_verdicts_of_health_rules_forgotten,
    every_failed_rule_rejects,
    not_makes_unknown_true_in_python,
    any_stops_at_the_first_unanswered_part_in_python,
    unknown_taken_for_true_in_python,
    ranks_in_the_order_of_the_alphabet_on_both_sides,
    ages_a_day_late_on_both_sides,
    months_of_thirty_days_on_both_sides,
)


@pytest.mark.django_db
def test_nothing_is_noticed_without_a_mistake() -> None:
    assert not noticed()


@pytest.mark.django_db
@pytest.mark.parametrize("plant", MISTAKES, ids=lambda plant: plant.__name__.replace("_", " "))
def test_a_planted_mistake_is_noticed(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert noticed()
