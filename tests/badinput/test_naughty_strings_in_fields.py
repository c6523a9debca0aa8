"""Every naughty string in every class of form field and in every field of every form: kept exactly or refused in words.

The classes are found by looking (tests.badinput.fields): a new one fails here until it is said what becomes of a text
in it. What is stored and shown afterwards is tested in test_naughty_strings_shown_back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from allauth.account.fields import EmailField as AccountEmailField
from allauth.account.fields import PasswordField, SetPasswordField
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from alumni.forms.details import LanguageTagField
from alumni.forms.founding import MissionField
from alumni.forms.verbs import AssociationField
from alumni.models import Association
from portal.accounts.models import User
from portal.common.dateparts import PARTS, DatePartsField
from portal.common.forms import CleanTextField, WebAddressField
from portal.common.written import showable
from portal.offices.models import Office
from portal.staffsite.admin.handing_over import AccountByEmailField
from programs.admin.rules.leaf_fields import Day, Decimals, Number, OpenCodes, YesNo
from programs.forms.countries import CountriesField, CountryField
from programs.forms.fields import CodeField, CodesField, EmailField, NumberField, PhoneField, YesNoField, _TypedLine
from programs.forms.several import RankedField, SeveralField
from tests.badinput import markup
from tests.badinput.fields import classes_of_fields, fields_of_forms
from tests.badinput.naughty import EVERY_STRING, THE_LIST, in_paragraphs, is_text, on_one_line

CODES = [("law", "Law"), ("arts", "Arts")]
LONG = 20_000
# A control with choices shows those and nothing of what was sent: a few strings prove it, and a long list takes time.
# So does asking for an account each time.
OF_EVERY_KIND = [string for string in EVERY_STRING if "<" in string][:12] + list(EVERY_STRING[:20])
ECHOING = (CleanTextField, EmailField, NumberField, PhoneField, OpenCodes, AccountByEmailField)


def _text(sent: str, kept: Any, field: forms.Field) -> bool:
    assert isinstance(field, CleanTextField)
    return bool(kept == (in_paragraphs(sent) if field.multiline else on_one_line(sent)))


def _stock_text(sent: str, kept: Any, field: forms.Field) -> bool:
    return kept in (sent, sent.strip())


def _address(sent: str, kept: Any, field: forms.Field) -> bool:
    return kept in ("", sent.strip()) or "@" in kept


def _web_address(sent: str, kept: Any, field: forms.Field) -> bool:
    return kept in ("", on_one_line(sent)) or kept == f"https://{on_one_line(sent)}"


def _is(*kinds: type) -> Callable[[str, Any, forms.Field], bool]:
    return lambda sent, kept, field: kept is None or kept == "" or isinstance(kept, kinds)


def _one_of_them(sent: str, kept: Any, field: forms.Field) -> bool:
    assert isinstance(field, forms.ChoiceField)
    return kept in ("", None) or field.valid_value(kept)


def _known_codes(sent: str, kept: Any, field: forms.Field) -> bool:
    return set(kept) <= {code for code, _name in field.choices}  # type: ignore[attr-defined]


def _phone(sent: str, kept: Any, field: forms.Field) -> bool:
    return kept is None or (kept.startswith("+") and kept.isprintable())


# Class -> how one is made, and whether what it keeps of a text is what it should be.
KNOWN: dict[type[forms.Field], tuple[Callable[[], forms.Field] | None, Callable[[str, Any, forms.Field], bool]]] = {
    CleanTextField: (lambda: CleanTextField(max_length=LONG, required=False), _text),
    WebAddressField: (lambda: WebAddressField(max_length=LONG, required=False), _web_address),
    LanguageTagField: (lambda: LanguageTagField(), _text),
    AssociationField: (
        lambda: AssociationField(queryset=Association.objects.unscoped("a test"), required=False),
        _is(Association),
    ),
    MissionField: (lambda: MissionField(required=False), _is(Office)),
    OpenCodes: (lambda: OpenCodes(required=False), _is(list)),
    AccountByEmailField: (lambda: AccountByEmailField(required=False), _is(User)),
    EmailField: (lambda: EmailField(required=False), _address),
    AccountEmailField: (lambda: AccountEmailField(required=False), _address),
    forms.EmailField: (lambda: forms.EmailField(required=False), _address),
    PhoneField: (lambda: PhoneField(region="BE", required=False), _phone),
    NumberField: (lambda: NumberField(minimum=0, maximum=100, required=False), _is(int, Decimal)),
    DatePartsField: (lambda: DatePartsField(example=date(2003, 5, 27), required=False), _is(str, date)),
    YesNoField: (lambda: YesNoField(required=False), _is(bool)),
    CodeField: (lambda: CodeField(choices=CODES, required=False), _one_of_them),
    CodesField: (lambda: CodesField(choices=CODES, required=False), _known_codes),
    CountryField: (lambda: CountryField(required=False), _one_of_them),
    CountriesField: (lambda: CountriesField(required=False), _known_codes),
    SeveralField: (lambda: SeveralField(choices=CODES, labels=["First"], required=False), _known_codes),
    RankedField: (lambda: RankedField(choices=CODES, at_most=2, required=False), _known_codes),
    Day: (lambda: Day(required=False), _is(str)),
    Number: (lambda: Number(required=False), _is(int)),
    Decimals: (lambda: Decimals(required=False), _is(str)),
    YesNo: (lambda: YesNo(required=False), _is(bool)),
    _TypedLine: (None, _stock_text),  # only its heirs stand in forms
    PasswordField: (lambda: PasswordField(required=False), _stock_text),
    SetPasswordField: (None, _stock_text),  # needs the account it is for: tests/accounts/test_passwords.py
    forms.CharField: (lambda: forms.CharField(required=False), _stock_text),
    forms.RegexField: (lambda: forms.RegexField(r"\A[a-z]+\Z", required=False), _stock_text),
    forms.SlugField: (lambda: forms.SlugField(required=False), _stock_text),
    forms.JSONField: (lambda: forms.JSONField(required=False), lambda sent, kept, field: kept == _as_json(sent)),
    forms.UUIDField: (lambda: forms.UUIDField(required=False), _is(UUID)),
    forms.IntegerField: (lambda: forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False), _is(int)),
    forms.DecimalField: (lambda: forms.DecimalField(max_digits=5, required=False), _is(Decimal)),
    forms.DateField: (lambda: forms.DateField(required=False), _is(date)),
    forms.TimeField: (lambda: forms.TimeField(required=False), _is(time)),
    # Hidden, and a mark of the page rather than a text: what uses it asks for the one it knows.
    forms.Field: (lambda: forms.Field(required=False), lambda sent, kept, field: kept == sent),
    forms.BooleanField: (lambda: forms.BooleanField(required=False), _is(bool)),
    forms.ChoiceField: (lambda: forms.ChoiceField(choices=CODES, required=False), _one_of_them),
    forms.TypedChoiceField: (lambda: forms.TypedChoiceField(choices=CODES, required=False), _one_of_them),
    forms.MultipleChoiceField: (lambda: forms.MultipleChoiceField(choices=CODES, required=False), _known_codes),
    forms.ModelChoiceField: (
        lambda: forms.ModelChoiceField(Office.objects.all(), required=False), _is(models.Model)
    ),
    forms.FileField: (lambda: forms.FileField(required=False), _is(bool)),  # a text in the place of a file is none
}  # fmt: skip
MADE = {cls: made for cls, (made, _kept) in KNOWN.items() if made is not None}
each_class = pytest.mark.parametrize("cls", MADE, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")


def _as_json(sent: str) -> Any:
    value = json.loads(sent) if sent else None
    return NAN if value != value else value


class _Nan:
    """Equal to what is equal to nothing, itself included."""

    def __eq__(self, other: object) -> bool:
        return other != other

    __hash__ = None  # type: ignore[assignment]


NAN = _Nan()


def outcome(field: forms.Field, sent: str) -> Any:
    """Return what a field makes of a string: the value, or the error in words."""
    several = isinstance(field, DatePartsField | SeveralField | forms.MultipleChoiceField)
    given: Any = [sent] * 3 if isinstance(field, DatePartsField) else [sent] if several else sent
    try:
        return field.clean(None if isinstance(field, forms.FileField) else given)
    except ValidationError as error:
        return error


def test_the_list_is_whole_and_has_of_every_kind() -> None:
    assert len(THE_LIST) > 490
    for kind in ("<script>", "DROP TABLE", "/etc/passwd", "田中さん", "\u202b", "𠜎", "--help", "$HOME", "{0}", "1/0"):
        assert any(kind in string for string in THE_LIST), kind


def test_every_class_of_field_is_known_here(db: None) -> None:
    """A new class stands in no form before somebody has said what becomes of a naughty string in it."""
    assert {cls.__qualname__ for cls in classes_of_fields() - KNOWN.keys()} == set()
    assert {cls.__qualname__ for cls in KNOWN.keys() - classes_of_fields()} == set()


@each_class
def test_every_string_is_kept_exactly_or_refused_in_words(cls: type[forms.Field], db: None) -> None:
    made, as_promised = KNOWN[cls]
    assert made is not None
    field = made()
    wrong = []
    for sent in EVERY_STRING:
        came = outcome(field, sent)
        if isinstance(came, ValidationError):
            if not all(message.strip() and len(message) < 400 for message in came.messages):
                wrong.append((sent, came.messages))
        elif not as_promised(sent, came, field):
            wrong.append((sent, came))
    assert wrong == []


@pytest.mark.parametrize("multiline", [False, True], ids=["one line", "paragraphs"])
def test_a_text_field_refuses_only_what_is_no_text(multiline: bool) -> None:
    field = CleanTextField(max_length=LONG, required=False, multiline=multiline)
    refused = {sent for sent in EVERY_STRING if isinstance(outcome(field, sent), ValidationError)}
    assert refused == {sent for sent in EVERY_STRING if not is_text(sent)}
    assert 5 < len(refused) < 20


@each_class
def test_every_string_stands_in_the_control_again_and_makes_no_element(cls: type[forms.Field], db: None) -> None:
    form_class = type("Form", (forms.Form,), {"field": MADE[cls]()})
    parts = [f"field_{part}" for part in PARTS] if cls is DatePartsField else ["field"]
    few = isinstance(MADE[cls](), forms.ChoiceField | SeveralField | AccountByEmailField)

    def shown(sent: str) -> tuple[str, str]:
        form = form_class(dict.fromkeys(parts, sent))
        return str(form["field"]), str(form["field"].errors)

    usual = markup.elements(shown("a")[0])
    wrong = []
    for sent in OF_EVERY_KIND if few else EVERY_STRING:
        control, errors = shown(sent)
        same = not (cls in ECHOING and sent) or markup.values(control) == [showable(sent)]
        foreign = {tag for tag, _names in markup.elements(errors)} - {"ul", "li"}
        if markup.elements(control) != usual or foreign or not same:
            wrong.append((sent, control, errors))
    assert wrong == []


def test_every_text_field_of_every_form_keeps_exactly_or_refuses_in_words(db: None) -> None:
    seen, wrong = 0, []
    for form, name, field in fields_of_forms():
        if not isinstance(field, CleanTextField) or type(field) is not CleanTextField:
            continue
        seen += 1
        for sent in EVERY_STRING:
            came = outcome(field, sent)
            if isinstance(came, ValidationError):
                kept = in_paragraphs(sent) if field.multiline else on_one_line(sent)
                fits = max(1, field.min_length or 0) <= len(kept) <= (field.max_length or 0)
                if is_text(sent) and fits:
                    wrong.append((form, name, sent, came.messages))
            elif not _text(sent, came, field) or len(came) > (field.max_length or 0):
                wrong.append((form, name, sent, came))
    assert wrong == []
    assert seen > 40


def test_no_form_of_ours_takes_a_text_by_a_stock_field_that_a_person_fills_in(db: None) -> None:
    """Stock text fields cut, strip and answer in other words; what a person writes goes through our own."""
    stock = {
        f"{form.rpartition('.')[2]}.{name}"
        for form, name, field in fields_of_forms()
        if type(field) in (forms.CharField, forms.EmailField, forms.URLField)
        and not form.startswith("allauth.")
        and not isinstance(field.widget, forms.HiddenInput)
    }
    assert stock == {
        "CallForm.opens_local", "CallForm.closes_local", "CallForm.time_zone",  # a browser's own controls
        "OnceAuthenticateForm.code", "OnceReauthenticateForm.code", "SameWorkSignupForm.username",  # allauth's
    }  # fmt: skip
