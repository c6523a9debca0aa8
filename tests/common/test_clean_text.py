"""Text fields: any script is taken as it is, what is no text is refused in words, nothing typed is lost."""

import unicodedata

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from portal.common.forms import CleanTextField


class Form(forms.Form):
    full_name = CleanTextField(label="Full name")
    reasons = CleanTextField(label="Reasons", multiline=True, required=False, max_length=2000)


NAMES = [
    "O’Connor-D'Arcy, Seán",
    "Nguyễn Thị Ánh Tuyết",
    "山田 太郎",
    "محمّد بن سلمان",
    "สมชาย ใจดี",
    "अनुष्का शर्मा",
    "Ñ",
    "می‌خواهم",  # a zero-width non-joiner belongs to the word
    "𠮷野家",
    "X Æ A-12",
    "Ng",
    "a" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_kept_as_written(name: str) -> None:
    form = Form({"full_name": name})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["full_name"] == unicodedata.normalize("NFC", name)


def test_what_is_stored_is_composed_and_on_one_line() -> None:
    assert CleanTextField().clean("  Jose\u0301\tMari\u0301a\n Carren\u0303o ") == "José María Carreño"


def test_marks_that_turn_the_reading_direction_do_not_get_into_a_name() -> None:
    assert CleanTextField().clean("\u202eeoD\u202c John\ufeff") == "eoD John"


@pytest.mark.parametrize("blank", ["", "   ", "\u3000", "\u200b\u200b", "\u2066\u2069", "\n"])
def test_a_text_with_nothing_to_see_is_missing(blank: str) -> None:
    assert Form({"full_name": blank}).errors["full_name"] == ["Fill in this field."]


@pytest.mark.parametrize("bad", [f"Jo{chr(code)}hn" for code in (0, 0xD800, 0x07, 0x1B, 0xFFFD, 0x9F)])
def test_what_is_no_text_is_refused_with_its_place_and_stays_in_the_field(bad: str) -> None:
    form = Form({"full_name": bad})
    assert form.errors["full_name"] == [
        "Character 3 is not text and cannot be stored. Delete it, or type the line again by hand."
    ]
    shown = str(form["full_name"])
    assert "Jo" in shown
    assert "hn" in shown
    assert shown.encode()
    assert "\x00" not in shown


def test_a_text_that_is_too_long_says_how_long_and_by_how_much() -> None:
    form = Form({"full_name": "é" * 212})
    assert form.errors["full_name"] == ["This is 212 characters long; at most 200 are allowed. Shorten it by 12."]
    assert "é" * 212 in str(form["full_name"])


def test_no_browser_is_asked_to_cut_pasted_text() -> None:
    assert "maxlength" not in str(Form()["full_name"])


def test_a_text_that_is_too_short_says_what_is_needed() -> None:
    with pytest.raises(forms.ValidationError, match=r"This is 2 characters long; at least 50 are needed."):
        CleanTextField(min_length=50).clean("ab")


def test_paragraphs_keep_their_lines_whatever_ends_them() -> None:
    form = Form({"full_name": "A", "reasons": "one\r\ntwo\rthree\u2028four\n\nfive\n"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reasons"] == "one\ntwo\nthree\nfour\n\nfive"


def test_a_text_counts_as_unchanged_when_only_its_encoding_differs() -> None:
    field = CleanTextField()
    assert not field.has_changed("José", "Jose\u0301 ")
    assert field.has_changed("José", "Jos")
    assert field.has_changed("José", "Jos\x00")


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_is_accepted_can_be_stored_and_whatever_is_typed_can_be_shown(text: str) -> None:
    form = Form({"full_name": text})
    if form.is_valid():
        stored = form.cleaned_data["full_name"]
        assert stored.encode()
        assert "\x00" not in stored
        assert CleanTextField().clean(stored) == stored
    assert str(form["full_name"]).encode()
