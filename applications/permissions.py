"""Who may do what with an application: roles from postings, events from the workflow table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from applications.actors import Actor
from applications.models import Application
from applications.states import AT_MINISTRY
from applications.workflow import By, Edge, doers, edge_for
from portal.common.errors import NotAllowed
from portal.offices.models import OfficeKind, Posting, Role
from portal.offices.permissions import ROLES, Permission, roles_with
from portal.offices.queries import current_postings
from programs.models import Call
from programs.permissions import coordinates

# what the workflow's table calls a doer -> the permission that makes somebody one
NEEDS: dict[By, Permission] = {
    By.PAPER_DESK: Permission.ENTER_PAPER,
    By.REVIEWER: Permission.REVIEW_APPLICATIONS,
    By.SENIOR_REVIEWER: Permission.DECIDE_APPLICATIONS,
    By.COORDINATOR: Permission.PLACE_APPLICATIONS,
    By.MINISTRY: Permission.RECORD_RESULTS,
}
# role of a posting -> what it may act as
ACTS_AS: dict[str, frozenset[By]] = {
    role: frozenset(by for by, permission in NEEDS.items() if permission in held) for role, held in ROLES.items()
}


def roles_on(user: Any, application: Application) -> frozenset[By]:
    """Return what `user` may act as on this application, today. Nobody is staff on their own application."""
    if user is None:
        return frozenset({By.SYSTEM})
    if application.person.user_id is not None and application.person.user_id == user.pk:
        return frozenset({By.APPLICANT})
    roles: set[By] = set()
    for posting in current_postings(user):
        if _reaches(posting, application):
            roles |= ACTS_AS[posting.role] - ({By.PAPER_DESK} if posting.office.kind == OfficeKind.MINISTRY else set())
    if By.PAPER_DESK in roles and not awaits_claim(application):
        roles.discard(By.PAPER_DESK)
    return frozenset(roles)


def awaits_claim(application: Application) -> bool:
    """Say whether it came on paper for somebody who has not claimed it: the office still acts for them."""
    return application.person.user_id is None and hasattr(application, "paper")


def enters_papers(user: Any, call: Call, permission: Permission = Permission.ENTER_PAPER) -> bool:
    """Say whether `user` may enter a paper for this call today: at the call's own office, not from a ministry.

    With another `permission`, whether that one is held there too.
    """
    roles = roles_with(permission)
    return any(
        posting.role in roles
        and posting.office_id == call.office_id
        and posting.office.kind != OfficeKind.MINISTRY
        and posting.programme in ("", call.round.programme.slug)
        for posting in current_postings(user)
    )


def may_see(user: Any, application: Application) -> bool:
    """Say whether `user` sees this application as staff: what `Application.objects.for_staff` asks the database."""
    return holds_on(user, application, Permission.READ_APPLICATIONS)


def holds_on(user: Any, application: Application, permission: Permission) -> bool:
    """Say whether one of the postings of `user` today gives a permission over this application.

    Nobody is staff on their own application, and a draft is the applicant's alone.
    """
    if application.submitted_at is None or application.person.user_id == user.pk:
        return False
    roles = roles_with(permission)
    return any(posting.role in roles and _reaches(posting, application) for posting in current_postings(user))


def _reaches(posting: Posting, application: Application) -> bool:
    if posting.programme and posting.programme != application.call.round.programme.slug:
        return False
    if posting.office.kind != OfficeKind.MINISTRY:
        return posting.office_id == application.office_id and posting.role != Role.MINISTRY
    if posting.role == Role.MINISTRY:
        return application.status in AT_MINISTRY
    return posting.role == Role.COORDINATOR and bool(posting.programme)


def check(actor: Actor, edge: Edge, application: Application) -> By:
    """Return what the actor acts as on this edge. Raises NotAllowed with the reason in words."""
    acting = doers(edge) & roles_on(actor.user, application)
    if acting:
        return edge.by if edge.by in acting else min(acting)
    raise NotAllowed(
        "not_your_role",
        _("“%(event)s” is done by: %(role)s. Your postings today do not include that for application %(reference)s.")
        % {
            "event": edge.event.replace("_", " "),
            "role": edge.by.replace("_", " "),
            "reference": application.reference,
        },
        event=edge.event.value,
        needs=edge.by.value,
    )


def may(user: Any, event: str, application: Application) -> bool:
    """Say whether `user` could do `event` now, guards aside: what decides which buttons a page shows."""
    edge = edge_for(event, application.status)
    return edge is not None and bool(doers(edge) & roles_on(user, application))


def check_rescreening(user: Any, call: Call) -> None:
    """Raise NotAllowed (not_coordinator, own_application) unless `user` may screen the call again; None is a command.

    Coordinators of the call's office may, and those of its programme at a ministry; nobody who applied to it.
    """
    if user is None:
        return
    if not coordinates(user, call, Permission.RESCREEN):
        raise NotAllowed(
            "not_coordinator",
            _(
                "%(call)s is screened again by a coordinator. Your postings today do not include that; ask the "
                "coordinator of %(office)s."
            )
            % {"call": call, "office": call.office},
        )
    if call.applications.filter(person__user_id=user.pk).exists():
        raise NotAllowed(
            "own_application",
            _("You have applied to %(call)s yourself, so a colleague screens it again.") % {"call": call},
        )
