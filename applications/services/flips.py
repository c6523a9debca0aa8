"""What other rules would make of applications that are submitted: the outcome before and after, each by its own facts.

`flips` is the one function that compares; whoever finds a faster way puts it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from applications.models import Application, Choice, Snapshot, SnapshotValues
from programs.eligibility import Bound, best_outcome, evaluate
from programs.vocabulary import vocabulary

CHUNK = 500
WHY = "outcomes are counted across offices; who sees which application is asked where they are listed"


@dataclass(frozen=True)
class Compared:
    """One application's outcome under two rules."""

    application: int
    status: str
    before: str
    after: str

    @property
    def flipped(self) -> bool:
        """Whether the outcome would be another."""
        return self.before != self.after


def flips(old: Bound, new: Bound, applications: Iterable[int], *, chunk: int = CHUNK) -> Iterator[Compared]:
    """Compare applications, named by id, whose rules are `old`: each by its latest snapshot and its choices.

    An application whose values were erased, or that was never submitted, is left out. Health facts are in no snapshot:
    a health rule whose content is the same keeps the verdict of then, another is unknown until the applicant is asked.
    """
    same = _same_health_rules(old, new)
    rest = iter(applications)
    while ids := tuple(islice(rest, chunk)):
        yield from _chunk(old, new, ids, same)


def _chunk(old: Bound, new: Bound, ids: tuple[int, ...], same: frozenset[str]) -> Iterator[Compared]:
    snapshots = (
        Snapshot.objects.unscoped(WHY)
        .filter(application__in=ids)
        .order_by("application_id", "-number")
        .distinct("application_id")
    )
    health = {snapshot.pk: snapshot.health_verdicts for snapshot in snapshots}
    values = SnapshotValues.objects.unscoped(WHY).filter(snapshot__in=list(health))
    statuses = dict(Application.objects.unscoped(WHY).filter(pk__in=ids).values_list("pk", "status"))
    choices = _choices(ids)
    for each in values.only("application_id", "snapshot_id", "facts").order_by("application_id"):
        verdicts = health[each.snapshot_id]
        kept = {key: verdict for key, verdict in verdicts.items() if key in same}
        before, after = [], []
        for choice in choices.get(each.application_id, [{}]):
            facts = vocabulary().canonical({**each.facts, **choice})
            before.append(evaluate(old, facts, health=verdicts).outcome)
            after.append(evaluate(new, facts, health=kept).outcome)
        yield Compared(
            each.application_id, statuses[each.application_id], best_outcome(before).value, best_outcome(after).value
        )


def _choices(ids: Iterable[int]) -> Mapping[int, list[dict[str, Any]]]:
    rows = Choice.objects.unscoped(WHY).filter(application__in=ids).select_related("theme").order_by("rank")
    found: dict[int, list[dict[str, Any]]] = {}
    for choice in rows:
        found.setdefault(choice.application_id, []).append(choice.facts())
    return found


def _same_health_rules(old: Bound, new: Bound) -> frozenset[str]:
    before = {rule.key: rule.sha256 for rule in old.health_rules}
    return frozenset(rule.key for rule in new.health_rules if before.get(rule.key) == rule.sha256)
