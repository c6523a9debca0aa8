"""From when a list may be frozen: not before nobody can apply any more, because freezing publishes the lot's seed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from applications.services.guards import GRACE
from applications.shortlists.wording import when
from portal.common import clock
from portal.common.errors import DomainError
from programs.models import Call
from programs.wording import local_and_utc


def taken_until(call: Call) -> datetime:
    """Return the last instant (UTC) at which an application may come in: what arrived in time has minutes of grace."""
    return call.closes_at + GRACE


def why_not_yet(call: Call) -> str:
    """Say why no list of the call can be frozen at this moment, and from when one can; '' when it can."""
    if clock.now() > taken_until(call):
        return ""
    minutes = GRACE // timedelta(minutes=1)
    words = ngettext(
        "It can be frozen once the call has ended. The deadline is %(closes)s; what was sent by then is still taken "
        "for %(minutes)s minute. Freezing makes the seed of the lot public, and who knows it while the call takes "
        "applications could begin new ones until one draws a good number. Freeze the list after %(until)s.",
        "It can be frozen once the call has ended. The deadline is %(closes)s; what was sent by then is still taken "
        "for %(minutes)s minutes. Freezing makes the seed of the lot public, and who knows it while the call takes "
        "applications could begin new ones until one draws a good number. Freeze the list after %(until)s.",
        minutes,
    )
    return words % {"closes": local_and_utc(call), "minutes": minutes, "until": when(taken_until(call))}


def refusal(call: Call) -> DomainError | None:
    """Return `call_open` while somebody may still apply, None afterwards."""
    words = why_not_yet(call)
    if not words:
        return None
    return DomainError("call_open", words, closes_at=call.closes_at.isoformat(), until=taken_until(call).isoformat())
