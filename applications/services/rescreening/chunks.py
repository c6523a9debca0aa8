"""One chunk of a run: screened by Postgres, what changes screened by Python too, one line for each application.

A chunk is one transaction that holds the run's row. A worker that dies in it leaves nothing behind and no claim:
the next one begins at the same application. The same chunk twice stores nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F

from applications.derivation import Derivation, asked_under, choices_with_facts
from applications.models import (
    Choice,
    LineKind,
    Override,
    Rescreening,
    RescreeningLine,
    ScreeningResult,
    Snapshot,
    counting,
)
from applications.overriding import counted, in_force
from applications.services.setwise import keep_results
from programs.bindings import bound_of
from programs.eligibility import best_outcome
from programs.models import Binding

WHY = "a run that its starter was allowed"
# Of results that stay the same, one in so many is screened by Python as well.
SAMPLE = 50

Results = Mapping[int, Mapping[int, ScreeningResult]]
"""By snapshot and choice."""


class Disagreement(Exception):
    """Python and Postgres come to different verdicts: neither may be believed."""

    def __init__(self, application_id: int, said: Mapping[str, Any]) -> None:
        super().__init__(application_id, said)
        self.application_id = application_id
        self.said = dict(said)


def screen_chunk(run: Rescreening, applications: Sequence[int]) -> None:
    """Store what the run's new binding says of these applications. Inside a transaction.

    Raises Disagreement, and then nothing of the chunk may stay.
    """
    snapshots = {
        snapshot.pk: snapshot
        for snapshot in Snapshot.objects.unscoped(WHY)
        .filter(counting(), application__in=applications)
        .order_by("application_id", "-number")
        .distinct("application_id")
        .select_related("values", "application")
    }
    asked = asked_under(snapshots)
    bindings = Binding.objects.unscoped(WHY).in_bulk(set(asked.values()))
    for key, group in _by_value(asked).items():
        rows = Snapshot.objects.unscoped(WHY).filter(pk__in=group)
        keep_results(rows, run.to_binding, asked=bound_of(bindings[key]))
    results = ScreeningResult.objects.unscoped(WHY).filter(snapshot__in=list(snapshots)).order_by("pk")
    held = _by_snapshot(results.filter(binding=run.to_binding))
    current = _by_snapshot(results.filter(binding=F("application__binding")))
    _cross_check(run, held, current, snapshots, {key: bindings[value] for key, value in asked.items()})
    overrides = in_force(applications)
    RescreeningLine.objects.bulk_create(
        [_line(run, snapshot, held, current, overrides) for snapshot in snapshots.values()], ignore_conflicts=True
    )


def _cross_check(
    run: Rescreening,
    held: Results,
    current: Results,
    snapshots: Mapping[int, Snapshot],
    asked: Mapping[int, Binding],
) -> None:
    """Screen every result that changes with Python too, and a few of the others."""
    compared = [
        result
        for number, result in enumerate(result for results in held.values() for result in results.values())
        if number % SAMPLE == 0 or _differs(result, current.get(result.snapshot_id, {}).get(result.choice_id))
    ]
    used = {result.choice_id for result in compared}
    choices = {each.pk: each for each in choices_with_facts(Choice.objects.unscoped(WHY).filter(pk__in=used))}
    derivations: dict[int, Derivation] = {}
    for result in compared:
        snapshot, choice = snapshots[result.snapshot_id], choices[result.choice_id]
        under = asked[snapshot.pk]
        if under.pk not in derivations:
            derivations[under.pk] = Derivation(bound_of(run.to_binding), bound_of(under))
        screened = derivations[under.pk].of(snapshot, snapshot.values, choice)
        said = _disagreement(result, screened.outcome.value, screened.compact())
        if said:
            raise Disagreement(result.application_id, {"choice": choice.rank, **said})


def _disagreement(postgres: ScreeningResult, outcome: str, verdicts: Mapping[str, str]) -> dict[str, Any]:
    """Return what the two say where they differ, Postgres first; {} where they agree."""
    keys = postgres.verdicts.keys() | verdicts.keys()
    rules = {
        key: [postgres.verdicts.get(key, ""), verdicts.get(key, "")]
        for key in sorted(keys)
        if postgres.verdicts.get(key) != verdicts.get(key)
    }
    if not rules and postgres.outcome == outcome:
        return {}
    return {"outcome": [postgres.outcome, outcome], "rules": rules}


def _line(
    run: Rescreening,
    snapshot: Snapshot,
    held: Results,
    current: Results,
    overrides: Mapping[int, Sequence[Override]],
) -> RescreeningLine:
    before, after = current.get(snapshot.pk, {}), held.get(snapshot.pk, {})
    given = overrides.get(snapshot.application_id, ())
    old, new = _outcome(before.values(), given), _outcome(after.values(), given)
    if not after:
        kind = LineKind.ERASED
    elif old != new:
        kind = LineKind.CHANGED
    else:
        reworded = any(_differs(after[choice], before.get(choice)) for choice in after)
        kind = LineKind.REWORDED if reworded else LineKind.SAME
    return RescreeningLine(
        office_id=snapshot.office_id,
        run=run,
        application_id=snapshot.application_id,
        snapshot=snapshot,
        old_binding_id=snapshot.application.binding_id,
        kind=kind,
        old_outcome=old,
        new_outcome=new,
    )


def _outcome(results: Collection[ScreeningResult], overrides: Sequence[Override]) -> str:
    """What counts of an application's results, '' where there are none."""
    if not results:
        return ""
    if not overrides:
        return best_outcome(result.outcome for result in results).value
    return best_outcome(counted(each, overrides, bound_of(each.binding)).outcome for each in results).value


def _differs(after: ScreeningResult, before: ScreeningResult | None) -> bool:
    return before is None or (after.outcome, after.verdicts) != (before.outcome, before.verdicts)


def _by_snapshot(results: Iterable[ScreeningResult]) -> Results:
    """Of several results of a choice the newest."""
    found: dict[int, dict[int, ScreeningResult]] = defaultdict(dict)
    for result in results:
        found[result.snapshot_id][result.choice_id] = result
    return found


def _by_value(asked: Mapping[int, int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for snapshot, binding in asked.items():
        groups[binding].append(snapshot)
    return groups
