"""Who took part in a status that an override made: whoever counted a rule otherwise decided about it."""

from __future__ import annotations

from django.db.models import Q

from applications.models import ApplicationEvent, CountedAs, Override, OverrideState
from applications.workflow import Event


def took_part_in_screening(event: ApplicationEvent) -> set[int]:
    """Return who proposed, confirmed or ended the override that an event names, or one that counts a rule as not met.

    The event's own actor is only the one whose press made the status follow.
    """
    if event.event != Event.APPLY_SCREENING:
        return set()
    rows = Override.objects.unscoped("the application came through a scope").filter(application=event.application_id)
    named = Q(pk=event.data.get("override", 0))
    against = Q(state=OverrideState.IN_FORCE, to_verdict=CountedAs.FAIL)
    people = rows.filter(named | against).values_list("proposed_by_id", "confirmed_by_id", "ended_by_id")
    return {user for row in people for user in row if user is not None}
