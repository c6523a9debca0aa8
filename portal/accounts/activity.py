"""Which browsers are in use, for the page "Where you are signed in"."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from portal.common import clock

EVERY = timedelta(minutes=1)
_NOTED = "activity_noted"


class SessionActivityMiddleware:
    """Note that a session is in use: at once from a new address or browser, otherwise once a minute.

    In place of allauth's own, which reads and writes the same row for every page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            note_activity(request)
        return self.get_response(request)


def note_activity(request: HttpRequest) -> None:
    """Keep the address, the browser and the time of a signed-in request, unless that was done within a minute."""
    now = clock.now()
    which = _which(request)
    noted_which, noted_at = request.session.get(_NOTED, ("", 0.0))
    if noted_which == which and 0 <= now.timestamp() - noted_at < EVERY.total_seconds():
        return
    UserSession.objects.create_from_request(request)
    request.session[_NOTED] = (which, now.timestamp())


def _which(request: HttpRequest) -> str:
    """A short mark of this session from this address and browser: a new key, as after a sign-in, is another one."""
    said = (request.session.session_key, get_adapter().get_client_ip(request), request.headers.get("User-Agent", ""))
    return salted_hmac("portal.accounts.activity", "\n".join(map(str, said)), algorithm="sha256").hexdigest()[:16]
