"""Typed fields for the values of a condition: a date, a number, codes with their names, or the name of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import CleanTextField
from programs.eligibility import CodeList, Fact, FactType, Parameter
from programs.eligibility.limits import EARLIEST, LATEST
from programs.eligibility.values import LARGEST

FEW = 24
LABELS: Mapping[str, Any] = {
    "value": _("Value"),
    "low": _("From"),
    "high": _("To"),
    "years": _("Years of age"),
    "on": _("On which day"),
    "codes": _("Which"),
}
Choices = list[tuple[str, str]]


class Day(forms.DateField):
    """A day that a rule can mean; its value is ISO text."""

    default_error_messages = {
        "invalid": _("Write the day as year-month-day, such as 2003-05-27."),
        "extreme": _("Give a day from %(first)s to %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput({"type": "date", "min": str(EARLIEST), "max": str(LATEST)}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Return ISO text, None for nothing."""
        day = super().clean(value)
        if day is None:
            return None
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(
                self.error_messages["extreme"], code="extreme", params={"first": EARLIEST, "last": LATEST}
            )
        return day.isoformat()


class Number(forms.IntegerField):
    """A whole number that a column can hold."""

    def __init__(self, *, low: int = -LARGEST, high: int = LARGEST, **kwargs: Any) -> None:
        super().__init__(min_value=low, max_value=high, **kwargs)


class Decimals(forms.DecimalField):
    """A number with up to four decimals; its value is text, so that no digit is lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=4, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return text, None for nothing."""
        number = super().clean(value)
        return None if number is None else format(number, "f")


class YesNo(forms.TypedChoiceField):
    """Yes or no."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
        super().__init__(choices=choices, coerce=lambda word: word == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the word of the control for a stored value."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class OpenCodes(CleanTextField):
    """Codes that no list names, separated by commas."""

    def clean(self, value: Any) -> Any:
        """Return the codes as a list."""
        return [code.strip() for code in str(super().clean(value)).split(",") if code.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Return codes as they are typed."""
        return ", ".join(value) if isinstance(value, list) else value


def literal_field(fact: Fact, argument: str, language: str) -> forms.Field:
    """Return the field in which a value is written out; it may stay empty where a named value stands instead."""
    label = LABELS[argument]
    if argument == "years":
        return Number(low=0, high=150, label=label, required=False)
    if argument == "on":
        return Day(label=label, required=False)
    choices = code_choices(fact, language)
    if argument == "codes":
        if not choices:
            return OpenCodes(label=label, required=False, help_text=_("Codes, separated by commas."))
        many: Any = forms.CheckboxSelectMultiple if len(choices) <= FEW else forms.SelectMultiple({"size": 12})
        hint = "" if len(choices) <= FEW else _("Hold Ctrl or Cmd to choose several.")
        return forms.MultipleChoiceField(choices=choices, widget=many, label=label, required=False, help_text=hint)
    match fact.type:
        case FactType.DATE:
            return Day(label=label, required=False)
        case FactType.INT:
            low = fact.minimum if fact.minimum is not None else -LARGEST
            high = fact.maximum if fact.maximum is not None else LARGEST
            return Number(low=low, high=high, label=label, required=False)
        case FactType.DECIMAL:
            return Decimals(label=label, required=False)
        case FactType.BOOL | FactType.DECLARATION:
            return YesNo(label=label, required=False)
    if not choices:
        return CleanTextField(label=label, max_length=64, required=False, help_text=_("One code."))
    return forms.ChoiceField(choices=[("", "–"), *choices], label=label, required=False)


def named_field(argument: str, parameters: Iterable[Parameter], lists: Mapping[str, CodeList], language: str) -> Any:
    """Return the field that names a value of the round or call instead, None where none would fit."""
    choices: Choices = [(f"param:{each.key}", _label(each.labels, language)) for each in parameters]
    if argument == "codes":
        choices += [(f"list:{name}", _label(entry.labels, language)) for name, entry in lists.items()]
    if not choices:
        return None
    return forms.ChoiceField(
        choices=[("", _("– none: as written above –")), *choices],
        label=_("And a value of the round or call, or a list instead")
        if argument == "codes"
        else _("Or what the round or call says"),
        required=False,
    )


def code_choices(fact: Fact, language: str) -> Choices:
    """Return a fact's codes with their names, ordinals from the lowest; [] for codes that no list names."""
    if fact.codes is None:
        return []
    named = [(code, fact.codes.label(code, language)) for code in fact.codes.labels]
    return named if fact.type is FactType.ORDINAL else sorted(named, key=lambda each: each[1].casefold())


def _label(labels: Mapping[str, str], language: str) -> str:
    return labels.get(language) or labels["en"]
