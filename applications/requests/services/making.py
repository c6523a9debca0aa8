"""Making a request: its number in the application, its date, and the event with which it begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from applications.models import Application
from applications.requests.dates import set_due
from applications.requests.models import Request
from applications.requests.services.steps import step
from applications.requests.states import Kind
from applications.requests.workflow import By, Event
from portal.accounts.models import Person


def make(
    held: Application,
    kind: Kind,
    *,
    by: By,
    actor: Any,
    due_local: str,
    time_zone: str,
    asked_of: Person | None = None,
    slot: str = "",
    place: int = 0,
    words: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Request:
    """Return a new open request of an application that the caller holds; without `asked_of` it is the applicant's."""
    number = (held.requests.aggregate(last=Max("number"))["last"] or 0) + 1
    request = Request(
        office_id=held.office_id,
        application=held,
        number=number,
        kind=kind,
        slot=slot,
        place=place,
        asked_of=asked_of or held.person,
    )
    set_due(request, due_local, time_zone)
    request.save(force_insert=True)
    step(request, Event.ASK, by=by, actor=actor, words=words or {}, data=data or {})
    return request
