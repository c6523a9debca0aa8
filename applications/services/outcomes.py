"""The outcome that each choice of an application says: what counts of its result in force."""

from __future__ import annotations

from applications.models import Choice
from applications.overriding import WHY, Standing


def keep_outcomes(standing: Standing) -> None:
    """Write what counts into the choices. Inside a transaction that holds the application."""
    for each in standing.counted:
        choices = Choice.objects.unscoped(WHY).filter(pk=each.result.choice_id)
        choices.exclude(outcome=each.outcome).update(outcome=each.outcome)
