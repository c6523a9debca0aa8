"""Giving lines their ranks and decisions: the one place that writes either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from applications.shortlists.models import Shortlist, ShortlistLine
from applications.shortlists.ranking import allot


def arrange(locked: Shortlist, lines: Iterable[ShortlistLine], order: Sequence[int]) -> list[ShortlistLine]:
    """Rank `lines` in `order` (application ids), let the places follow, save what changed.

    Returns the lines that were there before and whose decision is another now, by rank.
    """
    by_application = {line.application_id: line for line in lines}
    by_hand = {key: line.decision for key, line in by_application.items() if line.decided_by_hand}
    decisions = allot(order, by_hand, places=locked.places, reserve_places=locked.reserve_places)
    changed, redecided = [], []
    for rank, key in enumerate(order, start=1):
        line = by_application[key]
        before = (line.rank, line.decision)
        line.rank, line.decision = rank, decisions[key]
        if before != (line.rank, line.decision):
            changed.append(line)
        if before[1] and before[1] != line.decision:
            redecided.append(line)
    stored = [line for line in changed if line.pk]
    rows = ShortlistLine.objects.unscoped("lines of a list the service has locked")
    rows.bulk_update(stored, ["rank", "decision"], batch_size=500)
    return redecided
