"""“Am I eligible?” without an account: a few questions, every rule's verdict, nothing kept.

Only what rules speak of is asked. Health is never asked here: those answers belong into the encrypted table of an
application. Documents are handed in later, and some facts only staff can find out; rules on these are named apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.common.reader_language import reader_language
from portal.common.translated import Translated, pick
from portal.offices.models import Office
from programs.definitions import Definition, Group, Question
from programs.definitions.answers import facts_from
from programs.definitions.kinds import THEMES
from programs.eligibility import Bound, Verdict, evaluate, explain
from programs.models import Call
from programs.other_calls import OtherCalls, handling_of, other_calls, other_office
from programs.verdicts import VerdictInWords, verdicts_in_words
from programs.vocabulary import vocabulary


@dataclass(frozen=True)
class CheckResult:
    """What a check comes to. `said` has the rules that are asked about, `later` the others' requirements.

    `stopped_by` are the keys of the rejecting rules that are not met.
    """

    said: list[VerdictInWords]
    later: list[VerdictInWords]
    stopped_by: tuple[str, ...]
    to_look_at: int
    open: int
    others: OtherCalls
    handled_by: Office | None

    @property
    def failing(self) -> int:
        """How many requirements are not met."""
        return len(self.stopped_by)

    @property
    def not_met(self) -> list[VerdictInWords]:
        """What is not met, also where a person would decide about it."""
        return [item for item in self.said if item.verdict == Verdict.FAIL]

    @property
    def met(self) -> list[VerdictInWords]:
        """What is met."""
        return [item for item in self.said if item.verdict == Verdict.PASS]

    @property
    def not_known(self) -> list[VerdictInWords]:
        """What the answers do not decide yet."""
        return [item for item in self.said if item.verdict == Verdict.UNKNOWN]

    @property
    def kind(self) -> str:
        """The shape of the notice: stop, warn or ok."""
        return "stop" if self.failing else "warn" if self.to_look_at or self.open else "ok"


def asked_group(call: Call, bound: Bound) -> Group:
    """Return the questions of a check as one group, in the order of the application.

    Nobody can choose among the themes of a call that has none.
    """
    definition = Definition.from_version(call.programme_version)
    without = () if call.themes.all() else THEMES
    everything = list(definition.direct_questions())
    asked = [q for q in everything if q.fact in bound.facts() and not q.health and q.type not in without]
    needed = {q.only_if.question for q in asked if q.only_if} | {
        contradiction.other.question for q in asked for contradiction in q.contradictions
    }
    keys = {q.key for q in asked} | needed
    questions = tuple(_open_ended(q) for q in everything if q.key in keys and not q.health)
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
    language = reader_language()
    verdicts = evaluate(bound, facts).verdicts
    explained = explain(bound, verdicts, facts, language=language, names=code_names(call, language))
    now = [e for e in explained if bound.rule(e.key).facts() & asked]
    handling = handling_of(facts, today)
    return CheckResult(
        said=verdicts_in_words(now, language),
        later=verdicts_in_words((e for e in explained if e not in now), language),
        stopped_by=tuple(e.key for e in now if e.verdict is Verdict.FAIL and not e.referred),
        to_look_at=sum(e.referred for e in now),
        open=sum(e.verdict is Verdict.UNKNOWN for e in now),
        others=other_calls(call, facts, handling),
        handled_by=other_office(call, handling),
    )


def code_names(call: Call, language: str) -> dict[str, dict[str, str]]:
    """Return names of codes that only the call knows, for sentences in a language: what one chooses from."""
    fact = Definition.from_version(call.programme_version).choice_fact
    return {fact: {theme.key: pick(theme.name, language) for theme in call.themes.all()}} if fact else {}


def _open_ended(question: Question) -> Question:
    return replace(question, required=False)
