"""Months in Japan: entry and exit count, stays are joined, a begun day is a further month."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility import months_in_japan
from tests.programs.eligibility.oracles import months_of_one_stay


def stay(entry: str, leave: str) -> tuple[date, date]:
    return date.fromisoformat(entry), date.fromisoformat(leave)


@pytest.mark.parametrize(
    ("stays", "months"),
    [
        ([], 0),
        ([("2024-05-05", "2024-05-05")], 1),
        ([("2024-01-01", "2024-06-30")], 6),
        ([("2024-01-01", "2024-07-01")], 7),
        ([("2023-08-31", "2024-02-29")], 6),
        ([("2023-08-31", "2024-03-01")], 7),
        ([("2022-08-31", "2023-02-28")], 6),
        ([("2024-01-15", "2024-02-14"), ("2024-06-01", "2024-06-30")], 2),
        ([("2024-01-01", "2024-03-15"), ("2024-03-16", "2024-06-30")], 6),
        ([("2024-03-16", "2024-06-30"), ("2024-01-01", "2024-04-15")], 6),
        ([("2024-01-01", "2024-06-30"), ("2024-02-01", "2024-03-01")], 6),
        ([("2024-01-01", "2024-01-10"), ("2024-03-01", "2024-03-10"), ("2024-05-01", "2024-05-10")], 1),
        ([("2024-01-01", "2024-01-11"), ("2024-03-01", "2024-03-10"), ("2024-05-01", "2024-05-10")], 2),
    ],
)
def test_stays_are_counted_as_the_form_says(stays: list[tuple[str, str]], months: int) -> None:
    assert months_in_japan(stay(*pair) for pair in stays) == months


@settings(max_examples=150, deadline=None)
@given(entry=st.dates(date(2015, 1, 1), date(2026, 12, 31)), days=st.integers(0, 900))
def test_one_stay_agrees_with_walking_through_its_days(entry: date, days: int) -> None:
    leave = entry + timedelta(days=days)
    assert months_in_japan([(entry, leave)]) == months_of_one_stay(entry, leave)


def test_a_stay_that_ends_before_it_begins_is_refused_with_both_dates() -> None:
    with pytest.raises(ValueError, match=r"2024-01-31.*2024-02-01"):
        months_in_japan([stay("2024-02-01", "2024-01-31")])
