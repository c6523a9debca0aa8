"""Forms made from groups of questions."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from programs.catalog_files import CATALOG, read_yaml
from programs.definitions import Definition, parse_definition
from programs.forms import group_form, to_answers, to_initial
from programs.vocabulary import vocabulary


@pytest.fixture(scope="module")
def mirai() -> Definition:
    return parse_definition(read_yaml(CATALOG / "mirai/programme.yaml"), vocabulary(), file="mirai")


@pytest.fixture(scope="module")
def mext() -> Definition:
    return parse_definition(read_yaml(CATALOG / "mext-research/programme.yaml"), vocabulary(), file="mext")


ABOUT_YOU = {
    "full_name": "Nguyễn Thị Ánh",
    "passport_name": "NGUYEN THI ANH",
    "birth_date_day": "27",
    "birth_date_month": "May",
    "birth_date_year": "2003",
    "phone": "+32 2 513 23 40",
}


def test_names_in_any_script_and_dates_in_three_parts_become_answers(mirai: Definition) -> None:
    group = mirai.group("about_you")
    form = group_form(group, call=None)(ABOUT_YOU)
    assert form.is_valid(), form.errors
    assert to_answers(group, form.cleaned_data) == {
        "full_name": "Nguyễn Thị Ánh",
        "passport_name": "NGUYEN THI ANH",
        "birth_date": "2003-05-27",
        "phone": "+32 2 513 23 40",
    }


def test_answers_come_back_into_the_form_as_they_were(mirai: Definition) -> None:
    group = mirai.group("about_you")
    answers = {"full_name": "李小龍", "birth_date": "2003-05-27"}
    html = group_form(group, call=None)(initial=to_initial(group, answers)).as_p()
    assert 'value="李小龍"' in html
    assert 'name="birth_date_day" value="27"' in html
    assert 'name="birth_date_year" value="2003"' in html


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("full_name", "x" * 201, "201 characters long; at most 200"),
        ("full_name", "Zoë\x00Carreño", "Character 4 is not text"),
        ("full_name", "   ", "Fill in this field."),
        ("phone", "none", "is not a telephone number"),
    ],
)
def test_bad_input_gets_words_beside_the_field_and_stays(mirai: Definition, field: str, typed: str, said: str) -> None:
    form = group_form(mirai.group("about_you"), call=None)({**ABOUT_YOU, field: typed})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert said in str(form.errors[field])
    assert "\x00" not in form.as_p()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("31", "2", "2003"), "31 February 2003 is not a date"),
        (("27", "5", "03"), "four digits"),
        (("27", "", "2003"), "The month is missing"),
        (("27", "5", "3003"), "or earlier"),
        (("27", "5", "1850"), "1 January 1900 or later"),
    ],
)
def test_dates_that_cannot_be_are_refused(mirai: Definition, parts: tuple[str, str, str], said: str) -> None:
    names = ("birth_date_day", "birth_date_month", "birth_date_year")
    form = group_form(mirai.group("about_you"), call=None)({**ABOUT_YOU, **dict(zip(names, parts, strict=True))})
    assert not form.is_valid()
    assert said in str(form.errors["birth_date"])


def test_a_birth_date_is_not_in_the_future(mirai: Definition, settings: Any, tmp_path: Any) -> None:
    group = mirai.group("about_you")
    tomorrow = {**ABOUT_YOU, "birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "2027"}
    settings.CLOCK_OFFSET_FILE = str(tmp_path / "clock")
    from datetime import UTC, datetime

    from portal.common import clock

    for day, accepted in (
        (datetime(2026, 12, 31, 12, tzinfo=UTC), False),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), True),
    ):
        (tmp_path / "clock").write_text(str((day - (clock.now() - clock.offset())).total_seconds()))
        assert group_form(group, call=None)(tomorrow).is_valid() is accepted


def test_half_an_answer_can_be_kept_for_later(mirai: Definition) -> None:
    group = mirai.group("about_you")
    form = group_form(group, call=None, partial=True)({"full_name": "Zoë"})
    assert form.is_valid(), form.errors
    assert to_answers(group, form.cleaned_data) == {"full_name": "Zoë"}
    assert not group_form(group, call=None)({"full_name": "Zoë"}).is_valid()


def test_half_an_answer_must_still_be_readable(mirai: Definition) -> None:
    form = group_form(mirai.group("about_you"), call=None, partial=True)({"phone": "none", "birth_date_day": "40"})
    assert set(form.errors) == {"phone", "birth_date"}


def test_a_question_that_does_not_apply_is_neither_required_nor_read(mext: Definition) -> None:
    group = mext.group("nationality")
    given = {"nationalities": ["BE"], "has_japanese_nationality": "no", "residence_country": "BE", "address": "Rue 1"}
    form = group_form(group, call=None)({**given, "will_renounce_japanese_by_arrival": "nonsense"})
    assert form.is_valid(), form.errors
    assert "will_renounce_japanese_by_arrival" not in to_answers(group, form.cleaned_data)


def test_a_question_that_applies_is_required(mext: Definition) -> None:
    given = {
        "nationalities": ["BE", "JP"],
        "has_japanese_nationality": "yes",
        "residence_country": "BE",
        "address": "Rue 1",
    }
    form = group_form(mext.group("nationality"), call=None)(given)
    assert list(form.errors) == ["will_renounce_japanese_by_arrival"]
    assert "Choose yes or no." in str(form.errors)


def test_answers_that_contradict_each_other_are_refused_beside_the_later_one(mirai: Definition) -> None:
    given = {"nationalities": ["BE", "JP"], "has_japanese_nationality": "no", "residence_country": "BE"}
    form = group_form(mirai.group("nationality"), call=None)(given)
    assert list(form.errors) == ["has_japanese_nationality"]
    assert "You named Japan" in str(form.errors)


def test_a_browser_sends_several_nationalities_under_one_name(mirai: Definition) -> None:
    group = mirai.group("nationality")
    data = QueryDict(
        "nationalities=BE&nationalities=FR&nationalities=&has_japanese_nationality=no&residence_country=BE"
    )
    form = group_form(group, call=None)(data)
    assert form.is_valid(), form.errors
    assert to_answers(group, form.cleaned_data)["nationalities"] == ["BE", "FR"]


def test_fields_that_nobody_asked_for_are_ignored(mirai: Definition) -> None:
    group = mirai.group("about_you")
    form = group_form(group, call=None)({**ABOUT_YOU, "status": "selected", "english_ok": "yes"})
    assert form.is_valid()
    assert "status" not in to_answers(group, form.cleaned_data)


def test_long_texts_say_how_long_they_are(mirai: Definition) -> None:
    group = mirai.group("motivation")
    form = group_form(group, call=None)(
        {"motivation": "Too short.", "theme_experience": "x" * 1501, "after_visit": "y"}
    )
    assert "at least 100 are needed" in str(form.errors["motivation"])
    assert "Shorten it by 1" in str(form.errors["theme_experience"])


def test_a_page_says_which_answer_is_optional_and_lets_the_server_speak(mirai: Definition) -> None:
    form = group_form(mirai.group("about_you"), call=None)()
    html = form.as_p()
    assert " required" not in html
    assert "maxlength" not in html
    assert form.fields["native_name"].required is False


def test_half_a_text_is_kept_for_later_and_refused_only_when_it_is_to_be_whole(mirai: Definition) -> None:
    motivation = {"motivation": "I would li"}
    partial = group_form(mirai.group("motivation"), call=None, partial=True)(motivation)
    assert partial.is_valid()
    assert partial.cleaned_data["motivation"] == "I would li"
    whole = group_form(mirai.group("motivation"), call=None)(motivation)
    assert "at least 100 are needed" in str(whole.errors["motivation"])
