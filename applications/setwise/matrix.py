"""Old rules against new ones: how many applications would come out otherwise, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from applications.models.visibility import ChildQuerySet
from applications.setwise.population import CARRIED, population, running
from programs.eligibility import BEST_FIRST, Bound, Outcome, unchanged_health_rules
from programs.eligibility.sql import Sql, Wanted, screening_select


@dataclass(frozen=True)
class Change:
    """An application whose outcome would be another."""

    application_id: int
    snapshot_id: int
    old: Outcome
    new: Outcome


@dataclass(frozen=True)
class Matrix:
    """How many came to which outcome under the old and under the new rules.

    `reworded` counts those with the same outcome by other verdicts: they would read other reasons.
    """

    counts: Mapping[tuple[Outcome, Outcome], int]
    reworded: int
    changes: tuple[Change, ...]

    @property
    def total(self) -> int:
        """How many were looked at."""
        return sum(self.counts.values())

    @property
    def flipped(self) -> int:
        """How many would come out otherwise."""
        return sum(count for (old, new), count in self.counts.items() if old is not new)


def matrix(
    snapshots: ChildQuerySet, old: Bound, new: Bound, *, asked: Bound | None = None, most: int | None = None
) -> Matrix:
    """Compare two bindings on these snapshots, one per application, in one statement that reads the facts once.

    `asked` is the binding under which the snapshots' health verdicts were given; `old`, if None.
    `changes` are in the order of the snapshots, at most `most` of them (all, if None); `counts` are always complete.
    """
    asked = asked or old
    wanted = [
        Wanted(each, unchanged_health_rules(each, asked), name=name) for each, name in ((old, "_old"), (new, "_new"))
    ]
    screened = screening_select(wanted, population(snapshots), CARRIED)
    statement = Sql(
        f"WITH screened AS ({screened.text}), "
        f"applications AS MATERIALIZED (SELECT application_id, snapshot_id, min({_place('outcome_old')}) AS old, "
        f"min({_place('outcome_new')}) AS new, bool_or(verdicts_old <> verdicts_new) AS touched "
        "FROM screened GROUP BY application_id, snapshot_id), "
        "changed AS (SELECT * FROM applications WHERE old <> new ORDER BY snapshot_id LIMIT %s) "
        "SELECT NULL::bigint, NULL::bigint, old, new, count(*), count(*) FILTER (WHERE touched) FROM applications "
        "GROUP BY old, new UNION ALL SELECT application_id, snapshot_id, old, new, 0, 0 FROM changed",
        (*screened.params, most),
    )
    with running(statement) as cursor:
        rows = cursor.fetchall()
    named = [(*row[:2], BEST_FIRST[row[2] - 1], BEST_FIRST[row[3] - 1], *row[4:]) for row in rows]
    changes = [Change(*row[:4]) for row in named if row[0] is not None]
    return Matrix(
        counts={(row[2], row[3]): row[4] for row in named if row[0] is None},
        reworded=sum(row[5] for row in named if row[0] is None and row[2] is row[3]),
        changes=tuple(sorted(changes, key=lambda change: change.snapshot_id)),
    )


def _place(column: str) -> str:
    """The position of an outcome from the best, 1, to the worst."""
    names = ", ".join(f"'{outcome}'" for outcome in BEST_FIRST)
    return f"array_position(ARRAY[{names}], {column})"
