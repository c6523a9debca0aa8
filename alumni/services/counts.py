"""Recording how many members an association has."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alumni.models import Association, MembershipCount
from alumni.services.keeping import check_day, locked
from portal.common.errors import DomainError
from portal.common.noting import note

# More than all associations of the world together have: a slip of the finger.
MOST = 200_000


@transaction.atomic
def record_count(
    association: Association, *, actor: Any, on: date, members: int, source: str, where: str = ""
) -> MembershipCount:
    """Add a figure for a day; none is overwritten. `where` says where it is written, such as a report's title.

    The same figure for the same day in the same words is recorded once. Raises NotAllowed: not_your_association;
    DomainError: day_to_come, before_founding, too_many.
    """
    row = locked(association, actor)
    check_day(on, row)
    if members > MOST:
        raise DomainError(
            "too_many",
            _("%(members)d is more than all associations have together. Check the figure.") % {"members": members},
            members=members,
        )
    same = row.counts.filter(on=on).order_by("-pk").first()
    if same is not None and (same.members, same.source, same.note) == (members, source, where.strip()):
        return same  # type: ignore[no-any-return]
    count: MembershipCount = MembershipCount.objects.create(
        office_id=row.office_id,
        association=row,
        on=on,
        members=members,
        source=source,
        note=where.strip(),
        recorded_by=actor,
    )
    note("alumni.count_recorded", user=actor, about=row, count=count.pk, members=members)
    return count
