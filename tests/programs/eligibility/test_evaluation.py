"""Every rule is always evaluated; the outcome follows from what each says about failing and not knowing."""

import pytest

from programs.eligibility import Outcome, Verdict, best_outcome, bind, evaluate, health_verdicts, outcome_of
from programs.eligibility.evaluation import verdicts_from_compact
from tests.programs.eligibility.samples import bound, facts, rule, rule_set

AGREES = {"declared": {"fact": "agrees"}}
MEMBER = {"eq": {"fact": "member", "value": True}}
HEALTHY = rule({"declared": {"fact": "healthy"}}, key="HEALTH", on_false="refer", on_unknown="refer")
THREE = bind(rule_set(rule(AGREES), rule(MEMBER, key="M", on_false="refer"), HEALTHY), parameters={}, lists={})


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({"agrees": True, "member": True, "healthy": True}, Outcome.ELIGIBLE),
        ({"agrees": False, "member": True, "healthy": True}, Outcome.NOT_ELIGIBLE),
        ({"agrees": True, "member": False, "healthy": True}, Outcome.NEEDS_CHECK),
        ({"agrees": True, "member": True, "healthy": False}, Outcome.NEEDS_CHECK),
        ({"agrees": True, "member": True}, Outcome.NEEDS_CHECK),
        ({"member": True, "healthy": True}, Outcome.NEEDS_CHECK),
        ({"agrees": False, "member": False}, Outcome.NOT_ELIGIBLE),
        ({"member": False}, Outcome.NEEDS_CHECK),
        ({}, Outcome.NEEDS_CHECK),
    ],
)
def test_the_outcome_rejects_accepts_or_asks_a_person(known: dict[str, bool], outcome: Outcome) -> None:
    assert evaluate(THREE, facts(**known)).outcome is outcome


def test_every_failing_reason_is_there_not_only_the_first() -> None:
    screening = evaluate(THREE, facts(agrees=False, member=False, healthy=False))
    assert list(screening.verdicts.values()) == [Verdict.FAIL] * 3


def test_verdicts_are_stored_as_letters_and_read_back() -> None:
    screening = evaluate(THREE, facts(agrees=True, member=False))
    assert screening.compact() == {"R-1": "p", "M": "f", "HEALTH": "u"}
    assert verdicts_from_compact(screening.compact()) == screening.verdicts


def test_health_is_decided_apart_and_taken_as_given() -> None:
    known = facts(agrees=True, member=True, healthy=False)
    kept = health_verdicts(THREE, known)
    assert kept == {"HEALTH": Verdict.FAIL}
    snapshot = known.without(["healthy"])
    assert evaluate(THREE, snapshot).verdicts["HEALTH"] is Verdict.UNKNOWN
    assert evaluate(THREE, snapshot, health=kept) == evaluate(THREE, known)


def test_given_health_verdicts_win_over_facts_and_never_reach_other_rules() -> None:
    known = facts(agrees=False, member=True, healthy=False)
    screening = evaluate(THREE, known, health={"HEALTH": "pass", "R-1": "pass", "GONE": "fail"})
    assert dict(screening.verdicts) == {"R-1": Verdict.FAIL, "M": Verdict.PASS, "HEALTH": Verdict.PASS}


def test_a_health_verdict_can_never_reject() -> None:
    for verdict in Verdict:
        outcome = evaluate(THREE, facts(agrees=True, member=True), health={"HEALTH": verdict}).outcome
        assert outcome is (Outcome.ELIGIBLE if verdict is Verdict.PASS else Outcome.NEEDS_CHECK)


def test_an_outcome_can_be_derived_from_changed_verdicts_as_after_an_override() -> None:
    verdicts = {**evaluate(THREE, facts(agrees=False, member=True, healthy=True)).verdicts, "R-1": Verdict.PASS}
    assert outcome_of(THREE, verdicts) is Outcome.ELIGIBLE
    with pytest.raises(KeyError):
        outcome_of(THREE, {"M": Verdict.PASS})


def test_a_stage_that_counts_only_verified_facts_sees_the_others_as_unknown() -> None:
    known = facts(agrees=False, member=True, healthy=True)
    assert evaluate(THREE, known.keeping({"member", "healthy"})).verdicts["R-1"] is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("choices", "best"),
    [
        (["not_eligible", "needs_check", "eligible"], Outcome.ELIGIBLE),
        (["not_eligible", "needs_check"], Outcome.NEEDS_CHECK),
        (["not_eligible"], Outcome.NOT_ELIGIBLE),
    ],
)
def test_an_application_is_as_good_as_its_best_choice(choices: list[str], best: Outcome) -> None:
    assert best_outcome(choices) is best


def test_no_choice_at_all_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="empty"):
        best_outcome([])


def test_evaluating_leaves_the_facts_as_they_were() -> None:
    known = facts(papers=["form"], months=2)
    before = known.content()
    evaluate(bound({"has_any": {"fact": "papers", "codes": ["plan"]}}), known)
    assert known.content() == before
