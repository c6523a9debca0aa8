"""What is said of an association itself, on its page in the register."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alumni.models import Association
from alumni.services.register import changed_meanwhile, fingerprint
from portal.common import clock
from portal.common.forms import CleanTextField, WebAddressField
from portal.common.translated import LOCALES
from portal.staffsite.admin import ScopedModelForm
from programs.forms.countries import CountryField

NAME_LIMIT = 200
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# The first associations of former students in Japan are younger than that.
EARLIEST = 1868


class LanguageTagField(CleanTextField):
    """The tag of a language (BCP 47), or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        shown = {"help_text": _("A language tag, such as ka, ar or pt-BR: then it is read aloud rightly."), **kwargs}
        super().__init__(max_length=35, required=False, **shown)

    def validate(self, value: Any) -> None:
        """Refuse what is no language tag."""
        super().validate(value)
        if value and not _TAG.fullmatch(value):
            raise forms.ValidationError(
                _("“%(tag)s” is no language tag. Write it like ka, ar, sr-Latn or pt-BR."), params={"tag": value}
            )


class LocalNameForm(forms.Form):
    """A name in another language asks for the language."""

    def clean(self) -> dict[str, Any]:
        """Ask for the language where there is a name in it."""
        data = super().clean() or self.cleaned_data
        if data.get("local_name") and not data.get("local_language") and "local_language" not in self.errors:
            self.add_error("local_language", _("Say which language the name is in."))
        return data


class DetailsForm(LocalNameForm, ScopedModelForm):
    """Names in each language, seat, year, website, and whether everybody sees it.

    `seen` marks what the page shows, so that nobody takes back by an old page what another corrected.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    name_en = CleanTextField(label=_("Name in English"), max_length=NAME_LIMIT)
    name_ja = CleanTextField(label=_("Name in Japanese"), max_length=NAME_LIMIT, required=False)
    name_fr = CleanTextField(label=_("Name in French"), max_length=NAME_LIMIT, required=False)
    name_nl = CleanTextField(label=_("Name in Dutch"), max_length=NAME_LIMIT, required=False)
    local_name = CleanTextField(
        label=_("Name in its own language"),
        help_text=_("As the association writes it, in its own script, where that is none of these languages."),
        max_length=NAME_LIMIT,
        required=False,
    )
    local_language = LanguageTagField(label=_("Which language that is"))
    city = CleanTextField(label=_("Seat"), help_text=_("The city."), max_length=100, required=False)
    website = WebAddressField(label=_("Website"), required=False, max_length=200)
    founded_year = forms.IntegerField(label=_("Founded in the year"), required=False, min_value=EARLIEST)

    class Meta:
        model = Association
        fields = ("city", "founded_year", "website", "published")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = CountryField(label=_("Country"))  # in the reader's language, so only now
        for name in ("city", "website", "local_name", *(f"name_{code}" for code in LOCALES)):
            self.fields[name].widget.attrs["class"] = "vTextField"  # as wide as the staff site's own
        stored = self.instance
        for code in LOCALES:
            self.initial.setdefault(f"name_{code}", stored.name.get(code, ""))
        if stored.pk:
            self.initial.setdefault("seen", fingerprint(stored))
        self.initial.setdefault("local_name", stored.local_name)
        self.initial.setdefault("local_language", stored.local_language)

    def clean_founded_year(self) -> int | None:
        """Refuse a year that has not come."""
        year: int | None = self.cleaned_data["founded_year"]
        this_year = clock.now().year
        if year is not None and year > this_year:
            raise forms.ValidationError(
                _("%(year)d is still to come; this year is %(now)d."), params={"year": year, "now": this_year}
            )
        return year

    def clean(self) -> dict[str, Any]:
        """Refuse a correction of something else than what is stored."""
        data = super().clean() or self.cleaned_data
        seen = data.get("seen")
        if self.instance.pk and seen and seen != fingerprint(self.instance):
            raise forms.ValidationError(str(changed_meanwhile()))
        return data

    def names(self) -> dict[str, str]:
        """Return the names by language."""
        return {code: self.cleaned_data.get(f"name_{code}", "") for code in LOCALES}

    def said(self) -> dict[str, Any]:
        """Return everything else the form holds, as the services take it."""
        named = (*NewForm.Meta.fields, "country", "local_name", "local_language")
        return {name: self.cleaned_data[name] for name in named if name in self.cleaned_data}


class NewForm(DetailsForm):
    """The same, and which office looks after it."""

    class Meta:
        model = Association
        fields = ("office", *DetailsForm.Meta.fields)
