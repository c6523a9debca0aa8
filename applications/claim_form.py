"""The form by which somebody claims what an office entered from their paper."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import CleanTextField, DatePartsField


class ClaimForm(forms.Form):
    """The code of a letter, and what only the applicant should know beside it."""

    code = CleanTextField(
        label=_("Code of the letter"),
        help_text=_("Five groups of four letters and digits. Capitals, spaces and hyphens do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("Enter the code that stands in the letter of the office.")},
    )
    birth_date = DatePartsField(
        label=_("Your date of birth"), help_text=_("As on the paper that you signed."), autocomplete="bday"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
