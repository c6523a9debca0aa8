"""Fields for answers: what is typed stays, what cannot be is said with what would do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common.written import excerpt, first_unreadable, one_line, showable
from programs.eligibility.canonical import decimal_text

_UNREADABLE = _("Character %(place)s is not text and cannot be stored. Delete it, or type the line again by hand.")
_PICK_ONE = _("Choose one of the answers shown.")
_DASHES = str.maketrans("\u2212\u2010\u2011\u2012\u2013", "-----")


class _TypedLine(forms.Field):
    """One typed line that is more than text. Redisplay keeps what a page can carry."""

    default_error_messages = {"required": _("Fill in this field."), "unreadable": _UNREADABLE}

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else str(value)
        place = first_unreadable(text)
        if place is not None:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable", params={"place": place})
        line = one_line(text)
        return self.read(line) if line else None

    def read(self, line: str) -> Any:
        """Return the value of a line that is not blank. Raises ValidationError."""
        raise NotImplementedError

    def bound_data(self, data: Any, initial: Any) -> Any:
        kept = super().bound_data(data, initial)
        return showable(kept) if isinstance(kept, str) else kept


class NumberField(_TypedLine):
    """A whole number, or with `places` a decimal, from `minimum` to `maximum`. Digits of any script count."""

    default_error_messages = {
        "required": _("Enter a number."),
        "whole": _("“%(typed)s” is not a whole number. Enter digits only, such as %(example)s."),
        "decimal": _("“%(typed)s” is not a number with at most %(places)s decimals. Enter one such as %(example)s."),
        "range": _("Enter a number from %(low)s to %(high)s."),
    }

    def __init__(self, *, minimum: int | Decimal, maximum: int | Decimal, places: int = 0, **kwargs: Any) -> None:
        mode = "decimal" if places else "numeric"
        kwargs.setdefault("widget", forms.TextInput({"inputmode": mode, "class": "w-4", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.minimum, self.maximum, self.places = minimum, maximum, places

    def read(self, line: str) -> int | Decimal:
        """Return the number. Raises ValidationError `whole`, `decimal` or `range`."""
        number = self._number(line.translate(_DASHES).replace(" ", ""))
        if number is None:
            params = {"typed": excerpt(line), "places": self.places, "example": decimal_text(Decimal(self.minimum))}
            code = "decimal" if self.places else "whole"
            raise ValidationError(self.error_messages[code], code=code, params=params)
        if not self.minimum <= number <= self.maximum:
            params = {"low": self.minimum, "high": self.maximum}
            raise ValidationError(self.error_messages["range"], code="range", params=params)
        return number

    def _number(self, text: str) -> int | Decimal | None:
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        if self.places:
            digits = digits.replace(",", ".")
        whole, _dot, rest = digits.partition(".")
        # Lengths first: reading thousands of digits is slow, and no answer needs them.
        if not whole.isdecimal() or len(whole) > 12 or len(rest) > self.places:
            return None
        if _dot and not rest.isdecimal():
            return None
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in sign + digits)
        return Decimal(plain) if self.places else int(plain)


class PhoneField(_TypedLine):
    """A telephone number, kept in the international form. `region` reads numbers without a country code."""

    default_error_messages = {
        "required": _("Enter a telephone number."),
        "phone": _("“%(typed)s” is not a telephone number. Enter it with its country code, such as %(example)s."),
    }

    def __init__(self, *, region: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-20"}))
        super().__init__(**kwargs)
        self.region = region

    def read(self, line: str) -> str:
        """Return the number as it is dialled from abroad. Raises ValidationError `phone`."""
        try:
            number = phonenumbers.parse(line, self.region or None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            params = {"typed": excerpt(line), "example": _example(self.region)}
            raise ValidationError(self.error_messages["phone"], code="phone", params=params)
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


class EmailField(forms.EmailField):
    """An email address."""

    default_error_messages = {
        "required": _("Enter an email address."),
        "invalid": _("Enter an email address such as name@example.org."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs.pop("maxlength", None)  # a browser would cut pasted text without a word

    def to_python(self, value: Any) -> str:
        """Return the address. Raises ValidationError for characters that are no text."""
        text = "" if value is None else str(value)
        place = first_unreadable(text)
        if place is not None:
            raise ValidationError(_UNREADABLE, code="unreadable", params={"place": place})
        return one_line(text)

    def bound_data(self, data: Any, initial: Any) -> Any:
        kept = super().bound_data(data, initial)
        return showable(kept) if isinstance(kept, str) else kept


class YesNoField(forms.TypedChoiceField):
    """Yes or no, as two radio buttons; neither is chosen beforehand."""

    default_error_messages = {"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")}
    _READ = {"yes": True, "true": True, "no": False, "false": False}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the button of a stored answer, or of what was sent."""
        if isinstance(value, str):
            value = self._READ.get(value.lower(), value)
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def to_python(self, value: Any) -> str:
        return str(self.prepare_value(value)) if value not in self.empty_values else ""

    def _coerce(self, value: Any) -> bool | None:
        return self._READ.get(value)


class CodeField(forms.ChoiceField):
    """One of some codes: radio buttons, or a select when there are many."""

    default_error_messages = {"required": _("Choose an answer."), "invalid_choice": _PICK_ONE}


class CodesField(forms.MultipleChoiceField):
    """Several of some codes, as check boxes."""

    default_error_messages = {
        "required": _("Choose at least one answer."),
        "invalid_choice": _("One of the answers sent is not among those shown. Choose again."),
        "invalid_list": _("Choose again."),
    }

    def __init__(self, *, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        pairs = list(choices)
        self.codes = [code for code, _label in pairs]
        super().__init__(choices=pairs, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the codes in the order of the choices, none twice."""
        chosen = set(super().clean(value))
        return [code for code in self.codes if code in chosen]


def _example(region: str) -> str:
    number = phonenumbers.example_number(region) if region else None
    if number is None:
        return "+81 3 1234 5678"
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
