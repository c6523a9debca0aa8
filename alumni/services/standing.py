"""The one writer of an association's standing: every change is a row that says when and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alumni.models import Association, Officer, StandingChange
from alumni.services.keeping import check_day, in_words, locked, one_after_the_other
from alumni.states import ENDED, Standing
from alumni.workflow import FOLLOWS, SUCCEEDED
from portal.common.errors import Conflict, DomainError
from portal.common.noting import note


@transaction.atomic
def change_standing(
    association: Association,
    to: str,
    *,
    actor: Any,
    on: date,
    source: str,
    reason: str = "",
    successor: Association | None = None,
    expected: str | None = None,
) -> StandingChange:
    """Record that an association became something, and when. With merging or dissolving its officers' terms end.

    `expected` is the standing the actor saw. Raises NotAllowed: not_your_association; Conflict: standing_changed;
    DomainError: no_such_step, reason_missing, successor_missing, successor_unusable, day_to_come, before_founding,
    before_the_last.
    """
    if successor is not None:
        one_after_the_other()
        successor = Association.objects.unscoped("named by who may").get(pk=successor.pk)
    row = locked(association, actor)
    if expected is not None and row.standing != expected:
        raise Conflict(
            "standing_changed",
            _("Somebody else changed this meanwhile: %(association)s is now “%(standing)s”. Look again, then decide.")
            % {"association": row, "standing": row.get_standing_display()},
            standing=row.standing,
        )
    last = row.standings.order_by("-number").first()
    _check(row, to, on, reason, successor, last)
    change: StandingChange = StandingChange.objects.create(
        office_id=row.office_id,
        association=row,
        number=last.number + 1 if last else 1,
        was=row.standing,
        standing=to,
        on=on,
        source=source,
        reason=reason.strip(),
        successor=successor if to in SUCCEEDED else None,
        recorded_by=actor,
    )
    row.standing = to
    row.save(update_fields=["standing"])
    if to in ENDED:
        _end_terms(row, on)
    note("alumni.standing_changed", user=actor, about=row, was=change.was, standing=to)
    return change


def _check(
    row: Association,
    to: str,
    on: date,
    reason: str,
    successor: Association | None,
    last: StandingChange | None,
) -> None:
    if to not in FOLLOWS[Standing(row.standing)]:
        raise DomainError(
            "no_such_step",
            _("From “%(was)s” an association does not become “%(to)s”. Reload the page.")
            % {"was": row.get_standing_display(), "to": Standing(to).label if to in Standing.values else to},
            was=row.standing,
            to=to,
        )
    if to != Standing.RECOGNISED and not reason.strip():
        raise DomainError("reason_missing", _("Give a reason in words: who looks after it next will ask."))
    if to == Standing.MERGED and successor is None:
        raise DomainError("successor_missing", _("Name the association it merged into."))
    if successor is not None and (successor.pk == row.pk or _had_ended(successor, on)):
        raise DomainError(
            "successor_unusable",
            _("%(successor)s cannot carry on: it is the same association, or was no more by then. Choose another.")
            % {"successor": successor},
        )
    check_day(on, row)
    if last is not None and on < last.on and last.number > 1:
        raise DomainError(
            "before_the_last",
            _("The last change was on %(day)s. One that follows cannot be earlier.") % {"day": in_words(last.on)},
            day=last.on.isoformat(),
        )


def _had_ended(association: Association, on: date) -> bool:
    last = association.standings.order_by("-number").first() if association.ended else None
    return association.ended and (last is None or last.on <= on)


def _end_terms(row: Association, on: date) -> None:
    held = Officer.objects.unscoped("of the row locked above").recorded().filter(association=row)
    for officer in held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)):
        officer.ends_on = max(on, officer.starts_on)
        officer.save(update_fields=["ends_on"])
