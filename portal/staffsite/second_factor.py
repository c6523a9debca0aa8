"""Whether this session was opened with a second factor, and when."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal.common import clock

SIGNED_IN = "signed_in_at"


def used_second_factor(request: HttpRequest, user: Any = None) -> bool:
    """Say whether the second factor was used in this very session (allauth keeps the list of methods used)."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user or request.user))


def signed_in_at(request: HttpRequest) -> datetime:
    """Return when this session was opened (UTC, by our clock). One without a record of it counts from now on."""
    return datetime.fromtimestamp(request.session.setdefault(SIGNED_IN, clock.now().timestamp()), UTC)


@receiver(user_logged_in, dispatch_uid="staffsite.signed_in_at")
def _note_time(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    if request is not None:
        request.session[SIGNED_IN] = clock.now().timestamp()
