"""Each request in the log, without what opens an account, names a file, or somebody typed."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware

# Parts of addresses that are secrets: links of mails, names of sessions, random names of files.
SECRET_PARTS = frozenset({"key", "token", "uidb36"})
WITH_SECRETS = ("/accounts/", "/files/")


class RequestLogMiddleware(RequestMiddleware):
    """Logs method and path. A query may hold a searched name, the key in a link opens an account: both stay out."""

    def format_request(self, request: HttpRequest) -> str:  # type: ignore[override]
        """Return what the log says of a request."""
        return f"{request.method} {shown_path(request.path_info)}"


def shown_path(path: str) -> str:
    """Return a path with its secret parts left out."""
    if not path.startswith(WITH_SECRETS):
        return path
    try:
        found = resolve(path)
    except (Resolver404, ValueError):
        return path
    for name, value in found.kwargs.items():
        if name in SECRET_PARTS:
            path = path.replace(str(value), "…")
    return path
