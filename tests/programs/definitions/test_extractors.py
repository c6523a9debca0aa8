"""Facts worked out from entries, with the working that people read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis.strategies import dates, integers, lists, tuples

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import Definition, parse_definition
from programs.definitions.answers import facts_from
from programs.definitions.deriving import derived_facts
from programs.definitions.entry_words import rows_of
from programs.definitions.extractors import Worked, longest_stay, mext_grade, months_in_japan, years_of_schooling
from programs.vocabulary import vocabulary


def stay(first: str, last: str) -> dict[str, str]:
    return {"from": first, "to": last}


def definition(programme: str) -> Definition:
    return parse_definition(read_yaml(CATALOG / programme / "programme.yaml"), vocabulary(), file=programme)


@pytest.mark.parametrize(
    ("stays", "months", "last_line"),
    [
        ([], 0, None),
        ([stay("2022-04-01", "2022-09-30")], 6, "1 April 2022 to 30 September 2022: 6 months"),
        ([stay("2022-04-01", "2022-10-01")], 7, "Together, with a begun month as a whole one: 7 months"),
        ([stay("2022-04-27", "2022-04-27")], 1, "Together, with a begun month as a whole one: 1 month"),
        # 10 and 25 days left over are 35 together: two begun months.
        ([stay("2020-01-01", "2020-01-10"), stay("2021-01-01", "2021-01-25")], 2, None),
        # Overlapping stays are one, in whatever order they were typed.
        ([stay("2022-03-01", "2022-05-31"), stay("2022-01-01", "2022-03-31")], 5, None),
    ],
)
def test_months_in_japan(stays: list[dict[str, str]], months: int, last_line: str | None) -> None:
    worked = months_in_japan(stays)
    assert worked is not None
    assert worked.value == months
    if last_line:
        assert worked.lines[-1] == last_line


def test_the_longest_stay_joins_stays_that_touch() -> None:
    worked = longest_stay(
        [stay("2019-01-01", "2019-04-30"), stay("2022-01-01", "2022-03-31"), stay("2022-04-01", "2022-06-02")]
    )
    assert worked == Worked(6, ("1 January 2022 to 2 June 2022: 5 months and 2 days",))
    assert longest_stay([]) == Worked(0, ())


def test_the_longest_stay_is_the_one_with_most_months_though_another_has_more_days() -> None:
    fewer_days = stay("2022-09-01", "2023-03-01")  # 182, and the month of March has begun
    worked = longest_stay([fewer_days, stay("2024-03-01", "2024-08-31")])  # 184 in six whole months
    assert worked is not None
    assert worked.value == 7
    assert worked.lines == ("1 September 2022 to 1 March 2023: 6 months and 1 day",)


@given(lists(tuples(dates(date(2015, 1, 1), date(2025, 1, 1)), integers(0, 500)), min_size=1, max_size=6))
def test_no_stay_is_longer_than_the_longest(stays: list[tuple[date, int]]) -> None:
    entries = [stay(first.isoformat(), (first + timedelta(days=days)).isoformat()) for first, days in stays]
    longest, alone = longest_stay(entries), [longest_stay([each]) for each in entries]
    assert longest is not None
    assert all(each is not None and each.value <= longest.value for each in alone)


@pytest.mark.parametrize("entry", [{"from": "2022-04-01"}, {}, stay("2022-04-02", "2022-04-01")])
def test_a_stay_without_its_days_leaves_both_open(entry: dict[str, str]) -> None:
    assert months_in_japan([stay("2020-01-01", "2020-01-10"), entry]) is None
    assert longest_stay([entry]) is None


def test_years_of_schooling_add_up() -> None:
    assert years_of_schooling([{"years": 6}, {"years": 3}, {"years": 3}]) == Worked(12, ("6 + 3 + 3 = 12",))
    assert years_of_schooling([{"years": 6}, {}]) is None
    assert years_of_schooling([]) is None


@pytest.mark.parametrize(
    ("transcripts", "average"),
    [
        # The example of the source: nine credits of three points, six of two.
        ([{"scale": "four_levels", "first": "9", "second": "6"}], "2.6"),
        # Of five levels the second best counts three points as well.
        ([{"scale": "five_levels", "first": "9", "second": "6"}], "3"),
        ([{"scale": "five_levels", "third": "2", "fourth": "1", "failed": "3"}], "0.83"),
        # 2.335 rounds up, not to the even neighbour: 467 points over 200 credits.
        ([{"scale": "four_levels", "first": "67", "second": "133"}], "2.34"),
        ([{"scale": "four_levels", "failed": "3"}, {"scale": "four_levels", "first": "3"}], "1.5"),
        ([{"scale": "four_levels", "first": "0.5", "third": "1.5"}], "1.5"),
    ],
)
def test_grades_on_the_scale_of_three(transcripts: list[dict[str, Any]], average: str) -> None:
    worked = mext_grade(transcripts)
    assert worked is not None
    assert worked.value == average


def test_the_working_of_a_grade_is_shown() -> None:
    worked = mext_grade([{"scale": "four_levels", "first": "9", "second": "6"}])
    assert worked is not None
    assert worked.lines == ("9 × 3 + 6 × 2 = 39", "39 points over 15 credits = 2.60")


@pytest.mark.parametrize("entry", [{}, {"scale": "seven_levels", "first": "3"}, {"scale": "four_levels"}])
def test_no_credits_and_no_scale_are_no_grade(entry: dict[str, str]) -> None:
    assert mext_grade([entry]) is None


def test_no_stays_are_no_months_and_an_open_question_is_unknown() -> None:
    mirai = definition("mirai")
    none = facts_from(mirai, {"japan_before": {"been_in_japan": False}})
    assert (none["japan_residence_months_total"], none["japan_longest_stay_months"]) == (0, 0)
    for half in ({}, {"been_in_japan": True}, {"been_in_japan": True, "japan_before": [{"entered": "2022-04-01"}]}):
        assert "japan_residence_months_total" not in facts_from(mirai, {"japan_before": half})


def test_stays_that_no_longer_count_are_not_read() -> None:
    """Somebody typed a stay and then said that there was none: the list may still be stored by an older page."""
    kept = [{"entered": "2022-04-01", "left": "2023-04-01", "purpose": "work"}]
    stated = facts_from(definition("mirai"), {"japan_before": {"been_in_japan": False, "japan_before": kept}})
    assert stated["japan_residence_months_total"] == 0


def test_a_stay_longer_than_a_life_is_left_for_a_person() -> None:
    forever = [{"entered": "1900-01-01", "left": "2100-12-31", "purpose": "other"}]
    answers = {"japan_before": {"been_in_japan": True, "japan_before": forever}}
    assert list(derived_facts(definition("mirai"), answers)) == []


def test_rows_name_each_entry_and_what_was_worked_out() -> None:
    group = definition("mirai").group("japan_before")
    stays = [
        {"entered": "2022-04-01", "left": "2022-10-01", "purpose": "study"},
        {"entered": "2024-08-03", "left": "2024-08-14", "purpose": "visit"},
    ]
    rows = rows_of(group, {"been_in_japan": True, "japan_before": stays}, "en")
    assert [row["key"] for row in rows] == [
        "Stay 1",
        "Stay 2",
        "Months lived in Japan altogether",
        "Months of the longest stay in Japan",
    ]
    assert rows[0]["value"] == [
        "When did you enter Japan? 1 April 2022",
        "When did you leave, or when will you? 1 October 2022",
        "What for? Study or research",
    ]
    assert rows[2]["value"] == [
        "7",
        "1 April 2022 to 1 October 2022: 6 months and 1 day",
        "3 August 2024 to 14 August 2024: 12 days",
        "Together, with a begun month as a whole one: 7 months",
    ]
    assert rows_of(group, {"been_in_japan": False}, "en")[0]["value"] == "0"


def test_ranked_entries_say_which_choice_each_is() -> None:
    group = definition("mext-research").group("universities")
    wishes = [{"university": "Tohoku University"}, {"university": "Kyushu University", "supervisor": "T. Mori"}]
    rows = rows_of(group, {"universities": wishes}, "en")
    assert [row["key"] for row in rows] == ["First choice", "Second choice"]
    assert rows[1]["value"] == ["University: Kyushu University", "Supervisor: T. Mori"]
    assert [(row["key"], row["value"]) for row in rows_of(group, {}, "en")] == [("University", "")]


def test_the_working_is_in_the_readers_language() -> None:
    group = definition("mirai").group("japan_before")
    answers = {
        "been_in_japan": True,
        "japan_before": [{"entered": "2022-04-01", "left": "2022-09-30", "purpose": "study"}],
    }
    with override("en"):
        assert re.search("avril 2022", str(rows_of(group, answers, "fr")))
