"""The form for a call: wall times as a browser's own control, notes with one box per language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError
from portal.common.forms import CleanTextField
from portal.common.translated import LOCALES
from portal.staffsite.admin.forms import ScopedModelForm
from programs.models import Call
from programs.services.editing import UNTIL_ANNOUNCED, refuse_change
from programs.services.walltime import refuse_zone

FIELDS = [*UNTIL_ANNOUNCED, "shortlist_places", "reserve_places"]
NOTES = [f"notes_{code}" for code in LOCALES]
_WALL_TIME = {"type": "datetime-local", "step": "60"}


def _note(label: Any) -> CleanTextField:
    return CleanTextField(label=label, max_length=4000, multiline=True, required=False)


class CallForm(ScopedModelForm):
    """What a coordinator may change; `wanted()` is what the service takes."""

    class Meta:
        model = Call
        fields = FIELDS
        widgets = {
            "opens_local": forms.TextInput(_WALL_TIME),
            "closes_local": forms.TextInput(_WALL_TIME),
        }

    notes_en = _note(_("Notes for applicants, in English"))
    notes_fr = _note(_("Notes for applicants, in French"))
    notes_nl = _note(_("Notes for applicants, in Dutch"))
    notes_ja = _note(_("Notes for applicants, in Japanese"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The instance itself is overwritten while the form is checked.
        self.stored = Call.objects.unscoped("the row this form was opened for").filter(pk=self.instance.pk).first()
        for code in LOCALES:
            if f"notes_{code}" in self.fields:
                self.fields[f"notes_{code}"].initial = (self.instance.notes or {}).get(code, "")

    def wanted(self) -> dict[str, Any]:
        """Return the fields of the call as they were entered."""
        entered = {field: self.cleaned_data[field] for field in FIELDS if field in self.cleaned_data}
        notes = {code: self.cleaned_data.get(f"notes_{code}", "") for code in LOCALES}
        return {**entered, "notes": {code: text for code, text in notes.items() if text}}

    def clean_time_zone(self) -> str:
        """Refuse what is no zone even where other fields are wrong too: the page shows the call's times in it."""
        zone = str(self.cleaned_data["time_zone"])
        try:
            refuse_zone(zone)
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from None
        return zone

    def clean(self) -> dict[str, Any]:
        """Refuse, beside the field, what a call cannot become."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.stored is not None and not self.errors:
            try:
                refuse_change(self.stored, self.wanted())
            except DomainError as error:
                self.add_error(error.values.get("field", "closes_local"), str(error))
        return cleaned
