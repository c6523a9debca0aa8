"""Guards of the workflow table by name. A guard answers with the error that stops the event, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actors import Actor
from applications.models import Application, OverrideState
from applications.paper import last_entry, refusal_of_arrival
from applications.permissions import awaits_claim, roles_on
from applications.queries import problems_before_submit
from applications.workflow import By
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from programs.models import Call, CallState
from programs.wording import deadline_sentence, local_and_utc

Guard = Callable[..., DomainError | None]
# Drafts are closed no earlier than this after the deadline: what arrived in time still goes in.
GRACE = timedelta(minutes=10)
_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Give a guard of the table its function: guard(application, *, actor, outcome, data) -> DomainError | None."""
    _guards[name] = guard


def refusal(
    name: str, application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """Ask the guard `name`, '' asks nobody. Raises ImproperlyConfigured when no app registered it."""
    if not name:
        return None
    if name not in _guards:
        raise ImproperlyConfigured(f"The workflow names the guard {name!r} but no app registered it.")
    return _guards[name](application, actor=actor, outcome=outcome, data=data)


def complete_and_in_time(
    application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """The call was open when the request arrived, every section is complete, every required document is there."""
    call = application.call
    if data.get("on_paper"):
        refused = refusal_of_arrival(call, data["arrived_at"]) or _too_long_after(call)
        if refused is not None:
            return refused
    state = call.state_at(data["arrived_at"])
    if state is not CallState.OPEN:
        return DomainError(
            "call_not_open",
            deadline_sentence(call, state, reference=application.reference),
            state=state.value,
            arrived_at=data["arrived_at"].isoformat(),
            closes_at=call.closes_at.isoformat(),
        )
    problems = problems_before_submit(application)
    if problems:
        return DomainError(
            "incomplete",
            ngettext("%(n)d thing is still missing.", "%(n)d things are still missing.", len(problems))
            % {"n": len(problems)},
            problems=[problem.code for problem in problems],
        )
    if outcome == "not_eligible" and not call.accepts_not_eligible:
        return DomainError(
            "not_eligible_not_accepted",
            _("This call takes only applications that meet every rule. Your answers are kept; see which rule fails."),
        )
    return None


def _too_long_after(call: Call) -> DomainError | None:
    if clock.now() <= last_entry(call):
        return None
    return DomainError(
        "paper_not_open",
        _("The call closed on %(closes)s. Papers that arrived in time were entered until four weeks after that.")
        % {"closes": local_and_utc(call)},
        until=last_entry(call).isoformat(),
    )


def deadline_passed(
    application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """The call ended, and the minutes of grace are over; for an entry from paper the weeks after."""
    closes_at = application.call.closes_at
    if clock.now() > (last_entry(application.call) if awaits_claim(application) else closes_at + GRACE):
        return None
    return DomainError(
        "deadline_not_passed",
        _("The call is open until %(closes)s; drafts are closed ten minutes later at the earliest.")
        % {"closes": application.call.closes_at.isoformat()},
    )


def outcome_differs(
    application: Application, *, actor: Actor, outcome: str, data: Mapping[str, Any]
) -> DomainError | None:
    """A screening is applied only where it changes something, and by who is only a reviewer with an override alone."""
    if outcome == application.status:
        return DomainError(
            "outcome_same", _("The new screening says what the old one said; there is nothing to apply.")
        )
    alone = not roles_on(actor.user, application) & {By.SENIOR_REVIEWER, By.COORDINATOR, By.SYSTEM}
    if not alone or application.overrides.filter(pk=data.get("override", 0)).exclude(state=OverrideState.OPEN).exists():
        return None
    return NotAllowed(
        "no_override",
        _("A reviewer changes what the screening made by an override of a rule; a senior reviewer applies screenings."),
    )


register("complete_and_in_time", complete_and_in_time)
register("deadline_passed", deadline_passed)
register("outcome_differs", outcome_differs)
