"""One applicant through all rules for MEXT research students, in Python: `./dev bench evaluate [--n N]`.

Ours is `evaluate`, and `evaluate` with `explain`: every verdict with what was answered, what is wanted and a sentence.
The limit is a function by hand for just these rules that says verdicts only. N different applicants are looked at in
turn; `first_s` is what the very first takes, whose binding is not prepared yet. Time is that of the processor, because
nothing is waited for. json-logic and rule-engine stand beside where they are installed, on applicants who answered
everything, because neither knows "unknown". Exit code 1 when a ratio is over its goal or a verdict differs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

import django

GOAL_VERDICTS, GOAL_TRACE = 3.0, 30.0
ROUNDS = 7


def main(count: int) -> int:
    """Measure with `count` applicants; print one line of JSON. Seconds are those of one applicant."""
    from bench.mext.by_hand_python import python_by_hand
    from bench.mext.others import others
    from bench.mext.people import OTHERWISE, PARAMETERS, applicants
    from bench.mext.timing import in_turns
    from programs.eligibility import Bound, bind, evaluate, explain
    from programs.rulesets import rule_set
    from programs.vocabulary import lists, vocabulary

    known = lists()
    bound = bind(rule_set("mext-research"), parameters=PARAMETERS, lists=known)
    people = [vocabulary().canonical(facts) for facts in applicants(count)]
    judge = python_by_hand(
        frozenset(known["nationalities.admitted"].codes),
        frozenset(known["countries.diplomatic"].codes),
        PARAMETERS["age_cutoff"],
        PARAMETERS["enrolment_date"],
    )
    differing = sum(evaluate(bound, facts).compact() != judge(facts.values) for facts in people)

    def by_hand() -> None:
        for facts in people:
            judge(facts.values)

    def verdicts() -> None:
        for facts in people:
            evaluate(bound, facts)

    def with_trace() -> None:
        for facts in people:
            explain(bound, evaluate(bound, facts), facts)

    raw = [{**OTHERWISE, **facts} for facts in applicants(count)]
    complete = [facts for facts in map(vocabulary().canonical, raw) if bound.facts() <= set(facts)]
    unprepared = Bound.from_content(bound.content(), vocabulary())
    began = time.thread_time()
    explain(unprepared, evaluate(unprepared, people[0]), people[0])
    first = time.thread_time() - began
    taken = in_turns({"limit": by_hand, "verdicts": verdicts, "trace": with_trace}, ROUNDS, time.thread_time)
    one = {name: seconds / count for name, seconds in taken.items()}
    ratio, ratio_verdicts = one["trace"] / one["limit"], one["verdicts"] / one["limit"]
    line: dict[str, Any] = {
        "bench": "evaluate",
        "n": count,
        "ours_s": one["trace"],
        "limit_s": one["limit"],
        "ratio": round(ratio, 2),
        "goal": GOAL_TRACE,
        "verdicts_s": one["verdicts"],
        "verdicts_ratio": round(ratio_verdicts, 2),
        "verdicts_goal": GOAL_VERDICTS,
        "first_s": first,
        "rules": len(bound.rules),
        "differing": differing,
        "beside": others(bound, complete, ROUNDS),
    }
    print(json.dumps(line))
    return int(ratio > GOAL_TRACE or ratio_verdicts > GOAL_VERDICTS or differing > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="One applicant through all rules, in Python.")
    parser.add_argument("--n", type=int, default=2_000, help="different applicants")
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sys.exit(main(wanted.n))
