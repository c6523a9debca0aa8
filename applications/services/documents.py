"""Documents of a draft: put one in a slot, replace it, take it out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.access import DOCUMENT
from applications.models import Application, Document
from applications.queries import definition_of
from applications.services.drafts import own_draft
from portal.common import clock
from portal.common.errors import DomainError
from portal.files.services import store_upload


@transaction.atomic
def add_document(application: Application, slot: str, upload: UploadedFile, *, user: Any) -> Document:
    """Check and keep a file in a slot; what was there is marked as replaced.

    Raises DomainError: unknown_slot, not_a_draft, or the file check's own codes with words for the applicant.
    """
    locked = own_draft(application, user)
    known = [each.key for each in definition_of(locked).documents]
    if slot not in known:
        raise DomainError(
            "unknown_slot", _("This application asks for no document “%(slot)s”.") % {"slot": slot}, slot=slot
        )
    locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now())
    document = Document.objects.create(office_id=locked.office_id, application=locked, slot=slot)
    document.file = store_upload(upload, kind=DOCUMENT, owner_id=document.pk, office=locked.office, user=user)
    document.save(update_fields=["file"])
    return document


@transaction.atomic
def remove_document(application: Application, slot: str, *, user: Any) -> None:
    """Take the document out of a slot. Raises DomainError: not_a_draft, nothing_there."""
    locked = own_draft(application, user)
    if not locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now()):
        raise DomainError("nothing_there", _("There is no document to remove here; it may already be gone."), slot=slot)
