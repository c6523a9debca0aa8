"""Keeping the statutes of an association."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alumni.access import STATUTES
from alumni.models import Association, Statutes
from alumni.services.keeping import check_day, locked
from portal.common.noting import note
from portal.files.services import discard, store_upload

_NOT_YET = 0


@transaction.atomic
def keep_statutes(association: Association, *, actor: Any, adopted_on: date, file: UploadedFile[bytes]) -> Statutes:
    """Keep a version of the statutes, the same file for the same day once; earlier ones stay.

    A worker checks the file before anybody opens it.

    Raises NotAllowed: not_your_association; DomainError: day_to_come, before_founding, and the file check's own codes.
    """
    row = locked(association, actor)
    check_day(adopted_on, row)
    stored = store_upload(file, kind=STATUTES, owner_id=_NOT_YET, office=row.office, user=actor)
    same = row.statutes.filter(adopted_on=adopted_on, file__sha256=stored.sha256).first()
    if same is not None:  # the button was pressed twice
        discard(stored)
        return same  # type: ignore[no-any-return]
    kept: Statutes = Statutes.objects.create(
        office_id=row.office_id, association=row, adopted_on=adopted_on, file=stored, recorded_by=actor
    )
    stored.owner_id = kept.pk
    stored.save(update_fields=["owner_id"])
    note("alumni.statutes_kept", user=actor, about=row, statutes=kept.pk)
    return kept
