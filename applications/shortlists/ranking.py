"""The order of a list and what the places give: pure functions, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from applications.shortlists.models import Decision


@dataclass(frozen=True)
class Candidate:
    """One application as the ranking sees it. `key` only names it: it never decides the order."""

    key: int
    score: Decimal | None
    lot: str


def by_score_then_lot(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates, best score first, equal scores by the smaller lot, those without a score last."""
    return sorted(candidates, key=lambda c: (c.score is None, -(c.score or Decimal()), c.lot))


def with_hand_places(order: Sequence[int], placed: Mapping[int, int]) -> list[int]:
    """Return `order` with the keys of `placed` at their ranks (from 1), the others keeping their order around them."""
    keys = set(order)
    merged = [key for key in order if key not in placed]
    for key, rank in sorted(placed.items(), key=lambda item: item[1]):
        if key in keys:
            merged.insert(rank - 1, key)
    return merged


def moved(order: Sequence[int], key: int, to_rank: int) -> list[int]:
    """Return `order` with `key` at `to_rank` (from 1)."""
    rest = [other for other in order if other != key]
    rest.insert(to_rank - 1, key)
    return rest


def allot(order: Sequence[int], by_hand: Mapping[int, str], *, places: int, reserve_places: int) -> dict[int, str]:
    """Return a decision per key: what was decided by hand stays, the places left go by rank.

    A decision by hand for the shortlist or the reserve takes one of its places; one against frees it for the next.
    """
    hand = [by_hand[key] for key in order if key in by_hand]
    left = {
        Decision.SHORTLIST: places - hand.count(Decision.SHORTLIST),
        Decision.RESERVE: reserve_places - hand.count(Decision.RESERVE),
    }
    decisions: dict[int, str] = {}
    for key in order:
        if key in by_hand:
            decisions[key] = by_hand[key]
            continue
        given = next((decision for decision, free in left.items() if free > 0), None)
        if given is None:
            decisions[key] = Decision.PASS_OVER.value
            continue
        left[given] -= 1
        decisions[key] = given.value
    return decisions
