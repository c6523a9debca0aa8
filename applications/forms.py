"""Forms of the applicant's pages, beside the questions themselves (those come from `programs.forms`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import CleanTextField
from portal.files.accepted import accept_attribute, limits_in_words
from programs.definitions import Slot
from programs.definitions.kinds import FileKind

MAX_VERSION = 2**31 - 1


class BasedOnForm(forms.Form):
    """Which version of a section's answers a page was made from (0: nothing was stored). Hidden in the page."""

    version = forms.IntegerField(
        min_value=0,
        max_value=MAX_VERSION,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _(
                "This page came back without the mark that says which answers it was made from. "
                "What you typed is below: check it and save again."
            ),
        ),
    )


class DocumentForm(forms.Form):
    """One file for one slot. What the file may be is checked where it is stored."""

    file = forms.FileField(
        allow_empty_file=True,  # the store says it better: it names the file
        error_messages={
            "required": _("Choose a file first, then upload it."),
            "invalid": _("No file arrived. Choose it again and upload it."),
            "max_length": _(
                "The name of this file has %(length)d characters. Rename it to at most %(max)d and try again."
            ),
        },
    )

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{slot.key}_%s")
        super().__init__(*args, **kwargs)
        self.slot = slot.key
        self.fields["file"].label = str(slot.title)
        kinds = {"pdf": FileKind.PDF in slot.accepts, "image": FileKind.IMAGE in slot.accepts}
        # The heading above the form names the document; the label repeats it for those who do not see.
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf, self.helper.form_show_labels = False, True, False
        self.fields["file"].help_text = limits_in_words(**kinds)
        self.fields["file"].widget.attrs["accept"] = accept_attribute(**kinds)


def key_of_page(sent: object) -> str:
    """Return what a page sent as its key, a new one for what is none."""
    try:
        return str(UUID(str(sent)))
    except ValueError:
        return str(uuid4())


class SubmitForm(forms.Form):
    """The declaration, and a key that makes a second press of the button the same submission.

    What the page itself carries is never wrong: an error of this form says that the box was not ticked.
    """

    declaration = forms.BooleanField(
        label=_("I have read my answers. They are true and complete, and I answer for them myself."),
        error_messages={"required": _("Tick the box to say that your answers are true and complete.")},
    )
    idempotency_key = forms.Field(widget=forms.HiddenInput, required=False)
    mark = forms.Field(widget=forms.HiddenInput, required=False)

    def key(self) -> str:
        """Return the page's key; a page that lost it gets a new one, and the workflow itself allows one submission."""
        return key_of_page(self.cleaned_data.get("idempotency_key"))


class WithdrawForm(forms.Form):
    """Why somebody withdraws: kept with the history."""

    reason = CleanTextField(
        label=_("Why are you withdrawing?"),
        help_text=_("A sentence is enough. The office reads it."),
        max_length=1000,
        multiline=True,
        error_messages={"required": _("Write in a few words why you withdraw.")},
    )


class AddendumForm(forms.Form):
    """What goes with a correction: why, which answers its page was made from, and a key that makes two presses one."""

    reason = CleanTextField(
        label=_("Why was it wrong?"),
        help_text=_("A sentence is enough. The office reads it beside the correction."),
        max_length=1000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words why it was wrong.")},
    )
    based_on = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True

    def page_is_whole(self) -> bool:
        """Say whether what the page itself carries came back with it."""
        return not {"based_on", "idempotency_key"} & self.errors.keys()
