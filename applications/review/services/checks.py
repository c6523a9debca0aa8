"""Events of the workflow that one person decides: a check passed, review opened, a refusal opened again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actors import actor_for
from applications.evidence import recorded, strict, strict_of
from applications.models import Application, ApplicationEvent
from applications.review.models import ProposalState
from applications.review.services.acting import locked_for
from applications.services.transition import BulkResult, lock, transition, transition_many
from applications.workflow import By, Event
from portal.common.errors import DomainError
from programs.eligibility import Outcome


@transaction.atomic
def clear(application: Application, *, user: Any, expected_version: int | None = None) -> ApplicationEvent:
    """Say that a person looked and the application is eligible. The event keeps how much of it was verified then.

    Raises DomainError refusal_open while somebody proposes the opposite, and what `transition` raises.
    """
    locked = locked_for(application, user=user, role=By.REVIEWER)
    if locked.refusal_proposals.filter(state=ProposalState.OPEN).exists():
        raise DomainError(
            "refusal_open",
            _("A refusal of this application is proposed. Send or take it back before you clear the application."),
        )
    return transition(
        application,
        Event.CLEAR,
        actor=actor_for(user),
        expected_version=expected_version,
        kept=recorded(strict(locked)),
    )


@transaction.atomic
def open_review(application: Application, *, user: Any, expected_version: int | None = None) -> ApplicationEvent:
    """Begin the review of an eligible application. Raises what `transition` raises."""
    (locked,) = lock([application.pk])
    return transition(
        application,
        Event.OPEN_REVIEW,
        actor=actor_for(user),
        expected_version=expected_version,
        kept=recorded(strict(locked)),
    )


def open_reviews(applications: Iterable[Application], *, user: Any) -> BulkResult:
    """Begin the review of many; those that are not eligible are reported with the reason."""
    return transition_many(
        applications,
        Event.OPEN_REVIEW,
        actor=actor_for(user),
        kept=lambda rows: {key: recorded(found) for key, found in strict_of(rows).items()},
        idempotency_prefix=f"open_review:{uuid.uuid4().hex}",
    )


def reopen(
    application: Application, *, user: Any, reason: str, expected_version: int | None = None
) -> ApplicationEvent:
    """Take up again what had ended, with a reason that the applicant reads. Raises what `transition` raises."""
    return transition(
        application, Event.REOPEN, actor=actor_for(user), expected_version=expected_version, reason=reason
    )


@transaction.atomic
def back_to_check(application: Application, *, user: Any, expected_version: int | None = None) -> ApplicationEvent:
    """Take an eligible application back to the check, because a rule fails on verified facts. The applicant is told.

    Raises DomainError nothing_fails when none does, and what `transition` raises.
    """
    (locked,) = lock([application.pk])
    found = strict(locked)
    if found is None or not found.failing():
        raise DomainError(
            "nothing_fails",
            _("No rule fails on what was verified, so there is nothing to check again."),
        )
    return transition(
        application,
        Event.APPLY_SCREENING,
        actor=actor_for(user),
        expected_version=expected_version,
        outcome=Outcome.NEEDS_CHECK.value,
        kept=recorded(found),
    )
