"""Attempts to submit that reach no service: the session had ended, or the page was too old to be believed.

The check page carries a signed mark of whose application it is. Whoever sends it back was shown that page: so the
attempt goes on record although nobody is signed in, and a stranger can put none on anybody's record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from applications.attempts import SIGNED_OUT
from applications.models import Application
from applications.services.submission import record_attempt
from portal.common.arrival import arrived_at

FIELD = "mark"
_SALT = "applications.submit"
_HELD_FOR = timedelta(days=7)


def mark_for(application: Application) -> str:
    """Return the mark that the check page of an application carries."""
    return signing.dumps(application.pk, salt=_SALT)


def record_lost(request: HttpRequest, result: str) -> None:
    """Put an attempt on record that is turned away before anybody is asked; nothing without a mark that holds."""
    try:
        key = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=_HELD_FOR)
    except signing.BadSignature:
        return
    application = Application.objects.unscoped("named by a mark that we signed").filter(pk=key).first()
    if application is not None:
        record_attempt(application, arrived_at(request), result)


def recorded_when_signed_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put an attempt on record whose session has ended; the view then leads to the sign-in page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            record_lost(request, SIGNED_OUT)
        return view(request, *args, **kwargs)

    return inner
