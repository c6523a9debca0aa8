"""Sentences about calls that pages, mails and refusals share."""

from __future__ import annotations

from datetime import UTC

from django.utils import formats
from django.utils.translation import gettext as _

from programs.models import Call, CallState


def local_and_utc(call: Call, *, opening: bool = False) -> str:
    """Return an instant of the call in its own zone and in UTC: '15 January 2027 at 12:00 (Brussels), 11:00 UTC'."""
    instant = call.opens_at if opening else call.closes_at
    local, utc = instant.astimezone(call.zone), instant.astimezone(UTC)
    utc_day = "" if utc.date() == local.date() else f", {formats.date_format(utc, 'DATE_FORMAT')}"
    return _("%(day)s at %(time)s (%(city)s), %(utc)s UTC") % {
        "day": formats.date_format(local, "DATE_FORMAT"),
        "time": local.strftime("%H:%M"),
        "city": call.office.city_name,
        "utc": utc.strftime("%H:%M") + utc_day,
    }


def deadline_sentence(call: Call, state: CallState, *, reference: str = "") -> str:
    """Say why nothing can be submitted now: not announced, not open yet, or ended; and what to do.

    `reference` is that of the reader's draft, '' for somebody who has none: no answers are kept for them.
    """
    if state is CallState.ENDED:
        names = {"when": local_and_utc(call), "office": _with_address(call), "reference": reference}
        if reference:
            return (
                _(
                    "This call closed on %(when)s. You can no longer submit; your answers are kept. If a fault of "
                    "this site kept you from submitting in time, write to the %(office)s and give your reference, "
                    "%(reference)s."
                )
                % names
            )
        return (
            _(
                "This call closed on %(when)s, and no application to it can be started any more. Look for another "
                "call that is open. If a fault of this site kept you from applying in time, write to the %(office)s."
            )
            % names
        )
    if state is CallState.ANNOUNCED:
        return _("This call opens on %(when)s. Come back then.") % {"when": local_and_utc(call, opening=True)}
    return _("This call is not announced yet. Look at the programme’s page for calls that are open.")


def _with_address(call: Call) -> str:
    """Return the office's name, with where to write to if that is known."""
    return f"{call.office} ({call.office.email})" if call.office.email else str(call.office)
