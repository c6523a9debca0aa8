"""Requests in words: what is asked for, and how it stands, per reader."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.queries import definition_of
from applications.requests.models import Request
from applications.requests.models.events import RequestWords, WordsOf
from applications.requests.states import OF_APPLICANT, Kind, Outcome, State
from portal.common.translated import pick


def title_of(request: Request, language: str | None = None, *, words: Iterable[RequestWords] | None = None) -> str:
    """Return what is asked for: what staff called it, else the document's title, else the kind.

    `words` are those of the request, where the caller has read them.
    """
    if request.kind in OF_APPLICANT:
        if words is None:
            words = request.words.unscoped("the request came through a scope").filter(name=WordsOf.TITLE)
        given = next((each for each in words if each.name == WordsOf.TITLE), None)
        if given is not None:
            return str(given.text)
    if request.slot:
        slot = definition_of(request.application).slot(request.slot)
        return pick(slot.title, language) if language else str(slot.title)
    return str(request.get_kind_display())


def answer_to(request: Request) -> str:
    """Return what the office said last: why it sent an answer back, or how it settled an appeal; '' where nothing."""
    rows = request.words.unscoped("the request came through a scope").filter(name=WordsOf.REASON)
    last = rows.order_by("-event__sequence").first()
    return last.text if last else ""


def asked_in_words(request: Request) -> str:
    """Return why something is asked, in the words of who asks."""
    words = request.words.unscoped("the request came through a scope").filter(name=WordsOf.ASKED).first()
    return str(words.text) if words else ""


def letter_tag(request: Request) -> tuple[str, str]:
    """Return (kind of shape, words) of a letter's state, as the applicant is told."""
    match request.state:
        case State.OPEN:
            return "wait", _("Asked, no letter yet")
        case State.SENT_BACK:
            return "wait", _("Asked again, a new letter is needed")
        case State.RECEIVED | State.CHECKED:
            return "done", _("Letter received")
        case State.EXPIRED:
            return "stop", _("No letter came in time")
    if request.outcome == Outcome.DECLINED:
        return "stop", _("Declined")
    return "stop", _("No longer asked")


def request_tag(request: Request) -> tuple[str, str]:
    """Return (kind of shape, words) of a request's state, as the applicant is told."""
    if request.kind == Kind.APPEAL and request.state in (State.OPEN, State.CHECKED):
        return _appeal_tag(request)
    match request.state:
        case State.OPEN:
            return "warn", _("Waits for you")
        case State.SENT_BACK:
            return "warn", _("Sent back to you")
        case State.RECEIVED:
            return "wait", _("Received, the office looks at it")
        case State.CHECKED:
            return "done", _("Done")
        case State.EXPIRED:
            return "stop", _("The date has passed")
    return "stop", _("No longer asked")


def staff_tag(request: Request) -> tuple[str, str]:
    """Return (kind of shape, words) of a request's state, as staff know it."""
    kinds = {State.RECEIVED: "warn", State.CHECKED: "done", State.OPEN: "wait", State.SENT_BACK: "wait"}
    words = request.get_outcome_display() if request.outcome else request.get_state_display()
    if request.state == State.RECEIVED:
        words = f"{request.get_state_display()}: {words}" if request.outcome else request.get_state_display()
    return kinds.get(State(request.state), "stop"), str(words)


def _appeal_tag(request: Request) -> tuple[str, str]:
    if request.state == State.OPEN:
        return "warn", _("Begun, not sent yet")
    if request.outcome == Outcome.UPHELD:
        return "done", _("Upheld")
    return "stop", _("Not upheld")
