"""Many snapshots through the rules for MEXT research students, in Postgres: `./dev bench screening [--n N]`.

Ours is the product's own function, `keep_results`: a compiled binding, facts guarded against wrong types, one
statement that reads snapshots and writes a result for each. The limit is SQL by hand for just these rules, with one
INSERT of the same rows. Both are measured up to the check of every foreign key and then rolled back; beside it stand
the two without the INSERT, and the matrix of these rules against a later birth date. All verdicts are compared, with
Python's and with each other. Exit code 1 when the ratio is over GOAL or anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import django

GOAL = 2.0
ROUNDS = 5


def main(count: int) -> int:
    """Measure with `count` snapshots; print one line of JSON."""
    from django.db import connection, transaction

    from applications.models import Snapshot
    from applications.services.setwise import keep_results
    from applications.setwise import matrix
    from applications.setwise.population import CARRIED
    from applications.setwise.verdicts import screening
    from bench.mext.by_hand_sql import sql_by_hand
    from bench.mext.people import PARAMETERS
    from bench.mext.population import populate
    from bench.mext.timing import in_turns
    from portal.common import clock
    from programs.bindings import bound_of
    from programs.eligibility import bind
    from programs.eligibility.sql import Sql
    from programs.rulesets import rule_set
    from programs.vocabulary import lists

    binding = populate(count)
    bound, snapshots, known = bound_of(binding), Snapshot.objects.all(), lists()
    assert bound.parameters == PARAMETERS, "the limit is written for other parameters"
    younger = bind(rule_set("mext-research"), parameters={**PARAMETERS, "age_cutoff": "1993-04-02"}, lists=known)
    ours = screening(snapshots, bound)
    by_hand = sql_by_hand(
        Sql(
            "SELECT s.id AS snapshot_id, c.id AS choice_id, s.application_id, s.office_id, v.facts "
            "FROM applications_snapshot AS s JOIN applications_snapshotvalues AS v ON v.snapshot_id = s.id "
            "JOIN applications_choice AS c ON c.application_id = s.application_id"
        ),
        ", ".join(CARRIED),
        list(known["nationalities.admitted"].codes),
        list(known["countries.diplomatic"].codes),
        PARAMETERS["age_cutoff"],
        PARAMETERS["enrolment_date"],
    )

    def insert_by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO applications_screeningresult (snapshot_id, choice_id, application_id, office_id, outcome, "
                f"verdicts, binding_id, engine_version, created_at) SELECT x.*, %s, '1', %s FROM ({by_hand}) AS x",
                (binding.pk, clock.now(), *by_hand.params),
            )

    def undone(work: Callable[[], object]) -> Callable[[], None]:
        """The work with every deferred check, and nothing left of it."""

        def run() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                work()
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)

        return run

    def only_read(statement: Sql) -> Callable[[], None]:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(outcome), count(verdicts) FROM ({statement}) AS x", statement.params)

        return run

    differing = _differing(ours, by_hand, bound)
    taken = in_turns(
        {"ours": undone(lambda: keep_results(snapshots, binding)), "limit": undone(insert_by_hand)}, ROUNDS
    )
    read = in_turns(
        {
            "ours": only_read(ours),
            "limit": only_read(by_hand),
            "matrix": lambda: matrix(snapshots, bound, younger),
        },
        ROUNDS,
    )
    ratio = taken["ours"] / taken["limit"]
    line = {
        "bench": "screening",
        "n": count,
        "ours_s": round(taken["ours"], 3),
        "limit_s": round(taken["limit"], 3),
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "rules": len(bound.rules),
        "differing_rows": differing,
        "verdicts_s": round(read["ours"], 3),
        "verdicts_limit_s": round(read["limit"], 3),
        "verdicts_ratio": round(read["ours"] / read["limit"], 3),
        "matrix_s": round(read["matrix"], 3),
    }
    print(json.dumps(line))
    return int(ratio > GOAL or any(differing.values()))


def _differing(ours: Any, by_hand: Any, bound: Any) -> dict[str, int]:
    """How many rows come out otherwise in Python, and by hand: outcome or any verdict."""
    from django.db import connection

    from programs.eligibility import evaluate, stored_facts

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({ours}) AS a FULL JOIN ({by_hand}) AS b USING (choice_id) "
            "WHERE (a.outcome, a.verdicts) IS DISTINCT FROM (b.outcome, b.verdicts)",
            (*ours.params, *by_hand.params),
        )
        (hand,) = cursor.fetchone()
        cursor.execute(
            f"SELECT v.facts, x.outcome, x.verdicts FROM applications_snapshotvalues AS v LEFT JOIN ({ours}) AS x "
            "USING (snapshot_id)",
            ours.params,
        )
        python = 0
        while rows := cursor.fetchmany(5000):
            for facts, outcome, verdicts in rows:
                screening = evaluate(bound, stored_facts(bound.vocabulary, json.loads(facts)))
                python += (screening.outcome.value, screening.compact()) != (outcome, json.loads(verdicts or "null"))
    return {"python": python, "by_hand": hand}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Many snapshots through the rules, in Postgres.")
    parser.add_argument("--n", type=int, default=100_000, help="snapshots")
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(main(wanted.n))
