"""When a request arrived: the instant a deadline is judged by."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.common import clock


class ArrivalMiddleware:
    """Set `request.arrived_at` (UTC): our proxy's `X-Request-Start: t=<unix seconds>`, else entry into this process.

    The header counts only where TRUST_ARRIVAL_HEADER says that our own proxy sets it and strips it from clients.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = _stated(request) or clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)


def _stated(request: HttpRequest) -> datetime | None:
    if not settings.TRUST_ARRIVAL_HEADER:
        return None
    try:
        return datetime.fromtimestamp(float(request.headers.get("X-Request-Start", "").removeprefix("t=")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def arrived_at(request: HttpRequest) -> datetime:
    """Return the instant the request arrived, in UTC."""
    return request.arrived_at  # type: ignore[attr-defined, no-any-return]
