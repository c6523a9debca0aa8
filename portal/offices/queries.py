"""Who works where, today."""

from copy import copy
from typing import Any

from portal.offices.models import OfficeKind, Posting, Role
from portal.offices.permissions import Permission, roles_with

_HELD = "_current_postings"


def current_postings(user: Any) -> tuple[Posting, ...]:
    """Return the postings of `user` in force today, read once per user object (that is, once per request)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    held: tuple[Posting, ...] | None = getattr(user, _HELD, None)
    if held is None:
        held = tuple(Posting.objects.filter(user=user.pk).current().select_related("office").order_by("pk"))
        setattr(user, _HELD, held)  # through the lazy objects that requests wrap users in
    return held


def is_posted(user: Any, *roles: Role) -> bool:
    """Say whether `user` holds a posting today, in one of `roles` when any are given."""
    return any(not roles or posting.role in roles for posting in current_postings(user))


def offices_with(user: Any, permission: Permission) -> set[int] | None:
    """Return the ids of the offices over which `user` holds a permission today; None means all of them.

    For what belongs to an office and to no programme: a posting at a ministry reaches every office.
    """
    postings = [posting for posting in current_postings(user) if posting.role in roles_with(permission)]
    if any(posting.office.kind == OfficeKind.MINISTRY for posting in postings):
        return None
    return {posting.office_id for posting in postings}


def only_as(user: Any, *roles: Role) -> Any:
    """Return a copy of `user` that holds only the current postings in one of `roles`.

    What `for_user` shows this copy is what those roles show: so one right is asked of one kind of posting, and a
    reviewer here who is a coordinator elsewhere stays a reviewer here.
    """
    held = tuple(posting for posting in current_postings(user) if posting.role in roles) if roles else ()
    narrowed = copy(user)
    setattr(narrowed, _HELD, held)
    return narrowed
