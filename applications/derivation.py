"""What the evaluator says again of a stored snapshot: the answer that a stored result is held against. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from applications.models import Choice, ScreeningResult, Snapshot, SnapshotValues
from programs.eligibility import Bound, Screening, evaluate, unchanged_health_rules
from programs.eligibility.stored import stored_facts


class Derivation:
    """Screening stored snapshots with `bound`.

    `asked` are the rules under which the snapshots' health verdicts were given: those verdicts are taken as they are,
    and only where the rule still says what it said then.
    """

    def __init__(self, bound: Bound, asked: Bound) -> None:
        self._bound = bound
        self._given = unchanged_health_rules(bound, asked)

    def of(self, snapshot: Snapshot, values: SnapshotValues, choice: Choice) -> Screening:
        """Screen one choice in one snapshot."""
        facts = stored_facts(self._bound.vocabulary, values.facts, choice.facts())
        health = {key: verdict for key, verdict in snapshot.health_verdicts.items() if key in self._given}
        return evaluate(self._bound, facts, health=health)


def choices_with_facts(choices: QuerySet[Any]) -> list[Choice]:
    """Return choices with all that their facts come from."""
    return list(choices.select_related("theme", "application"))


def asked_under(snapshots: Iterable[int]) -> dict[int, int]:
    """Return by snapshot the binding it was screened with first: its health verdicts were given under that one."""
    results = ScreeningResult.objects.unscoped("keys of snapshots that came through a scope")
    first = results.filter(snapshot__in=list(snapshots)).order_by("snapshot_id", "pk").distinct("snapshot_id")
    return dict(first.values_list("snapshot_id", "binding_id"))
