"""What happened with a request, in words, for the applicant and for staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from applications.requests.models import Request, RequestEvent
from applications.requests.states import Kind, Outcome
from applications.requests.workflow import Event

WHY = "the request came through a scope"


@dataclass(frozen=True)
class Happening:
    """One line of a history."""

    at: datetime
    text: str


def letter_histories(requests: Iterable[Request]) -> dict[int, list[Happening]]:
    """Return what happened with letters, by request, as the applicant may know it: one query.

    Not what they say, and not why one was declined.
    """
    rows = RequestEvent.objects.unscoped(WHY).filter(request__in=[row.pk for row in requests])
    found: dict[int, list[Happening]] = {}
    for event in rows.order_by("sequence"):
        found.setdefault(event.request_id, []).append(Happening(event.at, _of_letter(event)))
    return found


def request_history(request: Request) -> list[Happening]:
    """Return what happened with something that was asked of the applicant."""
    return [Happening(event.at, _of_request(event)) for event in _events(request)]


def staff_histories(requests: Iterable[Request]) -> dict[int, list[Happening]]:
    """Return what happened with requests, with who did it, by request: one query."""
    rows = RequestEvent.objects.unscoped(WHY).filter(request__in=[row.pk for row in requests])
    found: dict[int, list[Happening]] = {}
    for event in rows.select_related("actor__person").order_by("sequence"):
        found.setdefault(event.request_id, []).append(Happening(event.at, _with_actor(event)))
    return found


def _with_actor(event: RequestEvent) -> str:
    text = _of_letter(event) if event.kind == Kind.REFERENCE else _of_request(event)
    if event.actor is None:
        return text
    person = getattr(event.actor, "person", None)
    return f"{text} ({(person.full_name if person else '') or event.actor.email})"


def _events(request: Request) -> list[RequestEvent]:
    return list(request.events.unscoped(WHY).order_by("sequence"))


def _of_letter(event: RequestEvent) -> str:
    match event.event:
        case Event.ASK:
            return _("Invitation sent")
        case Event.REMIND:
            return _("Reminder sent by us")
        case Event.NUDGE:
            return _("Reminder sent by you")
        case Event.RECEIVE:
            return _("Letter received")
        case Event.DECLINE:
            return _("Declined")
        case Event.REPLACE:
            return _("Somebody else was asked instead")
        case Event.SEND_BACK | Event.REFUSE_FILE:
            return _("A new letter was asked for")
        case Event.CHECK:
            return _("The office has read it")
        case Event.EXPIRE:
            return _("The date passed without a letter")
        case Event.MOVE_DATE:
            return _("More time was given")
    return _("No longer asked: the application ended")


def _of_request(event: RequestEvent) -> str:
    match event.event:
        case Event.ASK:
            return _("Asked")
        case Event.REMIND:
            return _("Reminder sent")
        case Event.RECEIVE:
            return _("Answer received")
        case Event.SEND_BACK:
            return _("Sent back")
        case Event.REFUSE_FILE:
            return _("Sent back: a file did not pass the check")
        case Event.CHECK:
            return _("Looked at, nothing more is needed")
        case Event.SETTLE:
            return _("Upheld") if event.outcome == Outcome.UPHELD else _("Not upheld")
        case Event.EXPIRE:
            return _("The date passed")
        case Event.MOVE_DATE:
            return _("More time was given")
        case Event.CANCEL:
            return _("Taken back")
    return _("No longer asked")
