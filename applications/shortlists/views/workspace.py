"""The list itself: every line with rank, name, score, lot and decision, and what can be done with the list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.shortlists.deadline import why_not_yet
from applications.shortlists.diff import differences
from applications.shortlists.models import ShortlistState
from applications.shortlists.permissions import refusal
from applications.shortlists.queries import is_superseded, lines_with_people, stale, tally
from applications.shortlists.views.shared import fetch, page
from portal.audit.services import record
from programs.lot import commitment


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list. That somebody looked is recorded: it names people."""
    shortlist = fetch(request, pk)
    record("shortlists.opened", user=request.user, about=shortlist, number=shortlist.number)
    lines = list(lines_with_people(shortlist))
    refused = refusal(request.user, shortlist.call)
    superseded = is_superseded(shortlist)
    context: dict[str, Any] = {
        "shortlist": shortlist,
        "here": _("Version %(number)s") % {"number": shortlist.number},
        "lines": lines,
        "tally": tally(lines),
        "refusal": refused,
        "may_change": refused is None,
        "superseded": superseded,
        "releasable": shortlist.state == ShortlistState.FROZEN and not superseded,
        "too_early": why_not_yet(shortlist.call) if shortlist.is_draft else "",
        "stale": stale(shortlist) if shortlist.is_draft else None,
        "commitment": commitment(shortlist.call.lot_seed),
        "differences": differences(shortlist.corrects, lines) if shortlist.corrects else [],
        "exports": list(shortlist.exports.select_related("by__person")[:20]),
    }
    title = _("Shortlist: %(call)s") % {"call": shortlist.call}
    return page(request, "workspace", title, **context)
