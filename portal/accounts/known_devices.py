"""Browsers that an account was opened in before.

Failed sign-ins are counted by account, so that nobody guesses a password from a thousand addresses. Alone, that would
let anybody who knows an applicant's address keep them out on the day of a deadline. So a browser in which somebody
signed in, or chose a new password by the link in a mail, holds a signed cookie, and has a count of its own, which
nobody else can fill. The cookie opens nothing: the password is still asked, and ten wrong ones still wait.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "portal.accounts.known_devices"
LASTS = timedelta(days=180)
MOST_ACCOUNTS = 5  # a family's computer, not an internet café


def known_as(request: HttpRequest, email: str) -> str:
    """Return the random name under which this browser is known to the account of `email`, '' when it is not."""
    return _held(request).get(_account(email), "")


def remember_later(request: HttpRequest, email: str) -> None:
    """Let the answer to this request carry the cookie."""
    request.known_for = [*getattr(request, "known_for", []), email]  # type: ignore[attr-defined]


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser the cookie for the accounts that `remember_later` named."""
    emails: list[str] = getattr(request, "known_for", [])
    if not emails:
        return
    held = _held(request)
    for email in emails:
        name = held.pop(_account(email), "") or secrets.token_urlsafe(9)
        held[_account(email)] = name  # the newest last: the oldest is dropped first
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        signing.dumps(list(held.items())[-MOST_ACCOUNTS:], salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _held(request: HttpRequest) -> dict[str, str]:
    try:
        stored = signing.loads(request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LASTS)
        return dict(stored)
    except signing.BadSignature:
        return {}


def _account(email: str) -> str:
    """A name for the account that says nothing to who reads the cookie."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:16]
