"""How commands name a list."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from applications.shortlists.models import Shortlist


def shortlist_named(given: str) -> Any:
    """Return the list with this id. Raises CommandError (exit code 2) naming the lists there are."""
    lists = Shortlist.objects.unscoped("a command of the operator").select_related("call__round", "call__office")
    found = lists.filter(pk=int(given)).first() if given.isascii() and given.isdigit() and len(given) < 19 else None
    if found is not None:
        return found
    known = "; ".join(
        f"{row.pk} ({row.call.slug}, version {row.number}, {row.state})" for row in lists.order_by("-pk")[:10]
    )
    raise CommandError(
        f"There is no shortlist {given!r}. The newest: {known}."
        if known
        else f"There is no shortlist {given!r}, nor any other. A coordinator makes one in the staff site.",
        returncode=2,
    )
