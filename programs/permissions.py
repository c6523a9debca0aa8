"""Who may do what with a call. Asked of postings in force today, never of Django's permission table."""

from __future__ import annotations

from typing import Any

from portal.offices.models import OfficeKind
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings
from programs.models import Call


def coordinates(user: Any, call: Call, permission: Permission = Permission.CHANGE_CALLS) -> bool:
    """Say whether `user` holds `permission` on the call: at its office, or at a ministry for its whole programme."""
    programme = call.round.programme.slug
    for posting in current_postings(user):
        if posting.role not in roles_with(permission) or posting.programme not in ("", programme):
            continue
        if posting.office_id == call.office_id:
            return True
        if posting.office.kind == OfficeKind.MINISTRY and posting.programme == programme:
            return True
    return False
