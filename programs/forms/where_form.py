"""“Where I live”, by which lists are narrowed. Asked by GET: the address is all that remembers it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.countries import CountryField


class WhereForm(forms.Form):
    """One country, or all of them."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField(
            label=_("Where I live"),
            help_text=_("Programmes that go by nationality are shown as for nationals of this country."),
            required=False,
        )

    def asked(self) -> str:
        """Return the country's ISO code, '' for all of them."""
        code: str = self.cleaned_data.get("country", "") if self.is_bound and self.is_valid() else ""
        return code
