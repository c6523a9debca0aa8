"""Changes by hand to a draft: another rank, or another decision; each with a reason that stays with the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.shortlists.models import Decision, LineMove, Shortlist, ShortlistLine
from applications.shortlists.ranking import moved
from applications.shortlists.services.arranging import arrange
from applications.shortlists.services.locking import bump, check_version, lock_draft
from applications.shortlists.services.reasons import checked_words
from applications.shortlists.wording import who
from portal.audit.services import record
from portal.common.errors import DomainError

# As a decision: what the line's rank gives.
BY_RANK = "by_rank"


@dataclass(frozen=True)
class Changed:
    """The line as it is now, and the other lines whose decision followed."""

    line: ShortlistLine
    followed: list[ShortlistLine]


@transaction.atomic
def move(line: ShortlistLine, to_rank: int, reason: str, *, user: Any, expected_version: int | None = None) -> Changed:
    """Put a line at another rank (from 1); the others close up, and decisions follow the ranks.

    Raises NotAllowed; Conflict with the stored `rank`, `decision` and `by`; DomainError `no_such_rank`, `same_rank`,
    `reason_missing`.
    """
    draft, lines, here = _locked(line, user, expected_version)
    if not 1 <= to_rank <= len(lines):
        raise DomainError(
            "no_such_rank",
            _("Rank %(rank)s does not exist: this list has the ranks 1 to %(last)s.")
            % {"rank": to_rank, "last": len(lines)},
            rank=to_rank,
            last=len(lines),
        )
    if to_rank == here.rank:
        raise DomainError(
            "same_rank", _("It is at rank %(rank)s already. Give another rank.") % {"rank": to_rank}, rank=to_rank
        )
    words = checked_words(reason)
    from_rank = here.rank
    order = moved([row.application_id for row in lines], here.application_id, to_rank)
    followed = arrange(draft, lines, order)
    here.moved_by_hand = True
    here.save(update_fields=["moved_by_hand"])
    _note(here, user, words, from_rank=from_rank)
    bump(draft)
    record(
        "shortlists.moved", user=user, about=here, application=here.application_id, from_rank=from_rank, to_rank=to_rank
    )
    return Changed(here, [row for row in followed if row is not here])


@transaction.atomic
def decide(
    line: ShortlistLine, decision: str, reason: str, *, user: Any, expected_version: int | None = None
) -> Changed:
    """Decide a line against its rank, or with BY_RANK give it back to the ranking; the other places follow.

    Raises as `move`, and DomainError `unknown_decision`, `same_decision`, `no_place_left`.
    """
    draft, lines, here = _locked(line, user, expected_version)
    _check_decision(draft, lines, here, decision)
    words = checked_words(reason)
    before = here.decision
    here.decided_by_hand = decision != BY_RANK
    if here.decided_by_hand:
        here.decision = decision
    here.save(update_fields=["decided_by_hand", "decision"])
    followed = arrange(draft, lines, [row.application_id for row in lines])
    _note(here, user, words, from_rank=here.rank, from_decision=before, to_decision=decision)
    bump(draft)
    record("shortlists.decided", user=user, about=here, application=here.application_id, decision=decision)
    return Changed(here, [row for row in followed if row is not here])


def _locked(
    line: ShortlistLine, user: Any, expected_version: int | None
) -> tuple[Shortlist, list[ShortlistLine], ShortlistLine]:
    """Return the locked draft, its lines by rank, and the line in question as stored."""
    draft = lock_draft(line.shortlist, user=user, expected_version=None)
    lines = list(draft.lines.select_related("application").order_by("rank"))
    here = next((row for row in lines if row.pk == line.pk), None)
    if here is None:
        raise DomainError("gone", _("This application is no longer on the list: it left review. Open the list again."))
    last = here.moves.select_related("moved_by__person").order_by("-id").first()
    check_version(
        draft, expected_version, rank=here.rank, decision=here.decision, by=who(last.moved_by) if last else ""
    )
    return draft, lines, here


def _check_decision(draft: Shortlist, lines: list[ShortlistLine], here: ShortlistLine, decision: str) -> None:
    if decision not in (*Decision.values, BY_RANK):
        raise DomainError(
            "unknown_decision",
            _("“%(decision)s” is no decision; choose one of: %(choices)s.")
            % {"decision": decision, "choices": ", ".join(str(label) for label in Decision.labels)},
            decision=decision,
        )
    if decision == (here.decision if here.decided_by_hand else BY_RANK):
        raise DomainError("same_decision", _("That is how it is decided already. Choose another decision."))
    places = {Decision.SHORTLIST: draft.places, Decision.RESERVE: draft.reserve_places}.get(Decision(decision)) \
        if decision != BY_RANK else None  # fmt: skip
    by_hand = sum(row.decided_by_hand and row.decision == decision and row is not here for row in lines)
    if places is not None and by_hand >= places:
        raise DomainError(
            "no_place_left",
            _("All %(places)s places of “%(decision)s” are given by hand. Change one of those lines first.")
            % {"places": places, "decision": Decision(decision).label},
            places=places,
        )


def _note(line: ShortlistLine, user: Any, reason: str, *, from_rank: int, **decisions: str) -> None:
    LineMove.objects.create(
        office_id=line.office_id,
        line=line,
        from_rank=from_rank,
        to_rank=line.rank,
        reason=reason,
        moved_by=user,
        **decisions,
    )
