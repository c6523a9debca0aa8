"""Every kind of answer: what is read, what is refused in words, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from programs.forms.countries import CountriesField, CountryField
from programs.forms.fields import CodeField, CodesField, EmailField, NumberField, PhoneField, YesNoField

MONTHS = {"minimum": 0, "maximum": 1200}


def words(field: forms.Field, typed: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize(("typed", "read"), [("6", 6), (" 1 200 ", 1200), ("٠", 0), ("６", 6), ("007", 7)])
def test_whole_numbers_are_read_in_the_digits_of_any_script(typed: str, read: int) -> None:
    assert NumberField(**MONTHS).clean(typed) == read


@pytest.mark.parametrize("typed", ["six", "1.5", "1,5", "1e3", "1_0", "--3", "½", "²", "9" * 5000, "0x1f"])
def test_what_is_no_whole_number_is_said(typed: str) -> None:
    assert "is not a whole number" in words(NumberField(**MONTHS), typed)


@pytest.mark.parametrize("typed", ["-1", "1201", "\u22121", "999999999999"])
def test_a_number_outside_names_the_range(typed: str) -> None:
    assert words(NumberField(**MONTHS), typed) == "Enter a number from 0 to 1200."


@pytest.mark.parametrize(("typed", "read"), [("3.42", "3.42"), ("3,4", "3.4"), ("100", "100"), ("٣.٥", "3.5")])
def test_decimals_are_read_with_point_or_comma(typed: str, read: str) -> None:
    assert str(NumberField(minimum=0, maximum=100, places=2).clean(typed)) == read


@pytest.mark.parametrize("typed", ["3.456", "3.", ".", "1.2.3", "NaN", "Infinity", "1e2", "3.4 points"])
def test_what_is_no_decimal_is_said(typed: str) -> None:
    assert "at most 2 decimals" in words(NumberField(minimum=0, maximum=100, places=2), typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+32 2 513 23 40", "+32 2 513 23 40"),
        ("02 513 23 40", "+32 2 513 23 40"),
        ("+81 3-5253-2111", "+81 3-5253-2111"),
        ("+32 470 12 34 56", "+32 470 12 34 56"),
    ],
)
def test_telephone_numbers_are_kept_as_dialled_from_abroad(typed: str, stored: str) -> None:
    assert PhoneField(region="BE").clean(typed) == stored


@pytest.mark.parametrize("typed", ["call me", "12", "+999 1", "1" * 300, "+32"])
def test_what_is_no_telephone_number_gets_an_example_of_the_country(typed: str) -> None:
    assert "country code, such as +32" in words(PhoneField(region="BE"), typed)


@pytest.mark.parametrize("typed", ["nobody", "a@b", "a b@example.org", "@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_mail_address_is_said(typed: str) -> None:
    assert words(EmailField(), typed)


@pytest.mark.parametrize("field", [NumberField(**MONTHS), PhoneField(region="BE"), EmailField()])
@pytest.mark.parametrize("typed", ["1\x002", "\x00", "\ud800", "a\x07b"])
def test_characters_that_are_no_text_are_refused_with_their_place(field: forms.Field, typed: str) -> None:
    assert "is not text" in words(field, typed)


@pytest.mark.parametrize(("sent", "read"), [("yes", True), ("no", False), ("true", True), ("FALSE", False)])
def test_yes_and_no_are_read(sent: str, read: bool) -> None:
    assert YesNoField().clean(sent) is read


@pytest.mark.parametrize("sent", ["", None, "maybe", "1", "\x00", "yes\x00"])
def test_neither_yes_nor_no_is_said(sent: Any) -> None:
    assert words(YesNoField(), sent) == "Choose yes or no."


def test_an_unanswered_yes_or_no_is_not_a_no() -> None:
    assert YesNoField(required=False).clean("") is None


@pytest.mark.parametrize("sent", ["ZZ", "be", "BE\x00", "' OR 1=1", ["BE"]])
def test_a_tampered_country_is_refused(sent: Any) -> None:
    assert words(CountryField(), sent) == "Choose a country from the list."


def test_kosovo_and_stateless_people_are_there() -> None:
    field = CountriesField(besides=[("XXA", "no nationality (stateless)")])
    assert field.clean(["XK", "", "XXA"]) == ["XK", "XXA"]


def test_several_countries_come_in_order_and_once() -> None:
    assert CountriesField().clean(["NL", "", "BE", "NL"]) == ["NL", "BE"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([], "at least one"),
        (["", ""], "at least one"),
        (["BE", "QQ"], "from the list"),
        (["BE\x00"], "from the list"),
        (["BE", "NL", "FR", "DE"], "at most 3"),
    ],
)
def test_countries_that_cannot_be_are_refused(sent: list[str], said: str) -> None:
    assert said in words(CountriesField(), sent)


def test_several_selects_share_one_name() -> None:
    widget = CountriesField().widget
    data = QueryDict("nationalities=BE&nationalities=&nationalities=FR")
    assert widget.value_from_datadict(data, {}, "nationalities") == ["BE", "", "FR"]
    html = widget.render("nationalities", ["BE", "FR"], {"id": "id_nationalities"})
    assert html.count('name="nationalities"') == 3
    assert html.count("selected") == 3  # two countries, and the blank line of the third
    assert 'for="id_nationalities_2"' in html


@pytest.mark.parametrize("sent", ["c", "a\x00", ["a"], "A"])
def test_a_tampered_choice_is_refused_without_repeating_it(sent: Any) -> None:
    field = CodeField(choices=[("a", "First"), ("b", "Second")])
    assert words(field, sent) == "Choose one of the answers shown."


def test_several_choices_come_in_the_order_of_the_list() -> None:
    field = CodesField(choices=[("en", "English"), ("ja", "Japanese")])
    assert field.clean(["ja", "en", "ja"]) == ["en", "ja"]
    assert "not among those shown" in words(field, ["ja", "xx"])
    assert words(field, "ja") == "Choose again."
