"""Forms of the dossier. Each carries the version its reader saw, so that nobody decides over another's head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applications.review.models import RefusalReason
from applications.review.services.refusals import TEXT_LIMIT
from applications.review.services.sameness import FINDING_LIMIT
from applications.review.services.scores import HIGHEST, SENTENCE_LIMIT
from portal.common.forms import CleanTextField

_STALE = _("The page did not say which version you saw. Reload it, then decide.")
LARGEST_VERSION = 2**31 - 1


class VersionForm(forms.Form):
    """Nothing to fill in: a decision by one button."""

    expected_version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_VERSION,
        error_messages={"required": _STALE, "invalid": _STALE, "min_value": _STALE, "max_value": _STALE},
    )


class ScoreForm(VersionForm):
    """One score with its sentence."""

    value = forms.IntegerField(
        label=_("Score"),
        help_text=_("A whole number from 0 to 100."),
        min_value=0,
        max_value=HIGHEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Give a score from 0 to 100."),
            "invalid": _("A score is a whole number from 0 to 100."),
            "min_value": _("The lowest score is 0."),
            "max_value": _("The highest score is 100."),
        },
    )
    sentence = CleanTextField(
        label=_("Why, in a sentence"),
        help_text=format_lazy(_("Others read it beside the score. At most {limit} characters."), limit=SENTENCE_LIMIT),
        max_length=SENTENCE_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence why: a score without a reason cannot be defended.")},
    )


class ProposalForm(VersionForm):
    """A refusal, as the applicant would read it."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *RefusalReason.choices],
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason from the list.")},
    )
    text = CleanTextField(
        label=_("The reason in words"),
        help_text=_("The applicant reads this, once a second person has confirmed it."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason in words: the applicant reads it, and it is kept.")},
    )


class SamenessForm(VersionForm):
    """Whether a second application in the round is by the same person."""

    same = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[("same", _("The same person")), ("different", _("Not the same person"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of the two.")},
    )
    text = CleanTextField(
        label=_("In words"),
        help_text=_("What you compared, and whom you asked. Only staff read this."),
        max_length=FINDING_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in words what you found: whoever looks next goes by it.")},
    )


class ReopenForm(VersionForm):
    """A reason to take something up again."""

    reason = CleanTextField(
        label=_("Reason"),
        help_text=_("The applicant reads this in the mail about it."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason in words: the applicant reads it, and it is kept.")},
    )


class SetAsideForm(VersionForm):
    """Why a correction does not count."""

    words = CleanTextField(
        label=_("Why it is set aside"),
        help_text=_("The applicant reads this, word for word."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why the correction is set aside: the applicant reads it.")},
    )


class NoteForm(VersionForm):
    """A word to the colleague whose proposal comes back."""

    note = CleanTextField(
        label=_("What should be looked at again"),
        help_text=_("Only staff read this."),
        max_length=TEXT_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def showing(
    form: type[VersionForm], *, prefix: str, data: Any = None, files: Any = None, initial: dict[str, Any]
) -> VersionForm:
    """Return a form with ids of its own on a page that carries several."""
    return form(data, files, initial=initial, auto_id=f"id_{prefix}_%s")
