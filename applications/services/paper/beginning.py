"""Entering a paper application for somebody who has no account, and stating when the paper arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from applications.identity_marks import folded
from applications.models import Application, Choice, PaperArrival, PaperEntry, Section
from applications.paper import instant_of, last_entry, may_be_entered, refusal_of_arrival
from applications.permissions import enters_papers
from applications.queries import definition_of
from applications.services.drafts import own_draft
from applications.states import ENDED_FOR_GOOD
from portal.accounts.models import Person
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from programs.models import Call
from programs.wording import local_and_utc

_WHY = "of a call that the caller may enter papers for"


@dataclass(frozen=True)
class Newcomer:
    """Whose paper it is, as written on it. `email` may be ''; `language` is the one letters are written in."""

    full_name: str
    birth_date: date
    email: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Arrival:
    """When a paper arrived at the office, on its clocks; `at` only where somebody noted the time."""

    day: date
    at: time | None = None


def begin_paper(call: Call, newcomer: Newcomer, arrival: Arrival, *, user: Any, lock: bool = True) -> Application:
    """Begin the entry of a paper application: a person without a login, and a draft on the desk of the office.

    Name and birth date are taken over into the answers. Without the `lock` on the call two colleagues could enter one
    person twice; tests show that. Raises NotAllowed: not_your_role, own_application; DomainError: paper_not_open,
    arrived_too_late, arrived_too_early, arrival_in_future, arrival_time_needed; Conflict: entered_already (values:
    reference, application).
    """
    if not enters_papers(user, call):
        raise NotAllowed(
            "not_your_role",
            _("Papers for %(call)s are entered by reviewers and coordinators of its office.") % {"call": call},
        )
    if newcomer.email and newcomer.email.lower() == user.email.lower():
        raise NotAllowed("own_application", _("Nobody enters an application of their own; a colleague does."))
    if not may_be_entered(call):
        raise _not_open(call)
    row = _checked(call, arrival)
    with transaction.atomic():
        if lock:
            Call.objects.unscoped(_WHY).select_for_update(no_key=True).get(pk=call.pk)
        refuse_twin(call, newcomer.full_name, newcomer.birth_date)
        application = _made(call, newcomer)
        PaperEntry.objects.create(office_id=call.office_id, application=application, entered_by=user)
        _state(row, application, user)
        record("applications.paper_begun", user=user, about=application, received=arrival.day.isoformat())
    return application


@transaction.atomic
def state_arrival(application: Application, arrival: Arrival, *, user: Any) -> PaperArrival:
    """State anew when the paper arrived; what was stated before stays on record. The same again makes no new row.

    Raises DomainError: not_yours, not_a_draft, and what is wrong with an arrival as `begin_paper` does.
    """
    locked = own_draft(application, user)
    row = _checked(locked.call, arrival)
    newest = locked.paper_arrivals.order_by("-pk").first()
    if newest is not None and (newest.received_on, newest.received_time) == (arrival.day, arrival.at):
        return newest  # type: ignore[no-any-return]
    _state(row, locked, user)
    record("applications.paper_arrival_stated", user=user, about=locked, received=arrival.day.isoformat())
    return row


def refuse_twin(call: Call, full_name: str, birth_date: date | None) -> None:
    """Raise Conflict entered_already where this person's paper was entered for the call: same name, same birth date.

    Names are compared as identity marks compare them.
    """
    rows = Application.objects.unscoped(_WHY).filter(call=call, paper__isnull=False, person__birth_date=birth_date)
    wanted = folded(full_name)
    for row in rows.exclude(status__in=ENDED_FOR_GOOD).select_related("person").order_by("pk"):
        if wanted in _names(row.person):
            raise Conflict(
                "entered_already",
                _(
                    "The paper of %(name)s, born on the same day, was already entered for this call: %(reference)s. "
                    "Nothing was made. Open that entry instead."
                )
                % {"name": row.person.full_name, "reference": row.reference},
                reference=row.reference,
                application=row.pk,
            )


def _names(person: Person) -> Iterable[str]:
    return {folded(name) for name in (person.full_name, person.passport_name, person.native_name) if name}


def _not_open(call: Call) -> DomainError:
    if call.lot_published_at is not None:
        words = _(
            "The shortlist of %(call)s is frozen and the seed of its lot is public, so nothing more is entered. "
            "Ask the coordinator what can be done for a paper that arrived in time."
        )
    else:
        words = _(
            "Papers for %(call)s are entered from %(opens)s, and until four weeks after its deadline, %(closes)s."
        )
    names = {"call": call, "opens": local_and_utc(call, opening=True), "closes": local_and_utc(call)}
    return DomainError("paper_not_open", words % names, until=last_entry(call).isoformat())


def _checked(call: Call, arrival: Arrival) -> PaperArrival:
    """Return the statement, not saved yet. Raises DomainError when the paper is not in time by it."""
    ends = call.closes_at.astimezone(instant_of(call, arrival.day, time(0)).tzinfo)
    if arrival.at is None and arrival.day == ends.date():
        raise DomainError(
            "arrival_time_needed",
            _("The call closes on that day, at %(closes)s. State at what time the paper arrived.")
            % {"closes": ends.strftime("%H:%M")},
            closes_at=call.closes_at.isoformat(),
        )
    arrived_at = instant_of(call, arrival.day, arrival.at)
    stated = "" if arrival.at else str(formats.date_format(arrival.day, "DATE_FORMAT"))
    refused = refusal_of_arrival(call, arrived_at, stated)
    if refused is not None:
        raise refused
    return PaperArrival(received_on=arrival.day, received_time=arrival.at, arrived_at=arrived_at)


def _state(row: PaperArrival, application: Application, user: Any) -> None:
    row.office_id, row.application, row.stated_by, row.stated_at = application.office_id, application, user, clock.now()
    row.save()


def _made(call: Call, newcomer: Newcomer) -> Application:
    person = Person(birth_date=newcomer.birth_date, email=newcomer.email, language=newcomer.language)
    person.set_names(full=newcomer.full_name)
    person.save()
    assert call.binding is not None, "a call that is announced has its rules"
    application: Application = Application.objects.create(
        office_id=call.office_id,
        call=call,
        person=person,
        programme_version=call.programme_version,
        binding=call.binding,
    )
    Choice.objects.create(office_id=call.office_id, application=application, rank=1)
    _take_over(application, newcomer)
    return application


def _take_over(application: Application, newcomer: Newcomer) -> None:
    """Put name and birth date where the form asks for them: nobody types them twice."""
    known = {"full_name": newcomer.full_name, "birth_date": newcomer.birth_date.isoformat()}
    for group in definition_of(application).groups:
        answers = {
            question.key: known[question.person.value]
            for question in group.questions
            if question.person and question.person.value in known
        }
        if answers:
            Section.objects.create(
                office_id=application.office_id, application=application, key=group.key, answers=answers
            )
