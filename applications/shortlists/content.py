"""What a frozen list holds: ids, codes, numbers and salted hashes, never a name or a reason in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from applications.shortlists.models import LineMove, LineReason, Shortlist, ShortlistLine
from applications.shortlists.queries import tally
from programs.lot import commitment

FORMAT = 1
Content = dict[str, Any]


def hash_of_words(reason: str, salt: str) -> str:
    """Return the salted SHA-256 of a reason, '' when the reason was erased (words and salt together)."""
    return hashlib.sha256(f"{salt}:{reason}".encode()).hexdigest() if salt or reason else ""


def content_of(shortlist: Shortlist, lines: Iterable[ShortlistLine]) -> Content:
    """Return the canonical content of a list. `lines` come with application, moves and own_reason, in any order."""
    rows = sorted(lines, key=lambda line: line.rank)
    seed = shortlist.call.lot_seed
    return {
        "format": FORMAT,
        "shortlist": shortlist.pk,
        "number": shortlist.number,
        "corrects": shortlist.corrects_id,
        "call": {"id": shortlist.call_id, "slug": shortlist.call.slug},
        "frozen": {"at": _instant(shortlist.frozen_at), "by": shortlist.frozen_by_id},
        "places": shortlist.places,
        "reserve_places": shortlist.reserve_places,
        "lot": {"commitment": commitment(seed), "seed": seed},
        "reason": {
            "code": shortlist.reason_code,
            "sha256": hashlib.sha256(shortlist.reason_text.encode()).hexdigest(),
        },
        "counts": asdict(tally(rows)),
        "lines": [_line(row) for row in rows],
    }


def _line(line: ShortlistLine) -> Content:
    own = own_reason(line)
    return {
        "rank": line.rank,
        "computed_rank": line.computed_rank,
        "application": line.application_id,
        "reference": line.application.reference,
        "score": None if line.score is None else score_text(line.score),
        "lot": line.lot,
        "lot_token": line.application.lot_token,
        "decision": line.decision,
        "decided_by_hand": line.decided_by_hand,
        "moved_by_hand": line.moved_by_hand,
        "reason_code": line.reason_code,
        "reason_sha256": None if own is None else hash_of_words(own.reason, own.salt),
        "moves": [_move(move) for move in line.moves.all()],
    }


def _move(move: LineMove) -> Content:
    return {
        "from_rank": move.from_rank,
        "to_rank": move.to_rank,
        "from_decision": move.from_decision,
        "to_decision": move.to_decision,
        "by": move.moved_by_id,
        "at": _instant(move.moved_at),
        "reason_sha256": hash_of_words(move.reason, move.salt),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def own_reason(line: ShortlistLine) -> LineReason | None:
    """Return what this one applicant is told instead of the list's reason, None when it is the list's."""
    return getattr(line, "own_reason", None)


def score_text(score: Decimal) -> str:
    """Return a score as it is written everywhere: two decimal places."""
    return f"{score:.2f}"
