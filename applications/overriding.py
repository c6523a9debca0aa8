"""What counts: stored verdicts with the overrides in force put in. The one place that says so. Reads only.

A stored result is what the rules said, and never changes. An override counts for a rule as long as the rule is the one
it was given for: the same hash of condition and consequences, whatever version of the rules it stands in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from applications.models import Application, Override, OverrideState, ScreeningResult, counting
from programs.bindings import bound_of
from programs.eligibility import (
    BEST_FIRST,
    Bound,
    Outcome,
    Rule,
    Verdict,
    best_outcome,
    outcome_of,
    verdicts_from_compact,
)
from programs.eligibility.rules import OnFalse

WHY = "keys of applications that came through a scope, or that a service had checked"


@dataclass(frozen=True)
class Counted:
    """What counts of one result: its outcome, a verdict per rule, and the overrides that made verdicts others."""

    result: ScreeningResult
    outcome: str
    verdicts: Mapping[str, Verdict]
    overrides: Mapping[str, Override]


@dataclass(frozen=True)
class Standing:
    """What counts for one application: a result for each choice, all of one snapshot and of its own binding."""

    bound: Bound
    counted: tuple[Counted, ...]

    @property
    def best(self) -> Counted:
        """What the outcome of the application comes from: its best choice, of equal ones the first."""
        return min(self.counted, key=lambda each: (BEST_FIRST.index(Outcome(each.outcome)), each.result.choice_id))

    @property
    def outcome(self) -> str:
        """The outcome of the application."""
        return best_outcome(each.outcome for each in self.counted).value

    def with_overrides(self, overrides: Iterable[Override]) -> Standing:
        """Return what would count if these overrides were in force, and no others."""
        given = list(overrides)
        return Standing(self.bound, tuple(counted(each.result, given, self.bound) for each in self.counted))


def takes_two(rule: Rule, stored: str, wanted: str) -> bool:
    """Say whether two officers are needed: to count anything as not met, or as met what rules somebody out."""
    return wanted == Verdict.FAIL or (rule.on_false is OnFalse.REJECT and stored == Verdict.FAIL)


def counts(override: Override, bound: Bound, choice_id: int, stored: str) -> bool:
    """Say whether an override counts for a choice whose stored verdict is `stored`, its state aside.

    What one officer decided never makes a rejection a pass: should other facts make it one, it stops counting.
    """
    if override.choice_id not in (None, choice_id):
        return False
    rule = rule_in(bound, override.rule_key)
    if rule is None or rule.sha256 != override.rule_sha256:
        return False
    return override.two_officers or not takes_two(rule, stored, override.to_verdict)


def counted(result: ScreeningResult, overrides: Iterable[Override], bound: Bound) -> Counted:
    """Return what a result under `bound` comes to with these overrides."""
    verdicts = verdicts_from_compact(result.verdicts)
    applied: dict[str, Override] = {}
    for override in overrides:
        stored = verdicts.get(override.rule_key)
        if stored is not None and counts(override, bound, result.choice_id, stored):
            applied[override.rule_key] = override
    if not applied:
        return Counted(result, result.outcome, verdicts, applied)
    for key, override in applied.items():
        verdicts[key] = Verdict(override.to_verdict)
    return Counted(result, outcome_of(bound, verdicts).value, verdicts, applied)


def in_force(applications: Iterable[int]) -> dict[int, list[Override]]:
    """Return by application the overrides in force: one query."""
    rows = Override.objects.unscoped(WHY).filter(application__in=list(applications), state=OverrideState.IN_FORCE)
    found: dict[int, list[Override]] = defaultdict(list)
    for override in rows.order_by("pk"):
        found[override.application_id].append(override)
    return found


ASKING = Q(state=OverrideState.LAPSED, ended_at=None) | Q(state=OverrideState.OPEN, reconfirms__isnull=False)
"""Overrides that counted once and wait for people: to be confirmed again, or for the second person to do so."""


def asking_again(application: Application) -> list[Override]:
    """Return the overrides of an application that wait to be confirmed again: their rules were changed."""
    return list(application.overrides.filter(ASKING).order_by("pk"))


def standing_of(application: Application, overrides: Sequence[Override] | None = None) -> Standing | None:
    """Return what counts for an application, None before its first screening: two queries.

    `overrides` are those in force, where the caller has read them.
    """
    return standings_of([application.pk], overrides).get(application.pk)


def standings_of(applications: Iterable[int], overrides: Sequence[Override] | None = None) -> dict[int, Standing]:
    """Return what counts for each of these applications that was screened: two queries, however many they are.

    Only results of the newest snapshot that counts, under the application's own binding, count: those of other rules
    are held until staff release them, those of a correction until staff take it.
    """
    keys = list(applications)
    rows = ScreeningResult.objects.unscoped(WHY).filter(application__in=keys).order_by("application_id", "-id")
    mine = rows.filter(counting("snapshot__"), binding_id=F("application__binding_id"))
    newest: dict[int, dict[int, ScreeningResult]] = {}
    related = mine.select_related("snapshot__values", "binding", "choice__theme")
    for result in related.defer("snapshot__values__answers", "snapshot__values__files"):
        of_one = newest.setdefault(result.application_id, {})
        if result.snapshot_id == next(iter(of_one.values()), result).snapshot_id:
            of_one.setdefault(result.choice_id, result)
    if overrides is None:
        given = in_force(newest)
    else:
        given = defaultdict(list)
        for override in overrides:
            given[override.application_id].append(override)
    found = {}
    for key, of_one in newest.items():
        results = list(of_one.values())
        bound = bound_of(results[0].binding)
        found[key] = Standing(bound, tuple(counted(result, given.get(key, ()), bound) for result in results))
    return found


def rule_in(bound: Bound, key: str) -> Rule | None:
    """Return the rule with this key, None where there is none."""
    return bound.rule(key) if key in bound.keys else None
