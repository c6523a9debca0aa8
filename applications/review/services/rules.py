"""What released rules say otherwise of somebody whose status they no longer change: a person looks, and says so."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.review.services.acting import locked_for
from applications.workflow import By
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import Conflict


@transaction.atomic
def look_at_rules(application: Application, *, user: Any, seen: int) -> None:
    """Close the open tasks of an application up to the one that was `seen` (its key): somebody looked.

    Raises NotAllowed not_your_role; Conflict task_closed (a colleague was quicker) or task_replaced (newer rules).
    """
    locked = locked_for(application, user=user, role=By.REVIEWER)
    waiting = locked.screening_tasks.filter(closed_at=None)
    newest = waiting.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        raise Conflict("task_closed", _("A colleague has looked at what the new rules say. Nothing is left to do."))
    if newest != seen:
        raise Conflict("task_replaced", _("The rules were changed once more since. Look at what they say now."))
    waiting.update(closed_by=user, closed_at=clock.now())
    record(
        "applications.screening_looked_at",
        user=user,
        about=locked,
        office_id=locked.office_id,
        application=locked.pk,
    )
