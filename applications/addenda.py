"""Reads about corrections: which answers count now, what a correction would change, what is open. No writes.

The sections of an application say what was submitted, for good. What counts are the answers of the newest snapshot
that does, and the answers about health with the corrections that were taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from applications import health
from applications.derivation import asked_under
from applications.models import (
    Addendum,
    AddendumHealth,
    AddendumState,
    Application,
    ScreeningResult,
    Snapshot,
    counting,
)
from applications.overriding import Counted, Standing, counted, in_force
from applications.queries import answers_of, definition_of, facts_of, rules_of
from applications.states import BEFORE_SUBMISSION, OVER
from programs.bindings import bound_of
from programs.definitions import Definition, Group, Question
from programs.definitions.kinds import THEMES
from programs.eligibility import evaluate, health_verdicts, unchanged_health_rules
from programs.models import Binding
from programs.vocabulary import vocabulary

_WHY = "an application that came through a scope, or was locked by a service"
MOST_WAITING = 10
"""Corrections of one application that may wait to be read at the same time."""

Answers = Mapping[str, Mapping[str, Any]]


def may_be_corrected(application: Application) -> bool:
    """Say whether something that was submitted can still be corrected: until nothing can come of it any more."""
    return application.status not in BEFORE_SUBMISSION | OVER


def addenda_of(application: Application) -> QuerySet[Addendum, Addendum]:
    """Return the corrections of an application, the newest first, with their values and what the office answered."""
    rows: QuerySet[Addendum, Addendum] = application.addenda.select_related(
        "values", "answer", "snapshot", "given_by__person", "decided_by__person"
    )
    corrected = AddendumHealth.objects.unscoped(_WHY).only("addendum_id", "key")
    return rows.prefetch_related(Prefetch("health", corrected)).order_by("-number")


def counting_along(path: str) -> Prefetch[str]:
    """Return what fetches the snapshots that count along with many rows; `path` leads from a row to its application."""
    rows = Snapshot.objects.unscoped(_WHY).filter(counting()).select_related("values").order_by("-number")
    return Prefetch(f"{path}snapshots", rows, to_attr="counting_snapshots")


def counting_snapshot(application: Application) -> Snapshot | None:
    """Return the snapshot that counts, with its values; None before submission."""
    along: list[Snapshot] | None = getattr(application, "counting_snapshots", None)
    if along is not None:
        return along[0] if along else None
    rows = application.snapshots.filter(counting()).select_related("values")
    found: Snapshot | None = rows.order_by("-number").first()
    return found


def answers_in_force(application: Application) -> dict[str, dict[str, Any]]:
    """Return the answers by group as they count now: as submitted, with the corrections that were taken.

    Those stored in the sections before submission, and where the frozen ones were erased. None about health.
    """
    snapshot = counting_snapshot(application)
    values = getattr(snapshot, "values", None)
    if values is None:
        return answers_of(application)
    return {group: dict(given) for group, given in values.answers.items()}


def health_in_force(application: Application) -> dict[str, Any]:
    """Return the answers about health as they count now, in clear. For the rules, and for whoever gave them."""
    answers = health.read(application)
    taken = AddendumHealth.objects.unscoped(_WHY).filter(
        addendum__application=application, addendum__state=AddendumState.TAKEN
    )
    for row in taken.order_by("addendum__decided_at", "pk"):
        put(answers, row.key, row.after)
    return answers


def put(answers: dict[str, Any], key: str, ciphertext: Any) -> None:
    """Put an encrypted answer into the others; none takes it out."""
    if ciphertext is None:
        answers.pop(key, None)
    else:
        answers[key] = health.decrypt(bytes(ciphertext))


def with_correction(answers: Answers, section: str, after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers with some of a section corrected; None is an answer taken back."""
    merged = {group: dict(given) for group, given in answers.items()}
    target = merged.setdefault(section, {})
    for key, value in after.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = value
    return merged


def fixed(definition: Definition, group: Group) -> tuple[Question, ...]:
    """Return the questions of a group that no correction changes: what somebody applies for is no fact about them."""
    return tuple(
        question
        for question in group.questions
        if question.type in THEMES or (question.fact is not None and question.fact == definition.choice_fact)
    )


def corrected_answers(addendum: Addendum) -> dict[str, dict[str, Any]] | None:
    """Return what the answers would be with a correction, put upon what counts now; None once it is erased."""
    values = getattr(addendum, "values", None)
    if values is None:
        return None
    return with_correction(answers_in_force(addendum.application), addendum.section, values.after)


def verdicts_on_health(addendum: Addendum) -> dict[str, str]:
    """Return what the rules on health say with a correction.

    Answers about health are read only where it corrects one. Else the verdicts stay that were given before, of those
    rules that still say what they said then.
    """
    corrections = list(AddendumHealth.objects.unscoped(_WHY).filter(addendum=addendum))
    about_health = health_in_force(addendum.application) if corrections else {}
    for row in corrections:
        put(about_health, row.key, row.after)
    return on_health(addendum.application, about_health if corrections else None)


def on_health(application: Application, answers: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what the rules on health say of these answers (by question); of None, what they said of those before."""
    bound = rules_of(application)
    if answers is not None:
        definition = definition_of(application)
        asked = {question.key: question.fact for question in definition.questions() if question.health}
        stated = {fact: answers[key] for key, fact in asked.items() if fact and key in answers}
        found = health_verdicts(bound, vocabulary().canonical(stated))
        return {key: str(verdict) for key, verdict in found.items()}
    snapshot = counting_snapshot(application)
    if snapshot is None:
        return {}
    binding = Binding.objects.unscoped(_WHY).get(pk=asked_under([snapshot.pk])[snapshot.pk])
    kept = unchanged_health_rules(bound, bound_of(binding))
    return {key: verdict for key, verdict in snapshot.health_verdicts.items() if key in kept}


def foreseen(addendum: Addendum) -> Standing | None:
    """Return what would count with a correction, by the rules in force for its application; None once it is erased."""
    application = addendum.application
    answers = corrected_answers(addendum)
    if answers is None:
        return None
    bound, verdicts = rules_of(application), verdicts_on_health(addendum)
    facts = facts_of(application, documents_complete=True, answers=answers)
    given = in_force([application.pk]).get(application.pk, [])
    then: list[Counted] = []
    for choice in application.choices.select_related("theme").order_by("rank"):
        choice.application = application
        of_choice = vocabulary().canonical({**facts.content(), **choice.facts()})
        screening = evaluate(bound, of_choice, health=verdicts)
        result = ScreeningResult(
            choice=choice, snapshot=addendum.snapshot, outcome=screening.outcome.value, verdicts=screening.compact()
        )
        then.append(counted(result, given, bound))
    return Standing(bound, tuple(then))
