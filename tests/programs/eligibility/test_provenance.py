"""What a fact rests on: a floor hides what rests on less, and never turns a decided verdict into the other one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility import Codes, Facts, Outcome, Provenance, Verdict, as_seen, at_floor, below_floor, evaluate
from programs.eligibility.binding import bind
from tests.programs.eligibility.samples import LISTS, rule, rule_set
from tests.programs.eligibility.test_monotone import CONDITION, PERSON

DECLARED, DOCUMENT, VERIFIED, STAFF = Provenance
FACTS = Facts({"birth_date": "2003-05-27", "papers": Codes(frozenset({"form"})), "member": True})


def test_provenance_goes_from_somebody_said_so_to_staff_know_it() -> None:
    assert [one.rank for one in (DECLARED, DOCUMENT, VERIFIED, STAFF)] == [0, 1, 2, 3]
    assert STAFF.reaches(VERIFIED)
    assert VERIFIED.reaches(VERIFIED)
    assert not DOCUMENT.reaches(VERIFIED)


@pytest.mark.parametrize(
    ("floor", "kept"),
    [(DECLARED, {"birth_date", "papers", "member"}), (DOCUMENT, {"birth_date", "papers"}), (VERIFIED, {"birth_date"})],
)
def test_a_floor_keeps_what_reaches_it_and_what_nobody_speaks_of_is_declared(floor: Provenance, kept: set[str]) -> None:
    held = {"birth_date": VERIFIED, "papers": DOCUMENT}
    assert set(at_floor(FACTS, held, floor)) == kept
    assert below_floor(FACTS, held, floor) == set(FACTS) - kept


def test_a_set_below_the_floor_is_absent_as_a_whole_and_not_an_empty_set() -> None:
    assert "papers" not in at_floor(FACTS, {"papers": DOCUMENT}, VERIFIED)


def test_what_was_seen_stands_in_place_of_what_was_declared() -> None:
    seen = as_seen(FACTS, Facts({"birth_date": "1990-01-01"}))
    assert seen.values == {**FACTS.values, "birth_date": "1990-01-01"}


HELD = st.dictionaries(
    st.sampled_from(["birth_date", "months", "grade", "japanese", "country", "papers", "agrees", "member"]),
    st.sampled_from(Provenance),
)


@settings(max_examples=300, deadline=None)
@given(
    conditions=st.lists(st.tuples(CONDITION, st.sampled_from(["reject", "refer"])), min_size=1, max_size=3),
    person=PERSON,
    held=HELD,
    floors=st.lists(st.sampled_from(Provenance), min_size=2, max_size=2).map(lambda two: sorted(two, key=_rank)),
)
def test_raising_the_floor_makes_verdicts_unknown_and_never_the_opposite(
    conditions: list[tuple[dict[str, Any], str]],
    person: dict[str, Any],
    held: dict[str, Provenance],
    floors: list[Provenance],
) -> None:
    rules = rule_set(*(rule(when, on_false=on_false) for when, on_false in conditions))
    bound = bind(rules, parameters={}, lists=LISTS)
    facts = rules.vocabulary.canonical(person)
    lower, higher = (evaluate(bound, at_floor(facts, held, floor)) for floor in floors)
    for key, verdict in higher.verdicts.items():
        assert verdict in (lower.verdicts[key], Verdict.UNKNOWN)
    assert higher.outcome in (lower.outcome, Outcome.NEEDS_CHECK)


def _rank(provenance: Provenance) -> int:
    return provenance.rank
