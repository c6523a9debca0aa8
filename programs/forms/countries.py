"""Countries: a select with all of them, and several selects where a person may have more than one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

SEVERAL = 3

Choices = Iterable[tuple[str, str]]


@lru_cache(maxsize=16)
def _names(language: str) -> tuple[tuple[str, str], ...]:
    """Codes and names, sorted in the active language; `language` is what the cache goes by."""
    return tuple((country.code, str(country.name)) for country in countries)


def country_choices(besides: Choices = ()) -> list[tuple[str, str]]:
    """Return all countries in the reader's language, a blank one first, what else can be answered last."""
    return [("", str(_("Choose a country"))), *_names(get_language() or "en"), *besides]


class CountryField(forms.ChoiceField):
    """One country."""

    default_error_messages = {
        "required": _("Choose a country."),
        "invalid_choice": _("Choose a country from the list."),
    }

    def __init__(self, *, besides: Choices = (), **kwargs: Any) -> None:
        super().__init__(choices=country_choices(besides), **kwargs)


class CountriesWidget(forms.Widget):
    """Up to three selects that share one name: a page needs no script to offer a second nationality.

    Ids are `<id>`, `<id>_1` and `<id>_2`, so that a link from the error summary leads to the first.
    """

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices: list[tuple[str, str]] = []  # set by the field

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return what was chosen; a plain mapping (a test, a script) may hold a list or one code."""
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return list(given) if isinstance(given, list | tuple) else [given]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw the selects, each with its own label."""
        chosen = [code for code in value or [] if code]
        filled = [*chosen, *[""] * SEVERAL][:SEVERAL]
        attrs = self.build_attrs(self.attrs, attrs)
        context = {
            "name": name,
            "id": attrs.pop("id", f"id_{name}"),
            "invalid": attrs.get("aria-invalid") == "true",
            "choices": self.choices,
            "rows": list(zip(filled, _labels(), strict=True)),
        }
        return SafeString(render_to_string("programs/widgets/countries.html", context))


def _labels() -> list[str]:
    return [
        pgettext("one of several countries", "First"),
        pgettext("one of several countries", "Second, if you have one"),
        pgettext("one of several countries", "Third, if you have one"),
    ]


class CountriesField(forms.Field):
    """One to three countries, in the order given, none twice."""

    widget: CountriesWidget
    default_error_messages = {
        "required": _("Choose at least one country."),
        "invalid_choice": _("Choose countries from the list."),
        "too_many": _("Choose at most %(most)s countries."),
    }

    def __init__(self, *, besides: Choices = (), **kwargs: Any) -> None:
        super().__init__(widget=CountriesWidget(), **kwargs)
        self.choices = country_choices(besides)
        self.widget.choices = self.choices

    def clean(self, value: Any) -> list[str]:
        """Return the codes. Raises ValidationError."""
        codes = list(dict.fromkeys(str(code) for code in value or [] if code))
        known = {code for code, _name in self.choices}
        if any(code not in known for code in codes):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        if len(codes) > SEVERAL:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": SEVERAL})
        self.validate(codes)
        return codes
