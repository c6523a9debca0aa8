"""Forms with which staff ask an applicant for something, and settle what came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.queries import definition_of
from applications.requests.forms import TEXT_LIMIT as ANSWER_LIMIT
from applications.requests.forms import FileMixin
from applications.requests.states import Kind
from applications.review.forms import VersionForm
from portal.common.forms import CleanTextField
from portal.common.translated import pick

TITLE_LIMIT, TEXT_LIMIT = 120, 2000
_KINDS = (Kind.DOCUMENT, Kind.INFORMATION, Kind.CONSENT)


def due_field() -> forms.DateField:
    """Return the field of a last day."""
    return forms.DateField(
        label=_("Last day"),
        help_text=_("Until the end of this day in the office's own time. One reminder goes before it."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Choose the last day."), "invalid": _("Choose a day, such as 2027-01-29.")},
    )


class AskForm(forms.Form):
    """What is asked of an applicant."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[(kind.value, kind.label) for kind in _KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for."), "invalid_choice": _("Choose what you ask for.")},
    )
    slot = forms.ChoiceField(
        label=_("Which document"),
        required=False,
        help_text=_("For a missing document, if it is one of the programme's."),
        error_messages={"invalid_choice": _("Choose a document from the list.")},
    )
    title = CleanTextField(
        label=_("In a few words"),
        help_text=_("The heading of the applicant's page and of the mail."),
        max_length=TITLE_LIMIT,
        error_messages={"required": _("Say in a few words what you ask for.")},
    )
    text = CleanTextField(
        label=_("What exactly, and why"),
        help_text=_("The applicant reads this. For consent: the question that is answered with yes or no."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what exactly you ask for: the applicant reads it.")},
    )
    due_on = due_field()
    # Two presses of one page ask once.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def offer(self, application: Application) -> None:
        """Offer the documents of the application's programme."""
        slots = [slot for slot in definition_of(application).documents if slot.uploads]
        field: Any = self.fields["slot"]
        field.choices = [("", _("Another document")), *((slot.key, pick(slot.title)) for slot in slots)]


class PaperAnswerForm(VersionForm, FileMixin):
    """What an applicant answered on paper."""

    text = CleanTextField(
        label=_("Answer"),
        help_text=_("As it stands on the paper."),
        max_length=ANSWER_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("file", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Scan")


class PaperDocumentForm(PaperAnswerForm):
    """A missing document that came on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_file()


class SendBackForm(VersionForm):
    """Why an answer is not enough, and by when another one is wanted."""

    reason = CleanTextField(
        label=_("What is not right yet"),
        help_text=_("Who sent it reads this."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is not right yet: who sent it reads it.")},
    )
    due_on = due_field()


class MoreTimeForm(VersionForm):
    """A later date."""

    due_on = due_field()


class SettleForm(VersionForm):
    """What an appeal comes to, in words."""

    reason = CleanTextField(
        label=_("Reason"),
        help_text=_("The applicant reads this."),
        max_length=TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give a reason in words: the applicant reads it, and it is kept.")},
    )
