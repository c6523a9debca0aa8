"""Documents of a draft: put one in a slot, replace it, take it out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.access import DOCUMENT
from applications.models import Application, Document
from applications.permissions import awaits_claim
from applications.queries import definition_of, used_elsewhere
from applications.services.drafts import own_draft
from portal.common import clock
from portal.common.errors import DomainError
from portal.files.services import sent_again, store_upload
from programs.definitions import Slot
from programs.definitions.kinds import FileKind

# Document and file name each other; the file is first, and belongs to nobody until the document is there.
NOT_YET = 0


@transaction.atomic
def add_document(application: Application, slot: str, upload: UploadedFile[bytes], *, user: Any) -> Document:
    """Check and keep a file in a slot; what was there is marked as replaced.

    Raises DomainError: unknown_slot, given_by_others, document_kind, not_a_draft, or the file check's own codes, in
    words.
    """
    locked = own_draft(application, user)
    wanted = next((each for each in definition_of(locked).documents if each.key == slot), None)
    if wanted is None:
        raise DomainError(
            "unknown_slot", _("This application asks for no document “%(slot)s”.") % {"slot": slot}, slot=slot
        )
    if not awaits_claim(locked):
        _check_giver(wanted)  # what came on paper came with its letters
    locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now())
    stored = store_upload(upload, kind=DOCUMENT, owner_id=NOT_YET, office=locked.office, user=user)
    check_kind(wanted, stored.media_type)
    document = Document.objects.create(office_id=locked.office_id, application=locked, slot=slot, file=stored)
    stored.owner_id = document.pk
    stored.save(update_fields=["owner_id"])
    return document


def _check_giver(slot: Slot) -> None:
    if slot.given_by is not None and not slot.given_by.or_applicant:
        raise DomainError(
            "given_by_others",
            _("“%(title)s” is sent by your referees themselves, so it cannot be uploaded here. Name them instead.")
            % {"title": slot.title},
            slot=slot.key,
        )


def check_kind(slot: Slot, media_type: str) -> None:
    """Raise DomainError document_kind, in words, for a file of a kind that the slot does not take."""
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


def use_again(application: Application, slot: str, document: int, *, user: Any) -> Document:
    """Put into a slot the file that this person uploaded for the same document of another application.

    It is copied and checked like an upload: each application keeps its own, and one may be erased without the other.
    Raises DomainError: nothing_to_use_again, and what `add_document` raises.
    """
    known = used_elsewhere(application, user).get(slot)
    if known is None or known.pk != document:
        raise DomainError(
            "nothing_to_use_again", _("That file is no longer there. Choose the file on your device."), slot=slot
        )
    return add_document(application, slot, sent_again(known.file), user=user)


@transaction.atomic
def remove_document(application: Application, slot: str, *, user: Any) -> None:
    """Take the document out of a slot. Raises DomainError: not_a_draft, nothing_there."""
    locked = own_draft(application, user)
    if not locked.documents.filter(slot=slot, removed_at__isnull=True).update(removed_at=clock.now()):
        raise DomainError("nothing_there", _("There is no document to remove here; it may already be gone."), slot=slot)
