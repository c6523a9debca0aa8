"""Whom to screen, as a SELECT: one row per snapshot and choice, as `services.screening` goes through them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from applications.models.visibility import ChildQuerySet
from programs.eligibility.sql import Sql

CARRIED = ("snapshot_id", "choice_id", "application_id", "office_id")
"""What comes through the screening unchanged."""

CHOICE_FACTS = "CASE WHEN theme.key IS NOT NULL THEN jsonb_build_object('theme', theme.key) END"
"""The facts of a choice, as `Choice.facts` gives them. Where no rule asks, Postgres leaves the themes alone."""


def population(snapshots: ChildQuerySet) -> Sql:
    """Return the SELECT that `screening_select` wants, over these snapshots and the choices of their applications.

    Raises UnscopedQuery, as any reading does, where a scope is required and missing.
    """
    keys, params = snapshots.keys_as_sql()
    return Sql(
        "SELECT snapshot.id AS snapshot_id, choice.id AS choice_id, snapshot.application_id, snapshot.office_id, "
        f"kept.facts, {CHOICE_FACTS} AS choice, snapshot.health_verdicts AS health "
        "FROM applications_snapshot AS snapshot "
        "JOIN applications_snapshotvalues AS kept ON kept.snapshot_id = snapshot.id "
        "JOIN applications_choice AS choice ON choice.application_id = snapshot.application_id "
        "LEFT JOIN programs_theme AS theme ON theme.id = choice.theme_id "
        f"WHERE snapshot.id IN ({keys})",
        params,
    )


@contextmanager
def running(statement: Sql) -> Iterator[Any]:
    """Run a statement and give its cursor.

    Compiling hundreds of small expressions to machine code costs more than it saves, and the planner cannot know.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(statement.text, statement.params)
        yield cursor
