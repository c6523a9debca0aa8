"""What an override changes once it counts, or no longer does: outcomes of choices, and the status where it follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from applications.actors import Actor
from applications.models import Application, ApplicationEvent, Override, OverrideState
from applications.overriding import ASKING, WHY, Standing, asking_again, rule_in, standing_of, standings_of
from applications.screened import made_by_screening
from applications.services.outcomes import keep_outcomes
from applications.services.transition import transition
from applications.workflow import Event
from portal.audit.services import record
from portal.common import clock
from programs.bindings import bound_of
from programs.eligibility import Bound, verdicts_from_compact
from programs.models import Binding


def settle(application: Application, override: Override, *, actor: Actor) -> ApplicationEvent | None:
    """Let choices, and the status of a locked application, say what counts now; return the event, None without one.

    The status follows while a screening made it, and with its letter; what people decided stays. It also stays while
    another override asks to be confirmed again. Raises what `transition` raises.
    """
    standing = standing_of(application)
    if standing is None:
        return None
    keep_outcomes(standing)
    if standing.outcome == application.status or not made_by_screening(application) or asking_again(application):
        return None
    return transition(
        application,
        Event.APPLY_SCREENING,
        actor=actor,
        outcome=standing.outcome,
        idempotency_key=f"override:{override.pk}:{override.state}:{application.version}",
        data={"override": override.pk},  # who may apply it
        kept={"override": override.pk},  # who took part in it
    )


def lapse(applications: Iterable[int], binding: Binding, *, user: Any = None) -> set[int]:
    """End what no longer counts under `binding`, now that these locked applications stand under it.

    Returns the applications with overrides that ask to be confirmed again, those of earlier releases included: their
    rule still says otherwise. One whose rule is gone, or says the same by itself now, is settled at once; so is a
    proposal that never counted.
    """
    bound, now = bound_of(binding), clock.now()
    concerned = Override.objects.unscoped(WHY).filter(application__in=list(applications))
    live = concerned.filter(Q(state__in=[OverrideState.OPEN, OverrideState.IN_FORCE]) | ASKING)
    asking: set[int] = set()
    standings = standings_of(set(live.values_list("application_id", flat=True)), ())
    for override in live.order_by("pk"):
        rule = rule_in(bound, override.rule_key)
        if not override.asks_again and rule is not None and rule.sha256 == override.rule_sha256:
            if override.waits_again:
                asking.add(override.application_id)
            continue
        counted_once = override.asks_again or override.waits_again or override.state == OverrideState.IN_FORCE
        lapsed_now = not override.asks_again
        if lapsed_now:
            override.state, override.lapsed_under, override.lapsed_at = OverrideState.LAPSED, binding, now
        if counted_once and _still_needed(override, bound, standings.get(override.application_id)):
            asking.add(override.application_id)
        else:
            override.ended_at = now
        override.save(update_fields=["state", "lapsed_under", "lapsed_at", "ended_at"])
        if lapsed_now:
            record(
                "applications.override_lapsed",
                user=user,
                about=override,
                application=override.application_id,
                rule=override.rule_key,
            )
    return asking


def _still_needed(override: Override, bound: Bound, standing: Standing | None) -> bool:
    """Whether the changed rule still says of some choice what the override said otherwise."""
    if rule_in(bound, override.rule_key) is None:
        return False
    return standing is not None and bool(stored_for(standing, override, otherwise=override.to_verdict))


def stored_for(standing: Standing, override: Override, *, otherwise: str) -> Mapping[int, str]:
    """Return by choice the stored verdicts on an override's rule that are not `otherwise`, of the choices it is for."""
    found: dict[int, str] = {}
    for each in standing.counted:
        verdict = verdicts_from_compact(each.result.verdicts).get(override.rule_key)
        mine = override.choice_id in (None, each.result.choice_id)
        if mine and verdict is not None and verdict != otherwise:
            found[each.result.choice_id] = verdict
    return found
