"""Addresses and forms that no browser sends: answered in words, never with a 500."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class BadInputMiddleware:
    """Refuse NUL characters and lone surrogates in the path and the query: Postgres cannot hold them.

    Forms are left alone: their fields answer with a message beside the field and keep what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if unstorable(request.path) or any(
            unstorable(name) or any(map(unstorable, values)) for name, values in request.GET.lists()
        ):
            request.resolver_match = None
            return _refuse(request)
        return self.get_response(request)


def unstorable(text: str) -> bool:
    """Say whether `text` holds a character that Postgres cannot store (NUL, a lone surrogate)."""
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(request: HttpRequest) -> HttpResponse:
    from portal.common.failures import bad_request  # views import forms, which import this module

    return bad_request(
        request, BadRequest(_("The address holds a character that is not text. Check the link and try again."))
    )
