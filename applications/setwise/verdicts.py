"""What a binding says of each choice in each snapshot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from applications.models.visibility import ChildQuerySet
from applications.setwise.population import CARRIED, population, running
from programs.eligibility import Bound, unchanged_health_rules
from programs.eligibility.sql import Sql, Wanted, screening_select


@dataclass(frozen=True)
class Judged:
    """One choice in one snapshot. `verdicts` holds a letter (p, f, u) per rule key, as a stored result does."""

    snapshot_id: int
    choice_id: int
    application_id: int
    office_id: int
    outcome: str
    verdicts: Mapping[str, str]


def judged(snapshots: ChildQuerySet, bound: Bound, *, asked: Bound | None = None) -> list[Judged]:
    """Return outcome and verdicts per snapshot and choice, in that order, from one statement.

    `asked` is the binding under which the snapshots' health verdicts were given, where it is another one: verdicts
    of rules that have changed since do not count. Group snapshots by their application's binding, then.
    """
    statement = screening(snapshots, bound, asked=asked)
    ordered = Sql(f"SELECT * FROM ({statement.text}) AS screened ORDER BY snapshot_id, choice_id", statement.params)
    with running(ordered) as cursor:
        return [
            Judged(snapshot, choice, application, office, outcome, json.loads(verdicts))
            for snapshot, choice, application, office, outcome, verdicts in cursor.fetchall()
        ]


def screening(snapshots: ChildQuerySet, bound: Bound, *, asked: Bound | None = None) -> Sql:
    """Return the statement behind `judged`: the columns of CARRIED, `outcome` and `verdicts`."""
    health = unchanged_health_rules(bound, asked) if asked is not None else None
    return screening_select([Wanted(bound, health)], population(snapshots), CARRIED)
