"""What is kept while somebody types: whatever can be read, and the rest as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from programs.definitions import Group
from programs.definitions.shapes import Condition
from programs.forms import SectionForm
from programs.forms.keeping import Kept, what_can_be_kept
from tests.programs.forms.test_section_form import BEFORE, STAY, STORED, group, numbered, sent

HOLIDAY = {**STAY, "entered_year": "2024", "left_year": "2024", "purpose": "visit"}
STORED_HOLIDAY = {"entered": "2024-04-01", "left": "2024-09-30", "purpose": "visit"}
KNOWN = {"been_in_japan": True, "prior_jp_gov_exchange": False}
LEFT = "When did you leave, or when will you?"
HOLDS = Condition("has_japanese_nationality", (True,))
EMPTY = dict.fromkeys([name for name in STAY if name != "purpose"], "")


@pytest.fixture(scope="module")
def stays() -> Group:
    return group("mirai", "japan_before")


def kept(group: Group, known: dict[str, Any], *parts: dict[str, Any]) -> Kept:
    form = SectionForm(group, call=None, data=sent(*parts), partial=True)
    form.is_valid()
    return what_can_be_kept(form, known)


def test_one_unreadable_field_puts_no_other_entry_back(stays: Group) -> None:
    found = kept(
        stays,
        {**KNOWN, "japan_before": [STORED]},
        BEFORE,
        numbered(1, {**STAY, "purpose": "visit"}),
        numbered(2, {**HOLIDAY, "left_month": ""}),
    )
    assert found.answers["japan_before"] == [
        {**STORED, "purpose": "visit"},
        {"entered": "2024-04-01", "purpose": "visit"},
    ]
    assert found.left_out == (f"Stay 2: {LEFT}",)


def test_an_unreadable_field_stays_as_it_was_in_its_own_entry(stays: Group) -> None:
    found = kept(
        stays,
        {**KNOWN, "japan_before": [STORED, STORED_HOLIDAY]},
        BEFORE,
        numbered(1, {**STAY, "entered_day": "2"}),
        numbered(2, {**HOLIDAY, "left_year": "20", "entered_day": "3"}),
    )
    assert found.answers["japan_before"] == [
        {**STORED, "entered": "2022-04-02"},
        {**STORED_HOLIDAY, "entered": "2024-04-03"},
    ]


def test_no_entry_is_given_the_date_of_another(stays: Group) -> None:
    """The first one was emptied, so the second is stored in its place; then the first is filled in again."""
    found = kept(
        stays,
        {**KNOWN, "japan_before": [STORED_HOLIDAY]},
        BEFORE,
        numbered(1, {**HOLIDAY, "left_year": "20"}),
        numbered(2, HOLIDAY),
    )
    assert found.answers["japan_before"] == [{"entered": "2024-04-01", "purpose": "visit"}, STORED_HOLIDAY]


def test_an_entry_in_which_nothing_can_be_read_keeps_its_dates(stays: Group) -> None:
    wrong = {**EMPTY, "entered_day": "1", "left_day": "40"}
    found = kept(stays, {**KNOWN, "japan_before": [STORED]}, BEFORE, numbered(1, wrong))
    assert found.answers["japan_before"] == [{"entered": "2022-04-01", "left": "2022-09-30"}]
    assert len(found.left_out) == 2


def test_more_entries_than_allowed_are_not_kept_and_that_is_said(stays: Group) -> None:
    many = [numbered(number, STAY) for number in range(1, 60)]
    found = kept(stays, {**KNOWN, "japan_before": [STORED]}, BEFORE, *many)
    assert found.answers["japan_before"] == [STORED]
    assert found.left_out == ("Stay",)


@pytest.fixture(scope="module")
def nationality() -> Group:
    """Where two answers contradict each other, with a question that depends on the later one."""
    found = group("mirai", "nationality")
    questions = [
        replace(each, only_if=Condition("has_japanese_nationality", (True,)))
        if each.key == "residence_country"
        else each
        for each in found.questions
    ]
    return replace(found, questions=tuple(questions))


NATIONAL = {"nationalities": ["JP", "BE"], "has_japanese_nationality": "no", "residence_country": ""}


def test_what_depends_on_a_contradicted_answer_stays_with_it(nationality: Group) -> None:
    known = {"nationalities": ["JP", "BE"], "has_japanese_nationality": True, "residence_country": "BE"}
    found = kept(nationality, known, NATIONAL)
    assert found.answers == known
    assert found.left_out == ("Do you hold Japanese nationality?",)


def test_what_is_dropped_with_a_contradicted_answer_is_named(nationality: Group) -> None:
    alone = replace(
        nationality,
        questions=tuple(
            replace(each, only_if=Condition("has_japanese_nationality", (False,))) if each.only_if else each
            for each in nationality.questions
        ),
    )
    found = kept(alone, {}, {**NATIONAL, "residence_country": "BE"})
    assert found.answers == {"nationalities": ["JP", "BE"]}
    assert found.left_out == ("Do you hold Japanese nationality?", "In which country do you live?")
