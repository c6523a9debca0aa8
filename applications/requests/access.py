"""Files of requests: staff of the office open what was sent, applicants what they gave; a letter is for staff alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from portal.files import access

ANSWER = "request-answer"


def _seen_by(user: Any) -> QuerySet[Any, Any]:
    from applications.requests.models import RequestFile

    return RequestFile.objects.for_user(user).values("pk")


def _own(user: Any) -> QuerySet[Any, Any]:
    from applications.requests.models import RequestFile

    return RequestFile.objects.unscoped("one's own").filter(application__person__user=user.pk).values("pk")


def register() -> None:
    """Tell the file view whose files somebody may open."""
    access.register(ANSWER, _seen_by, _own)
