"""Counting finished checks: which rules stop people, without keeping anything of anybody.

A page of the check carries a tally, signed: a random number for this one page, and what was counted of this check
already. So one check counts once however often it is sent, and a rule that stops somebody on a later page is counted
with it. Of the tally the server remembers the random number alone, until it has run out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import structlog
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from portal.common import clock
from programs.models import Binding, Call
from programs.models.checks import ALL

logger = structlog.get_logger(__name__)
_SALT = "programs.check.tally"
LASTS = timedelta(days=1)
"""For how long a page that lies open still counts."""

# Sorted keys: two requests that count the same rules then lock their rows in the same order.
_COUNT = """
INSERT INTO programs_checkcount (office_id, call_id, binding_id, month, rule_key, stopped)
SELECT %s, %s, %s, %s, rule_key, 1 FROM unnest(%s::text[]) AS rule_key ORDER BY rule_key
ON CONFLICT (binding_id, month, rule_key) DO UPDATE SET stopped = programs_checkcount.stopped + 1
"""


@dataclass(frozen=True)
class Tally:
    """What a page knows of the counting of its check: the page, the binding, what was counted, whether it is over."""

    page: str
    binding: int
    counted: tuple[str, ...] = ()
    over: bool = False

    @classmethod
    def begun(cls, binding: Binding) -> Tally:
        """Return the tally of a check nothing of which was counted."""
        return cls(secrets.token_urlsafe(12), binding.pk)

    @classmethod
    def read(cls, signed: str) -> Tally | None:
        """Return the tally that a page of ours sent back, None for any other and for one older than a day."""
        try:
            page, binding, counted, over = signing.loads(signed, salt=_SALT, max_age=LASTS)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(page, binding, tuple(counted), over)

    def signed(self) -> str:
        """Return it as a page carries it."""
        content: Any = [self.page, self.binding, list(self.counted), self.over]
        return signing.dumps(content, salt=_SALT)


def count_check(binding: Binding, call: Call, tally: Tally, stopped: Iterable[str], *, over: bool) -> Tally:
    """Count a finished check once and each rule in `stopped` once; return the tally for the page that comes next.

    `over` says that everything was asked: nothing more is counted of this check, whatever is tried out afterwards.
    A page that was sent before (a double press, a reload) counts nothing, nor does one made under another binding.
    A count that the database refuses is logged, and the check goes on without it.
    """
    after = replace(Tally.begun(binding), counted=tally.counted, over=tally.over)
    if tally.over or tally.binding != binding.pk:
        return after
    fresh = sorted({ALL, *stopped} - set(tally.counted))
    after = replace(after, counted=(*tally.counted, *fresh), over=over)
    try:
        if fresh and cache.add(f"programs.check:{tally.page}", 1, timeout=LASTS.total_seconds()):
            _add(binding, call, fresh)
    except DatabaseError:
        logger.exception("check_not_counted", call=call.pk, binding=binding.pk)
    return after


def month_of(call: Call) -> date:
    """Return the first day of this month in the call's zone."""
    return clock.now().astimezone(call.zone).date().replace(day=1)


def _add(binding: Binding, call: Call, keys: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [call.office_id, call.pk, binding.pk, month_of(call), keys])
