"""Inside the staff site every query of a scoped table must say for whom it is; sessions there end by themselves."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from portal.common import clock
from portal.common.scoping import scope_required
from portal.offices.queries import is_posted
from portal.staffsite.second_factor import signed_in_at

LAST_SEEN = "staff_last_seen"


class StaffScopeMiddleware:
    """Guard requests to the staff site: scoped queries only, 30 minutes idle and 8 hours in all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        if request.user.is_authenticated and is_posted(request.user):
            if _expired(request):
                logout(request)
            else:
                request.session[LAST_SEEN] = clock.now().timestamp()
        with scope_required():
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response.render()  # lazy template responses query inside the guard too
        return response


def _expired(request: HttpRequest) -> bool:
    now = clock.now()
    opened = signed_in_at(request)
    last_seen = request.session.get(LAST_SEEN)
    if opened is not None and now - opened > settings.STAFF_SESSION_ABSOLUTE:
        return True
    return last_seen is not None and now.timestamp() - last_seen > settings.STAFF_SESSION_IDLE.total_seconds()
