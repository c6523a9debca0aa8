"""Each request in the log, without what opens an account, names a file, or somebody typed."""

import structlog
from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from portal.common.shown_paths import shown_path as shown_path


class RequestLogMiddleware(RequestMiddleware):
    """Logs method and path. A query may hold a searched name, the key in a link opens an account: both stay out."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Keep the address that limits are counted by: one that its reader cannot choose."""
        structlog.contextvars.bind_contextvars(ip=get_adapter().get_client_ip(request))

    def format_request(self, request: HttpRequest) -> str:  # type: ignore[override]
        """Return what the log says of a request."""
        return f"{request.method} {shown_path(request.path_info)}"
