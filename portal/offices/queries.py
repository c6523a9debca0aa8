"""Who works where, today."""

from typing import Any

from portal.offices.models import Posting, Role


def current_postings(user: Any) -> tuple[Posting, ...]:
    """Return the postings of `user` in force today, read once per user object (that is, once per request)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    if "_current_postings" not in user.__dict__:
        found = Posting.objects.filter(user=user).current().select_related("office").order_by("pk")  # type: ignore[attr-defined]
        user.__dict__["_current_postings"] = tuple(found)
    return user.__dict__["_current_postings"]  # type: ignore[no-any-return]


def is_posted(user: Any, *roles: Role) -> bool:
    """Say whether `user` holds a posting today, in one of `roles` when any are given."""
    return any(not roles or posting.role in roles for posting in current_postings(user))


def office_ids(user: Any, *roles: Role) -> set[int]:
    """Return the ids of the offices where `user` works today, in one of `roles` when any are given."""
    return {p.office_id for p in current_postings(user) if not roles or p.role in roles}
