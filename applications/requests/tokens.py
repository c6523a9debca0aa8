"""Links for somebody without an account: random, kept as a hash, dead with the request they belong to."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings

from applications.requests.models import Invitation, Request

WHY = "the secret in the link is what opens it"


def new_invitation(request: Request) -> tuple[Invitation, str]:
    """Return a link's row, not saved yet, and its address. The secret has 256 bits and is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = Invitation(
        office_id=request.office_id,
        application_id=request.application_id,
        request=request,
        token_sha256=sha256_of(token),
    )
    return row, f"{settings.PORTAL_BASE_URL}/letters/{token}/"


def sha256_of(token: str) -> str:
    """Return what the database keeps of a token. A random key of that length needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def request_for(token: str) -> Request | None:
    """Return the request that a link opens, whatever has become of it; None for a link that was never sent."""
    found = (
        Invitation.objects.unscoped(WHY)
        .select_related(
            "request__asked_of",
            "request__office",
            "request__application__person__user",
            "request__application__office",
            "request__application__programme_version",
            "request__application__call__round__programme",
            "request__application__call__office",
        )
        .filter(token_sha256=sha256_of(token))
        .first()
    )
    return found.request if found else None
