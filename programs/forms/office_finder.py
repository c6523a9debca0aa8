"""The two questions by which somebody finds an office: what it is called, and who one is. Both are asked by GET."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import CleanTextField
from programs.forms.countries import CountryField

LONGEST = 100


class WhoForm(forms.Form):
    """Nationality and residence; either may stay open."""

    mark_optional = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["nationality"] = CountryField(
            label=_("Your nationality"),
            help_text=_("The one you would apply with. If you hold several, look once for each."),
            required=False,
        )
        self.fields["residence"] = CountryField(label=_("Where you live"), required=False)

    def asked(self) -> tuple[str, str]:
        """Return nationality and residence as ISO codes, '' for what was left open or is wrong."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return given.get("nationality", ""), given.get("residence", "")


class WordsForm(forms.Form):
    """Part of a name, a city or a country."""

    mark_optional = False
    q = CleanTextField(label=_("City, country or name of the office"), max_length=LONGEST, required=False)

    def asked(self) -> str:
        """Return what was typed, '' where nothing was or it cannot be read."""
        words: str = self.cleaned_data.get("q", "") if self.is_bound and self.is_valid() else ""
        return words
