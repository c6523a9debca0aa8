"""Nobody is staff without a second factor; staff sessions end; staff queries must say for whom they are."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.scoping import scope_required
from portal.offices.queries import is_posted, only_as
from portal.staffsite import kept
from portal.staffsite.second_factor import signed_in_at, used_second_factor

LAST_SEEN = "staff_last_seen"
STAFF_PAGES = "/admin/"


class StaffScopeMiddleware:
    """Guard requests of staff: scoped queries only, 30 minutes idle and 8 hours in all, wherever on the site they are.

    A session without the second factor holds no postings: file addresses and other pages outside the staff site then
    show such a person what an applicant sees.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _as_proved(request, signed_in))  # type: ignore[assignment]
        on_staff_pages = request.path.startswith(STAFF_PAGES)
        if not on_staff_pages and LAST_SEEN not in _session(request):
            return self.get_response(request)
        if signed_in.is_authenticated and is_posted(signed_in):
            if is_over(request):
                _end(request)
            elif used_second_factor(request, signed_in) and _is_a_page(request):
                request.session[LAST_SEEN] = clock.now().timestamp()
        if not on_staff_pages:
            return self.get_response(request)
        with scope_required():
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response.render()  # lazy template responses query inside the guard too
        return response


def _session(request: HttpRequest) -> Any:
    """The session where the browser names one: others are not looked up for every public page."""
    return request.session if settings.SESSION_COOKIE_NAME in request.COOKIES else {}


def _is_a_page(request: HttpRequest) -> bool:
    """Say whether somebody opened a page or sent a form: what a page fetches by itself keeps no session open."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def is_over(request: HttpRequest) -> bool:
    """Say whether a staff session has reached its end: idle too long, or open too long."""
    now = clock.now()
    last_seen = request.session.get(LAST_SEEN)
    if now - signed_in_at(request) > settings.STAFF_SESSION_ABSOLUTE:
        return True
    return last_seen is not None and now.timestamp() - last_seen > settings.STAFF_SESSION_IDLE.total_seconds()


def _as_proved(request: HttpRequest, user: Any) -> Any:
    if not user.is_authenticated or (used_second_factor(request, user) and not is_over(request)):
        return user
    return only_as(user)


def _end(request: HttpRequest) -> None:
    unsaved = kept.take_up(request)
    request.session_lapsed = True  # type: ignore[attr-defined]  # the audit stream says so: nobody pressed a button
    logout(request)
    kept.put_down(request, unsaved)
    words = _("You were signed out: staff sessions end after 30 minutes without a page, and after 8 hours in all.")
    if unsaved is not None:
        words += " " + _("What you had written is kept; sign in again in this window to find it in its form.")
    messages.warning(request, words)
