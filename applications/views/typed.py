"""Text that was sent after the session had ended: held, encrypted, until its writer is signed in again and saves it."""

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
# Several windows may have been open when the session ended: each page's text is held, so many characters altogether.
ALL_PAGES = 400_000


def hold(request: HttpRequest) -> bool:
    """Keep the posted text in the visitor's session; sign-in carries it over. Return False when it is too long.

    What another page sent before is kept beside it. It may hold health answers and its writer is not known yet, so it
    is encrypted like those.
    """
    body = request.POST.urlencode()
    if len(body) > LIMIT:
        return False
    pages = _held(request)
    text = encrypt(body).decode()
    pages[request.path] = {"until": (clock.now() + HELD_FOR).timestamp(), "text": text}
    if sum(len(path) + len(each["text"]) for path, each in pages.items()) > ALL_PAGES:
        return False
    if not request.user.is_authenticated:
        # The session, and the text in it, end with the hour. Signing in makes it last again.
        request.session.set_expiry(HELD_FOR)
    request.session[KEY] = pages
    return True


def held_for(request: HttpRequest) -> QueryDict | None:
    """Return what was held for this page, as often as it is asked; None when there is nothing, or it is an hour old.

    A reload shows it again: it is let go of by `forget`, once it is saved.
    """
    found = _held(request).get(request.path)
    if found is None:
        return None
    try:
        return QueryDict(decrypt(found["text"].encode()))
    except DomainError:  # the key it was written with is gone: then so is the text
        return None


def forget(request: HttpRequest) -> None:
    """Let go of what was held for this page: it is saved, or beside what is."""
    pages = _held(request)
    if pages.pop(request.path, None) is not None:
        request.session[KEY] = pages


def _held(request: HttpRequest) -> dict[str, Any]:
    """What is held by path, without what is more than an hour old."""
    now = clock.now().timestamp()
    pages: dict[str, Any] = request.session.get(KEY) or {}
    return {path: each for path, each in pages.items() if isinstance(each, dict) and each["until"] >= now}
