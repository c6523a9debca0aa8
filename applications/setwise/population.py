"""Whom to screen, as a SELECT: one row per snapshot and choice, as `services.screening` goes through them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from applications.models.visibility import ChildQuerySet
from programs.definitions import Definition
from programs.eligibility.sql import Sql
from programs.models import ProgrammeVersion

CARRIED = ("snapshot_id", "choice_id", "application_id", "office_id")
"""What comes through the screening unchanged."""

CHOICES = (
    "applications_choice AS choice "
    "JOIN applications_application AS application ON application.id = choice.application_id "
    "LEFT JOIN programs_theme AS theme ON theme.id = choice.theme_id"
)
"""The tables that the facts of a choice come from."""


def choice_facts() -> Sql:
    """Return the expression over CHOICES that gives the facts of a choice, as `Choice.facts` does.

    A programme calls what people rank a theme, a position or a course; its definition says which.
    """
    versions = ProgrammeVersion.objects.only("content", "sha256")
    named = {str(version.pk): Definition.from_version(version).choice_fact for version in versions}
    fact = "(%s::jsonb ->> application.programme_version_id::text)"
    known = json.dumps({version: name for version, name in named.items() if name})
    return Sql(
        f"CASE WHEN theme.key IS NOT NULL AND {fact} IS NOT NULL THEN jsonb_build_object({fact}, theme.key) END",
        (known, known),
    )


def population(snapshots: ChildQuerySet) -> Sql:
    """Return the SELECT that `screening_select` wants, over these snapshots and the choices of their applications.

    Raises UnscopedQuery, as any reading does, where a scope is required and missing.
    """
    keys, params = snapshots.keys_as_sql()
    choice = choice_facts()
    return Sql(
        "SELECT snapshot.id AS snapshot_id, choice.id AS choice_id, snapshot.application_id, snapshot.office_id, "
        f"kept.facts, {choice.text} AS choice, snapshot.health_verdicts AS health "
        "FROM applications_snapshot AS snapshot "
        "JOIN applications_snapshotvalues AS kept ON kept.snapshot_id = snapshot.id "
        f"JOIN ({CHOICES}) ON choice.application_id = snapshot.application_id "
        f"WHERE snapshot.id IN ({keys})",
        (*choice.params, *params),
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
