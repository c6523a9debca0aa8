"""Freezing what was answered, and screening it: one snapshot, one result per choice."""

from __future__ import annotations

import secrets
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


def salted_sha256(salt: str, values: dict[str, Any]) -> str:
    """Return the checksum of a snapshot's values; the salt keeps it from being guessed once the values are erased."""
    return sha256_of({"salt": salt, "values": canonical_json(values)})


def freeze_and_screen(application: Application) -> str:
    """Freeze facts, answers and file hashes; screen each choice; return the best outcome. Inside a transaction."""
    facts = facts_of(application, documents_complete=True)
    open_facts = facts.without(vocabulary().health_keys)
    bound = rules_of(application)
    snapshot = _freeze(application, open_facts, health_verdicts(bound, facts))
    outcomes: list[str] = []
    for choice in application.choices.select_related("theme").order_by("rank"):
        of_choice = vocabulary().canonical({**open_facts.content(), **choice.facts()})
        screening = evaluate(bound, of_choice, health=snapshot.health_verdicts)
        _keep(application, choice, snapshot, screening.outcome, screening.compact())
        outcomes.append(screening.outcome.value)
    standing = standing_of(application) if snapshot.number > 1 else None
    if standing is None:
        return best_outcome(outcomes).value
    keep_outcomes(standing)  # overrides given before count of the new snapshot too, where their rules are the same
    return standing.outcome


def _freeze(application: Application, facts: Facts, verdicts: dict[str, Any]) -> Snapshot:
    answers = answers_of(application)
    files = [
        {"slot": slot, "sha256": document.file.sha256, "size": document.file.size, "file": document.file_id}
        for slot, document in sorted(current_documents(application).items())
    ]
    salt = secrets.token_hex(16)
    values = {"facts": facts.content(), "answers": answers, "files": files}
    number = application.snapshots.count() + 1
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
        binding=application.binding,
        engine_version=ENGINE_VERSION,
        outcome=outcome,
        verdicts=verdicts,
    )
    choice.outcome = outcome
    choice.save(update_fields=["outcome"])
