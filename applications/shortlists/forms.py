"""Forms of the coordinator's pages. Each carries the version of the draft that its page showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.shortlists.models import Decision, PassOverCode, ShortlistLine
from applications.shortlists.services.by_hand import BY_RANK
from portal.common.forms import CleanTextField

REASON_LIMIT = 1000
_INCOMPLETE = _("This form is not complete. Open the page again, then send your change once more.")
_WHY_HELP = _("Colleagues read this; it is kept with the list and printed on exports.")


class VersionedForm(forms.Form):
    """A form about one version of a draft."""

    use_required_attribute = False
    version = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _INCOMPLETE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        """Say aloud what is wrong with a hidden field: nobody would see it beside the field."""
        cleaned = super().clean() or self.cleaned_data
        if "version" in self.errors:
            self.add_error(None, str(_INCOMPLETE))
        return cleaned


class MoveForm(VersionedForm):
    """Another rank for a line."""

    to_rank = forms.IntegerField(
        label=_("New rank"),
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "rank-input", "autocomplete": "off"}),
        error_messages={
            "required": _("Give the new rank as a number."),
            "invalid": _("The new rank must be a whole number, such as 4."),
            "min_value": _("Ranks start at 1."),
            "max_value": _("The list is not that long."),
        },
    )
    reason = CleanTextField(
        label=_("Why"),
        max_length=REASON_LIMIT,
        multiline=True,
        help_text=_WHY_HELP,
        error_messages={"required": _("A move by hand needs a reason.")},
        widget=forms.Textarea({"rows": 3}),
    )


class DecisionForm(VersionedForm):
    """A decision against the rank, or back to what the rank gives."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(BY_RANK, _("What the rank gives")), *Decision.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose one of the decisions shown.")},
    )
    reason = CleanTextField(
        label=_("Why"),
        max_length=REASON_LIMIT,
        multiline=True,
        help_text=_WHY_HELP,
        error_messages={"required": _("A decision by hand needs a reason.")},
        widget=forms.Textarea({"rows": 3}),
    )


class ListReasonForm(VersionedForm):
    """What everybody passed over is told."""

    code = forms.ChoiceField(
        label=_("Kind of reason"),
        choices=PassOverCode.choices,
        error_messages={"invalid_choice": _("Choose one of the reasons shown.")},
    )
    text = CleanTextField(
        label=_("Reason in words"),
        max_length=REASON_LIMIT,
        multiline=True,
        help_text=_("Every applicant who is not shortlisted reads this, so name nobody in it."),
        error_messages={"required": _("Applicants read this: it cannot be empty.")},
        widget=forms.Textarea({"rows": 4}),
    )


class LineReasonForm(VersionedForm):
    """What this one applicant is told if passed over."""

    code = forms.ChoiceField(
        label=_("Kind of reason"),
        required=False,
        choices=[("", _("The reason of the list")), *PassOverCode.choices],
        error_messages={"invalid_choice": _("Choose one of the reasons shown.")},
    )
    text = CleanTextField(
        label=_("Reason in words"),
        max_length=REASON_LIMIT,
        multiline=True,
        required=False,
        help_text=_("The applicant reads this. Leave it empty to give the reason of the list."),
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Both or neither: a kind without words tells the applicant nothing."""
        cleaned = super().clean()
        code, text = cleaned.get("code"), cleaned.get("text")
        if code and text == "":
            self.add_error("text", _("Say the reason in words, or choose the reason of the list."))
        if text and code == "":
            self.add_error("code", _("Choose the kind of reason, or empty the words."))
        return cleaned


class FreezeForm(VersionedForm):
    """Freezing, with what one should have read."""

    accept = forms.BooleanField(
        label=_("I have read this and freeze the list all the same"),
        required=False,
        widget=forms.CheckboxInput,
    )


class DiscardForm(VersionedForm):
    """Throwing a draft away."""


def initial_reason(line: ShortlistLine) -> dict[str, str]:
    """Return a line's own reason as the form shows it."""
    own = getattr(line, "own_reason", None)
    return {"code": line.reason_code, "text": own.reason if own is not None else ""}
