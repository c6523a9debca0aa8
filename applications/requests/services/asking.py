"""What staff ask of an applicant, and what they do with the answer: check it, send it back, take it back, give time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.permissions import roles_on
from applications.queries import definition_of
from applications.requests.dates import end_of_day, instant_of, set_due
from applications.requests.models import Request, RequestEvent
from applications.requests.models.events import WordsOf
from applications.requests.notices import to_applicant, to_referee
from applications.requests.services.locking import locked_application, locked_request
from applications.requests.services.making import make
from applications.requests.services.steps import expect_version, step
from applications.requests.states import OF_APPLICANT, Kind, Outcome
from applications.requests.tokens import new_invitation
from applications.requests.workflow import By, Event
from applications.states import OVER
from applications.workflow import By as Role
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.outbox.services import Mail, queue_mails

MOST_DAYS = 366  # what is due later than in a year is a wrong date
MOST_OPEN = 10  # of one application at a time: more at once is a list, and belongs into one request


@transaction.atomic
def ask_applicant(
    application: Application,
    kind: Kind,
    *,
    title: str,
    text: str,
    due_on: date,
    user: Any,
    slot: str = "",
    idempotency_key: str = "",
) -> Request:
    """Ask an applicant for a missing document (of a slot, or another), for information, or for consent.

    The same `idempotency_key` again, which may be any word, asks nothing anew and returns what was asked.
    `due_on` is the last day, in the office's zone. The applicant gets a mail. Raises NotAllowed not_reviewer;
    DomainError: not_asked_of_applicants, application_over, unknown_slot, date_wrong, too_many_open.
    """
    if kind not in OF_APPLICANT:
        raise DomainError("not_asked_of_applicants", _("Choose what you ask for."), kind=str(kind))
    held = locked_application(application)
    _must_review(held, user)
    asked = RequestEvent.objects.unscoped("the application is held").filter(application=held, event=Event.ASK)
    earlier = asked.filter(data__key=idempotency_key).first() if idempotency_key else None
    if earlier is not None:
        return held.requests.get(pk=earlier.request_id)
    _must_go_on(held)
    if slot and slot not in {each.key for each in definition_of(held).documents}:
        raise DomainError("unknown_slot", _("This programme has no such document."), slot=slot)
    due_local = _due(held, due_on)
    if held.requests.pending().filter(kind__in=sorted(OF_APPLICANT)).count() >= MOST_OPEN:
        raise DomainError(
            "too_many_open",
            _("%(n)d requests wait for this applicant already. Put what belongs together into one.") % {"n": MOST_OPEN},
        )
    request = make(
        held, kind, by=By.REVIEWER, actor=user, due_local=due_local, time_zone=held.office.time_zone, slot=slot,
        words={WordsOf.TITLE: title, WordsOf.ASKED: text}, data={"key": idempotency_key} if idempotency_key else {},
    )  # fmt: skip
    _queue(to_applicant(request, "request_asked", reason=text))
    record("requests.asked", user=user, about=request, application=held.pk, kind=str(kind))
    return request


@transaction.atomic
def check_answer(request: Request, *, user: Any, expected_version: int | None = None) -> Request:
    """Say that what was given is in order. Raises NotAllowed, Conflict, DomainError: no_such_step, application_over."""
    held = _for_reviewer(request, user, expected_version)
    step(held, Event.CHECK, by=By.REVIEWER, actor=user)
    record("requests.checked", user=user, about=held, application=held.application_id, kind=held.kind)
    return held


@transaction.atomic
def send_back(
    request: Request, *, reason: str, due_on: date, user: Any, expected_version: int | None = None
) -> Request:
    """Ask for it again, saying why, by a new date.

    Raises NotAllowed, Conflict, DomainError: no_such_step, date_wrong, application_over.
    """
    held = _for_reviewer(request, user, expected_version)
    set_due(held, _due(held.application, due_on), held.application.office.time_zone)
    step(held, Event.SEND_BACK, by=By.REVIEWER, actor=user, words={WordsOf.REASON: reason})
    record("requests.sent_back", user=user, about=held, application=held.application_id, kind=held.kind)
    if held.kind == Kind.REFERENCE:
        invitation, link = new_invitation(held)
        invitation.save(force_insert=True)
        _queue(to_referee(held, "sent_back", link=link, reason=reason), to_applicant(held, "letter_refused"))
    else:
        _queue(to_applicant(held, "request_sent_back", reason=reason))
    return held


@transaction.atomic
def take_back(request: Request, *, user: Any, expected_version: int | None = None) -> Request:
    """Ask no longer. Raises NotAllowed, Conflict, DomainError: no_such_step, application_over."""
    held = _for_reviewer(request, user, expected_version)
    step(held, Event.CANCEL, by=By.REVIEWER, actor=user, outcome=Outcome.TAKEN_BACK)
    record("requests.taken_back", user=user, about=held, application=held.application_id, kind=held.kind)
    _queue(to_applicant(held, "request_cancelled"))
    return held


@transaction.atomic
def give_time(request: Request, *, due_on: date, user: Any, expected_version: int | None = None) -> Request:
    """Move the date, also of what has expired.

    Raises NotAllowed, Conflict, DomainError: no_such_step, date_wrong, application_over.
    """
    held = _for_reviewer(request, user, expected_version)
    local = _due(held.application, due_on)
    if local <= held.due_local:
        raise DomainError("date_wrong", _("Choose a later day than the one there is: somebody may count on it."))
    if held.kind == Kind.REFERENCE:
        _place_must_be_free(held)
    set_due(held, local, held.application.office.time_zone)
    step(held, Event.MOVE_DATE, by=By.REVIEWER, actor=user, data={"due": local})
    record("requests.time_given", user=user, about=held, application=held.application_id, kind=held.kind)
    if held.kind == Kind.REFERENCE:
        invitation, link = new_invitation(held)
        invitation.save(force_insert=True)
        _queue(to_referee(held, "reminded", link=link))
    else:
        _queue(to_applicant(held, "request_moved"))
    return held


def _place_must_be_free(held: Request) -> None:
    others = held.application.requests.references().live().filter(slot=held.slot, place=held.place)
    if others.exclude(pk=held.pk).exists():
        raise DomainError("place_taken", _("Somebody else is asked for this letter meanwhile."))


def _for_reviewer(request: Request, user: Any, expected_version: int | None) -> Request:
    held = locked_request(request)
    _must_review(held.application, user)
    expect_version(held, expected_version)
    _must_go_on(held.application)
    return held


def _must_go_on(held: Application) -> None:
    if held.status in OVER:
        raise DomainError(
            "application_over",
            _("Application %(reference)s is over, so nothing is asked of its applicant any more.")
            % {"reference": held.reference},
        )


def _must_review(held: Application, user: Any) -> None:
    if Role.REVIEWER not in roles_on(user, held):
        raise NotAllowed(
            "not_reviewer",
            _("This is done by a reviewer. Your postings today do not include that for application %(reference)s.")
            % {"reference": held.reference},
        )


def _due(application: Application, day: date) -> str:
    """Return the end of a day as wall time of the office. Raises DomainError date_wrong for a day that is no date."""
    local = end_of_day(day)
    now = clock.now()
    due_at = instant_of(local, ZoneInfo(application.office.time_zone))
    if not now < due_at < now + timedelta(days=MOST_DAYS):
        raise DomainError(
            "date_wrong",
            _("Choose a day from today on, and within a year: %(day)s is not.") % {"day": day.isoformat()},
            day=day.isoformat(),
        )
    return local


def _queue(*mails: Mail | None) -> None:
    queue_mails(mail for mail in mails if mail)
