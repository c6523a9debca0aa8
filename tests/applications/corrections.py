"""Corrections in tests: an applicant corrects a section through the service."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from applications.addenda import answers_in_force, counting_snapshot, health_in_force
from applications.models import Addendum, Application
from applications.queries import definition_of
from applications.services.addenda import Correction, give_addendum


def section_of(application: Application, question: str) -> str:
    """Return the section that asks a question."""
    return next(
        group.key for group in definition_of(application).groups for each in group.questions if each.key == question
    )


def corrected(application: Application, *, reason: str = "I mistyped it.", key: str = "", **changed: Any) -> Addendum:
    """Give a correction of some answers of one section, by question, and return it."""
    section = section_of(application, next(iter(changed)))
    group = next(group for group in definition_of(application).groups if group.key == section)
    answers = {**answers_in_force(application).get(section, {})}
    about_health = health_in_force(application)
    answers |= {each.key: about_health[each.key] for each in group.questions if each.key in about_health}
    snapshot = counting_snapshot(application)
    assert snapshot is not None
    return give_addendum(
        application,
        Correction(section, {**answers, **changed}, reason),
        user=application.person.user,
        based_on=snapshot.number,
        idempotency_key=key or str(uuid4()),
    )
