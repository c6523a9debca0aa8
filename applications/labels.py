"""What a status is called, per audience. One status, several names: no internal word reaches an applicant.

Sentences may name the office: they carry `%(office)s` until somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.states import Status

if TYPE_CHECKING:
    from applications.models import Application

Text = str | Promise


class Holder(StrEnum):
    """Who has an application now, as an applicant is told."""

    YOU = "you"
    OFFICE = "office"
    MINISTRY = "ministry"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Label:
    """A status in words. `kind` is a shape of components/shape.html; `next` says what comes and who moves."""

    tag: Text
    kind: str
    sentence: Text
    holder: Holder
    next: Text


@dataclass(frozen=True)
class Shown:
    """A label written out for one application."""

    tag: str
    kind: str
    sentence: str
    who: str
    next: str


_HOLDERS: Mapping[Holder, Text] = {
    Holder.YOU: pgettext_lazy("who has the application", "you"),
    Holder.OFFICE: pgettext_lazy("who has the application", "the %(office)s"),
    Holder.MINISTRY: pgettext_lazy("who has the application", "the ministry in Japan, through the %(office)s"),
    Holder.NOBODY: "",
}
_APPEAL = _("If you think this is wrong, you can appeal; this page says until when.")
_ASK = _("If you think this is wrong, write to the %(office)s and give your reference.")

_FOR_APPLICANTS: Mapping[str, Label] = {
    Status.DRAFT: Label(
        _("Draft"), "progress", _("You have not submitted this application yet."), Holder.YOU,
        _("Complete every section, check your answers and submit before the deadline."),
    ),
    Status.CLOSED: Label(
        _("Closed"), "stop", _("The deadline passed before you submitted this application."), Holder.NOBODY,
        _(
            "Nobody will read it. If a fault of this site kept you from submitting, "
            "write to the %(office)s and give your reference."
        ),
    ),
    Status.NEEDS_CHECK: Label(
        _("Being checked"), "wait", _("We have your application. A person checks some of your answers."),
        Holder.OFFICE,
        _("The %(office)s looks at the open points and tells you the result by email. You need to do nothing now."),
    ),
    Status.ELIGIBLE: Label(
        _("Received"), "done", _("We have your application, and it meets the requirements."), Holder.OFFICE,
        _("The %(office)s reads the applications that meet the requirements. You need to do nothing now."),
    ),
    Status.NOT_ELIGIBLE: Label(
        _("Not eligible"), "stop", _("We have your application, but it does not meet every requirement."),
        Holder.NOBODY, _APPEAL,
    ),
    Status.IN_REVIEW: Label(
        _("In review"), "progress", _("Your application is being read."), Holder.OFFICE,
        _("The %(office)s decides about all applications together and tells you by email."),
    ),
    Status.SHORTLISTED: Label(
        _("Shortlisted"), "done", _("You are on the shortlist."), Holder.OFFICE,
        _("The %(office)s proposes the people on its shortlist to the ministry in Japan, which decides."),
    ),
    Status.RESERVE: Label(
        _("On the reserve list"), "wait", _("You are on the reserve list."), Holder.OFFICE,
        _(
            "If somebody on the shortlist withdraws, a place may become free for you. "
            "The %(office)s tells you by email."
        ),
    ),
    Status.NOT_SHORTLISTED: Label(
        _("Not shortlisted"), "stop", _("You were not chosen for the shortlist this time."), Holder.NOBODY, _APPEAL,
    ),
    Status.NOMINATED: Label(
        _("Sent to the ministry"), "progress", _("The %(office)s proposed you to the ministry in Japan."),
        Holder.MINISTRY,
        _("The ministry decides. The %(office)s tells you the result by email."),
    ),
    Status.SELECTED: Label(
        _("Selected"), "done", _("You have been selected."), Holder.YOU,
        _("The %(office)s writes to you about the offer: how to accept it, and by when."),
    ),
    Status.NOT_SELECTED: Label(
        _("Not selected"), "stop", _("The ministry in Japan did not select you this time."), Holder.NOBODY, _APPEAL,
    ),
    Status.ACCEPTED: Label(
        _("Place accepted"), "done", _("You accepted the place."), Holder.OFFICE,
        _("The %(office)s writes to you about the preparation for your stay."),
    ),
    Status.DECLINED: Label(
        _("Place declined"), "stop", _("You did not take the place."), Holder.NOBODY,
        _("Nothing more happens with this application."),
    ),
    Status.ON_PROGRAMME: Label(
        _("On the programme"), "progress", _("You are taking part in the programme."), Holder.YOU,
        _("The %(office)s stays the office to write to."),
    ),
    Status.COMPLETED: Label(
        _("Completed"), "done", _("You completed the programme."), Holder.NOBODY,
        _("The association of former participants in your country would like to hear from you."),
    ),
    Status.WITHDRAWN: Label(
        _("Withdrawn"), "stop", _("You withdrew this application."), Holder.NOBODY,
        _("Nobody works on it any more. While the call is open you can start a new application."),
    ),
    Status.TERMINATED: Label(
        _("Ended early"), "stop", _("Your participation ended early."), Holder.NOBODY, _ASK,
    ),
}  # fmt: skip

_FOR_STAFF: Mapping[str, tuple[Text, str]] = {
    Status.DRAFT: (_("Draft"), "todo"),
    Status.CLOSED: (_("Closed unsubmitted"), "stop"),
    Status.NEEDS_CHECK: (_("To check"), "warn"),
    Status.ELIGIBLE: (_("Ready for review"), "todo"),
    Status.NOT_ELIGIBLE: (_("Not eligible"), "stop"),
    Status.IN_REVIEW: (_("In review"), "progress"),
    Status.SHORTLISTED: (_("Shortlisted"), "done"),
    Status.RESERVE: (_("Reserve"), "wait"),
    Status.NOT_SHORTLISTED: (_("Passed over"), "stop"),
    Status.NOMINATED: (_("Nominated"), "progress"),
    Status.SELECTED: (_("Selected, offer open"), "wait"),
    Status.NOT_SELECTED: (_("Not selected by the ministry"), "stop"),
    Status.ACCEPTED: (_("Offer accepted"), "done"),
    Status.DECLINED: (_("Offer declined"), "stop"),
    Status.ON_PROGRAMME: (_("On the programme"), "progress"),
    Status.COMPLETED: (_("Completed"), "done"),
    Status.WITHDRAWN: (_("Withdrawn"), "stop"),
    Status.TERMINATED: (_("Terminated"), "stop"),
}


def applicant_label(status: str) -> Label:
    """Return a status as applicants know it, the office's name still a place in the sentences."""
    return _FOR_APPLICANTS[status]


def shown_to_applicant(application: Application) -> Shown:
    """Return the words for an applicant's page, in the reader's language. Reads the application's office."""
    label, names = _FOR_APPLICANTS[application.status], {"office": str(application.office)}
    return Shown(
        tag=str(label.tag),
        kind=label.kind,
        sentence=str(label.sentence) % names,
        who=holder_in_words(label.holder, office=names["office"]),
        next=str(label.next) % names,
    )


def with_applicant(shown: Shown) -> Shown:
    """Return the words of an application that waits for its applicant, whatever its status says."""
    return replace(
        shown,
        who=str(_HOLDERS[Holder.YOU]),
        next=gettext("You have something to do first: it stands at the top of this page."),
    )


def holder_in_words(holder: Holder, *, office: str) -> str:
    """Return who has it now, '' when nobody has."""
    return str(_HOLDERS[holder]) % {"office": office}


def staff_label(status: str) -> tuple[str, str]:
    """Return (words, kind of shape) of a status as staff know it."""
    words, kind = _FOR_STAFF[status]
    return str(words), kind
