"""The search of the public directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.forms import CleanTextField


class DirectoryForm(forms.Form):
    """Words and a country; what cannot be read finds everything."""

    mark_optional = False
    q = CleanTextField(
        label=_("Name or city"), help_text=_("In any language; accents do not matter."), required=False, max_length=100
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    ended = forms.BooleanField(label=_("Also those that merged or dissolved"), required=False)

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", pgettext_lazy("countries", "All countries"))
        self.fields["country"].choices = [every, *countries]  # type: ignore[attr-defined]
