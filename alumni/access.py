"""Files of the register: whoever keeps the association opens them, as staff."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from portal.files import access

STATUTES = "association-statutes"


def _seen_by(user: Any) -> QuerySet[Any, Any]:
    from alumni.models import Statutes

    return Statutes.objects.for_user(user).values("pk")


def _own(user: Any) -> QuerySet[Any, Any]:
    from alumni.models import Statutes

    return Statutes.objects.unscoped("nobody's own").none().values("pk")


def register() -> None:
    """Tell the file view whose files somebody may open."""
    access.register(STATUTES, _seen_by, _own)
