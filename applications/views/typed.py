"""Text that was sent after the session had ended: held, encrypted, until its writer is signed in again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, QueryDict

from applications.health import decrypt, encrypt
from portal.common import clock
from portal.common.errors import DomainError

KEY = "typed_before_sign_in"
HELD_FOR = timedelta(hours=1)
# A long motivation is some 20 kB; anybody may send this, so a megabyte is not stored for nobody.
LIMIT = 100_000


def hold(request: HttpRequest) -> bool:
    """Keep the posted text in the visitor's session; sign-in carries it over. Return False when it is too long.

    It may hold health answers and its writer is not known yet, so it is encrypted like those.
    """
    body = request.POST.urlencode()
    if len(body) > LIMIT:
        return False
    # Nobody is signed in: the session, and the text in it, end with the hour. Signing in makes it last again.
    request.session.set_expiry(HELD_FOR)
    request.session[KEY] = {
        "path": request.path,
        "until": (clock.now() + HELD_FOR).timestamp(),
        "text": encrypt(body).decode(),
    }
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """Return, once, what was held for this page; None when there is nothing, or it is more than an hour old."""
    held: dict[str, Any] = request.session.get(KEY) or {}
    if held.get("path") != request.path:
        return None
    del request.session[KEY]
    if clock.now().timestamp() > held["until"]:
        return None
    try:
        return QueryDict(decrypt(held["text"].encode()))
    except DomainError:  # the key it was written with is gone: then so is the text
        return None
