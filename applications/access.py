"""Files of applications are seen by those who see the application."""

from typing import Any

from django.db.models import QuerySet

from portal.files import access

DOCUMENT = "application-document"


def _documents_seen_by(user: Any) -> QuerySet[Any, Any]:
    from applications.models import Document
    from applications.models.visibility import at_paper_desk, visible_to

    # What is being entered from paper belongs to the desk that enters it, its scans too.
    seen = visible_to(user, "application__") | at_paper_desk(user, "application__")
    return Document.objects.filter(seen)._scoped_as("for_user or on their desk").values("pk")


def _own_documents(user: Any) -> QuerySet[Any, Any]:
    from applications.models import Document

    return Document.objects.unscoped("one's own").filter(application__person__user=user.pk).values("pk")


def register() -> None:
    """Tell the file view whose documents somebody may open."""
    access.register(DOCUMENT, _documents_seen_by, _own_documents)
