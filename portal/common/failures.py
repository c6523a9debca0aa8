"""Error pages: what happened, what to do, and the id under which the log knows it."""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.common.noting import turned_away

# Where a 404 may mean "not yours": the staff site, files, applications.
WALLED = ("/admin/", "/files/", "/applications/")


def request_id() -> str:
    """Return the id of the current request as the log writes it, '' outside one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _page(request: HttpRequest, status: int, message: str = "", *, template: str = "") -> HttpResponse:
    context: dict[str, Any] = {"message": message, "request_id": request_id()}
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read. Our own exceptions say why; Django's speak of settings."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        message = _(
            "What your browser sent is larger than this page takes, so nothing of it was saved. "
            "Go back, shorten the text and send it again."
        )
    else:
        message = str(exception) if isinstance(exception, BadRequest) and exception.args else ""
    return _page(request, 400, message)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a colleague without the right is told the reason."""
    turned_away.send(sender=None, request=request, status=403)
    return _page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing that this person may know of. Behind a wall, that somebody asked is kept."""
    if request.path.startswith(WALLED):
        turned_away.send(sender=None, request=request, status=404)
    return _page(request, 404)


def too_many_requests(request: HttpRequest, times: int, seconds: int) -> HttpResponse:
    """429: this was asked `times` times within `seconds` seconds, which is as often as one person may."""
    if request.method == "GET":
        words = _(
            "This can be asked for %(times)d times in %(seconds)d seconds, and that was reached. Wait a minute, then "
            "ask again."
        )
    else:
        words = _(
            "This can be done %(times)d times in %(seconds)d seconds, and that was reached. What you just sent was not "
            "taken. Wait a minute, go back and send it again; what you saved before is safe."
        )
    message = words % {"times": times, "seconds": seconds}
    response = _page(request, 429, message)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page carries the id that is in the log."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came from elsewhere. Kept, for it may have been somebody else's site.

    Whoever signed in again in another window has such a form still open. Where the browser says that the form is a page
    of ours, a view may hold what was typed and lead back to it: its `when_too_old` takes the request and returns the
    answer, or None.
    """
    turned_away.send(sender=None, request=request, status=403)
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and settings.CSRF_COOKIE_NAME in request.COOKIES:
        hold = getattr(request.resolver_match and request.resolver_match.func, "when_too_old", None)
        answer: HttpResponse | None = hold(request) if hold else None
        if answer is not None:
            return answer
    return _page(request, 403, template="403_csrf.html")
