"""Drafts: made from the call's reviews, refreshed when those changed, copied from a frozen list, discarded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.review.queries import average_score
from applications.shortlists.lot import lot
from applications.shortlists.models import (
    Decision,
    LineMove,
    LineReason,
    Shortlist,
    ShortlistLine,
    ShortlistState,
)
from applications.shortlists.permissions import check
from applications.shortlists.queries import in_review, is_superseded, newest, seats_taken
from applications.shortlists.ranking import Candidate, by_score_then_lot, with_hand_places
from applications.shortlists.services.arranging import arrange
from applications.shortlists.services.locking import bump, lock, lock_draft
from applications.shortlists.services.reasons import default_reason
from portal.audit.services import record
from portal.common.errors import DomainError
from programs.models import Call

Row = TypeVar("Row", ShortlistLine, LineMove, LineReason)


@transaction.atomic
def build(call: Call, *, user: Any, expected_version: int | None = None) -> Shortlist:
    """Rank the call's applications in review: by average score, then by lot; those without a score last.

    An existing draft is brought up to date: changes by hand stay, what left review goes, what is new comes in.
    Raises NotAllowed; Conflict; DomainError `already_frozen` (correct that one instead), `nothing_in_review`.
    """
    calls = Call.objects.unscoped("the actor is checked on the next lines").select_for_update(of=("self",))
    locked_call = calls.select_related("round__programme", "office").get(pk=call.pk)
    check(user, locked_call)
    latest = newest(locked_call)
    if latest is not None and latest.state == ShortlistState.FROZEN:
        raise DomainError(
            "already_frozen",
            _("Version %(number)s of this list is frozen and waits for its release. Release it, or start a correction.")
            % {"number": latest.number},
            shortlist=latest.pk,
        )
    applications = list(in_review(locked_call))
    if not applications:
        raise DomainError(
            "nothing_in_review",
            _("No application to %(call)s is in review, so there is nothing to rank. Open reviews first.")
            % {"call": locked_call},
        )
    if latest is not None and latest.is_draft:
        draft = lock_draft(latest, user=user, expected_version=expected_version)
    else:
        draft = _new(locked_call, user, number=latest.number + 1 if latest else 1)
    _take_places(draft)
    _rank(draft, applications)
    bump(draft, "places", "reserve_places")
    record("shortlists.built", user=user, about=draft, number=draft.number, lines=len(applications))
    return draft


def _new(call: Call, user: Any, *, number: int, corrects: Shortlist | None = None) -> Shortlist:
    return Shortlist.objects.create(
        office_id=call.office_id,
        call=call,
        number=number,
        corrects=corrects,
        version=0,
        reason_text=default_reason(),
        created_by=user,
    )


def _take_places(draft: Shortlist) -> None:
    """What earlier released lists of the call gave, and people still hold, is not given twice."""
    taken = seats_taken(draft.call)
    draft.places = max(0, draft.call.shortlist_places - taken[Decision.SHORTLIST])
    draft.reserve_places = max(0, draft.call.reserve_places - taken[Decision.RESERVE])


def _rank(draft: Shortlist, applications: Sequence[Application]) -> None:
    scores = average_score(draft.call)
    lots = {application.pk: lot(draft.call.lot_seed, application.lot_token) for application in applications}
    candidates = (Candidate(key, scores.get(key), drawn) for key, drawn in lots.items())
    computed = [candidate.key for candidate in by_score_then_lot(candidates)]
    computed_rank = {key: rank for rank, key in enumerate(computed, start=1)}
    draft.lines.exclude(application__in=computed).delete()
    lines = {line.application_id: line for line in draft.lines.all()}
    placed = {key: line.rank for key, line in lines.items() if line.moved_by_hand}
    for application in applications:
        line = lines.setdefault(
            application.pk,
            ShortlistLine(
                office_id=draft.office_id,
                shortlist=draft,
                application=application,
                application_office_id=application.office_id,
                decision="",
            ),
        )
        line.score, line.lot = scores.get(application.pk), lots[application.pk]
        line.computed_rank = computed_rank[application.pk]
    arrange(draft, lines.values(), with_hand_places(computed, placed))
    new = [line for line in lines.values() if not line.pk]
    rows = ShortlistLine.objects.unscoped("lines of the list locked above")
    rows.bulk_update([line for line in lines.values() if line.pk], ["score", "lot", "computed_rank"], batch_size=500)
    rows.bulk_create(new, batch_size=500)


@transaction.atomic
def correct(shortlist: Shortlist, *, user: Any) -> Shortlist:
    """Start a new version as a copy of a frozen list, changes by hand included. Possible until the release.

    Raises NotAllowed; DomainError `not_frozen`, `already_released`, `superseded`.
    """
    frozen = lock(shortlist, user=user)
    check_correctable(frozen)
    draft = _new(frozen.call, user, number=frozen.number + 1, corrects=frozen)
    for name in ("places", "reserve_places", "reason_code", "reason_text"):
        setattr(draft, name, getattr(frozen, name))
    _copy_lines(frozen, draft)
    bump(draft, "places", "reserve_places", "reason_code", "reason_text")
    record("shortlists.correction_started", user=user, about=draft, number=draft.number, corrects=frozen.pk)
    return draft


def check_correctable(frozen: Shortlist) -> None:
    """Raise DomainError unless the list is the frozen one that waits for its release."""
    if frozen.is_draft:
        raise DomainError("not_frozen", _("This list is still a draft: change it directly."))
    if frozen.state == ShortlistState.RELEASED:
        raise DomainError(
            "already_released",
            _("This list has been released: the applicants have their decisions. What changes now is an appeal."),
        )
    if is_superseded(frozen):
        raise DomainError("superseded", _("A newer version of this list exists. Open that one."))


def _copy_lines(frozen: Shortlist, draft: Shortlist) -> None:
    originals = list(frozen.lines.select_related("own_reason").prefetch_related("moves").order_by("rank"))
    copies = [_copied(original, shortlist=draft) for original in originals]
    ShortlistLine.objects.bulk_create(copies, batch_size=500)
    moves, reasons = [], []
    for original, copy in zip(originals, copies, strict=True):
        moves += [_copied(move, line=copy) for move in original.moves.all()]
        if hasattr(original, "own_reason"):
            reasons.append(_copied(original.own_reason, line=copy))
    LineMove.objects.bulk_create(sorted(moves, key=lambda move: move.moved_at), batch_size=500)
    LineReason.objects.bulk_create(reasons, batch_size=500)


def _copied(row: Row, **parents: Any) -> Row:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    for name in parents:
        del values[f"{name}_id"]
    return type(row)(**values, **parents)


@transaction.atomic
def discard(shortlist: Shortlist, *, user: Any, expected_version: int | None = None) -> None:
    """Throw a draft away with its changes by hand; frozen lists are kept for good. Raises NotAllowed, DomainError."""
    draft = lock_draft(shortlist, user=user, expected_version=expected_version)
    record("shortlists.discarded", user=user, about=draft, number=draft.number, lines=draft.lines.count())
    draft.delete()
