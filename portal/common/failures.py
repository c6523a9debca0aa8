"""Error pages: what happened, what to do, and the id under which the log knows it."""

from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def request_id() -> str:
    """Return the id of the current request as the log writes it, '' outside one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    context: dict[str, Any] = {"message": message, "request_id": request_id()}
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, 400, str(exception) if exception.args else "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a colleague without the right is told the reason."""
    return _page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing that this person may know of."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page carries the id that is in the log."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came from elsewhere."""
    return _page(
        request,
        403,
        _(
            "This form could not be checked as yours: the page may have been open too long, or cookies are off. "
            "Go back, reload the page and send it again."
        ),
    )
