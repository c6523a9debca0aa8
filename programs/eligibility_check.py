"""“Am I eligible?” without an account: a few questions, every rule's verdict, nothing kept.

Only what rules speak of is asked. Health is never asked here: those answers belong into the encrypted table of an
application. Documents are handed in later, and some facts only staff can find out; rules on these are named apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language

from portal.common.translated import Translated, pick
from portal.offices.models import Office
from programs.bindings import bound_of
from programs.definitions import Definition, Group, Question
from programs.definitions.answers import facts_from
from programs.eligibility import Bound, Facts, Outcome, Verdict, evaluate, explain
from programs.eligibility.evaluation import outcome_of
from programs.eligibility.facts import Scope
from programs.models import Call, CallState
from programs.queries import current_binding, handling_offices, listed_calls
from programs.verdicts import VerdictInWords, verdicts_in_words
from programs.vocabulary import vocabulary


@dataclass(frozen=True)
class Fitting:
    """Another call that these answers fit, and how many of its rules they leave open."""

    call: Call
    open_rules: int


@dataclass(frozen=True)
class CheckResult:
    """What a check comes to. `said` has the rules that were asked about, `later` the others' requirements."""

    said: list[VerdictInWords]
    later: list[VerdictInWords]
    failing: int
    to_look_at: int
    open: int
    fitting: list[Fitting]
    handled_by: Office | None

    @property
    def kind(self) -> str:
        """The shape of the notice: stop, warn or ok."""
        return "stop" if self.failing else "warn" if self.to_look_at or self.open else "ok"


def asked_group(call: Call, bound: Bound) -> Group:
    """Return the questions of a check as one group, in the order of the application."""
    definition = Definition.from_version(call.programme_version)
    asked = [q for q in definition.questions() if q.fact in bound.facts() and not q.health]
    needed = {q.only_if.question for q in asked if q.only_if} | {
        contradiction.other.question for q in asked for contradiction in q.contradictions
    }
    keys = {q.key for q in asked} | needed
    questions = tuple(_open_ended(q) for q in definition.questions() if q.key in keys and not q.health)
    return Group(key="check", title=Translated(), intro=Translated(), questions=questions)


def answers_by_group(definition: Definition, answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return answers of a check by the groups of the application."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in answers.items():
        found.setdefault(definition.group_of(key).key, {})[key] = value
    return found


def check(call: Call, bound: Bound, answers: Mapping[str, Any], *, today: date) -> CheckResult:
    """Screen answers (by question key) against a call and look for others that fit. Reads only."""
    definition = Definition.from_version(call.programme_version)
    facts = vocabulary().canonical(facts_from(definition, answers_by_group(definition, answers)))
    asked = {question.fact for question in asked_group(call, bound).questions}
    language = get_language() or "en"
    verdicts = evaluate(bound, facts).verdicts
    explained = explain(bound, verdicts, facts, language=language, names=code_names(call))
    now = [e for e in explained if bound.rule(e.key).facts() & asked]
    handling = _handling(facts, today)
    return CheckResult(
        said=verdicts_in_words(now),
        later=verdicts_in_words(e for e in explained if e not in now),
        failing=sum(e.verdict is Verdict.FAIL and not e.referred for e in now),
        to_look_at=sum(e.referred for e in now),
        open=sum(e.verdict is Verdict.UNKNOWN for e in now),
        fitting=_fitting(call, facts, handling),
        handled_by=_other_office(call, handling),
    )


def code_names(call: Call) -> dict[str, dict[str, str]]:
    """Return names of codes that only the call knows, for sentences: what one chooses from."""
    fact = Definition.from_version(call.programme_version).choice_fact
    return {fact: {theme.key: pick(theme.name) for theme in call.themes.all()}} if fact else {}


def _open_ended(question: Question) -> Question:
    return replace(question, required=False)


_Handling = Mapping[str, list[Office]]


def _handling(facts: Facts, today: date) -> _Handling:
    """Which offices handle this person, per programme: read once, however many calls are looked at."""
    values = facts.content()
    nationalities = values.get("nationalities", {}).get("codes") or []
    return handling_offices(nationalities, values.get("residence_country", ""), today)


def _fitting(call: Call, facts: Facts, handling: _Handling) -> list[Fitting]:
    """Other calls in which no rejecting rule fails and at least one rule is met by what was answered.

    A call of an office that would send this person to another office is left out.
    """
    found = []
    # A theme or position is the choice of this call; another call has its own.
    carried = facts.without(key for key in facts if vocabulary()[key].scope is Scope.CHOICE)
    for other in listed_calls():
        binding = current_binding(other)
        if other.pk == call.pk or binding is None or other.state is CallState.ENDED:
            continue
        if _other_office(other, handling) is not None:
            continue
        bound = bound_of(binding)
        verdicts = evaluate(bound, carried).verdicts
        if Verdict.PASS in verdicts.values() and outcome_of(bound, verdicts) is not Outcome.NOT_ELIGIBLE:
            found.append(Fitting(other, sum(verdict is Verdict.UNKNOWN for verdict in verdicts.values())))
    return found


def _other_office(call: Call, handling: _Handling) -> Office | None:
    """The office that handles this person, when it is known and is not the call's: a redirect, not a refusal.

    A branch of that office is no other one: an embassy and its consulates share a country by regions.
    """
    known = handling.get(call.round.programme.slug, [])
    if not known or any(office.pk in (call.office_id, call.office.parent_id) for office in known):
        return None
    return known[0]
