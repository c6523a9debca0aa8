"""Opening, closing and handing over postings: what decides who is staff, so it is done by verbs that leave a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, OfficeKind, Posting, Role
from portal.offices.permissions import HOMES, Permission
from portal.offices.queries import offices_with
from portal.offices.signals import posting_changed, work_handed_over


@dataclass(frozen=True)
class Handover:
    """What a rotation did: the new posting, and how much open work went along, by its name in words."""

    posting: Posting
    passed_on: Mapping[str, int]


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
    _check_role(role, office, programme)
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
    (own_posting, not_your_office), DomainError (role_elsewhere, programme_missing, ends_before_start,
    posting_exists).
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


@transaction.atomic
def hand_over(posting: Posting, *, to: Any, actor: Any) -> Handover:
    """Rotate: `to` takes a posting over from today (UTC) to its last day, and with it what its holder had in hand.

    In one step the new posting opens, the old one closes with its holder's sessions, and the apps that keep open work
    in somebody's hands pass it on (signal work_handed_over). Raises NotAllowed (own_posting, not_your_office),
    Conflict (posting_closed, posting_over), DomainError (same_holder, posting_exists and what `open_posting` raises).
    """
    locked = Posting.objects.select_for_update(of=("self",)).select_related("office", "user").get(pk=posting.pk)
    today = clock.now().date()
    if to.pk == locked.user_id:
        raise DomainError("same_holder", _("%(user)s holds this posting already. Name who takes over.") % {"user": to})
    if locked.ends_on is not None and locked.ends_on < today:
        raise Conflict(
            "posting_over", _("This posting ended on %(day)s; there is nothing to hand over.") % {"day": locked.ends_on}
        )
    close_posting(locked, actor=actor)
    opened = open_posting(
        actor=actor,
        user=to,
        office=locked.office,
        role=locked.role,
        programme=locked.programme,
        starts_on=max(today, locked.starts_on),
        ends_on=locked.ends_on,
    )
    answers: list[tuple[Any, Any]] = work_handed_over.send(sender=Posting, before=locked, after=opened)
    passed_on = {kind: count for _receiver, counts in answers for kind, count in counts.items() if count}
    posting_changed.send(sender=Posting, posting=opened, actor=actor, change="handed_over")
    return Handover(opened, passed_on)


def end_sessions(user: Any) -> int:
    """End every session of a user, on every device; return how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _check_role(role: str, office: Office, programme: str) -> None:
    if office.kind not in HOMES[Role(role)]:
        there = ", ".join(str(each.label) for each in Role if office.kind in HOMES[each])
        raise DomainError(
            "role_elsewhere",
            _("There is no %(role)s at %(office)s (%(kind)s). Roles there: %(roles)s.")
            % {"role": Role(role).label, "office": office, "kind": office.get_kind_display(), "roles": there},
            role=role,
            office=office.code,
        )
    if role == Role.COORDINATOR and office.kind == OfficeKind.MINISTRY and not programme:
        raise DomainError(
            "programme_missing",
            _("A coordinator at a ministry works for one programme across offices. Name the programme."),
        )


def _check_actor(actor: Any, office: Office, user: Any) -> None:
    if actor is None:
        return  # whoever runs commands has the database itself
    if user.pk == actor.pk:
        raise NotAllowed("own_posting", _("Nobody opens or closes a posting of their own. Ask another operator."))
    offices = offices_with(actor, Permission.KEEP_OFFICES)
    if offices is not None and office.pk not in offices:
        raise NotAllowed(
            "not_your_office",
            _("You are no operator for %(office)s, so you cannot change postings there.") % {"office": office},
        )
