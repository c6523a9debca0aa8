"""The one writer of a request's state. Everything that happens to a request goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.requests.models import Request, RequestEvent, RequestWords
from applications.requests.states import State
from applications.requests.workflow import By, Event, edge_for
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed

_WRITTEN = ("state", "outcome", "version", "reminded_at", "nudged_at", "time_zone", "due_local", "due_at", "remind_at")

# What was answered before counts no more.
_ANEW = frozenset({Event.SEND_BACK, Event.REFUSE_FILE, Event.MOVE_DATE})


@dataclass(frozen=True)
class Step:
    """One event of one request that the caller holds. `words` are personal, `data` ids and codes."""

    request: Request
    event: Event
    by: By
    actor: Any = None
    outcome: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def step(request: Request, event: Event, *, by: By, **rest: Any) -> RequestEvent:
    """Make one event happen; see `steps`."""
    (written,) = steps([Step(request, event, by, **rest)])
    return written


def steps(wanted: Iterable[Step]) -> list[RequestEvent]:
    """Make events happen, set-based: events, their words, states. Inside a transaction that holds the requests.

    Raises DomainError: no_such_step, unknown_outcome, words_missing; NotAllowed: not_your_part.
    """
    checked = [(each, _target(each)) for each in wanted]
    events = [_event(each, to) for each, to in checked]
    RequestEvent.objects.bulk_create(events, batch_size=500)
    RequestWords.objects.bulk_create(
        [
            RequestWords(
                office_id=event.office_id,
                application_id=event.application_id,
                request=each.request,
                event=event,
                name=name,
                text=text,
            )
            for (each, _to), event in zip(checked, events, strict=True)
            for name, text in each.words.items()
            if text.strip()
        ],
        batch_size=500,
    )
    for (each, to), event in zip(checked, events, strict=True):
        each.request.state, each.request.version = to, event.sequence
        if each.outcome or each.event in _ANEW:
            each.request.outcome = each.outcome
    rows = Request.objects.unscoped("rows held by the caller")
    rows.bulk_update([each.request for each, _to in checked], _WRITTEN, batch_size=500)
    return events


def expect_version(request: Request, version: int | None) -> None:
    """Raise Conflict version_conflict unless the request is as its reader saw it."""
    if version is not None and request.version != version:
        raise Conflict(
            "version_conflict",
            _("Somebody else acted on this request meanwhile: it is now “%(state)s”. Look again, then decide.")
            % {"state": request.get_state_display()},
            stored_version=request.version,
            expected_version=version,
        )


def _target(wanted: Step) -> State:
    """Return the state that a step leads to, once the table allows it."""
    request = wanted.request
    state = request.state if request.version else ""
    edge = edge_for(wanted.event, request.kind, state)
    if edge is None:
        raise DomainError(
            "no_such_step",
            _("This is “%(state)s” now, so that cannot be done any more. Load the page again.")
            % {"state": request.get_state_display()},
            state=state,
            event=wanted.event.value,
        )
    if wanted.by not in edge.by:
        raise NotAllowed(
            "not_your_part",
            _("This is done by: %(who)s.") % {"who": ", ".join(sorted(by.replace("_", " ") for by in edge.by))},
            event=wanted.event.value,
        )
    if wanted.outcome not in (edge.outcomes or {""}):
        raise DomainError("unknown_outcome", _("Choose one of the answers."), outcome=wanted.outcome)
    if edge.needs_words and not any(text.strip() for text in wanted.words.values()):
        raise DomainError("words_missing", _("Say in words why: who reads it has to know what it is about."))
    return edge.to or State(request.state)


def _event(wanted: Step, to: State) -> RequestEvent:
    request = wanted.request
    return RequestEvent(
        office_id=request.office_id,
        application_id=request.application_id,
        request=request,
        sequence=request.version + 1,
        kind=request.kind,
        event=wanted.event.value,
        outcome=wanted.outcome,
        from_state=request.state if request.version else "",
        to_state=to.value,
        at=clock.now(),
        by=wanted.by.value,
        actor=wanted.actor,
        data=dict(wanted.data),
    )
