"""What somebody says who wants to found an association, and what the mission answers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alumni.forms.details import LanguageTagField, LocalNameForm
from portal.common.forms import CleanTextField
from portal.common.text import search_key
from portal.offices.models import Office, OfficeKind
from programs.forms.countries import CountryField

MISSIONS = (OfficeKind.EMBASSY, OfficeKind.CONSULATE_GENERAL, OfficeKind.CONSULAR_OFFICE)


if TYPE_CHECKING:
    _Field = forms.ModelChoiceField[Office]
else:
    _Field = forms.ModelChoiceField


class MissionField(_Field):
    """An embassy or consulate, under the name of its country."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Office.objects.filter(kind__in=MISSIONS), to_field_name="code", **kwargs)

    @property
    def choices(self) -> Any:
        """Missions by country, in the reader's language."""
        missions = sorted(self.queryset or (), key=lambda office: (search_key(str(office.country.name)), str(office)))
        by_country = groupby(missions, key=lambda office: str(office.country.name))
        groups = [(country, [(office.code, str(office)) for office in offices]) for country, offices in by_country]
        return [("", _("Choose an embassy or consulate")), *groups]

    @choices.setter
    def choices(self, value: Any) -> None:
        """Django sets it while the field is made; ours are read from the register of offices."""


class FoundingForm(LocalNameForm):
    """What is to be founded, where, by whom and for what."""

    name = CleanTextField(label=_("Name of the association, in English"), max_length=200)
    local_name = CleanTextField(
        label=_("Its name in your own language"),
        help_text=_("In its own script, where that is not English."),
        max_length=200,
        required=False,
    )
    local_language = LanguageTagField(label=_("Which language that is"))
    city = CleanTextField(label=_("City of its seat"), max_length=100)
    people = forms.IntegerField(
        label=_("How many people are behind it"),
        help_text=_("Former participants who would join at once."),
        min_value=1,
        max_value=100_000,
    )
    aims = CleanTextField(
        label=_("What it is for"),
        help_text=_("What you would do in the first year, and for whom."),
        max_length=3000,
        multiline=True,
    )
    wanted = CleanTextField(
        label=_("What support you ask for"),
        help_text=_("A room, advice, contacts, a speaker at the first meeting. Leave it empty if none is needed."),
        max_length=2000,
        multiline=True,
        required=False,
    )

    def __init__(self, *args: Any, nameless: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: dict[str, forms.Field] = {
            "office": MissionField(
                label=_("Which embassy or consulate you ask"), help_text=_("The one that looks after your country.")
            ),
            "country": CountryField(label=_("Country of the association")),
        }
        if nameless:
            asked = {"full_name": CleanTextField(label=_("Your full name"), max_length=200), **asked}
        self.fields = {**asked, **self.fields}


class AnswerForm(forms.Form):
    """The mission's answer."""

    supported = forms.ChoiceField(
        label=_("The mission"),
        choices=(
            ("yes", _("supports the founding; the association is entered as being founded")),
            ("no", _("does not support it")),
        ),
        widget=forms.RadioSelect,
    )
    answer = CleanTextField(
        label=_("Answer"),
        help_text=_("They read it on their page and in the mail: what the mission does for them, by when, or why not."),
        max_length=3000,
        multiline=True,
    )
