"""What happens to applications when something below them changes, in the same transaction."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from applications.services.deadlines import reopen_drafts
from programs.models import Call
from programs.signals import deadline_extended


@receiver(deadline_extended)
def _deadline_extended(sender: Any, call: Call, **kwargs: Any) -> None:
    reopen_drafts(call)


@receiver(user_logged_in)
def _session_lasts_again(sender: Any, request: Any, **kwargs: Any) -> None:
    """Undo the short life of a session that held typed text (applications.views.typed)."""
    if request is not None and hasattr(request, "session"):
        request.session.set_expiry(None)
