"""The same bound rules on facts as they were given, and on those that rest on enough for the stage of the check.

Derived on each reading from snapshot, binding and checks of facts; nothing of it is stored but what `clear` and
`open_review` saw, in the data of their events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from applications.derivation import asked_under
from applications.models import Application, FactCheck, FactVerdict, ScreeningResult, Snapshot
from applications.overriding import Counted, Standing, standings_of
from applications.queries import definition_of
from programs.bindings import bound_of
from programs.definitions import Definition, Stage
from programs.definitions.definition import DOCUMENTS
from programs.eligibility import (
    BEST_FIRST,
    Bound,
    Facts,
    Outcome,
    Provenance,
    Screening,
    Verdict,
    as_seen,
    at_floor,
    below_floor,
    evaluate,
    outcome_of,
    stored_facts,
    unchanged_health_rules,
)
from programs.models import Binding
from programs.vocabulary import vocabulary

_WHY = "applications that came through a scope, or were locked by a service"


@dataclass(frozen=True)
class Strict:
    """One application, seen both ways, for the choice that comes out best on verified facts.

    `given` is what counts of the stored screening, `strict` the one at the floor; both have overrides in force put in:
    what officers decided about a rule needs no fact any more. `facts` are all that is known, with what was seen
    in place of what was declared, `counted` those that reach the floor, `checks` the checks that count by fact.
    `lacking` are the facts that a rule still needs that is not decided at the floor, in the order of the form.
    `overridden` are the keys of the rules that officers decided about.
    """

    stage: Stage
    bound: Bound
    snapshot: Snapshot
    erased: bool
    declared: Facts
    facts: Facts
    counted: Facts
    of_choice: frozenset[str]
    checks: Mapping[str, FactCheck]
    given: Screening
    strict: Screening
    lacking: tuple[str, ...]
    overridden: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to verify: more evidence would change no verdict."""
        return not self.lacking

    def failing(self) -> tuple[str, ...]:
        """Return the keys of the rules that fail on what was verified: on at least one fact that somebody checked.

        Rules on health are not among them, their verdicts are taken as given and were looked at when somebody cleared;
        nor are overridden rules, whose verdict is the officers' own; nor what fails by what is applied for alone.
        """
        return tuple(
            rule.key
            for rule in self.bound.rules
            if self.strict.verdicts[rule.key] is Verdict.FAIL
            and not rule.health
            and rule.key not in self.overridden
            and rule.facts() & self.checks.keys()
        )


def strict(application: Application, standing: Standing | None = None) -> Strict | None:
    """Return an application seen both ways; None where its programme sets no floor, or before it is screened.

    `standing` is what counts for it, where the caller has read it.
    """
    known = None if standing is None else {application.pk: standing}
    return strict_of([application], known).get(application.pk)


def strict_of(
    applications: Iterable[Application], standings: Mapping[int, Standing] | None = None
) -> dict[int, Strict]:
    """Return the applications seen both ways, by primary key: the same few queries however many they are."""
    asked = [application for application in applications if definition_of(application).check is not None]
    if not asked:
        return {}
    keys = [application.pk for application in asked]
    if standings is None:
        standings = standings_of(keys)
    results = [each.result for standing in standings.values() for each in standing.counted]
    given_under = _bindings(asked_under({result.snapshot_id for result in results}), results)
    checks = _newest_checks(list(standings))
    return {
        application.pk: _seen(application, standings[application.pk], given_under, checks.get(application.pk, []))
        for application in asked
        if application.pk in standings
    }


def fails_when_verified(application: Application) -> bool:
    """Say whether a rule fails on what was verified: what section, verb and service of the dossier ask alike."""
    found = strict(application)
    return found is not None and bool(found.failing())


def recorded(found: Strict | None) -> dict[str, Any]:
    """Return what an event says of the evidence its actor had before them; {} where the programme sets no floor."""
    if found is None:
        return {}
    return {"evidence": {"outcome": found.strict.outcome.value, "unverified": len(found.lacking)}}


