"""What somebody says who wants to be told when a call opens: which programme, where, and an address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.countries import CountryField
from programs.forms.fields import EmailField
from programs.handling import Brief


class AlertForm(forms.Form):
    """The programme among those offered; the country unless an office is known; the address unless one is verified."""

    def __init__(
        self, data: Any = None, *, programmes: Iterable[Brief], with_country: bool, with_email: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choices = [(brief.slug, str(brief)) for brief in programmes]
        self.fields["programme"] = forms.ChoiceField(
            label=_("Programme"),
            choices=[("", _("Choose a programme")), *choices],
            error_messages={"required": _("Choose a programme."), "invalid_choice": _("Choose one from the list.")},
        )
        if with_country:
            self.fields["country"] = CountryField(
                label=_("Your country"),
                help_text=_(
                    "MEXT scholarships and JET: that of your nationality. MIRAI and internships: where you live."
                ),
            )
        if with_email:
            self.fields["email"] = EmailField(
                label=_("Email address"), help_text=_("We write to it once, to see that it is yours.")
            )
            self.fields["email"].widget.attrs["autocomplete"] = "email"
