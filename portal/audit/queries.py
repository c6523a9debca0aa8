"""What pages and commands say about the state of the seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.audit.models import Entry, Seal, Unsealed
from portal.common import clock

VERIFIED, BROKEN = "audit.verified", "audit.found_broken"
_WHY = "when something happened, not what"


@dataclass(frozen=True)
class SealState:
    """How far the stream is sealed, and when somebody last verified it."""

    newest: Seal | None
    unsealed: int
    verified_at: datetime | None
    whole: bool


def seal_state() -> SealState:
    """Return the state of the seals, in three queries that do not grow with the stream."""
    verified = Entry.objects.unscoped(_WHY).filter(code__in=(VERIFIED, BROKEN)).order_by("-id").first()
    return SealState(
        newest=Seal.objects.defer("entry_ids", "digests").order_by("-number").first(),
        unsealed=Unsealed.objects.count(),
        verified_at=verified.at if verified is not None else None,
        whole=verified is None or verified.code == VERIFIED,
    )


def longest_unsealed() -> float:
    """Return for how many seconds the first unsealed entry has waited for its seal, 0 when none waits."""
    first = Unsealed.objects.order_by("entry_id").values_list("entry_id", flat=True)[:1]
    at = Entry.objects.unscoped(_WHY).filter(pk__in=first).values_list("at", flat=True).first()
    return (clock.now() - at).total_seconds() if at is not None else 0.0
