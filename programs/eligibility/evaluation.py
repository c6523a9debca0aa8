"""Verdicts for every rule, always, and the outcome they come to.

A decided verdict never changes because a missing fact arrives.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from programs.eligibility.binding import Bound
from programs.eligibility.conditions import Truth
from programs.eligibility.facts import Facts


class Verdict(StrEnum):
    """What a rule comes to for one person."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What all rules together come to."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_CHECK = "needs_check"


VERDICT_OF: dict[Truth, Verdict] = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.UNKNOWN}
_PASS, _FAIL = Verdict.PASS, Verdict.FAIL
_LETTERS = {"p": Verdict.PASS, "f": Verdict.FAIL, "u": Verdict.UNKNOWN}


class Screening(NamedTuple):
    """The outcome, and the verdict of every rule by key."""

    outcome: Outcome
    verdicts: Mapping[str, Verdict]

    def compact(self) -> dict[str, str]:
        """The verdicts as letters (p, f, u), as they are stored."""
        return {key: verdict.value[0] for key, verdict in self.verdicts.items()}


def evaluate(bound: Bound, facts: Facts, *, health: Mapping[str, str] | None = None) -> Screening:
    """Screen one person, for one choice.

    `health` holds verdicts by rule key for rules on health facts, where those facts may not be read; they
    win over what the facts would say. Keys of other rules in it are ignored.
    """
    values = facts.values
    verdicts = [VERDICT_OF[test(values)] for test in bound.tests]
    if health:
        for number, rule in enumerate(bound.rules):
            if rule.health and rule.key in health:
                verdicts[number] = Verdict(health[rule.key])
    return Screening(_outcome(bound, verdicts), dict(zip(bound.keys, verdicts)))  # noqa: B905 (one each)


def health_verdicts(bound: Bound, facts: Facts) -> dict[str, Verdict]:
    """Verdicts of the rules on health facts alone, for the one place that may read those facts."""
    keys = {rule.key for rule in bound.health_rules}
    values = facts.values
    return {key: VERDICT_OF[condition(values)] for key, condition in bound.conditions if key in keys}


def unchanged_health_rules(bound: Bound, asked: Bound) -> frozenset[str]:
    """Keys of the rules on health that say in `bound` what they said in `asked`, when verdicts on them were kept.

    Of the others no verdict counts: they are unknown until the applicant is asked again.
    """
    before = {rule.key: rule.sha256 for rule in asked.health_rules}
    return frozenset(rule.key for rule in bound.health_rules if before.get(rule.key) == rule.sha256)


def outcome_of(bound: Bound, verdicts: Mapping[str, str]) -> Outcome:
    """A rejecting rule that fails: not eligible. All pass: eligible. Else a person or the applicant is needed.

    Raises KeyError when a rule has no verdict.
    """
    return _outcome(bound, [verdicts[key] for key in bound.keys])


def _outcome(bound: Bound, verdicts: Sequence[str]) -> Outcome:
    """The same from verdicts in the order of the rules."""
    if verdicts.count(_PASS) == len(verdicts):
        return Outcome.ELIGIBLE
    if _FAIL in verdicts:
        for verdict, (_, rejects) in zip(verdicts, bound.rejecting, strict=True):
            if rejects and verdict == _FAIL:
                return Outcome.NOT_ELIGIBLE
    return Outcome.NEEDS_CHECK


BEST_FIRST = (Outcome.ELIGIBLE, Outcome.NEEDS_CHECK, Outcome.NOT_ELIGIBLE)


def best_outcome(outcomes: Iterable[str]) -> Outcome:
    """An application's outcome from those of its choices. Raises ValueError when there is none."""
    return min((Outcome(outcome) for outcome in outcomes), key=BEST_FIRST.index)


def verdicts_from_compact(letters: Mapping[str, str]) -> dict[str, Verdict]:
    """Stored letters (p, f, u) as verdicts."""
    return {key: _LETTERS[letter] for key, letter in letters.items()}
