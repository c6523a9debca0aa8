"""Whose word a status is: a screening's, which a later one may change, or a person's, which it may not. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from applications.models import Application, ApplicationEvent
from applications.states import SCREENED
from applications.workflow import Event

WHY = "keys of applications that came through a scope, or that a service had checked"
_BY_SCREENING = frozenset({Event.SUBMIT.value, Event.APPLY_SCREENING.value})

Waiting = Callable[[Iterable[int]], set[int]]
_waiting: list[Waiting] = []


def is_screening(event: str, data: dict[str, Any]) -> bool:
    """Say whether an event let a status follow the rules. Who takes an application back keeps the evidence with it."""
    return event in _BY_SCREENING and "evidence" not in data


def made_by_screening(application: Application) -> bool:
    """Say whether the status is what a screening made it: nobody has decided since."""
    if application.status not in SCREENED:
        return False
    last = application.events.order_by("-sequence").values_list("event", "data").first()
    return last is not None and is_screening(*last)


def screened_last(applications: Iterable[int]) -> set[int]:
    """Return those of these applications whose latest event is a screening's: one query."""
    rows = ApplicationEvent.objects.unscoped(WHY).filter(application__in=list(applications))
    last = rows.order_by("application_id", "-sequence").distinct("application_id")
    return {
        key for key, event, data in last.values_list("application_id", "event", "data") if is_screening(event, data)
    }


def register(waiting: Waiting) -> None:
    """Let an app above say which applications wait for a decision of theirs, so that no release moves them away."""
    _waiting.append(waiting)


def waiting_for_people(applications: Iterable[int]) -> set[int]:
    """Return those of these applications about which people are deciding."""
    keys = list(applications)
    return set().union(*(waiting(keys) for waiting in _waiting))
