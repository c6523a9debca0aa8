"""A date in three parts: what people type, what they are told, and that it is still there."""

from datetime import date, timedelta

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.common.forms import DatePartsField
from portal.common.templatetags.look import error_links


class Form(forms.Form):
    birth_date = DatePartsField(label="Date of birth", autocomplete="bday")
    passport_expiry = DatePartsField(label="Passport valid until", example=date(2031, 1, 19), required=False)


def posted(day: str = "", month: str = "", year: str = "", **more: str) -> Form:
    return Form({"birth_date_day": day, "birth_date_month": month, "birth_date_year": year, **more})


def errors_of(form: Form, name: str = "birth_date") -> list[str]:
    return [str(message) for message in form.errors.get(name, [])]


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("27", "3", "1998"),
        ("27", "03", "1998"),
        (" 27 ", "March", "1998"),
        ("27", "mar", "1998"),
        ("27", "MAR.", "1998"),
        ("٢٧", "٣", "١٩٩٨"),
        ("２７", "３", "１９９８"),
        ("२७", "३", "१९९८"),
    ],
)
def test_a_date_is_read_however_its_parts_are_written(day: str, month: str, year: str) -> None:
    form = posted(day, month, year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"] == date(1998, 3, 27)


@pytest.mark.parametrize(("language", "month"), [("fr", "mars"), ("nl", "maart"), ("ja", "3月"), ("fr", "March")])
def test_a_month_may_be_named_in_the_language_of_the_page_or_in_english(language: str, month: str) -> None:
    with translation.override(language):
        form = posted("27", month, "1998")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["birth_date"] == date(1998, 3, 27)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_from_the_year_1000_on_survives_being_shown_and_read_again(day: date) -> None:
    field = DatePartsField()
    assert field.clean(field.widget.decompress(day)) == day
    assert not field.has_changed(day, field.widget.decompress(day))
    assert field.has_changed(
        day + timedelta(days=1) if day < date.max else date(1000, 1, 1), field.widget.decompress(day)
    )


@given(st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_nothing_that_can_be_typed_breaks_it(parts: list[str]) -> None:
    form = posted(*parts)
    if not form.is_valid():
        assert errors_of(form)
    str(form["birth_date"]).encode()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("31", "2", "2027"), "31 February 2027 is not a date. Check the day."),
        (("31", "avril", "1998"), "The month must be a number from 1 to 12 or a name such as March, not “avril”."),
        (("29", "2", "1900"), "29 February 1900 is not a date. Check the day."),
        (("27", "3", "98"), "The year must have four digits, such as 1998."),
        (("27", "3", "0098"), "The year must have four digits, such as 1998."),
        (("27", "13", "1998"), "The month must be a number from 1 to 12 or a name such as March, not “13”."),
        (("32", "3", "1998"), "The day must be a number from 1 to 31, not “32”."),
        (("0", "3", "1998"), "The day must be a number from 1 to 31, not “0”."),
        (("²", "3", "1998"), "The day must be a number from 1 to 31, not “²”."),
        (("-1", "3", "1998"), "The day must be a number from 1 to 31, not “-1”."),
        (("27", "", "1998"), "The month is missing. Enter a day, a month and a year."),
        (("", "", "1998"), "The day and the month are missing. Enter a day, a month and a year."),
        (("", "", ""), "Enter a day, a month and a year."),
        ((" ", "\t", ""), "Enter a day, a month and a year."),
        (("2\x007", "3", "1998"), "The day must be a number from 1 to 31, not “2�7”."),
        (("\ud800", "3", "1998"), "The day must be a number from 1 to 31, not “�”."),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(parts: tuple[str, str, str], message: str) -> None:
    assert errors_of(posted(*parts)) == [message]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert errors_of(posted("40", "", "98")) == [
        "The month is missing. Enter a day, a month and a year.",
        "The day must be a number from 1 to 31, not “40”.",
        "The year must have four digits, such as 1998.",
    ]


def test_a_number_of_a_million_digits_is_answered_briefly() -> None:
    (message,) = errors_of(posted("9" * 1_000_000, "3", "1998"))
    assert len(message) < 120


@pytest.mark.parametrize(
    "parts", [("31", "Feb", "2027"), ("32", "xx", "98"), ("", "3", ""), ("<b>", '"', "1998"), ("٣١", "٢", "٢٠٢٧")]
)
def test_what_was_typed_is_still_there(parts: tuple[str, str, str]) -> None:
    form = posted(*parts)
    assert not form.is_valid()
    shown = [part.data["value"] for part in form["birth_date"]]  # type: ignore[attr-defined]
    assert [value or "" for value in shown] == list(parts)


def test_names_and_ids_are_those_the_contract_promises() -> None:
    parts = [part.data for part in Form()["birth_date"]]  # type: ignore[attr-defined]
    assert [part["name"] for part in parts] == ["birth_date_day", "birth_date_month", "birth_date_year"]
    assert [part["attrs"]["id"] for part in parts] == ["id_birth_date_day", "id_birth_date_month", "id_birth_date_year"]
    assert [part["attrs"]["autocomplete"] for part in parts] == ["bday-day", "bday-month", "bday-year"]
    assert [part["label"] for part in parts] == ["Day", "Month", "Year"]


@pytest.mark.parametrize(
    ("parts", "target"),
    [
        (("", "", ""), "id_birth_date_day"),
        (("31", "2", "2027"), "id_birth_date_day"),
        (("27", "", "1998"), "id_birth_date_month"),
        (("27", "3", "98"), "id_birth_date_year"),
    ],
)
def test_the_summary_leads_to_the_first_part_to_mend(parts: tuple[str, str, str], target: str) -> None:
    form = posted(*parts)
    (link,) = error_links(form)
    assert link.target == target
    marked = [part.data["attrs"].get("aria-invalid") for part in form["birth_date"]]  # type: ignore[attr-defined]
    assert "true" in marked


def test_one_form_does_not_mark_the_parts_of_another() -> None:
    assert not posted("27", "3", "98").is_valid()
    assert all("aria-invalid" not in part.data["attrs"] for part in Form()["birth_date"])  # type: ignore[attr-defined]


def test_an_optional_date_may_stay_blank_but_not_half_blank() -> None:
    blank = posted("27", "3", "1998")
    assert blank.is_valid()
    assert blank.cleaned_data["passport_expiry"] is None
    form = posted("27", "3", "1998", passport_expiry_day="19")
    assert errors_of(form, "passport_expiry") == [
        "The month and the year are missing. Enter a day, a month and a year."
    ]


def test_bounds_are_said_as_dates_and_both_allowed() -> None:
    field = DatePartsField(earliest=date(1950, 1, 1), latest=date(2010, 12, 31))
    assert field.clean(["1", "1", "1950"]) == date(1950, 1, 1)
    assert field.clean(["31", "12", "2010"]) == date(2010, 12, 31)
    with pytest.raises(forms.ValidationError, match=r"The date must be 31 December 2010 or earlier."):
        field.clean(["1", "1", "2011"])
    with pytest.raises(forms.ValidationError, match=r"The date must be 1 January 1950 or later."):
        field.clean(["31", "12", "1949"])


def test_the_hint_is_a_date_that_cannot_be_read_month_first() -> None:
    assert str(Form()["birth_date"].help_text) == "For example, 27 3 1998"
    with pytest.raises(ValueError, match="take a day after the 12th"):
        DatePartsField(example=date(1998, 3, 12))


def test_a_stored_date_fills_the_parts() -> None:
    form = Form(initial={"birth_date": date(1998, 3, 7), "passport_expiry": "2031-01-19"})
    assert [part.data["value"] for part in form["birth_date"]] == ["7", "3", "1998"]  # type: ignore[attr-defined]
    assert [part.data["value"] for part in form["passport_expiry"]] == ["19", "1", "2031"]  # type: ignore[attr-defined]
