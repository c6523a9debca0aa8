"""The one writer of status. Everything that happens to an application goes through here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import Actor
from applications.models import Application, ApplicationEvent, EventReason
from applications.models.applications import ApplicationQuerySet
from applications.notices import mail_for
from applications.permissions import check
from applications.reasons import sentences_for_mail
from applications.services import guards
from applications.signals import events_written
from applications.workflow import By, Edge, edge_for, needs_reason
from portal.accounts.models import Person
from portal.common import clock
from portal.common.errors import Conflict, DomainError
from portal.outbox.services import Mail, queue_mails

# Not the binding, nor the person: an applicant may take another one meanwhile, or claim what came on paper, and a row
# whose join no longer holds once its lock is had is left out by Postgres.
_RELATED = ("call__round__programme", "call__office")


@dataclass
class BulkResult:
    """What a bulk transition did: primary keys done, and the error of each it refused."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, DomainError] = field(default_factory=dict)


@dataclass(frozen=True)
class _Step:
    """One checked transition, ready to be written."""

    application: Application
    event: ApplicationEvent
    edge: Edge
    reason: str
    stored: Mapping[str, Any] = field(default_factory=dict)


def lock(which: Iterable[int] | ApplicationQuerySet, *, with_people: bool = False) -> list[Application]:
    """Lock applications in the order of their keys, so that two bulk runs never wait for each other crosswise.

    `which` are their keys, or the rows themselves where the caller has narrowed them. `with_people` is for who will
    write what somebody says of themselves: then the persons are locked too, each after the application.
    """
    if not isinstance(which, ApplicationQuerySet):
        which = Application.objects.unscoped("the caller checks the actor").filter(pk__in=list(which))
    locked = _with_people(which) if with_people else _alone(which)
    for row in locked:
        if row.office_id == row.call.office_id:  # a foreign key of both columns holds them together
            row.office = row.call.office
    return locked


def _alone(rows: ApplicationQuerySet) -> list[Application]:
    found: list[Application] = list(rows.select_for_update(of=("self",)).select_related(*_RELATED).order_by("pk"))
    known = Person.objects.select_related("user").in_bulk({row.person_id for row in found})
    for row in found:
        row.person = known[row.person_id]
    return found


def _with_people(rows: ApplicationQuerySet) -> list[Application]:
    held = rows.select_for_update(of=("self", "person")).select_related("person", *_RELATED).order_by("pk")
    # Somebody who claims what came on paper meanwhile changes whose it is: asked again, it is found as theirs.
    return list(held) or list(held.all())


def transition(application: Application, event: str, **how: Any) -> ApplicationEvent:
    """Make one event happen: lock, check again, write event, status and mails in one transaction.

    `how` is what `transition_locked` takes, and it raises the same. `application` is brought up to date.
    """
    with transaction.atomic():
        (locked,) = lock([application.pk])
        written = transition_locked(locked, event, **how)
        application.status, application.version = locked.status, locked.version
        return written


def transition_locked(
    locked: Application,
    event: str,
    *,
    actor: Actor,
    expected_version: int | None = None,
    outcome: str = "",
    reason: str = "",
    reason_code: str = "",
    idempotency_key: str | None = None,
    data: Mapping[str, Any] | None = None,
    kept: Mapping[str, Any] | None = None,
    stored: Mapping[str, Any] | None = None,
) -> ApplicationEvent:
    """Make one event happen to a row that `lock` returned in this transaction: event, status and mails.

    `data` is for the guard; `kept` stays with the event as its data, so it is JSON and names nobody. `stored` are
    further columns of the application, written with its status.
    The same `idempotency_key` again returns the same event. `locked` is brought up to date.
    Raises DomainError: no_such_edge, unknown_outcome, reason_missing, a guard's code; NotAllowed: not_your_role;
    Conflict: version_conflict, when `expected_version` is not the stored one.
    """
    if idempotency_key and locked.version:  # before the first event there is none to find
        earlier = locked.events.filter(idempotency_key=idempotency_key).first()
        if earlier is not None:
            return earlier  # type: ignore[no-any-return]
    if expected_version is not None and locked.version != expected_version:
        raise _conflict(locked, expected_version)
    step = _checked(locked, event, actor, outcome, reason, reason_code, idempotency_key, data or {})
    step.event.data = dict(kept or {})
    _write([replace(step, stored=stored or {})])
    return step.event


