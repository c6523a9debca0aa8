"""What happens to applications when something below them changes, in the same transaction."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from applications.attempts import PAGE_EXPIRED
from applications.services.deadlines import reopen_drafts
from portal.common.noting import turned_away
from programs.models import Call
from programs.signals import deadline_extended


@receiver(deadline_extended)
def _deadline_extended(sender: Any, call: Call, **kwargs: Any) -> None:
    reopen_drafts(call)


@receiver(turned_away)
def _page_expired(sender: Any, request: Any, status: int, **kwargs: Any) -> None:
    """A press of the button that Django itself turned away goes on record like every other one."""
    match = getattr(request, "resolver_match", None)
    if status == 403 and request.method == "POST" and match is not None and match.url_name == "application_submit":
        from applications.views.lost_attempts import record_lost

        record_lost(request, PAGE_EXPIRED)


@receiver(user_logged_in)
def _session_lasts_again(sender: Any, request: Any, **kwargs: Any) -> None:
    """Undo the short life of a session that held typed text (applications.views.typed)."""
    if request is not None and hasattr(request, "session"):
        request.session.set_expiry(None)
