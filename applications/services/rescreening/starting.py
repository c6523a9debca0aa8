"""Starting a run: the new binding, how many it covers, and a worker that is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Rescreening, RunScope
from applications.models.rescreening import LIVE
from applications.permissions import check_rescreening
from applications.rescreenings import covered, drafts_of
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.signalling import signal_after_commit
from programs.models import Call, RuleSetVersion
from programs.services.binding import bind_again
from programs.services.calls import locked_call

TASK = "applications.tasks.rescreen"


@transaction.atomic
def start(call: Call, scope: str, *, user: Any, version: RuleSetVersion | None = None) -> Rescreening:
    """Begin to screen a call again under `version`, the published one of its rule set when None.

    The new binding is made now and stays out of force until the release. `user` is None where a command acts.
    Raises NotAllowed: not_coordinator, own_application; DomainError: unknown_scope, no_published_rules,
    already_live (values: number), and those of `bind_again`.
    """
    locked = locked_call(call, None)
    check_rescreening(user, locked)
    if scope not in RunScope.values:
        raise DomainError(
            "unknown_scope",
            _("“%(scope)s” is no scope of a re-screening; choose one of: %(choices)s.")
            % {"scope": scope, "choices": ", ".join(RunScope.values)},
            scope=scope,
        )
    live = locked.rescreenings.filter(state__in=sorted(LIVE)).first()
    if live is not None:
        raise DomainError(
            "already_live",
            _("%(call)s has a run already (no. %(number)d: %(state)s). Release or discard that one first.")
            % {"call": locked, "number": live.number, "state": live.get_state_display()},
            number=live.number,
        )
    after = bind_again(locked, version or _published(locked))
    before = locked.binding
    assert before is not None  # bind_again refuses a call without one
    run = Rescreening.objects.create(
        office_id=locked.office_id,
        call=locked,
        number=locked.rescreenings.count() + 1,
        to_binding=after,
        from_binding=before,
        scope=scope,
        total=covered(locked, scope).count(),
        drafts=drafts_of(locked),
        started_by=user,
        started_at=clock.now(),
    )
    record(
        "applications.rescreening_started",
        user=user,
        about=run,
        office_id=run.office_id,
        call=locked.slug,
        scope=scope,
        total=run.total,
        drafts=run.drafts,
        before=before.number,
        after=after.number,
        sha256=after.sha256,
    )
    signal_after_commit(TASK)
    return run


def start_many(
    calls: Iterable[Call], scope: str, *, user: Any, version: RuleSetVersion | None = None
) -> tuple[list[Rescreening], dict[int, DomainError]]:
    """Begin a run for each of several calls. Returns the runs, and by call why one could not begin."""
    begun: list[Rescreening] = []
    refused: dict[int, DomainError] = {}
    for call in calls:
        try:
            begun.append(start(call, scope, user=user, version=version))
        except DomainError as error:
            refused[call.pk] = error
    return begun, refused


def _published(call: Call) -> RuleSetVersion:
    rule_set = call.rule_set_version.rule_set
    version = rule_set.published
    if version is None:
        raise DomainError(
            "no_published_rules",
            _("No version of the rules %(rules)s is published at the moment. Have one published first.")
            % {"rules": rule_set},
        )
    return version
