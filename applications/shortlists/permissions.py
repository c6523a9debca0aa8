"""Who may change a call's list: its coordinator. Who may see it is `Shortlist.objects.for_user`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.common.errors import NotAllowed
from portal.offices.permissions import Permission
from programs.models import Call
from programs.permissions import coordinates


def refusal(user: Any, call: Call) -> NotAllowed | None:
    """Return why `user` may not make, change, freeze or release a list of this call; None when they may."""
    if not coordinates(user, call, Permission.CHANGE_SHORTLISTS):
        return NotAllowed(
            "not_coordinator",
            _(
                "Only a coordinator may change the shortlist of %(call)s. Your postings today do not include that; "
                "ask the coordinator of %(office)s."
            )
            % {"call": call, "office": call.office},
        )
    return own_application(user, call)


def own_application(user: Any, call: Call) -> NotAllowed | None:
    """Return why somebody who applied to the call does not even see its lists; None for anybody else."""
    if not call.applications.filter(person__user_id=user.pk).exclude(submitted_at=None).exists():
        return None
    return NotAllowed(
        "own_application",
        _("You have applied to %(call)s yourself, so its shortlist is closed to you. A colleague makes it.")
        % {"call": call},
    )


def check(user: Any, call: Call) -> None:
    """Raise NotAllowed (`not_coordinator`, `own_application`) unless `user` may change lists of this call."""
    refused = refusal(user, call)
    if refused is not None:
        raise refused
