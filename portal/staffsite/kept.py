"""A half-written review survives the end of a session: what was sent too late waits for the same person to return.

It may be anything that staff type, answers about health from a paper among it, so it is encrypted as those are.
"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, QueryDict

from portal.common.encryption import cipher

KEPT = "staff_kept_text"
LIMIT = 20_000
_NOT_KEPT = {"csrfmiddlewaretoken"}


def take_up(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the form of an ended session held, to be kept across the sign-in; None when there is nothing."""
    if request.method != "POST":
        return None
    fields = request.POST.copy()
    for name in _NOT_KEPT:
        fields.pop(name, None)
    if not fields or sum(len(value) for _name, values in fields.lists() for value in values) > LIMIT:
        return None
    text = cipher().encrypt(fields.urlencode().encode()).decode()
    return {"user": request.user.pk, "path": request.path, "text": text}


def put_down(request: HttpRequest, kept: dict[str, Any] | None) -> None:
    """Keep it in the new, anonymous session; the next sign-in there carries it on."""
    if kept is not None:
        request.session[KEPT] = kept


def restored(request: HttpRequest, path: str) -> dict[str, str]:
    """Return, once, the fields that this person had sent to `path`; {} when there are none or they are another's."""
    return {name: str(value) for name, value in restored_form(request, path).items()}


def restored_form(request: HttpRequest, path: str) -> QueryDict:
    """Return the same as it was sent, fields with several values whole; empty when there is nothing."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != path:
        return QueryDict()
    del request.session[KEPT]
    if kept["user"] != request.user.pk:
        return QueryDict()
    try:
        return QueryDict(cipher().decrypt(kept["text"].encode()))
    except (InvalidToken, KeyError):  # the key it was written with is gone: then so is the text
        return QueryDict()
