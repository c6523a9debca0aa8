"""Files of applications are seen by those who see the application."""

from typing import Any

from django.db.models import QuerySet

from portal.files import access

DOCUMENT = "application-document"


def _documents_seen_by(user: Any) -> QuerySet[Any, Any]:
    from applications.models import Document

    return Document.objects.for_user(user).values("pk")


def register() -> None:
    """Tell the file view whose documents somebody may open."""
    access.register(DOCUMENT, _documents_seen_by)
