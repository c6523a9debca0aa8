"""Verification: every stored screening result derived again from its snapshot and binding, and compared.

A chunk of applications is read in one moment of the database and forgotten before the next, however many there are.
Verdicts on health are taken as they were given: the facts behind them are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.derivation import Derivation, asked_under, choices_with_facts
from applications.models import Addendum, AddendumState, Application, Choice, ScreeningResult, Snapshot
from applications.overriding import counted, in_force
from applications.services.screening import salted_sha256
from portal.common.isolation import one_moment
from programs.bindings import bound_of
from programs.eligibility import Bound, DefinitionError, canonical_json, sha256_of
from programs.models import Binding

CHUNK = 200
WHY = "verification is run over rows of every office"


@dataclass
class Count:
    """What was read so far."""

    applications: int = 0
    results: int = 0
    erased: int = 0


def faults(applications: QuerySet[Application, Application], count: Count, *, chunk: int = CHUNK) -> Iterator[str]:
    """Yield in words each stored result, snapshot or binding that is not what deriving it again gives.

    Fills `count` on the way. Values erased by right leave nothing to derive from: they are counted, not reported.
    """
    last = 0
    while True:
        with one_moment():
            rows = list(applications.filter(pk__gt=last).order_by("pk")[:chunk])
            found = list(_Chunk(rows, count).faults()) if rows else []
        yield from found
        if len(rows) < chunk:
            return
        last = rows[-1].pk


class _Chunk:
    """Some applications with all that was stored of their screening."""

    def __init__(self, applications: Sequence[Application], count: Count) -> None:
        self._applications, self._count = applications, count
        keys = [application.pk for application in applications]
        snapshots = Snapshot.objects.unscoped(WHY).filter(application__in=keys).select_related("values")
        results = ScreeningResult.objects.unscoped(WHY).filter(application__in=keys).order_by("application_id", "pk")
        self._snapshots = {snapshot.pk: snapshot for snapshot in snapshots}
        self._choices = {
            choice.pk: choice
            for choice in choices_with_facts(Choice.objects.unscoped(WHY).filter(application__in=keys))
        }
        corrections = Addendum.objects.unscoped(WHY).filter(application__in=keys)
        self._held = set(corrections.exclude(state=AddendumState.TAKEN).values_list("snapshot_id", flat=True))
        self._results: dict[int, list[ScreeningResult]] = {}
        for result in results:
            self._results.setdefault(result.application_id, []).append(result)
        self._asked = asked_under(self._snapshots)
        self._overrides = in_force(keys)
        used = {result.binding_id for stored in self._results.values() for result in stored}
        self._bindings = (
            Binding.objects.unscoped(WHY).select_related("call", "rule_set_version__rule_set").in_bulk(used)
        )
        self._bound: dict[int, Bound] = {}
        self._derivations: dict[tuple[int, int], Derivation] = {}

    def faults(self) -> Iterator[str]:
        """Yield what is wrong, bindings first."""
        for binding in self._bindings.values():
            yield from self._read(binding)
        for snapshot in self._snapshots.values():
            yield from self._unlike_frozen(snapshot)
        for application in self._applications:
            self._count.applications += 1
            stored = self._results.get(application.pk, [])
            for result in stored:
                self._count.results += 1
                yield from self._unlike_derived(application, result)
            if application.submitted_at is not None:
                yield from self._not_in_force(application, stored)

    def _read(self, binding: Binding) -> Iterator[str]:
        """Make a binding ready, unless it is not the one that was stored."""
        named = {"binding": binding, "number": binding.number}
        now = sha256_of(binding.content)
        if now != binding.sha256:
            yield _("Binding %(number)d of %(binding)s was changed: its checksum is %(now)s, not %(stored)s.") % {
                **named, "now": now, "stored": binding.sha256,
            }  # fmt: skip
            return
        try:
            self._bound[binding.pk] = bound_of(binding)
        except DefinitionError as error:
            yield _("Binding %(number)d of %(binding)s cannot be read by this engine: %(error)s") % {
                **named, "error": error,
            }  # fmt: skip

    def _unlike_frozen(self, snapshot: Snapshot) -> Iterator[str]:
        values = getattr(snapshot, "values", None)
        if values is None:
            self._count.erased += 1
            return
        content = {"facts": values.facts, "answers": values.answers, "files": values.files}
        if salted_sha256(values.salt, content) != snapshot.sha256:
            yield _("%(reference)s, snapshot %(number)d: the values are not those that were frozen.") % {
                "reference": self._reference(snapshot.application_id),
                "number": snapshot.number,
            }

    def _unlike_derived(self, application: Application, result: ScreeningResult) -> Iterator[str]:
        snapshot, binding = self._snapshots[result.snapshot_id], self._bindings[result.binding_id]
        values = getattr(snapshot, "values", None)
        derivation = self._derivation(result)
        if values is None or derivation is None:
            return  # erased, or a binding that has been reported
        choice = self._choices[result.choice_id]
        derived = derivation.of(snapshot, values, choice)
        differences = _differences(result, derived.outcome.value, derived.compact())
        if differences:
            yield _("%(reference)s, choice %(rank)d, snapshot %(snapshot)d, binding %(binding)d: %(differences)s") % {
                "reference": application.reference,
                "rank": choice.rank,
                "snapshot": snapshot.number,
                "binding": binding.number,
                "differences": "; ".join(differences),
            }

    def _derivation(self, result: ScreeningResult) -> Derivation | None:
        pair = result.binding_id, self._asked[result.snapshot_id]
        if pair not in self._derivations:
            bound, asked = (self._bound.get(key) for key in pair)
            if bound is None or asked is None:
                return None
            self._derivations[pair] = Derivation(bound, asked)
        return self._derivations[pair]

    def _not_in_force(self, application: Application, stored: Sequence[ScreeningResult]) -> Iterator[str]:
        """What counts for a submitted application: one result for each choice, and each choice says what counts."""
        mine = [
            result
            for result in stored
            if result.binding_id == application.binding_id and result.snapshot_id not in self._held
        ]
        newest = {r.choice_id: r for r in mine if r.snapshot_id == mine[-1].snapshot_id}
        for choice in self._choices.values():
            if choice.application_id != application.pk:
                continue
            result = newest.get(choice.pk)
            named = {"reference": application.reference, "rank": choice.rank}
            if result is None:
                yield _("%(reference)s, choice %(rank)d: there is no result under the rules in force for it.") % named
            elif choice.outcome != (outcome := self._counted(result)):
                yield _("%(reference)s, choice %(rank)d: it says %(choice)s, its result in force says %(result)s.") % {
                    **named, "choice": choice.outcome or "''", "result": outcome,
                }  # fmt: skip

    def _counted(self, result: ScreeningResult) -> str:
        """The outcome of a result with the overrides in force; as stored where its binding cannot be read."""
        overrides, bound = self._overrides.get(result.application_id), self._bound.get(result.binding_id)
        return counted(result, overrides, bound).outcome if overrides and bound is not None else result.outcome

    def _reference(self, key: int) -> str:
        return next(application.reference for application in self._applications if application.pk == key)


def _differences(stored: ScreeningResult, outcome: str, verdicts: dict[str, str]) -> list[str]:
    """Say what differs, [] where both are the same bytes."""
    before: dict[str, Any] = {"outcome": stored.outcome, "verdicts": stored.verdicts}
    if canonical_json(before) == canonical_json({"outcome": outcome, "verdicts": verdicts}):
        return []
    kept = stored.verdicts if isinstance(stored.verdicts, dict) else {}
    said = [(_("outcome"), stored.outcome, outcome)] if stored.outcome != outcome else []
    said += [
        (_("rule %(key)s") % {"key": key}, kept.get(key, "–"), verdicts.get(key, "–"))
        for key in sorted(kept.keys() | verdicts.keys())
        if kept.get(key) != verdicts.get(key)
    ]
    if not said:
        said = [(_("verdicts"), canonical_json(stored.verdicts), canonical_json(verdicts))]
    return [
        _("%(what)s is stored as %(stored)s, derived as %(derived)s")
        % {"what": what, "stored": before_, "derived": after}
        for what, before_, after in said
    ]