def in_form_order(definition: Definition, keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys of facts in the order in which the form asks for them; documents and what staff know come last."""
    asked = [question.fact for question in definition.direct_questions() if question.fact]
    order = {key: number for number, key in enumerate([*asked, DOCUMENTS])}
    return tuple(sorted(set(keys), key=lambda key: (order.get(key, len(order)), key)))


def _bindings(given_under: Mapping[int, int], results: Iterable[ScreeningResult]) -> dict[int, Bound]:
    """By snapshot, the rules under which its verdicts on health were given."""
    known = {result.binding_id: result.binding for result in results}
    others = set(given_under.values()) - known.keys()
    if others:
        known |= Binding.objects.unscoped(_WHY).in_bulk(others)
    return {snapshot: bound_of(known[binding]) for snapshot, binding in given_under.items()}


def _newest_checks(keys: list[int]) -> dict[int, list[FactCheck]]:
    rows = FactCheck.objects.unscoped(_WHY).filter(application__in=keys).order_by("pk")
    related = rows.select_related("seen__document", "snapshot__values", "checked_by__person")
    found: dict[int, dict[str, FactCheck]] = {}
    for row in related.defer("snapshot__values__answers", "snapshot__values__files"):
        found.setdefault(row.application_id, {})[row.fact] = row
    return {key: list(newest.values()) for key, newest in found.items()}


def _seen(
    application: Application, standing: Standing, given_under: Mapping[int, Bound], checks: list[FactCheck]
) -> Strict:
    seen = [_seen_for(application, standing.bound, given, given_under, checks) for given in standing.counted]
    return min(seen, key=lambda one: (BEST_FIRST.index(one.strict.outcome), BEST_FIRST.index(one.given.outcome)))


def _seen_for(
    application: Application, bound: Bound, given: Counted, given_under: Mapping[int, Bound], checks: list[FactCheck]
) -> Strict:
    """One choice, both ways."""
    result, snapshot = given.result, given.result.snapshot
    definition = definition_of(application)
    assert definition.check is not None
    result.choice.application = application  # it asks for the application's definition, which is at hand
    of_choice = result.choice.facts()
    values = getattr(snapshot, "values", None)
    declared = stored_facts(bound.vocabulary, values.facts if values else {}, of_choice)
    counting = {check.fact: check for check in checks if _counts(check, snapshot)}
    facts = _known(declared, counting)
    held = {DOCUMENTS: Provenance.DOCUMENT, **{key: Provenance(check.provenance) for key, check in counting.items()}}
    # What somebody applies for is a wish, not a claim: there is nothing to hold it against.
    held |= dict.fromkeys(of_choice, Provenance.STAFF)
    floor = definition.check.evidence
    kept = unchanged_health_rules(bound, given_under[snapshot.pk])
    health = {key: verdict for key, verdict in snapshot.health_verdicts.items() if key in kept}
    counted_facts = at_floor(facts, held, floor)
    strict = _with_overrides(bound, evaluate(bound, counted_facts, health=health), given)
    whole = evaluate(bound, facts, health=health)
    weak = below_floor(facts, held, floor)
    lacking = {
        key
        for rule in bound.rules
        if strict.verdicts[rule.key] is Verdict.UNKNOWN and not rule.health
        for key in rule.facts()
        if key in weak or (key not in facts and whole.verdicts[rule.key] is Verdict.UNKNOWN)
    }
    return Strict(
        stage=definition.check,
        bound=bound,
        snapshot=snapshot,
        erased=values is None,
        declared=declared,
        facts=facts,
        counted=counted_facts,
        of_choice=frozenset(of_choice),
        checks=counting,
        given=Screening(Outcome(given.outcome), given.verdicts),
        strict=strict,
        lacking=in_form_order(definition, lacking - set(vocabulary().health_keys)),
        overridden=frozenset(given.overrides),
    )


def _with_overrides(bound: Bound, screening: Screening, given: Counted) -> Screening:
    """Put in what officers decided about single rules."""
    if not given.overrides:
        return screening
    verdicts = {**screening.verdicts, **{key: given.verdicts[key] for key in given.overrides}}
    return Screening(outcome_of(bound, verdicts), verdicts)


def _counts(check: FactCheck, snapshot: Snapshot) -> bool:
    """Whether a check holds for a snapshot: it was made on it, or on one that says the same of this fact."""
    if check.verdict == FactVerdict.TAKEN_BACK:
        return False
    if check.snapshot_id == snapshot.pk:
        return True
    then, now = (getattr(one, "values", None) for one in (check.snapshot, snapshot))
    return then is not None and now is not None and then.facts.get(check.fact) == now.facts.get(check.fact)


def _known(declared: Facts, checks: Mapping[str, FactCheck]) -> Facts:
    """What is known once staff have looked. A value seen otherwise that was erased since leaves the fact unknown."""
    otherwise = [check for check in checks.values() if check.verdict == FactVerdict.DIFFERS]
    values = {check.fact: getattr(getattr(check, "seen", None), "value", None) for check in otherwise}
    return as_seen(declared.without(values), stored_facts(vocabulary(), values))
