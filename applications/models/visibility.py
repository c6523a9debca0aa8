"""Who may see an application: one condition, used by its own table and by every table below it."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from applications.states import AT_MINISTRY
from portal.common.scoping import ScopedQuerySet
from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings


def visible_to(user: Any, prefix: str = "") -> Q:
    """Return the condition for applications `user` may see; `prefix` leads from another table to the application.

    The applicant sees their own. Staff of an office see what was submitted to it; a programme's coordinator at the
    ministry sees the programme across offices; a ministry officer what was nominated. A draft is the applicant's alone.
    """
    nothing = Q(pk__in=[])
    if not getattr(user, "is_authenticated", False):
        return nothing
    seen = Q(**{f"{prefix}person__user_id": user.pk})
    for posting in current_postings(user):
        if posting.role not in roles_with(Permission.READ_APPLICATIONS):
            continue
        scope = Q(**{f"{prefix}submitted_at__isnull": False})
        at_ministry = posting.office.kind == OfficeKind.MINISTRY
        if posting.programme:
            scope &= Q(**{f"{prefix}call__round__programme__slug": posting.programme})
        if posting.role == Role.MINISTRY:
            seen |= scope & Q(**{f"{prefix}status__in": sorted(AT_MINISTRY)}) if at_ministry else nothing
        elif not at_ministry:
            seen |= scope & Q(**{f"{prefix}office_id": posting.office_id})
        elif posting.role == Role.COORDINATOR and posting.programme:
            seen |= scope
    return seen


def staff_sees(user: Any, prefix: str = "") -> Q:
    """Return the condition for applications `user` may see as staff, one's own application excluded."""
    return visible_to(user, prefix) & ~Q(**{f"{prefix}person__user_id": user.pk})


def at_paper_desk(user: Any, prefix: str = "") -> Q:
    """Return the condition for what `user` enters from paper: drafts of the own office that nobody has a login for.

    A ministry's postings reach no paper: whoever enters one has it before them.
    """
    found = Q(pk__in=[])
    for posting in current_postings(user):
        if posting.role not in roles_with(Permission.ENTER_PAPER) or posting.office.kind == OfficeKind.MINISTRY:
            continue
        scope = Q(**{f"{prefix}office_id": posting.office_id})
        if posting.programme:
            scope &= Q(**{f"{prefix}call__round__programme__slug": posting.programme})
        found |= scope
    on_paper = {f"{prefix}paper__isnull": False, f"{prefix}person__user__isnull": True}
    return found & Q(**on_paper, **{f"{prefix}submitted_at__isnull": True})


class ChildQuerySet(ScopedQuerySet):
    """Rows below an application: seen by those who see the application. `path` leads up to it."""

    path = "application__"

    def for_user(self, user: Any) -> Self:
        return self.filter(visible_to(user, self.path))._scoped_as("for_user")
