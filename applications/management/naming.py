"""How commands name a call."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from programs.models import Call


def call_named(slug: str) -> Call:
    """Return the call of this name. Raises CommandError (exit code 2) naming the newest there are."""
    calls = Call.objects.unscoped("a command of the operator").select_related("office", "round__programme")
    found: Call | None = calls.filter(slug=slug).first()
    if found is not None:
        return found
    known = ", ".join(calls.order_by("-pk").values_list("slug", flat=True)[:10])
    raise CommandError(
        _("There is no call %(slug)r. The newest: %(known)s.") % {"slug": slug, "known": known}
        if known
        else _("There is no call %(slug)r, nor any other. The operator makes one with create_call.") % {"slug": slug},
        returncode=2,
    )
