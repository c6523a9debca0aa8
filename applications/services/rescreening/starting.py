"""Starting a run: the new binding, how many it covers, and a worker that is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Rescreening, RunScope
from applications.models.rescreening import LIVE
from applications.permissions import check_rescreening
from applications.rescreenings import drafts_of, to_bring_under
from portal.audit.services import record
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.signalling import signal_after_commit
from programs.models import Binding, Call, RuleSetVersion
from programs.services.binding import bind_again
from programs.services.calls import locked_call

TASK = "applications.tasks.rescreen"


@transaction.atomic
def start(call: Call, scope: str, *, user: Any, version: RuleSetVersion | None = None) -> Rescreening:
    """Begin to screen a call again under `version`, the published one of its rule set when None.

    The new binding is made now and stays out of force until the release. Where the version says what the rules in force
    say, none is made: the run then brings under those whoever of its scope stands under others. `user` is None where a
    command acts. Raises NotAllowed: not_coordinator, own_application; DomainError: unknown_scope, no_published_rules,
    already_live (values: number), nobody_left (values: scope, left), and those of `bind_again`.
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
    after = _new_rules(locked, scope, version or _published(locked))
    before = locked.binding
    assert before is not None  # bind_again refuses a call without one
    run = Rescreening.objects.create(
        office_id=locked.office_id,
        call=locked,
        number=locked.rescreenings.count() + 1,
        to_binding=after,
        from_binding=before,
        scope=scope,
        total=to_bring_under(after, locked, scope).count(),
        drafts=drafts_of(locked) if after != before else 0,  # these were offered the rules when they came into force
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


def _new_rules(call: Call, scope: str, version: RuleSetVersion) -> Binding:
    """The binding to screen by: a new one, or the one in force where it says the same and somebody is not under it."""
    try:
        return bind_again(call, version)
    except DomainError as error:
        in_force = call.binding
        if error.code != "nothing_new" or in_force is None:
            raise
        left = to_bring_under(in_force, call, RunScope.ALL).count()
        if not left:
            raise
    if to_bring_under(in_force, call, scope).exists():
        return in_force
    raise DomainError(
        "nobody_left",
        _(
            "Bound to %(call)s, %(version)s says what the rules in force say, so a run could only bring those "
            "under them who are under other rules. Of “%(scope)s” that is nobody. "
            "Of “%(all)s” it is %(n)d: choose that."
        )
        % {
            "call": call,
            "version": version,
            "scope": RunScope(scope).label,
            "all": RunScope.ALL.label,
            "n": left,
        },
        scope=scope,
        left=left,
    )


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
