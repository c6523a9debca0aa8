"""Freezing what was answered, and screening it: one snapshot, one result per choice."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from applications.models import Application, Choice, ScreeningResult, Snapshot, SnapshotValues
from applications.overriding import standing_of
from applications.queries import answers_of, current_documents, facts_of, rules_of
from applications.services.outcomes import keep_outcomes
from programs.eligibility import (
    ENGINE_VERSION,
    Facts,
    best_outcome,
    canonical_json,
    evaluate,
    health_verdicts,
    sha256_of,
)
from programs.vocabulary import vocabulary

_HELD = "of an application that the caller holds"
Answers = Mapping[str, Mapping[str, Any]]
"""By group and question."""


def salted_sha256(salt: str, values: dict[str, Any]) -> str:
    """Return the checksum of a snapshot's values; the salt keeps it from being guessed once the values are erased."""
    return sha256_of({"salt": salt, "values": canonical_json(values)})


@dataclass(frozen=True)
class Frozen:
    """A snapshot that was made and screened: what the rules say of it, by choice. Choices are left as they are."""

    snapshot: Snapshot
    outcomes: Mapping[int, str]


def freeze_and_screen(application: Application) -> str:
    """Freeze facts, answers and file hashes; screen each choice; return the best outcome. Inside a transaction."""
    facts = facts_of(application, documents_complete=True)
    verdicts = health_verdicts(rules_of(application), facts)
    frozen = freeze(application, answers=answers_of(application), on_health=verdicts, facts=facts)
    for choice, outcome in frozen.outcomes.items():
        Choice.objects.unscoped(_HELD).filter(pk=choice).update(outcome=outcome)
    standing = standing_of(application) if frozen.snapshot.number > 1 else None
    if standing is None:
        return best_outcome(frozen.outcomes.values()).value
    keep_outcomes(standing)  # overrides given before count of the new snapshot too, where their rules are the same
    return standing.outcome


def freeze(
    application: Application, *, answers: Answers, on_health: Mapping[str, str], facts: Facts | None = None
) -> Frozen:
    """Make a snapshot of these answers and screen it, by the rules of the application. Inside a transaction.

    `on_health` are the verdicts of the rules on health: of what they were given for, nothing else stays. `facts` are
    those of the answers, where the caller has them.
    """
    facts = facts or facts_of(application, documents_complete=True, answers=answers)
    open_facts = facts.without(vocabulary().health_keys)
    bound = rules_of(application)
    snapshot = _freeze(application, answers, open_facts, on_health)
    outcomes: dict[int, str] = {}
    for choice in sorted(application.choices.select_related("theme").order_by(), key=lambda each: each.rank):
        of_choice = vocabulary().canonical({**open_facts.content(), **choice.facts()})
        screening = evaluate(bound, of_choice, health=snapshot.health_verdicts)
        _keep(application, choice, snapshot, screening.outcome, screening.compact())
        outcomes[choice.pk] = screening.outcome.value
    return Frozen(snapshot, outcomes)


def _freeze(application: Application, answers: Answers, facts: Facts, verdicts: Mapping[str, str]) -> Snapshot:
    files = [
        {"slot": slot, "sha256": document.file.sha256, "size": document.file.size, "file": document.file_id}
        for slot, document in sorted(current_documents(application).items())
    ]
    salt = secrets.token_hex(16)
    values = {
        "facts": facts.content(),
        "answers": {group: dict(given) for group, given in answers.items()},
        "files": files,
    }
    # Before it is submitted there is none to count.
    number = application.snapshots.count() + 1 if application.submitted_at else 1
    snapshot = Snapshot.objects.create(
        office_id=application.office_id,
        application=application,
        number=number,
        sha256=salted_sha256(salt, values),
        health_verdicts={key: str(verdict) for key, verdict in verdicts.items()},
    )
    SnapshotValues.objects.create(
        office_id=application.office_id, application=application, snapshot=snapshot, salt=salt, **values
    )
    return snapshot


def _keep(application: Application, choice: Choice, snapshot: Snapshot, outcome: str, verdicts: dict[str, str]) -> None:
    ScreeningResult.objects.create(
        office_id=application.office_id,
        application=application,
        choice=choice,
        snapshot=snapshot,
        binding_id=application.binding_id,
        engine_version=ENGINE_VERSION,
        outcome=outcome,
        verdicts=verdicts,
    )
