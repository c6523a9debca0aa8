"""What an override would come to, before anybody proposes it. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from applications.models import Application, CountedAs, Override
from applications.overriding import asking_again, in_force, rule_in, standing_of, takes_two
from applications.screened import made_by_screening
from applications.services.overrides import stored_for


@dataclass(frozen=True)
class Foreseen:
    """One of the verdicts a rule could be counted as: where the outcome would go, and what follows from it."""

    verdict: CountedAs
    outcome: str
    changes: bool
    two_officers: bool
    status_follows: bool


def foreseen(application: Application, rule_key: str) -> Iterator[Foreseen]:
    """Yield what counting a rule otherwise, for all choices, would come to; nothing for what it says already."""
    standing = standing_of(application)
    rule = rule_in(standing.bound, rule_key) if standing is not None else None
    if standing is None or rule is None:
        return
    others = [each for each in in_force([application.pk]).get(application.pk, []) if each.rule_key != rule_key]
    follows = made_by_screening(application) and not asking_again(application)
    for verdict in CountedAs:
        override = Override(
            application=application, rule_key=rule_key, rule_sha256=rule.sha256, to_verdict=verdict, two_officers=True
        )
        stored = stored_for(standing, override, otherwise=verdict)
        if not stored:
            continue
        outcome = standing.with_overrides([*others, override]).outcome
        yield Foreseen(
            verdict=verdict,
            outcome=outcome,
            changes=outcome != standing.outcome,
            two_officers=any(takes_two(rule, each, verdict) for each in stored.values()),
            status_follows=follows and outcome != application.status,
        )
