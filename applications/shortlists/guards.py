"""Guard of `release`: nobody gets a decision that is not the one on the frozen list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from applications.actors import Actor
from applications.models import Application
from applications.shortlists.models import Decision, Shortlist, ShortlistLine, ShortlistState
from portal.common.errors import DomainError

# Under this name the release hands over the list that it has read and locked, so that thousands are one query.
FROZEN = "frozen_decisions"


class FrozenDecisions:
    """The decisions of one frozen list that is not released yet, by application."""

    def __init__(self, shortlist: Shortlist) -> None:
        """Read the decisions. Raises ValueError for a list that is not frozen."""
        if shortlist.state != ShortlistState.FROZEN:
            raise ValueError(f"Shortlist {shortlist.pk} is {shortlist.state}; decisions are read from a frozen one.")
        self.call_id = shortlist.call_id
        rows = ShortlistLine.objects.unscoped("the service that releases checked the actor")
        self._decisions: dict[int, str] = dict(
            rows.filter(shortlist=shortlist).values_list("application_id", "decision")
        )

    def of(self, application: Application) -> str | None:
        """Return the decision for an application, None when it is not on the list."""
        return self._decisions.get(application.pk) if application.call_id == self.call_id else None


def decided_on_frozen_shortlist(
    application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """The call's newest list is frozen, the application is on it, and `outcome` is what the list says."""
    frozen = data.get(FROZEN) or _newest_frozen(application)
    decision = frozen.of(application) if frozen is not None else None
    if decision is None:
        return DomainError(
            "not_on_frozen_shortlist",
            _("Application %(reference)s is on no frozen shortlist that waits for its release. Freeze the list first.")
            % {"reference": application.reference},
        )
    if decision != outcome:
        return DomainError(
            "decided_otherwise",
            _("The frozen shortlist says “%(decision)s” for %(reference)s. A correction is a new version of the list.")
            % {"decision": Decision(decision).label, "reference": application.reference},
            decision=decision,
        )
    return None


def _newest_frozen(application: Application) -> FrozenDecisions | None:
    lists = Shortlist.objects.unscoped("a guard asks about the application it was given")
    newest = lists.filter(call_id=application.call_id).order_by("-number").first()
    return FrozenDecisions(newest) if newest is not None and newest.state == ShortlistState.FROZEN else None
