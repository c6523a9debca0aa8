"""A value that rules leave open, as a form: its own value, or the whole declaration of a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.common.forms import CleanTextField
from portal.common.translated import LOCALES
from programs.admin.rules.leaf_form import ExpectedForm
from programs.eligibility import DefinitionError
from programs.eligibility.limits import LOOKUPS, extremes
from programs.eligibility.parameters import Parameter, ParameterType, read_parameters, value_content
from programs.eligibility.reading import Place
from programs.eligibility.vocabulary import Vocabulary

_KINDS = [
    (ParameterType.DATE, gettext_lazy("a day")),
    (ParameterType.INT, gettext_lazy("a whole number")),
    (ParameterType.DECIMAL, gettext_lazy("a number")),
    (ParameterType.CODE, gettext_lazy("one code of a fact")),
    (ParameterType.CODES, gettext_lazy("several codes of a fact")),
]
_CODED = (ParameterType.CODE, ParameterType.CODES)
_NAMES = {
    "en": gettext_lazy("What it is called, in English"),
    "fr": gettext_lazy("In French"),
    "nl": gettext_lazy("In Dutch"),
    "ja": gettext_lazy("In Japanese"),
}


class ParameterForm(ExpectedForm):
    """The value a parameter has by itself, as text that the rules' own reader reads."""

    default = CleanTextField(max_length=400)

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        self.parameter = parameter
        value = value_content(parameter.default) if parameter.default is not None else ""
        shown = ", ".join(value) if isinstance(value, list) else value
        super().__init__(*args, **{**kwargs, "initial": {"default": shown, **kwargs.get("initial", {})}})
        self.fields["default"].label = _("Where neither round nor call gives a value")
        self.fields["default"].help_text = _HINTS[parameter.type]()

    def clean_default(self) -> Any:
        """Return the value as the content holds it."""
        try:
            return value_content(self.parameter.read_text(str(self.cleaned_data["default"])))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="unreadable") from None


_HINTS: dict[ParameterType, Callable[[], str]] = {
    ParameterType.DATE: lambda: _("A day as year-month-day."),
    ParameterType.INT: lambda: _("A whole number."),
    ParameterType.DECIMAL: lambda: _("A number."),
    ParameterType.CODE: lambda: _("One code."),
    ParameterType.CODES: lambda: _("Codes, separated by commas, or the word all."),
}


class NewParameterForm(ExpectedForm):
    """The declaration of a new value. `declared()` is what the service takes, read strictly already."""

    key = forms.RegexField(
        label=pgettext_lazy("of a thing", "Name"),
        regex=r"^[a-z][a-z0-9_]*$",
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and underscores, such as least_hours. It stays for good."),
        error_messages={
            "invalid": gettext_lazy("Write small letters, digits and underscores, such as least_hours."),
        },
    )
    type = forms.ChoiceField(label=gettext_lazy("What it holds"), choices=_KINDS)
    of = forms.ChoiceField(label=gettext_lazy("Codes of which fact"), required=False)
    default = CleanTextField(
        label=gettext_lazy("Where neither round nor call gives a value"),
        max_length=400,
        required=False,
        help_text=gettext_lazy(
            "A day as year-month-day, a number, or codes separated by commas. Without it every round or call has to "
            "give a value: calls that are announced cannot be screened again by these rules then."
        ),
    )
    optional = forms.BooleanField(
        label=gettext_lazy("It may stay unset; rules that name it do not apply then"), required=False
    )

    def __init__(self, *args: Any, words: Vocabulary, language: str, **kwargs: Any) -> None:
        self._words = words
        super().__init__(*args, **kwargs)
        coded = [(fact.key, fact.label(language)) for fact in words.facts.values() if fact.codes is not None]
        none = [("", _("none: it holds no codes"))]
        self.fields["of"].choices = [*none, *sorted(coded, key=lambda each: each[1].casefold())]  # type: ignore[attr-defined]
        names = {
            f"label_{code}": CleanTextField(label=_NAMES[code], max_length=120, required=code == "en")
            for code in LOCALES
        }
        self.fields = {"key": self.fields["key"], **names, **self.fields}

    def clean_key(self) -> str:
        """Refuse a word that a database reads as an operator."""
        key = str(self.cleaned_data["key"])
        if key in LOOKUPS:
            raise forms.ValidationError(
                _("“%(key)s” is a word of the database; take another name."), params={"key": key}, code="key"
            )
        return key

    def clean(self) -> dict[str, Any]:
        """Read the declaration as the rules' own reader does."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if (cleaned["type"] in _CODED) != bool(cleaned["of"]):
            self.add_error("of", _("Choose a fact for codes, and none for anything else."))
            return cleaned
        try:
            self._declared = self._read(cleaned)
        except ValueError as error:
            self.add_error("default", str(error))
        except DefinitionError as error:
            self.add_error("optional" if cleaned["optional"] else None, str(error))
        return cleaned

    def declared(self) -> dict[str, Any]:
        """Return the declaration as a rule set's content holds it."""
        return self._declared

    def _read(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        names = {code: cleaned.get(f"label_{code}", "") for code in LOCALES}
        declared: dict[str, Any] = {
            "type": str(cleaned["type"]),
            "label": {code: name for code, name in names.items() if name},
        }
        if cleaned["of"]:
            declared["of"] = cleaned["of"]
        if cleaned["optional"]:
            declared["optional"] = True
        place = Place(_("the new value"))
        bare = read_parameters({cleaned["key"]: declared}, place, self._words)[cleaned["key"]]
        if cleaned["default"]:
            declared["default"] = value_content(bare.read_text(str(cleaned["default"])))
            read_parameters({cleaned["key"]: declared}, place, self._words)
        for _rule, _code, words in extremes({"parameters": {cleaned["key"]: declared}}, place.file):
            raise ValueError(words)
        return declared
