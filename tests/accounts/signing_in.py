"""Signing in as people do, through the pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.outbox.models import Message
from tests.factories import PASSWORD

SECOND_STEP = "/accounts/2fa/authenticate/"
NEW_PASSWORD = "another horse, another battery"


def codes(secret: str) -> list[str]:
    """Return the codes an app with this key has just shown, shows, and shows next."""
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]


def with_app(user: User) -> str:
    """Give somebody an authenticator app and recovery codes; return the app's key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return str(secret)


def recovery_codes(user: User) -> list[str]:
    """Return somebody's unused recovery codes."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


def type_password(user: User, password: str = PASSWORD, *, browser: Client | None = None, wanted: str = "") -> Client:
    """Send the form of the sign-in page; return the browser."""
    browser = browser or Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": password, "next": wanted})
    return browser


def signed_in(user: User, secret: str = "", password: str = PASSWORD) -> Client:
    """Return a browser in which somebody has signed in, with a code where they have an app."""
    browser = type_password(user, password)
    if secret:
        cache.clear()  # half a minute later the app shows another code
        browser.post(SECOND_STEP, {"code": codes(secret)[1]})
    assert is_signed_in(browser, user)
    return browser


def is_signed_in(browser: Client, user: User) -> bool:
    """Say whether the browser holds a session of this person."""
    page: Any = browser.get(reverse("mfa_index"))
    return page.status_code == 200 and page.wsgi_request.user.pk == user.pk


def path_in_mail(email: str, key: str) -> str:
    """Return the path of a link in the newest mail to an address."""
    return urlsplit(Message.objects.filter(to_email=email).latest("id").context[key]).path


def choose_new_password(user: User, *, browser: Client | None = None, password: str = NEW_PASSWORD) -> HttpResponse:
    """Ask for the link, open it, and send its form; return the answer to that."""
    browser = browser or Client()
    Client().post(reverse("account_reset_password"), {"email": user.email})
    link = path_in_mail(user.email, "password_reset_url")
    form: Any = browser.get(link, follow=True)
    return browser.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})  # type: ignore[return-value]


def said(response: Any) -> str:
    """Return a page's words, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
