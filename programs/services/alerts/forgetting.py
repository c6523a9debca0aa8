"""Stopping an alert, and deleting those whose time is over: nothing of the address stays."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from portal.common import clock
from portal.outbox.services import forget_mails
from programs.models import AlertPurpose, CallAlert
from programs.services.alerts.links import KEPT_FOR, link_of, subject_of

UNCONFIRMED_FOR = timedelta(days=7)


@transaction.atomic
def stop(token: str) -> bool:
    """Delete the alert of a mail's link; False where there is none any more. Once or ten times is the same."""
    link = link_of(token, AlertPurpose.STOP)
    return link is not None and bool(_delete(CallAlert.objects.filter(pk=link.alert_id)))


@transaction.atomic
def forget_old() -> int:
    """Delete what was not confirmed within a week, and what was confirmed two years ago; returns how many."""
    now = clock.now()
    over = Q(confirmed_at__isnull=True, asked_at__lt=now - UNCONFIRMED_FOR) | Q(confirmed_at__lt=now - KEPT_FOR)
    return _delete(CallAlert.objects.filter(over))


@transaction.atomic
def erase(email: str) -> int:
    """Delete everything that is kept for an address, whatever its case; returns how many alerts there were."""
    return _delete(CallAlert.objects.alias(folded=Lower("email")).filter(folded=Lower(Value(email))))


def _delete(which: QuerySet[CallAlert]) -> int:
    keys = list(which.select_for_update().values_list("pk", flat=True))
    forget_mails([subject_of(key) for key in keys])
    CallAlert.objects.filter(pk__in=keys).delete()
    return len(keys)
