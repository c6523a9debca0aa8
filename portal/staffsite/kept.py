"""A half-written review survives the end of a session: what was sent too late waits for the same person to return."""

from typing import Any

from django.http import HttpRequest

KEPT = "staff_kept_text"
LIMIT = 20_000
_NOT_KEPT = {"csrfmiddlewaretoken"}


def take_up(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the form of an ended session held, to be kept across the sign-in; None when there is nothing."""
    if request.method != "POST":
        return None
    fields = {name: value for name, value in request.POST.items() if name not in _NOT_KEPT}
    if not fields or sum(map(len, fields.values())) > LIMIT:
        return None
    return {"user": request.user.pk, "path": request.path, "fields": fields}


def put_down(request: HttpRequest, kept: dict[str, Any] | None) -> None:
    """Keep it in the new, anonymous session; the next sign-in there carries it on."""
    if kept is not None:
        request.session[KEPT] = kept


def restored(request: HttpRequest, path: str) -> dict[str, str]:
    """Return, once, the fields that this person had sent to `path`; {} when there are none or they are another's."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != path:
        return {}
    del request.session[KEPT]
    return dict(kept["fields"]) if kept["user"] == request.user.pk else {}
