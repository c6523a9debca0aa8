"""How often in a minute one person may ask for what is costly: checks of eligibility, uploads, exports."""

from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.common.failures import too_many_requests

_MINUTE = 60  # seconds


class RequestLimitsMiddleware:
    """Answer 429 in words where an address is asked more often than `settings.REQUEST_LIMITS` says.

    Counted are requests that send something, or ask for what is costly to make; somebody signed in has a count of
    their own, others share that of their network address. What was refused was not done: the page says so, and
    `Retry-After` when to come back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Count the request once it is known which page it is for."""
        match = request.resolver_match
        name = (match.url_name if match else "") or ""
        limit = settings.REQUEST_LIMITS.get(name)
        if limit is None or request.method != limit.get("method", "POST"):
            return None
        per = "user" if request.user.is_authenticated else "ip"
        rate = f"{limit[per]}/m/{per}"
        if ratelimit.consume(request, app="portal", action=name, config={name: rate}, limit_get=True):
            return None
        return too_many_requests(request, limit[per], _MINUTE)
