"""A list is changed by one person at a time: its row is locked, and the version one saw must be the stored one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.shortlists.models import Shortlist
from applications.shortlists.permissions import check
from applications.shortlists.wording import when, who
from portal.common.errors import Conflict, DomainError


def lock(shortlist: Shortlist, *, user: Any) -> Shortlist:
    """Return the list as stored, locked until the transaction ends. Raises NotAllowed, DomainError `gone`."""
    assert transaction.get_connection().in_atomic_block  # a lock outside a transaction would hold nothing
    rows = Shortlist.objects.unscoped("the actor is checked on the next lines").select_for_update(of=("self",))
    locked = rows.select_related("call__round__programme", "call__office").filter(pk=shortlist.pk).first()
    if locked is None:
        raise DomainError("gone", _("This draft has been discarded. Open the call's newest list."))
    check(user, locked.call)
    return locked  # type: ignore[no-any-return]


def lock_draft(shortlist: Shortlist, *, user: Any, expected_version: int | None) -> Shortlist:
    """Lock a list that may still be changed. Raises also DomainError `not_a_draft`, Conflict `version_conflict`."""
    locked = lock(shortlist, user=user)
    if not locked.is_draft:
        raise DomainError(
            "not_a_draft",
            _(
                "Version %(number)s of this list was frozen on %(when)s by %(who)s and cannot be changed any more. "
                "Start a correction instead."
            )
            % {"number": locked.number, "when": when(locked.frozen_at), "who": who(locked.frozen_by)},
            state=locked.state,
        )
    check_version(locked, expected_version)
    return locked


def check_version(locked: Shortlist, expected_version: int | None, **stored: Any) -> None:
    """Raise Conflict with what is stored when somebody changed the list after `expected_version`; None skips it."""
    if expected_version is not None and expected_version != locked.version:
        raise Conflict(
            "version_conflict",
            _(
                "Somebody else changed this list while you had it open: you saw version %(seen)s of the draft, "
                "it is now %(stored)s. Look at what is stored now, then send your change again if it still fits."
            )
            % {"seen": expected_version, "stored": locked.version},
            version=locked.version,
            expected_version=expected_version,
            **stored,
        )


def bump(locked: Shortlist, *fields: str) -> None:
    """Save `fields` of a locked draft under its next version."""
    locked.version += 1
    locked.save(update_fields=["version", *fields])
