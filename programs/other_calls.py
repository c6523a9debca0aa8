"""Other calls that somebody's answers would fit: shown beside a result, so that a “no” is not the end of the road."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.offices.models import Office
from programs.bindings import bound_of
from programs.definitions import Definition
from programs.definitions.definition import DOCUMENTS
from programs.eligibility import Bound, Facts, Outcome, Verdict, evaluate
from programs.eligibility.evaluation import outcome_of
from programs.eligibility.facts import Scope
from programs.eligibility.rules import Rule
from programs.models import Call, CallState
from programs.queries import current_binding, handling_offices, listed_calls
from programs.vocabulary import vocabulary

MOST = 5
"""How many are named: more would bury the reasons they stand beside."""

Handling = Mapping[str, list[Office]]
"""Which offices handle somebody, per programme's slug."""


@dataclass(frozen=True)
class Fitting:
    """Another call that these answers fit.

    `open_rules` is how many of the rules that one can answer oneself are not known yet, `to_look_at` how many a
    person would look at.
    """

    call: Call
    open_rules: int
    to_look_at: int


@dataclass(frozen=True)
class OtherCalls:
    """The nearest of the calls that fit, and how many more there are."""

    nearest: list[Fitting]
    more: int


def handling_of(facts: Facts, today: date) -> Handling:
    """Return which offices handle this person: read once, however many calls are looked at."""
    values = facts.content()
    nationalities = values.get("nationalities", {}).get("codes") or []
    return handling_offices(nationalities, values.get("residence_country", ""), today)


def other_office(call: Call, handling: Handling) -> Office | None:
    """Return the office that handles this person, when it is known and is not the call's: a redirect, not a refusal.

    A branch of that office is no other one: an embassy and its consulates share a country by regions.
    """
    known = handling.get(call.round.programme.slug, [])
    if not known or any(office.pk in (call.office_id, call.office.parent_id) for office in known):
        return None
    return known[0]


def askable(definition: Definition, bound: Bound) -> frozenset[str]:
    """Return the facts that rules speak of and that a person can state without an application: no health, no papers."""
    return frozenset(q.fact for q in definition.direct_questions() if q.fact and not q.health) & bound.facts()


def other_calls(call: Call, facts: Facts, handling: Handling) -> OtherCalls:
    """Return other calls, open or announced, that this person could apply to; those of the same office first.

    In each no rejecting rule fails and at least one rule is met by what was answered. A call of an office that would
    send this person to another office is left out. Reads a fixed number of times.
    """
    carried = _carried(facts)
    found = []
    for other in listed_calls():
        if other.pk == call.pk or other.state is CallState.ENDED or other_office(other, handling) is not None:
            continue
        fitting = _fitting(other, carried)
        if fitting is not None:
            found.append(fitting)
    found.sort(key=lambda one: (_distance(call, one.call), bool(one.open_rules), bool(one.to_look_at)))
    return OtherCalls(found[:MOST], max(0, len(found) - MOST))


def _carried(facts: Facts) -> Facts:
    """What holds in another call as well: a theme is the choice of this call, papers were handed in for this one."""
    words = vocabulary()
    apart = {key for key in facts if words[key].scope is Scope.CHOICE or words[key].health}
    return facts.without({*apart, DOCUMENTS})


def _fitting(call: Call, facts: Facts) -> Fitting | None:
    binding = current_binding(call)
    if binding is None:
        return None
    bound = bound_of(binding)
    verdicts = evaluate(bound, facts).verdicts
    if Verdict.PASS not in verdicts.values() or outcome_of(bound, verdicts) is Outcome.NOT_ELIGIBLE:
        return None
    asked = askable(Definition.from_version(call.programme_version), bound)

    def count(verdict: Verdict) -> int:
        return sum(_asked(rule, asked) and verdicts[rule.key] is verdict for rule in bound.rules)

    return Fitting(call, count(Verdict.UNKNOWN), count(Verdict.FAIL))


def _asked(rule: Rule, asked: frozenset[str]) -> bool:
    return not rule.health and not asked.isdisjoint(rule.facts())


def _distance(call: Call, other: Call) -> int:
    """Whether it is of the same office, of the same country, or elsewhere."""
    if other.office_id == call.office_id:
        return 0
    return 1 if other.office.country == call.office.country else 2
