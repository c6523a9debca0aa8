"""What counts at a release for the applications of which people have overridden rules: there are few of them."""

from __future__ import annotations

from collections.abc import Iterable

from applications.models import Override, OverrideState
from applications.overriding import WHY, standings_of
from applications.services.outcomes import keep_outcomes

# Whatever an override has been since a run looked at it, its application is counted anew.
_EVER = (OverrideState.IN_FORCE, OverrideState.LAPSED, OverrideState.REVOKED)


def outcomes_with_overrides(applications: Iterable[int], *, keep: bool = False) -> dict[int, str]:
    """Return what counts now for those of these locked applications that have overrides; `keep` it in their choices."""
    had = Override.objects.unscoped(WHY).filter(application__in=list(applications), state__in=_EVER)
    standings = standings_of(set(had.values_list("application_id", flat=True)))
    if keep:
        for standing in standings.values():
            keep_outcomes(standing)
    return {key: standing.outcome for key, standing in standings.items()}
