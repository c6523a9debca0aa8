"""Giving a correction: a row, its values apart, a snapshot with it that is screened and does not count yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import health
from applications.addenda import (
    MOST_WAITING,
    counting_snapshot,
    fixed,
    health_in_force,
    may_be_corrected,
    on_health,
    with_correction,
)
from applications.models import (
    Addendum,
    AddendumHealth,
    AddendumState,
    AddendumValues,
    Application,
    Snapshot,
    SnapshotValues,
)
from applications.notices import about_addendum
from applications.queries import definition_of
from applications.services.screening import freeze
from applications.services.transition import lock
from portal.common.errors import Conflict, DomainError
from portal.outbox.services import queue_mails
from programs.definitions import Group

REASON_LIMIT = 1_000


@dataclass(frozen=True)
class Correction:
    """A section's answers as they should read, those about health among them, and why."""

    section: str
    answers: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Changes:
    """What differs, by question: before and after, apart from what is about health."""

    before: dict[str, Any]
    after: dict[str, Any]
    health_before: dict[str, Any]
    health_after: dict[str, Any]

    @property
    def keys(self) -> set[str]:
        """The questions whose answers differ."""
        return {*self.after, *self.health_after}


def changes_of(application: Application, group: Group, answers: Mapping[str, Any]) -> Changes:
    """Return what answers to a section would change of those that count now. Raises DomainError values_erased."""
    _snapshot, values = _counting(application)
    now = values.answers.get(group.key, {})
    about_health = health_in_force(application) if group.health else {}
    stays = {question.key for question in fixed(definition_of(application), group)}
    changes = Changes({}, {}, {}, {})
    for question in group.questions:
        key, new = question.key, answers.get(question.key)
        old = about_health.get(key) if question.health else now.get(key)
        new = None if new in ("", []) else new
        if key in stays or new == old:
            continue
        before, after = (
            (changes.health_before, changes.health_after) if question.health else (changes.before, changes.after)
        )
        before[key], after[key] = old, new
    if group.entries is not None and (answers.get(group.key) or None) != (now.get(group.key) or None):
        changes.before[group.key], changes.after[group.key] = now.get(group.key), answers.get(group.key) or None
    return changes


@transaction.atomic
def give_addendum(
    application: Application, correction: Correction, *, user: Any, based_on: int, idempotency_key: str
) -> Addendum:
    """Keep an applicant's correction of a section, screen it, and tell them that it came. The status stays.

    `based_on` is the number of the snapshot whose answers the applicant saw. The same `idempotency_key` again returns
    the same addendum. Raises Conflict answers_corrected; DomainError: not_yours, too_late, unknown_section,
    values_erased, nothing_changed, reason_missing, reason_too_long, too_many_waiting.
    """
    locked = _own(application, user)
    earlier: Addendum | None = locked.addenda.filter(idempotency_key=idempotency_key).first()
    if earlier is not None:
        return earlier
    group = _group(locked, correction.section)
    snapshot, values = _counting(locked)
    if snapshot.number != based_on:
        raise Conflict(
            "answers_corrected",
            _("Another correction was taken into account meanwhile. Look at the answers as they are now, then send."),
            number=snapshot.number,
        )
    changes = changes_of(locked, group, correction.answers)
    reason = _reason(correction.reason)
    if not changes.keys:
        raise DomainError("nothing_changed", _("Nothing differs from what you sent. Change what is wrong, then go on."))
    waiting = locked.addenda.filter(state=AddendumState.WAITING).count()
    if waiting >= MOST_WAITING:
        raise DomainError(
            "too_many_waiting",
            _("%(n)d corrections of yours wait to be read. Wait until the office has read them, or write to it.")
            % {"n": waiting},
            waiting=waiting,
        )
    answers = with_correction(values.answers, group.key, changes.after)
    about_health = {**health_in_force(locked), **changes.health_after} if changes.health_after else None
    frozen = freeze(locked, answers=answers, on_health=on_health(locked, _given(about_health)))
    addendum = Addendum.objects.create(
        office_id=locked.office_id,
        application=locked,
        number=locked.addenda.count() + 1,
        section=group.key,
        snapshot=frozen.snapshot,
        based_on=snapshot,
        given_by=user,
        idempotency_key=idempotency_key,
    )
    below = {"office_id": locked.office_id, "application": locked, "addendum": addendum}
    AddendumValues.objects.create(**below, before=changes.before, after=changes.after, reason=reason)
    for key, after in changes.health_after.items():
        before = changes.health_before[key]
        AddendumHealth.objects.create(**below, key=key, before=_sealed(before), after=_sealed(after))
    queue_mails(mail for mail in [about_addendum(locked, addendum, "received")] if mail)
    return addendum


def _own(application: Application, user: Any) -> Application:
    (locked,) = lock([application.pk])
    if locked.person.user_id != user.pk:
        raise DomainError("not_yours", _("There is no such application of yours."))
    if not may_be_corrected(locked):
        raise DomainError(
            "too_late",
            _("Application %(reference)s is “%(status)s”: nothing that was sent with it can be corrected any more.")
            % {"reference": locked.reference, "status": locked.get_status_display()},
            status=locked.status,
        )
    return locked


def _group(application: Application, key: str) -> Group:
    for group in definition_of(application).groups:
        if group.key == key:
            return group
    raise DomainError("unknown_section", _("This application has no section “%(key)s”.") % {"key": key}, key=key)


def _counting(application: Application) -> tuple[Snapshot, SnapshotValues]:
    snapshot = counting_snapshot(application)
    values = getattr(snapshot, "values", None)
    if snapshot is None or values is None:
        raise DomainError(
            "values_erased", _("What was sent with this application was erased, so nothing can be corrected.")
        )
    return snapshot, values


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise DomainError("reason_missing", _("Say in a few words why it was wrong: the office reads it."))
    if len(reason) > REASON_LIMIT:
        raise DomainError(
            "reason_too_long",
            _("The reason has %(length)d characters; at most %(limit)d are kept. Shorten it.")
            % {"length": len(reason), "limit": REASON_LIMIT},
            length=len(reason),
        )
    return reason


def _given(answers: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if answers is None else {key: value for key, value in answers.items() if value is not None}


def _sealed(value: Any) -> bytes | None:
    return None if value is None else health.encrypt(value)
