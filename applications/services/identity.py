"""Marking an application so that a second one of the same person in the round can be noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from applications.addenda import answers_in_force, counting_along
from applications.identity_marks import NAMES, marks
from applications.models import AddendumState, Application, IdentityMark
from applications.queries import answers_of, definition_of
from portal.common import clock
from programs.definitions.answers import person_values

_WHY = "marks are written for every office and shown to none"
_AT_ONCE = 500

Answers = Mapping[str, Mapping[str, Any]]


def mark(application: Application) -> None:
    """Mark an application that is being submitted, in its transaction."""
    at = application.submitted_at or clock.now()
    IdentityMark.objects.bulk_create(
        _rows(application, _marks(application, answers_of(application)), at), ignore_conflicts=True
    )


def mark_correction(application: Application, answers: Answers) -> None:
    """Mark an application once more as whom its corrected answers speak of; what was submitted stays marked."""
    marks_now = _marks(application, answers)
    IdentityMark.objects.bulk_create(_rows(application, marks_now, clock.now()), ignore_conflicts=True)


@transaction.atomic
def mark_again() -> int:
    """Mark everything that was submitted anew, under the newest key; returns how many applications have marks.

    As submitted, and as it counts now where a correction was taken. Where values were erased there is nothing to mark.
    Use it once keys were changed, and for what was submitted before there were marks.
    """
    marked = 0
    taken = Max("addenda__decided_at", filter=Q(addenda__state=AddendumState.TAKEN))
    rows = Application.objects.unscoped(_WHY).filter(submitted_at__isnull=False).order_by("pk")
    related = rows.select_related("call").prefetch_related("sections", counting_along(""))
    IdentityMark.objects.unscoped(_WHY).delete()
    for batch in _batches(related.annotate(corrected_at=taken).iterator(_AT_ONCE)):
        made = [row for application in batch for row in _all_marks_of(application)]
        IdentityMark.objects.bulk_create(made)
        marked += len({row.application_id for row in made})
    return marked


def _all_marks_of(application: Any) -> list[IdentityMark]:
    """The marks of what was submitted, then those that corrections added, each from its own time on."""
    submitted = _marks(application, answers_of(application), newest_only=True)
    rows = _rows(application, submitted, application.submitted_at)
    if application.corrected_at is not None:
        now = _marks(application, answers_in_force(application), newest_only=True)
        rows += _rows(application, [each for each in now if each not in submitted], application.corrected_at)
    return rows


def _marks(application: Application, answers: Answers, *, newest_only: bool = False) -> list[str]:
    said = person_values(definition_of(application), answers)
    names = [said[name] for name in NAMES if said.get(name)]
    return marks(application.call.round_id, said.get("birth_date"), names, newest_only=newest_only)


def _rows(application: Application, found: Iterable[str], at: datetime) -> list[IdentityMark]:
    return [
        IdentityMark(office_id=application.office_id, application=application, mark=each, marked_at=at)
        for each in found
    ]


def _batches(rows: Iterable[Application]) -> Iterable[list[Application]]:
    batch: list[Application] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
