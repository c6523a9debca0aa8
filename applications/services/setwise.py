"""Keeping what Postgres says of many snapshots: the same rows as screening one application after the other."""

from __future__ import annotations

from typing import Any

from applications.models.visibility import ChildQuerySet
from applications.setwise.population import running
from applications.setwise.verdicts import screening
from portal.common import clock
from programs.bindings import bound_of
from programs.eligibility import Bound
from programs.eligibility.sql import Sql
from programs.models import Binding


def keep_results(snapshots: ChildQuerySet, binding: Binding, *, asked: Bound | None = None) -> int:
    """Store a screening result per snapshot and choice, in one statement; return how many were stored.

    A result that is there already (same snapshot, choice, binding and engine) is not stored again, so an interrupted
    run may be repeated. Choices keep the outcome they have: staff release the new one. `asked`: see `judged`.
    """
    screened = screening(snapshots, bound_of(binding), asked=asked)
    same: tuple[Any, ...] = (binding.pk, binding.engine_version)
    statement = Sql(
        "INSERT INTO applications_screeningresult (office_id, application_id, choice_id, snapshot_id, binding_id, "
        "engine_version, outcome, verdicts, created_at) "
        "SELECT office_id, application_id, choice_id, snapshot_id, %s, %s, outcome, verdicts, %s "
        f"FROM ({screened.text}) AS screened WHERE NOT EXISTS (SELECT FROM applications_screeningresult AS there "
        "WHERE there.snapshot_id = screened.snapshot_id AND there.choice_id = screened.choice_id "
        "AND there.binding_id = %s AND there.engine_version = %s) ORDER BY snapshot_id, choice_id",
        (*same, clock.now(), *screened.params, *same),
    )
    with running(statement) as cursor:
        return int(cursor.rowcount)