@transaction.atomic
def transition_many(
    applications: Iterable[Application],
    event: str,
    *,
    actor: Actor,
    outcomes: Mapping[int, str] | None = None,
    reasons: Mapping[int, str] | None = None,
    reason_codes: Mapping[int, str] | None = None,
    data: Mapping[str, Any] | None = None,
    kept: Callable[[list[Application]], Mapping[int, Mapping[str, Any]]] | None = None,
    idempotency_prefix: str,
) -> BulkResult:
    """Make one event happen to many, set-based: the same table and guards; refused ones are reported, not written.

    `outcomes`, `reasons` and `reason_codes` are by primary key; so is what `kept` answers, once the rows are locked,
    for the data of their events. An application that already had this event under
    `idempotency_prefix` counts as done.
    """
    result = BulkResult()
    steps: list[_Step] = []
    locked = lock(application.pk for application in applications)
    events = ApplicationEvent.objects.unscoped("rows locked above").filter(application__in=[row.pk for row in locked])
    had = set(events.filter(idempotency_key=idempotency_prefix).values_list("application_id", flat=True))
    for row in locked:
        if row.pk in had:
            result.done.append(row.pk)
            continue
        outcome, reason = (outcomes or {}).get(row.pk, ""), (reasons or {}).get(row.pk, "")
        code = (reason_codes or {}).get(row.pk, "")
        try:
            steps.append(_checked(row, event, actor, outcome, reason, code, idempotency_prefix, data or {}))
        except DomainError as error:
            result.refused[row.pk] = error
    stays = kept([step.application for step in steps]) if kept and steps else {}
    for step in steps:
        step.event.data = dict(stays.get(step.application.pk, {}))
    _write(steps)
    result.done.extend(step.application.pk for step in steps)
    return result


def _checked(
    locked: Application,
    event: str,
    actor: Actor,
    outcome: str,
    reason: str,
    reason_code: str,
    idempotency_key: str | None,
    data: Mapping[str, Any],
) -> _Step:
    edge = edge_for(event, locked.status)
    if edge is None:
        raise DomainError(
            "no_such_edge",
            _("Application %(reference)s is “%(status)s”; “%(event)s” does not lead on from there. Reload the page.")
            % {
                "reference": locked.reference,
                "status": locked.get_status_display(),
                "event": str(event).replace("_", " "),
            },
            status=locked.status,
            event=str(event),
        )
    by = check(actor, edge, locked)
    if outcome not in edge.to:
        raise DomainError(
            "unknown_outcome",
            _("“%(outcome)s” is no outcome of “%(event)s”; choose one of: %(choices)s.")
            % {"outcome": outcome, "event": edge.event, "choices": ", ".join(edge.to)},
            outcome=outcome,
        )
    if needs_reason(edge, outcome) and not reason.strip():
        raise DomainError("reason_missing", _("Give a reason in words: the applicant reads it, and it is kept."))
    refusal = guards.refusal(edge.guard, locked, actor=actor, outcome=outcome, data=data)
    if refusal is not None:
        raise refusal
    return _Step(locked, _event(locked, edge, by, actor, outcome, reason_code, idempotency_key), edge, reason.strip())


def _event(
    locked: Application, edge: Edge, by: By, actor: Actor, outcome: str, reason_code: str, idempotency_key: str | None
) -> ApplicationEvent:
    return ApplicationEvent(
        office_id=locked.office_id,
        application=locked,
        sequence=locked.version + 1,
        event=edge.event.value,
        outcome=outcome,
        from_status=locked.status,
        to_status=edge.to[outcome],
        at=clock.now(),
        by=by.value,
        actor=actor.user,
        reason_code=reason_code,
        idempotency_key=idempotency_key,
    )


def _write(steps: list[_Step]) -> None:
    """Write events, reasons, statuses and mails; what was locked is brought up to date."""
    ApplicationEvent.objects.bulk_create([step.event for step in steps], batch_size=500)
    EventReason.objects.bulk_create(
        [
            EventReason(office_id=s.application.office_id, application=s.application, event=s.event, text=s.reason)
            for s in steps
            if s.reason
        ],
        batch_size=500,
    )
    mails: list[Mail | None] = []
    for step in steps:
        step.application.status, step.application.version = step.event.to_status, step.event.sequence
        if step.edge.notice:
            not_met = sentences_for_mail(step.application, step.event)
            mails.append(mail_for(step.application, step.event, step.edge.notice, reason=step.reason, not_met=not_met))
    _store(steps)
    queue_mails(mail for mail in mails if mail is not None)
    if steps:
        events_written.send(sender=Application, steps=[(step.application, step.event) for step in steps])


def _store(steps: list[_Step]) -> None:
    rows = Application.objects.unscoped("rows locked by the caller")
    if len(steps) != 1:
        rows.bulk_update([step.application for step in steps], ["status", "version"], batch_size=500)
        return
    (step,) = steps
    application = step.application
    for name, value in step.stored.items():
        setattr(application, name, value)
    rows.filter(pk=application.pk).update(status=application.status, version=application.version, **step.stored)


def _conflict(locked: Application, expected: int) -> Conflict:
    return Conflict(
        "version_conflict",
        _("Somebody else acted on %(reference)s meanwhile: it is now “%(status)s”. Look again, then decide.")
        % {"reference": locked.reference, "status": locked.get_status_display()},
        stored_version=locked.version,
        expected_version=expected,
        status=locked.status,
    )
