"""The tests can see: each plants a likely mistake and shows that an oracle or a case notices.

The mistakes replace a function of the engine for the length of a test; nothing here stands in for it otherwise.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from programs.eligibility import Bound, conditions, evaluation, folding, run_cases
from programs.eligibility.boundaries import boundaries
from programs.eligibility.evaluation import VERDICT_OF, evaluate
from programs.eligibility.months import latest_birth_for_age_at_least
from programs.vocabulary import lists
from tests.programs.eligibility.catalogue import CASES, bound_for, facts_of, rules_of
from tests.programs.eligibility.oracles import check_age_at_least, check_age_at_most

DAY = timedelta(days=1)


def cases_notice() -> bool:
    """Whether a case of the catalogue comes out otherwise than written, or a boundary day otherwise than counted."""
    for name, case in CASES:
        if run_cases([case], rules_of(name), lists()):
            return True
    return any(not _boundaries_hold(bound_for(name, case), name, case) for name, case in CASES[:1] + CASES[-1:])


def _boundaries_hold(bound: Bound, name: str, case: Any) -> bool:
    return all(
        evaluate(bound, made.facts).verdicts[made.rule] == VERDICT_OF[made.expected]
        for made in boundaries(bound, facts_of(name, case))
    )


@pytest.fixture(autouse=True)
def _nothing_is_noticed_without_a_mistake() -> None:
    assert not cases_notice()


def a_day_late(years: int, on: date) -> date:
    return latest_birth_for_age_at_least(years, on) + DAY


def by_days_of_an_average_year(years: int, on: date) -> date:
    return on - timedelta(days=round(years * 365.25))


def leap_day_becomes_first_of_march(years: int, on: date) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)


@pytest.mark.parametrize("mistake", [a_day_late, by_days_of_an_average_year, leap_day_becomes_first_of_march])
def test_the_day_by_day_oracle_notices_a_wrong_age(mistake: Callable[[int, date], date]) -> None:
    wrong = 0
    for on in (date(2019, 10, 1), date(2024, 2, 29), date(2027, 2, 28), date(2027, 3, 1)):
        for years in (18, 20, 21):
            try:
                check_age_at_least(mistake, years, on)
            except AssertionError:
                wrong += 1
    assert wrong


def test_the_day_by_day_oracle_notices_a_highest_age_that_forgets_the_running_year() -> None:
    def at_most_without_the_running_year(years: int, on: date) -> date:
        return latest_birth_for_age_at_least(years, on) + DAY

    with pytest.raises(AssertionError):
        check_age_at_most(at_most_without_the_running_year, 30, date(2027, 2, 13))


def test_cases_notice_an_age_that_is_a_day_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "latest_birth_for_age_at_least", a_day_late)
    assert cases_notice()


def test_cases_notice_unknown_taken_for_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "VERDICT_OF", {**VERDICT_OF, None: VERDICT_OF[False]})
    assert cases_notice()


def test_cases_notice_unknown_taken_for_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "VERDICT_OF", {**VERDICT_OF, None: VERDICT_OF[True]})
    assert cases_notice()


def test_cases_notice_a_limit_that_excludes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    stricter = {**conditions._COMPARISONS, "ge": conditions._more, "le": conditions._less}
    monkeypatch.setattr(conditions, "_COMPARISONS", stricter)
    assert cases_notice()


def test_cases_notice_a_part_of_a_set_taken_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def has_any(fact: str, members: frozenset[str]) -> conditions.Condition:
        def test(values: conditions.Values) -> conditions.Truth:
            codes = values.get(fact)
            return None if codes is None else not members.isdisjoint(codes.members)

        return test

    monkeypatch.setattr(conditions, "_SET_TESTS", {**conditions._SET_TESTS, "has_any": has_any})
    assert cases_notice()


def test_cases_notice_any_that_stops_at_the_first_unanswered_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty_any(parts: list[conditions.Condition]) -> conditions.Condition:
        def test(values: conditions.Values) -> conditions.Truth:
            for part in parts:
                truth = part(values)
                if truth is not False:
                    return truth
            return False

        return test

    monkeypatch.setattr(conditions, "_any", hasty_any)
    assert cases_notice()


def test_cases_notice_not_that_turns_unknown_into_true(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless_not(part: conditions.Condition) -> conditions.Condition:
        return lambda values: not part(values)

    monkeypatch.setattr(conditions, "_not", careless_not)
    assert cases_notice()
