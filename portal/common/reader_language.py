"""The language somebody reads, beside the language that the pages are in.

Explanations and other data come in more languages than the pages themselves. A reader chooses a language once
(cookie, or what the browser asks for); what is there in it is said in it, with its own `lang`, and the page around it
stays in a language it is wholly translated into, never half in one and half in another.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

_chosen: ContextVar[str | None] = ContextVar("reader_language", default=None)


def normalised(code: str | None) -> str:
    """Return a language as data name it: one of settings.LANGUAGES without its region, else English."""
    base = (code or "en").lower().replace("_", "-").split("-")[0]
    return base if base in dict(settings.LANGUAGES) else "en"


def reader_language() -> str:
    """Return the reader's language: what the request chose, and outside of requests the active one."""
    return _chosen.get() or normalised(get_language())


def read_in(code: str) -> None:
    """Take another language for the rest of this request."""
    _chosen.set(normalised(code))


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


class ReaderLanguageMiddleware:
    """Keep the language that LocaleMiddleware found for what is read, and give the pages one they are written in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = normalised(get_language())
        page = wanted if wanted in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE
        token = _chosen.set(wanted)
        try:
            with override(page):
                request.LANGUAGE_CODE = page
                response = self.get_response(request)
        finally:
            _chosen.reset(token)
        response.headers.setdefault("Content-Language", page)
        return response
