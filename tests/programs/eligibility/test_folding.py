"""Dates are folded once; a day-by-day oracle says whether rightly, leap days included."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programs.eligibility import BindingError
from programs.eligibility.boundaries import age_on
from programs.eligibility.months import earliest_birth_for_age_at_most, latest_birth_for_age_at_least, shifted
from programs.eligibility.nodes import Compare, Constant, Literal, Node, OneOf, content
from tests.programs.eligibility.oracles import age, check_age_at_least, check_age_at_most, month_walked
from tests.programs.eligibility.samples import bound, folded, rule, rule_set

LEAP_DAYS_AND_NEIGHBOURS = [
    date(year, month, day)
    for year in (1900, 1999, 2000, 2023, 2024, 2027, 2028)
    for month, day in ((2, 27), (2, 28), (3, 1), (3, 2), (12, 31), (1, 1))
] + [date(2000, 2, 29), date(2024, 2, 29), date(2028, 2, 29)]

DATES = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize("on", LEAP_DAYS_AND_NEIGHBOURS, ids=str)
@pytest.mark.parametrize("years", [0, 4, 20, 25])
def test_ages_around_leap_days_agree_with_the_oracle(years: int, on: date) -> None:
    check_age_at_least(latest_birth_for_age_at_least, years, on)
    check_age_at_most(earliest_birth_for_age_at_most, years, on)


@settings(max_examples=20, deadline=None)
@given(years=st.integers(0, 35), on=DATES)
@example(years=20, on=date(2019, 10, 1))
def test_ages_on_any_day_agree_with_the_oracle(years: int, on: date) -> None:
    check_age_at_least(latest_birth_for_age_at_least, years, on)
    check_age_at_most(earliest_birth_for_age_at_most, years, on)


@settings(max_examples=60, deadline=None)
@given(birth=DATES, days=st.integers(0, 12_000))
@example(birth=date(2004, 2, 29), days=8765)
def test_counting_birthdays_agrees_with_walking(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert age_on(birth, day) == age(birth, day)


def test_twenty_on_a_day_is_a_birth_date_and_remembers_how_it_was_said() -> None:
    node = folded({"age_at_least": {"fact": "birth_date", "years": 20, "on": "2019-10-01"}})
    assert content(node) == {
        "le": {"fact": "birth_date", "value": "1999-10-01"},
        "stated": {"age_at_least": {"fact": "birth_date", "years": 20, "on": "2019-10-01"}},
    }


def test_who_is_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    rules = bound(
        {"age_at_least": {"fact": "birth_date", "years": 23, "on": "2027-02-28"}},
        {"age_at_least": {"fact": "birth_date", "years": 23, "on": "2027-03-01"}},
    )
    born = rules.vocabulary.canonical({"birth_date": "2004-02-29"}).values
    assert [condition(born) for _, condition in rules.conditions] == [False, True]


@pytest.mark.parametrize(
    ("day", "years", "months", "expected"),
    [
        ("2024-02-29", 1, 0, "2025-02-28"),
        ("2024-02-29", 4, 0, "2028-02-29"),
        ("2023-08-31", 0, 6, "2024-02-29"),
        ("2022-08-31", 0, 6, "2023-02-28"),
        ("2024-01-31", 0, -2, "2023-11-30"),
        ("2024-12-15", 0, 1, "2025-01-15"),
        ("2024-03-30", -1, -1, "2023-02-28"),
    ],
)
def test_a_date_moved_by_months_stays_in_the_month(day: str, years: int, months: int, expected: str) -> None:
    assert shifted(date.fromisoformat(day), years=years, months=months).isoformat() == expected


@pytest.mark.parametrize("day", [*LEAP_DAYS_AND_NEIGHBOURS, date(2023, 1, 31), date(2023, 8, 31)], ids=str)
@pytest.mark.parametrize("months", [-49, -48, -12, -6, -1, 0, 1, 6, 11, 12, 13, 47, 48, 49])
def test_moving_by_months_agrees_with_walking_day_by_day(day: date, months: int) -> None:
    assert shifted(day, months=months) == month_walked(day, months)
    assert shifted(day, years=months // 12, months=months % 12) == month_walked(day, months)


@settings(max_examples=60, deadline=None)
@given(day=DATES, years=st.integers(-20, 20), months=st.integers(-14, 14))
@example(day=date(2024, 2, 29), years=1, months=0)
@example(day=date(2000, 2, 29), years=-1, months=12)
def test_years_and_months_are_moved_in_one_step(day: date, years: int, months: int) -> None:
    assert shifted(day, years=years, months=months) == month_walked(day, 12 * years + months)


def test_a_date_parameter_is_moved_when_it_is_bound() -> None:
    parameters = {"last_day": {"type": "date", "label": {"en": "Last day"}}}
    when = {"ge": {"fact": "birth_date", "value": {"param": "last_day", "months": 6}}}
    node = folded(when, parameters, last_day="2026-08-31")
    assert node == Compare(fact="birth_date", comparison="ge", value=Literal("2027-02-28"))


def test_a_reference_day_before_the_calendar_begins_is_refused_in_words() -> None:
    with pytest.raises(BindingError, match="leaves the calendar"):
        bound({"age_at_least": {"fact": "birth_date", "years": 20, "on": "0012-01-01"}})


@pytest.mark.parametrize(
    ("word", "value", "codes"),
    [
        ("ge", "N2", ["N1", "N2"]),
        ("gt", "N2", ["N1"]),
        ("le", "N4", ["N4", "N5"]),
        ("lt", "N4", ["N5"]),
    ],
)
def test_ranks_become_the_codes_that_satisfy_them(word: str, value: str, codes: list[str]) -> None:
    node = folded({word: {"fact": "japanese", "value": value}})
    assert isinstance(node, OneOf)
    assert content(node)["in"]["codes"] == codes
    assert content(node)["stated"] == {word: {"fact": "japanese", "value": value}}


CAPPED = {"themes": {"type": "codes", "of": "theme", "label": {"en": "Themes"}}}
WHEN_CAPPED = {
    "any": [
        {"not": {"in": {"fact": "theme", "codes": {"param": "themes"}}}},
        {"le": {"fact": "months", "value": 6}},
    ]
}


@pytest.mark.parametrize(
    ("themes", "expected"),
    [
        ([], Constant(True)),
        ("all", Compare(fact="months", comparison="le", value=Literal(6))),
    ],
)
def test_a_parameter_can_make_a_part_moot_and_the_part_is_gone(themes: object, expected: Node) -> None:
    assert folded(WHEN_CAPPED, CAPPED, themes=themes) == expected


def test_no_arithmetic_is_left_for_later() -> None:
    rules = rule_set(
        rule({"age_at_most": {"fact": "birth_date", "years": 30, "on": "2027-02-13"}}),
        rule({"not": {"all": [{"ge": {"fact": "japanese", "value": "N3"}}, {"lt": {"fact": "months", "value": 2}}]}}),
    )
    node = bound(*(entry["when"] for entry in rules.content()["rules"]))
    for entry in node.content()["rules"]:
        words = str({key: value for key, value in entry["when"].items() if key != "stated"})
        assert "age_at" not in words
        assert "param" not in words
