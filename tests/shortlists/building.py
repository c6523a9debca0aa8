"""Applications in review with scores, made as rows with a true history, so that a hundred take a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from applications.actors import actor_for
from applications.models import Application, ApplicationEvent, Section
from applications.review.models import Score
from applications.services.transition import transition
from applications.states import Status
from applications.workflow import By, Event
from portal.accounts.models import Person
from portal.common import clock
from programs.models import Call
from tests.factories import PersonFactory, UserFactory

# (event, by, from, to): how an application comes into review.
INTO_REVIEW = (
    ("submit", By.APPLICANT, Status.DRAFT, Status.ELIGIBLE),
    ("open_review", By.REVIEWER, Status.ELIGIBLE, Status.IN_REVIEW),
)


def move_deadline(call: Call, by: timedelta) -> Call:
    """Let a call end so long from now (before now where `by` is negative), in whole minutes, as if days had passed."""
    closes = (clock.now() + by).astimezone(call.zone)
    call.set_times(call.opens_local, f"{closes:%Y-%m-%dT%H:%M}", call.time_zone)
    Call.objects.filter(pk=call.pk).update(closes_local=call.closes_local, closes_at=call.closes_at)
    return call


@transaction.atomic
def in_review(
    call: Call,
    name: str = "Zoë Carreño",
    *,
    scores: Sequence[int] = (),
    person: Person | None = None,
    status: Status = Status.IN_REVIEW,
    **answers: Any,
) -> Application:
    """Return an application of a new person called `name`, or of `person`, with one reviewer per score."""
    now = clock.now()
    application = Application.objects.create(
        office=call.office,
        call=call,
        person=person or PersonFactory(full_name=name, passport_name=name.upper()),
        programme_version=call.programme_version,
        binding=call.binding,
        submitted_at=now - timedelta(days=3),
        status=status,
        version=1 if status == Status.ELIGIBLE else 2,
    )
    for sequence, (event, by, source, target) in enumerate(INTO_REVIEW[: application.version], start=1):
        ApplicationEvent.objects.create(
            office=call.office,
            application=application,
            sequence=sequence,
            event=event,
            by=by,
            from_status=source,
            to_status=target,
            at=now,
        )
    if answers:
        Section.objects.create(
            office=call.office, application=application, key="studies", answers=answers, complete=True
        )
    for value in scores:
        scored(application, value)
    return application


def withdraw(application: Application) -> None:
    """Withdraw as the applicant does."""
    transition(application, Event.WITHDRAW, actor=actor_for(application.person.user), reason="Other plans.")


def seven_in_review(call: Call) -> list[Application]:
    """Return Person A to Person G, scored from 90 down to 30 in tens."""
    return [in_review(call, f"Person {name}", scores=[90 - 10 * place]) for place, name in enumerate("ABCDEFG")]


def scored(application: Application, value: int) -> Score:
    """Add the score of one more reviewer."""
    return Score.objects.create(
        office=application.office,
        application=application,
        reviewer=UserFactory(),
        value=value,
        sentence="Knows why, and says it plainly.",
    )
