"""Giving an association to another liaison office, with everything that is recorded of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alumni.access import STATUTES
from alumni.models import Association
from alumni.services.keeping import locked, may_keep
from portal.common.errors import DomainError, NotAllowed
from portal.common.noting import note
from portal.files.models import StoredFile
from portal.offices.models import Office, OfficeKind


@transaction.atomic
def move_to(association: Association, office: Office, *, actor: Any) -> Association:
    """Let another office look after an association; history, officers, figures and statutes go with it.

    Done by somebody who keeps the associations of both offices, as a liaison at a ministry does. Raises NotAllowed:
    not_your_association, not_your_office; DomainError: not_a_liaison_office.
    """
    row = locked(association, actor)
    if not may_keep(actor, office):
        raise NotAllowed(
            "not_your_office", _("You do not look after the associations of %(office)s.") % {"office": office}
        )
    if office.kind == OfficeKind.CENTER:
        raise DomainError(
            "not_a_liaison_office",
            _("%(office)s is an Employment Service Center. Choose an embassy, a consulate or the ministry.")
            % {"office": office},
        )
    if row.office_id == office.pk:
        return row
    before = row.office_id
    files = StoredFile.objects.unscoped("of the row locked above")
    files.filter(kind=STATUTES, owner_id__in=row.statutes.values("pk")).update(office=office)
    row.office = office
    row.save(update_fields=["office"])  # what hangs on it follows by its foreign keys
    note("alumni.association_moved", user=actor, about=row, office_before=before)
    return row
