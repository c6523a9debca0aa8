"""Attempts to submit in words, with the instant at which each arrived. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from portal.common.datewords import moment

MOST_SHOWN = 50
# What comes of an attempt: codes of the errors that refused it, and those that no service is asked for.
SUBMITTED, ALREADY, DECLARATION, SIGNED_OUT, PAGE_EXPIRED, FAILED = (
    "submitted", "already_submitted", "declaration_missing", "signed_out", "page_expired", "failed",
)  # fmt: skip
_WORDS: Mapping[str, str | Promise] = {
    SUBMITTED: gettext_lazy("Submitted"),
    ALREADY: gettext_lazy("Pressed again: it was submitted already"),
    DECLARATION: gettext_lazy("Not submitted: the declaration was not ticked"),
    SIGNED_OUT: gettext_lazy("Not submitted: the session had ended"),
    PAGE_EXPIRED: gettext_lazy("Not submitted: the page was too old, or its browser had lost its cookies"),
    FAILED: gettext_lazy("Not submitted: a fault of this site"),
    "call_not_open": gettext_lazy("Not submitted: the call was not open"),
    "incomplete": gettext_lazy("Not submitted: something was missing"),
    "not_eligible_not_accepted": gettext_lazy("Not submitted: not every requirement was met"),
    "paper_not_open": gettext_lazy("Not submitted: papers of the call were no longer entered"),
    "arrived_too_late": gettext_lazy("Not submitted: the paper had arrived after the deadline"),
    "not_your_role": gettext_lazy("Not submitted: whoever pressed had no right to"),
    "no_such_edge": gettext_lazy("Not submitted: it was no longer a draft"),
}


@dataclass(frozen=True)
class ShownAttempt:
    """One press of the button: when it arrived, to the millisecond, at the office and in UTC, and what came of it."""

    at: datetime
    local: str
    in_utc: str
    result: str
    request_id: str


def attempts_in_words(application: Application) -> list[ShownAttempt]:
    """Return the attempts to submit an application, the newest first, at most MOST_SHOWN of them."""
    rows = application.attempts.order_by("-arrived_at", "-pk")[:MOST_SHOWN]
    zone = ZoneInfo(application.office.time_zone)
    return [
        ShownAttempt(
            at=row.arrived_at,
            local=_to_the_millisecond(row.arrived_at, zone),
            in_utc=_to_the_millisecond(row.arrived_at, UTC),
            result=str(_WORDS.get(row.result) or _("Not submitted: %(code)s") % {"code": row.result}),
            request_id=row.request_id,
        )
        for row in rows
    ]


def _to_the_millisecond(instant: datetime, zone: tzinfo) -> str:
    # Cut, not rounded: what arrived in the last millisecond before a deadline arrived before it.
    with timezone.override(zone):
        return moment(instant, "SHORT_DATETIME_FORMAT", after=f":s.{instant.microsecond // 1000:03d}")
