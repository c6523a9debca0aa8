"""Opening and closing postings: what decides who is staff, so it is done by verbs that leave a trace."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, OfficeKind, Posting
from portal.offices.permissions import Permission, roles_with
from portal.offices.queries import current_postings
from portal.offices.signals import posting_changed


def check_opening(
    *,
    user: Any,
    office: Office,
    role: str,
    starts_on: date,
    actor: Any,
    programme: str = "",
    ends_on: date | None = None,
) -> None:
    """Raise what `open_posting` would raise."""
    _check_actor(actor, office, user)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(
            "ends_before_start",
            _("A posting cannot end on %(end)s, before it starts on %(start)s.") % {"end": ends_on, "start": starts_on},
        )
    held = Posting.objects.filter(user=user, office=office, role=role, programme=programme)
    same_start = Q(starts_on=starts_on)
    still_open = Q(closed_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if held.filter(same_start | still_open).exists():
        raise DomainError(
            "posting_exists",
            _("%(user)s already has this role at this office from that day. Close that posting, or choose a later day.")
            % {"user": user},
        )


@transaction.atomic
def open_posting(*, actor: Any, **wanted: Any) -> Posting:
    """Give somebody a role at an office from one day to another (both included, days in UTC).

    Takes what `check_opening` takes; `actor` is the operator, None where a command acts. Raises NotAllowed
    (own_posting, not_your_office), DomainError (ends_before_start, posting_exists).
    """
    User.objects.select_for_update().get(pk=wanted["user"].pk)  # two operators take turns
    check_opening(actor=actor, **wanted)
    posting = Posting.objects.create(**wanted)
    posting_changed.send(sender=Posting, posting=posting, actor=actor, change="opened")
    return posting


@transaction.atomic
def close_posting(posting: Posting, *, actor: Any) -> Posting:
    """End a posting at this moment, and every session of its holder. `actor` is None where a command acts.

    Raises NotAllowed (own_posting, not_your_office), Conflict (posting_closed).
    """
    locked = Posting.objects.select_for_update(of=("self",)).select_related("office", "user").get(pk=posting.pk)
    _check_actor(actor, locked.office, locked.user)
    if locked.closed_at is not None:
        raise Conflict("posting_closed", _("This posting is closed already."), closed_at=locked.closed_at.isoformat())
    locked.closed_at = clock.now()
    locked.save(update_fields=["closed_at"])
    end_sessions(locked.user)
    posting_changed.send(sender=Posting, posting=locked, actor=actor, change="closed")
    return locked


def end_sessions(user: Any) -> int:
    """End every session of a user, on every device; return how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def operated_offices(actor: Any) -> set[int] | None:
    """Return the ids of the offices whose postings `actor` keeps; None means all of them (a ministry's operator)."""
    postings = [posting for posting in current_postings(actor) if posting.role in roles_with(Permission.KEEP_OFFICES)]
    if any(posting.office.kind == OfficeKind.MINISTRY for posting in postings):
        return None
    return {posting.office_id for posting in postings}


def _check_actor(actor: Any, office: Office, user: Any) -> None:
    if actor is None:
        return  # whoever runs commands has the database itself
    if user.pk == actor.pk:
        raise NotAllowed("own_posting", _("Nobody opens or closes a posting of their own. Ask another operator."))
    offices = operated_offices(actor)
    if offices is not None and office.pk not in offices:
        raise NotAllowed(
            "not_your_office",
            _("You are no operator for %(office)s, so you cannot change postings there.") % {"office": office},
        )
