"""Countries: a select with all of them, and several selects where a person may have more than one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from programs.forms.several import Choices, SeveralField


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


LABELS = (
    pgettext_lazy("one of several countries", "First"),
    pgettext_lazy("one of several countries", "Second, if you have one"),
    pgettext_lazy("one of several countries", "Third, if you have one"),
)


class CountriesField(SeveralField):
    """One to three countries, in the order given, none twice."""

    default_error_messages = {
        "required": _("Choose at least one country."),
        "invalid_choice": _("Choose countries from the list."),
        "too_many": _("Choose at most %(most)s countries."),
    }

    def __init__(self, *, besides: Choices = (), **kwargs: Any) -> None:
        super().__init__(choices=country_choices(besides), labels=LABELS, **kwargs)
