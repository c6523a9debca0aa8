"""Refusals of somebody signed in: recorded one by one up to a number a minute, beyond it only counted.

Else a scanner with an account would fill the stream, which nobody can ever clear.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from portal.audit.models import RefusalCount
from portal.audit.services import record, record_about
from portal.common import clock

REFUSED, LEFT_OUT = "access.refused", "access.refusals_left_out"
PER_MINUTE = 20
BATCH = 500

_COUNT = """
INSERT INTO audit_refusalcount (user_id, minute, times) VALUES (%s, %s, 1)
ON CONFLICT (user_id, minute) DO UPDATE SET times = audit_refusalcount.times + 1 RETURNING times
"""


@transaction.atomic
def refused(request: HttpRequest, status: int) -> None:
    """Record that the reader was turned away: the route and the ids in it; the path as it was typed can be erased."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [request.user.pk, _minute(clock.now())])
        (times,) = cursor.fetchone()
    if times > PER_MINUTE:
        return
    match = request.resolver_match
    record(
        REFUSED,
        user=request.user,
        route=(match.view_name if match is not None else "") or "",
        ids={name: int(value) for name, value in (match.kwargs if match is not None else {}).items() if _is_id(value)},
        method=request.method if request.method in _METHODS else "",
        status=status,
        personal={"path": request.path},
    )


@transaction.atomic
def tell_left_out() -> int:
    """Record how many refusals of minutes gone by were left out; return for how many people and minutes."""
    over = RefusalCount.objects.filter(minute__lt=_minute(clock.now()))
    rows = list(over.select_for_update(skip_locked=True)[:BATCH])
    told = [row for row in rows if row.times > PER_MINUTE]
    for row in told:
        left_out = {"times": row.times - PER_MINUTE, "minute": row.minute.isoformat()}
        record_about(LEFT_OUT, user_id=row.user_id, data=left_out)
    RefusalCount.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(told)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def _is_id(value: Any) -> bool:
    """A key of a row, by its look: anything longer or with letters may be a reference or typed text."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 19


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
