"""Three ways to judge the same people, compared: the engine in Python, the engine in Postgres, and the naive one."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from programs.eligibility import evaluate
from programs.eligibility.sql import Sql, Wanted, screening_select
from programs.eligibility.stored import stored_facts
from tests.programs.eligibility.naive import judge
from tests.programs.eligibility.random_rules import VOCABULARY, Case

Judged = tuple[str, dict[str, str]]


def in_postgres(case: Case) -> list[Judged]:
    """Outcome and letters of every row, from one statement."""
    rows = [
        {"n": number, "facts": row.facts, "choice": row.choice, "health": row.health}
        for number, row in enumerate(case.rows)
    ]
    source = Sql(
        "SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r(n int, facts jsonb, choice jsonb, health jsonb)",
        (json.dumps(rows),),
    )
    statement = screening_select([Wanted(case.bound)], source, ["n"])
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        found = cursor.fetchall()
    judged: list[Judged] = [("not there", {})] * len(rows)
    for number, outcome, verdicts in found:
        if judged[number][1]:
            raise AssertionError(f"seed {case.seed}: row {number} came twice")
        judged[number] = outcome, json.loads(verdicts)
    return judged


def in_python(case: Case) -> list[Judged]:
    """The same from the evaluator."""
    judged = []
    for row in case.rows:
        screening = evaluate(case.bound, stored_facts(VOCABULARY, row.facts, row.choice or {}), health=row.health)
        judged.append((screening.outcome.value, screening.compact()))
    return judged


def differences(case: Case) -> list[str]:
    """Every rule and outcome that the three do not agree on, and every decision that a missing fact turned over."""
    postgres, python = in_postgres(case), in_python(case)
    found = []
    for number, row in enumerate(case.rows):
        sides = {"Postgres": postgres[number], "Python": python[number], "naive": judge(case, row)}
        found += _unequal(case, number, sides)
        if row.whole is not None:
            for side, judged in (("Postgres", postgres), ("Python", python)):
                found += _turned_over(case, number, side, judged[number], judged[row.whole])
    return found


def _unequal(case: Case, number: int, sides: dict[str, Judged]) -> list[str]:
    if len({json.dumps(judged, sort_keys=True) for judged in sides.values()}) == 1:
        return []
    outcomes = {side: outcome for side, (outcome, _) in sides.items()}
    told = [f"outcome: {outcomes}"]
    for rule in case.rules:
        letters = {side: by_rule.get(rule["key"]) for side, (_, by_rule) in sides.items()}
        if len(set(letters.values())) > 1:
            told.append(f"{rule['key']}: {letters} for {json.dumps(rule['when'])} with {case.values}")
    return [f"seed {case.seed}, row {number} {case.rows[number]}: " + "; ".join(told)]


def _turned_over(case: Case, number: int, side: str, before: Judged, after: Judged) -> list[str]:
    turned: list[Any] = [
        key for key, letter in before[1].items() if letter != "u" and after[1].get(key, letter) != letter
    ]
    if before[0] in ("eligible", "not_eligible") and after[0] != before[0]:
        turned.append(f"outcome {before[0]} became {after[0]}")
    return [f"seed {case.seed}, row {number}: decided before all was known, in {side}: {turned}"] if turned else []
