"""Forms of the desk where papers are entered, beside the questions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applications.forms import key_of_page
from applications.services.paper.beginning import Arrival, Newcomer
from portal.common import clock
from portal.common.forms import CleanTextField, DatePartsField
from programs.forms.fields import EmailField
from programs.models import Call


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True


class ArrivalForm(_Plain):
    """When a paper arrived at the office."""

    received = DatePartsField(
        label=_("On which day did the paper arrive at the office?"),
        help_text=_("The day of the office's stamp, on the office's calendar."),
        example=date(2026, 11, 27),
    )
    time = forms.TimeField(
        label=_("At what time?"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"class": "w-4", "inputmode": "numeric"}),
        help_text=_("Such as 14:30, on the office's clocks. Needed only for the day on which the call closes."),
        error_messages={"invalid": _("Write the time with hours and minutes, such as 14:30.")},
    )

    def arrival(self) -> Arrival:
        """Return what was stated. Only after `is_valid`."""
        return Arrival(self.cleaned_data["received"], self.cleaned_data["time"])


class StartForm(ArrivalForm):
    """Whose paper it is, for which call, and when it arrived."""

    field_order = ("call", "full_name", "birth_date", "email", "language", "received", "time")
    call = forms.ModelChoiceField(
        label=_("Which call is it for?"),
        queryset=Call.objects.none(),
        error_messages={
            "required": _("Choose a call."),
            "invalid_choice": _("That call takes no papers now. Choose one of the list."),
        },
    )
    full_name = CleanTextField(
        label=_("The applicant's full name"), help_text=_("As it stands on the paper, in the order it stands there.")
    )
    birth_date = DatePartsField(
        label=_("The applicant's date of birth"),
        help_text=_("Whoever claims the application later gives it beside the code of the letter."),
    )
    email = EmailField(
        label=_("The applicant's email address"),
        required=False,
        help_text=_("Leave it empty where the paper gives none: no mail is sent then."),
    )
    language = forms.ChoiceField(label=_("Language of letters and mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        birth = self.fields["birth_date"]
        assert isinstance(birth, DatePartsField)
        birth.latest = clock.now().date()
        field = self.fields["call"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = calls
        field.empty_label = _("Choose a call")

    def newcomer(self) -> Newcomer:
        """Return whose paper it is. Only after `is_valid`."""
        data = self.cleaned_data
        return Newcomer(data["full_name"], data["birth_date"], data["email"], data["language"])


class SubmitForForm(_Plain):
    """That what was typed is what the paper says, and a key that makes a second press the same submission."""

    declaration = forms.BooleanField(
        label=_("The applicant signed the paper, and what is entered here is what it says."),
        error_messages={"required": _("Tick the box to say that the entry agrees with the signed paper.")},
    )
    idempotency_key = forms.Field(widget=forms.HiddenInput, required=False)

    def key(self) -> str:
        """Return the page's key, a new one where it was lost."""
        return key_of_page(self.cleaned_data.get("idempotency_key"))


class WithdrawForForm(_Plain):
    """Why an entry is given up, or withdrawn for somebody."""

    reason = CleanTextField(
        label=_("Why?"),
        help_text=_("A sentence is enough. It stays in the history, and is in the mail to an applicant who has one."),
        max_length=1000,
        multiline=True,
        error_messages={"required": _("Write in a few words why.")},
    )
