"""Addresses and forms that no browser sends: answered in words, never with a 500."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.utils.translation import gettext as _

METHODS = ("GET", "HEAD", "OPTIONS", "POST")


class BadInputMiddleware:
    """Refuse methods no page answers, NUL characters and lone surrogates in the path and the query, and half a form.

    Postgres cannot hold those characters; TRACE, PUT and the like are of no use here.
    Forms are left alone: their fields answer with a message beside the field and keep what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if unstorable(request.path) or any(
            unstorable(name) or any(map(unstorable, values)) for name, values in request.GET.lists()
        ):
            request.resolver_match = None
            return _refuse(request, _("The address holds a character that is not text. Check the link and try again."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse a form that arrived only in part, before anything looks into it: what is read again seems empty."""
        try:
            bool(request.POST)
        except UnreadablePostError:
            return _refuse(
                request,
                _(
                    "The connection broke while this was sent, and only a part of it arrived. Nothing of it was saved. "
                    "Go back and send it again."
                ),
            )
        return None


def unstorable(text: str) -> bool:
    """Say whether `text` holds a character that Postgres cannot store (NUL, a lone surrogate)."""
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


def _refuse(request: HttpRequest, words: str) -> HttpResponse:
    from portal.common.failures import bad_request  # views import forms, which import this module

    return bad_request(request, BadRequest(words))
