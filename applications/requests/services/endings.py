"""What becomes of requests when their application or its call moves on, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from applications.models import Application, ApplicationEvent
from applications.queries import definition_of
from applications.requests.dates import letters_due_local, set_due
from applications.requests.models import Request
from applications.requests.models.requests import RequestQuerySet
from applications.requests.notices import to_referee
from applications.requests.services.steps import Step, steps
from applications.requests.services.unsent import forget_unsent
from applications.requests.states import PENDING, REFUSED, Kind, Outcome, State
from applications.requests.workflow import By, Event
from applications.services.transition import lock
from applications.states import OVER, Status
from portal.outbox.services import queue_mails
from programs.models import Call

WHY = "applications whose rows the caller holds"
_RELATED = ("asked_of", "office")


def follow(happened: Iterable[tuple[Application, ApplicationEvent]]) -> None:
    """End what waits for applications that are over, and appeals that another decision has overtaken."""
    over, taken_up = {}, {}
    for application, event in happened:
        if event.to_status in OVER:
            over[application.pk] = application
        elif event.from_status in REFUSED and event.to_status not in REFUSED:
            taken_up[application.pk] = application
    if over:
        _end(over)
    if taken_up:
        appeals = _rows(taken_up).filter(kind=Kind.APPEAL, state__in=[*sorted(PENDING), State.RECEIVED])
        steps(Step(row, Event.END, By.SYSTEM, outcome=Outcome.OVERTAKEN) for row in _with(appeals, taken_up))


def move_letters(call: Call) -> None:
    """Give letters that wait the date that follows from the call's new deadline.

    Applications are held before their letters, as whoever saves or sends one does.
    """
    rows = Request.objects.unscoped(WHY).pending().references().filter(application__call=call)
    held = {row.pk: row for row in lock(rows.values_list("application", flat=True))}
    moved = []
    for row in _with(rows.filter(application__in=list(held)), held):
        row.application.call = call
        local = letters_due_local(call, definition_of(row.application).slot(row.slot))
        if local > row.due_local:
            set_due(row, local, call.time_zone)
            moved.append(Step(row, Event.MOVE_DATE, By.SYSTEM, data={"due": local}))
    steps(moved)


def _end(over: dict[int, Application]) -> None:
    waiting = _with(_rows(over).filter(state__in=[*sorted(PENDING), State.RECEIVED]), over)
    # A letter that came stays what it is: received. What somebody still works on ends.
    ending = [row for row in waiting if row.state in PENDING or row.kind == Kind.APPEAL]
    steps(Step(row, Event.END, By.SYSTEM, outcome=_why(over[row.application_id])) for row in ending)
    letters = [row for row in ending if row.kind == Kind.REFERENCE]
    forget_unsent(letters)
    # Their mails say the applicant's name, which a draft's answers hold.
    prefetch_related_objects([over[row.application_id] for row in letters], "sections")
    queue_mails(to_referee(row, "cancelled") for row in letters)


def _why(application: Application) -> Outcome:
    return Outcome.WITHDRAWN if application.status == Status.WITHDRAWN else Outcome.ENDED


def _rows(applications: dict[int, Application]) -> RequestQuerySet:
    return Request.objects.unscoped(WHY).filter(application__in=list(applications))


def _with(rows: RequestQuerySet, applications: dict[int, Application]) -> list[Request]:
    found = list(rows.select_for_update(of=("self",)).select_related(*_RELATED).order_by("pk"))
    for row in found:
        row.application = applications[row.application_id]
    return found
