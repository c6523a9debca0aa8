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
from programs.definitions import Slot
from programs.definitions.kinds import FileKind

# Document and file name each other; the file is first, and belongs to nobody until the document is there.
NOT_YET = 0


@transaction.atomic
def add_document(application: Application, slot: str, upload: UploadedFile[bytes], *, user: Any) -> Document:
    """Check and keep a file in a slot; what was there is marked as replaced.

    Raises DomainError: unknown_slot, document_kind, not_a_draft, or the file check's own codes, in words.
    """
    locked = own_draft(application, user)
    wanted = next((each for each in definition_of(locked).documents if each.key == slot), None)
    if wanted is None:
        raise DomainError(
            "unknown_slot", _("This application asks for no document “%(slot)s”.") % {"slot": slot}, slot=slot
        )
    locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now())
    stored = store_upload(upload, kind=DOCUMENT, owner_id=NOT_YET, office=locked.office, user=user)
    _check_kind(wanted, stored.media_type)
    document = Document.objects.create(office_id=locked.office_id, application=locked, slot=slot, file=stored)
    stored.owner_id = document.pk
    stored.save(update_fields=["owner_id"])
    return document


def _check_kind(slot: Slot, media_type: str) -> None:
    kind = FileKind.IMAGE if media_type.startswith("image/") else FileKind.PDF
    if kind not in slot.accepts:
        accepted = _("a PDF") if FileKind.PDF in slot.accepts else _("a picture (JPEG or PNG)")
        raise DomainError(
            "document_kind",
            _("“%(title)s” must be %(accepted)s. Save your document as that and choose it again.")
            % {"title": slot.title, "accepted": accepted},
            slot=slot.key,
            media_type=media_type,
        )


@transaction.atomic
def remove_document(application: Application, slot: str, *, user: Any) -> None:
    """Take the document out of a slot. Raises DomainError: not_a_draft, nothing_there."""
    locked = own_draft(application, user)
    if not locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now()):
        raise DomainError("nothing_there", _("There is no document to remove here; it may already be gone."), slot=slot)
