"""A page of questions with entries: what was sent is read from its names, whatever they are."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import Group, parse_definition
from programs.forms import SectionForm
from programs.forms.section_form import moved_up, numbers_sent, without_entry
from programs.forms.several import RankedField
from programs.vocabulary import vocabulary

STAY = {
    "entered_day": "1",
    "entered_month": "4",
    "entered_year": "2022",
    "left_day": "30",
    "left_month": "9",
    "left_year": "2022",
    "purpose": "study",
}
STORED = {"entered": "2022-04-01", "left": "2022-09-30", "purpose": "study"}
BEFORE = {"been_in_japan": "yes", "prior_jp_gov_exchange": "no"}


def group(programme: str, key: str) -> Group:
    data = read_yaml(CATALOG / programme / "programme.yaml")
    return parse_definition(data, vocabulary(), file=programme).group(key)


@pytest.fixture(scope="module")
def stays() -> Group:
    return group("mirai", "japan_before")


@pytest.fixture(scope="module")
def wishes() -> Group:
    return group("mext-research", "universities")


def sent(*parts: dict[str, Any], **also: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for part in (*parts, also):
        for name, value in part.items():
            data.setlist(name, value if isinstance(value, list) else [value])
    return data


def numbered(number: int, entry: dict[str, str], key: str = "japan_before") -> dict[str, str]:
    return {f"{key}-{number}-{name}": value for name, value in entry.items()}


def form_of(group: Group, data: QueryDict, *, partial: bool = False) -> SectionForm:
    return SectionForm(group, call=None, data=data, partial=partial)


def test_entries_are_stored_as_a_list_under_the_groups_key(stays: Group) -> None:
    form = form_of(stays, sent(BEFORE, numbered(1, STAY)))
    assert form.is_valid()
    assert form.answers == {"been_in_japan": True, "prior_jp_gov_exchange": False, "japan_before": [STORED]}


def test_numbers_may_start_anywhere_and_have_gaps(stays: Group) -> None:
    later = {**STAY, "left_year": "2024", "entered_year": "2024"}
    form = form_of(stays, sent(BEFORE, numbered(7, later), numbered(0, STAY)))
    assert form.is_valid()
    assert [entry["entered"][:4] for entry in form.answers["japan_before"]] == ["2022", "2024"]


def test_an_entry_left_empty_is_none(stays: Group) -> None:
    empty = dict.fromkeys(STAY, " ")
    empty.pop("purpose")
    form = form_of(stays, sent(BEFORE, numbered(1, empty), numbered(2, STAY)))
    assert form.is_valid()
    assert form.answers["japan_before"] == [STORED]


def test_where_one_is_needed_its_own_questions_say_what_is_missing(stays: Group) -> None:
    form = form_of(stays, sent(BEFORE))
    assert not form.is_valid()
    [entry] = form.wrong_entries
    assert entry.errors["purpose"] == ["Choose an answer."]
    assert form.shown_entries[0]["id"] == "japan_before-1"


def test_who_was_never_there_is_asked_for_no_dates(stays: Group) -> None:
    form = form_of(stays, sent({**BEFORE, "been_in_japan": "no"}, numbered(1, {**STAY, "left_year": "nonsense"})))
    assert form.is_valid()
    assert form.answers == {"been_in_japan": False, "prior_jp_gov_exchange": False}
    assert form.wrong_entries == []


def test_half_a_page_keeps_dates_whose_question_is_still_open(stays: Group) -> None:
    form = form_of(stays, sent(numbered(1, {**STAY, "purpose": ""})), partial=True)
    assert form.is_valid()
    assert form.answers == {"japan_before": [{"entered": "2022-04-01", "left": "2022-09-30"}]}


def test_leaving_before_entering_is_refused_beside_the_later_date(stays: Group) -> None:
    form = form_of(stays, sent(BEFORE, numbered(1, {**STAY, "left_year": "2021"})))
    assert not form.is_valid()
    [message] = form.wrong_entries[0].errors["left"]
    assert message.startswith("This is before 1 April 2022, which you gave for “When did you enter Japan?”.")


def test_more_than_there_may_be_are_refused_in_words(stays: Group) -> None:
    form = form_of(stays, sent(BEFORE, *(numbered(number, STAY) for number in range(1, 22))))
    assert not form.is_valid()
    assert form.plain.non_field_errors() == ["You can give at most 20."]


def test_a_thousand_entries_are_not_all_read(stays: Group) -> None:
    form = form_of(stays, sent(BEFORE, *(numbered(number, STAY) for number in range(1000))))
    assert not form.is_valid()
    assert len(form.entries) == 60


@pytest.mark.parametrize("number", ["-1", "1e3", "99999", "１", "", "1-1", "x"])
def test_names_that_are_no_number_are_no_entry(stays: Group, number: str) -> None:
    data = sent({f"japan_before-{number}-{name}": value for name, value in STAY.items()})
    assert numbers_sent(stays, data) == ([1] if number == "1-1" else [])


def test_stored_entries_are_shown_with_room_for_the_first_or_one_more(stays: Group) -> None:
    shown = [len(SectionForm(stays, call=None, answers=answers, one_more=more).entries) for answers, more in (
        ({}, False), ({"japan_before": [STORED]}, False), ({"japan_before": [STORED]}, True),
        ({"japan_before": [STORED] * 20}, True),
    )]  # fmt: skip
    assert shown == [1, 1, 2, 20]
    full = SectionForm(stays, call=None, answers={"japan_before": [STORED] * 20})
    assert not full.may_add
    assert full.most_in_words == "You can give at most 20."


def test_one_entry_is_taken_out_and_another_moved_up(wishes: Group) -> None:
    data = sent(*(numbered(n, {"university": name}, "universities") for n, name in ((2, "Kyoto"), (5, "Nara"))))
    moved = form_of(wishes, moved_up(wishes, data, 5))
    assert moved.is_valid()
    assert [entry["university"] for entry in moved.answers["universities"]] == ["Nara", "Kyoto"]
    assert moved_up(wishes, data, 2) == data
    assert moved_up(wishes, data, 77) == data
    left = form_of(wishes, without_entry(wishes, data, 2))
    assert left.is_valid()
    assert left.answers == {"universities": [{"university": "Nara"}]}
    assert [entry["title"] for entry in moved.shown_entries] == ["First choice", "Second choice"]
    assert [entry["up"] for entry in moved.shown_entries] == [False, True]


def test_names_are_never_refused_in_an_entry(wishes: Group) -> None:
    for name in ("O", "d'Souza", "株式会社", "ا" * 120, "<script>alert(1)</script>", "=1+1"):
        form = form_of(wishes, sent(numbered(1, {"university": name, "supervisor": name}, "universities")))
        assert form.is_valid(), name
        assert form.answers["universities"] == [{"university": name, "supervisor": name}]


def ranked(*codes: str) -> list[str]:
    field = RankedField(choices=[("alt", "Teacher"), ("cir", "Coordinator"), ("sea", "Advisor")], at_most=2)
    return field.clean(list(codes))


def test_choices_are_ranked_in_the_order_given() -> None:
    assert ranked("cir", "alt") == ["cir", "alt"]
    assert ranked("", "sea") == ["sea"]


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("cir", "cir"), "“Coordinator” is chosen twice."),
        ((), "Choose at least your first choice."),
        (("alt", "cir", "sea"), "Choose at most 2."),
        (("bribery",), "Choose answers from the list."),
    ],
)
def test_a_ranking_that_cannot_be_meant_is_refused(codes: tuple[str, ...], words: str) -> None:
    with pytest.raises(Exception, match=words):
        ranked(*codes)


def test_after_the_highest_number_entries_are_numbered_anew(stays: Group) -> None:
    later = {**STAY, "entered_year": "2024", "left_year": "2024"}
    form = SectionForm(
        stays, call=None, data=sent(BEFORE, numbered(12, STAY), numbered(9999, later)), partial=True, one_more=True
    )
    assert form.is_valid()
    assert [each["number"] for each in form.shown_entries] == [1, 2, 3]
    assert form.answers["japan_before"] == [STORED, {**STORED, "entered": "2024-04-01", "left": "2024-09-30"}]


def test_selects_that_cannot_be_changed_look_so() -> None:
    class Wishes(forms.Form):
        wishes = RankedField(choices=[("alt", "Teacher"), ("cir", "Coordinator")], at_most=2)

    form = Wishes(initial={"wishes": ["cir"]})
    assert " disabled" not in str(form["wishes"])
    form.fields["wishes"].disabled = True
    assert str(form["wishes"]).count(" disabled>") == 2
