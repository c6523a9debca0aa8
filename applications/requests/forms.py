"""Forms about requests: naming a referee, the referee's own, the applicant's answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import CleanTextField
from portal.files.accepted import accept_attribute, limits_in_words
from programs.definitions.kinds import FileKind
from programs.forms.fields import EmailField

NAME_LIMIT, RELATION_LIMIT, KNOWN_LIMIT, TEXT_LIMIT = 200, 200, 100, 6000


class RefereeForm(forms.Form):
    """Who is asked for a letter."""

    name = CleanTextField(
        label=_("Name"),
        help_text=_("As you would write it on an envelope, with a title if there is one."),
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the referee's name.")},
    )
    email = EmailField(
        label=_("Email address"),
        help_text=_("The invitation goes there at once. Best is an address of the university or employer."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Write the referee's email address."),
            "invalid": _("Write an address like name@university.example."),
        },
    )
    relation = CleanTextField(
        label=_("Position, and how this person knows you"),
        help_text=_("For example: Professor of history, supervisor of my thesis."),
        max_length=RELATION_LIMIT,
        error_messages={"required": _("Write in a few words who this person is to you.")},
    )


class FileMixin(forms.Form):
    """A form with one file, which the store looks at."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,  # the store says it better: it names the file
        error_messages={
            "required": _("Choose the file: without it nothing counts as received."),
            "invalid": _("No file arrived. Choose it again."),
            "max_length": _(
                "The name of this file has %(length)d characters. Rename it to at most %(max)d and try again."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes(tuple(FileKind))

    def takes(self, kinds: Collection[FileKind]) -> None:
        """Say what the file may be."""
        pictures = FileKind.IMAGE in kinds
        self.fields["file"].help_text = limits_in_words(image=pictures)
        self.fields["file"].widget.attrs["accept"] = accept_attribute(image=pictures)

    def wants_file(self) -> None:
        """Ask for the file: there is none yet."""
        self.fields["file"].required = True


class LetterForm(FileMixin):
    """A referee's letter: a few words about who writes, and the letter as a file."""

    known_for = CleanTextField(
        label=_("How long have you known the applicant?"),
        help_text=_("For example: three years."),
        max_length=KNOWN_LIMIT,
        error_messages={"required": _("Write how long you have known the applicant.")},
    )
    capacity = CleanTextField(
        label=_("In which capacity?"),
        help_text=_("For example: as the supervisor of the thesis."),
        max_length=RELATION_LIMIT,
        error_messages={"required": _("Write in which capacity you know the applicant.")},
    )
    text = CleanTextField(
        label=_("Anything that does not stand in the letter"),
        help_text=_("The office reads it, the applicant does not."),
        max_length=TEXT_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("known_for", "capacity", "file", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The letter, as a file")


class DeclineForm(forms.Form):
    """Why a referee would rather not write."""

    reason = CleanTextField(
        label=_("Why would you rather not write?"),
        help_text=_("You need not say. The office reads it, the applicant does not."),
        max_length=1000,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(FileMixin):
    """An answer to the office in words, files, or both; a missing document is a file, with words if one likes."""

    text = CleanTextField(
        label=_("Your answer"),
        max_length=TEXT_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("text", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File")


class DocumentAnswerForm(AnswerForm):
    """A missing document."""

    field_order = ("file", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The document")
        self.fields["text"].label = _("Anything to say about it")


class AppealForm(AnswerForm):
    """Why a decision is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Why do you think the decision is wrong?")
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Say why you think the decision is wrong.")
        self.fields["file"].label = _("What shows it")


class ConsentForm(forms.Form):
    """Yes or no, and a word if one likes."""

    answer = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _("Yes, I agree")), ("no", _("No, I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    text = CleanTextField(
        label=_("Anything to say about it"),
        max_length=TEXT_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
