"""The language somebody reads: of the page, and of what data say in it.

Chosen by the switch on every page (a cookie), else what the browser asks for; outside of requests, the active one.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme


def normalised(code: str | None) -> str:
    """Return a language as data name it: one of settings.LANGUAGES without its region, else English."""
    base = (code or "en").lower().replace("_", "-").split("-")[0]
    return base if base in dict(settings.LANGUAGES) else "en"


def reader_language() -> str:
    """Return the reader's language: the active one, without its region."""
    return normalised(translation.get_language())


def read_in(request: HttpRequest, code: str) -> None:
    """Take another language for the rest of this request."""
    translation.activate(normalised(code))
    request.LANGUAGE_CODE = normalised(code)


def remember(response: HttpResponse, code: str) -> None:
    """Have the browser ask for a language from now on: the cookie that Django's own choice of a language sets."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        normalised(code),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",  # as LANGUAGE_COOKIE_SAMESITE has it; the type wants the word
    )


def page_to_keep(request: HttpRequest) -> str:
    """Return the address that shows this page again: its own, and where a form was refused, the form's page."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else request.get_full_path()
