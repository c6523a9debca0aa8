"""Forms of overrides. What each carries as `expected_version` is what its reader had before them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Application, CountedAs, OverrideReason
from applications.queries import definition_of
from applications.review.forms import VersionForm
from applications.review.services.override_input import PLACE_LIMIT, TEXT_LIMIT, Given
from portal.common.forms import CleanTextField
from portal.common.translated import pick

_CHOOSE = _("Choose a reason from the list.")


class OverrideForm(VersionForm):
    """What a rule counts as, why, and on what evidence."""

    verdict = forms.ChoiceField(
        label=_("Count it as"),
        choices=CountedAs.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it counts as."), "invalid_choice": _("Choose what it counts as.")},
    )
    choice = forms.ChoiceField(label=_("For"), required=False)
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *OverrideReason.choices],
        help_text=_("The applicant reads this."),
        error_messages={"required": _("Choose a reason."), "invalid_choice": _CHOOSE},
    )
    text = CleanTextField(
        label=_("The reason in words"),
        help_text=_("Only staff read this, today and when somebody asks in years."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why in words: an override without them cannot be defended.")},
    )
    document = forms.ChoiceField(label=_("Evidence: a document of this application"), required=False)
    seen_in = CleanTextField(
        label=_("Evidence: where else it was seen"),
        help_text=_("Such as a letter with its date and number. At least one of the two is needed."),
        max_length=PLACE_LIMIT,
        required=False,
    )

    def offer(self, application: Application) -> None:
        """Offer the documents and choices of the application; a single choice needs no question."""
        definition = definition_of(application)
        documents = application.documents.filter(removed_at=None).order_by("slot")
        slots = [(str(row.pk), pick(definition.slot(row.slot).title)) for row in documents]
        choices = [(str(row.pk), str(row)) for row in application.choices.select_related("theme").order_by("rank")]
        self._choices("document", [("", _("None of them")), *slots])
        if len(choices) > 1:
            self._choices("choice", [("", _("All choices")), *choices])
        else:
            del self.fields["choice"]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def given(self, rule: str) -> Given:
        """Return what was given, once the form is valid."""
        data = self.cleaned_data
        return Given(
            rule=rule,
            verdict=data["verdict"],
            reason_code=data["reason_code"],
            text=data["text"],
            document=int(data["document"]) if data["document"] else None,
            seen_in=data["seen_in"],
            choice=int(data["choice"]) if data.get("choice") else None,
        )


class WhyForm(VersionForm):
    """Why something that counted no longer does."""

    note = CleanTextField(
        label=_("Why"),
        help_text=_("Only staff read this."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: whoever reads the record later has only these words.")},
    )
