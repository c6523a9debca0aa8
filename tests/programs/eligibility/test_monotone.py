"""A decided verdict never changes because a missing fact arrives, nor an outcome that rejects or accepts."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility import Codes, Facts, Outcome, Verdict, bind, evaluate
from programs.eligibility.facts import Value
from tests.programs.eligibility.samples import LISTS, rule, rule_set

PAPERS = ("form", "plan", "grades")
DAYS = ("1999-09-30", "1999-10-01", "1999-10-02", "2004-02-29")
RANKS = ("N5", "N4", "N3", "N2", "N1")


def comparison(fact: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any comparison of a fact with one of the values."""
    return st.builds(
        lambda word, value: {word: {"fact": fact, "value": value}}, st.sampled_from(["le", "lt", "ge", "gt"]), values
    )


def codes_of(fact: str, words: list[str], codes: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Any test of a fact against a few codes."""
    return st.builds(
        lambda word, few: {word: {"fact": fact, "codes": sorted(few)}},
        st.sampled_from(words),
        st.sets(st.sampled_from(codes), min_size=1),
    )


LEAF = st.one_of(
    comparison("birth_date", st.sampled_from(DAYS)),
    comparison("months", st.integers(0, 8)),
    comparison("grade", st.sampled_from(["2.5", "3", "3.25"])),
    comparison("japanese", st.sampled_from(RANKS)),
    codes_of("papers", ["has_any", "has_all", "only"], PAPERS),
    codes_of("country", ["in"], ("BE", "FR", "JP")),
    codes_of("japanese", ["in"], RANKS),
    st.just({"declared": {"fact": "agrees"}}),
    st.builds(lambda value: {"eq": {"fact": "member", "value": value}}, st.booleans()),
    st.builds(
        lambda word, years, on: {word: {"fact": "birth_date", "years": years, "on": on}},
        st.sampled_from(["age_at_least", "age_at_most"]),
        st.integers(0, 60),
        st.sampled_from(["2024-02-29", "2027-02-28", "2019-10-01"]),
    ),
)
CONDITION = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)
PERSON = st.fixed_dictionaries(
    {
        "birth_date": st.sampled_from(DAYS),
        "months": st.integers(0, 8),
        "grade": st.sampled_from(["2.4", "2.5", "3.25"]),
        "japanese": st.sampled_from(RANKS),
        "country": st.sampled_from(["BE", "FR", "JP"]),
        "papers": st.sets(st.sampled_from(PAPERS)).map(sorted),
        "agrees": st.booleans(),
        "member": st.booleans(),
    }
)


def less_known(whole: Facts, left_out: set[str], papers_so_far: set[str] | None) -> Facts:
    """The person with facts missing, and with only a part of the papers named."""
    values: dict[str, Value] = dict(whole.without(left_out).values)
    papers = values.get("papers")
    if papers_so_far is not None and isinstance(papers, Codes):
        values["papers"] = Codes(papers.members & papers_so_far, complete=False)
    return Facts(values)


@settings(max_examples=250, deadline=None)
@given(
    condition=CONDITION,
    person=PERSON,
    left_out=st.sets(
        st.sampled_from(["birth_date", "months", "grade", "japanese", "country", "papers", "agrees", "member"])
    ),
    papers_so_far=st.none() | st.sets(st.sampled_from(PAPERS)),
    on_false=st.sampled_from(["reject", "refer"]),
)
def test_what_is_decided_stays_decided_when_facts_arrive(
    condition: dict[str, Any],
    person: dict[str, Any],
    left_out: set[str],
    papers_so_far: set[str] | None,
    on_false: str,
) -> None:
    rules = rule_set(rule(condition, on_false=on_false))
    bound = bind(rules, parameters={}, lists=LISTS)
    whole = rules.vocabulary.canonical(person)
    before = evaluate(bound, less_known(whole, left_out, papers_so_far))
    after = evaluate(bound, whole)
    assert after.verdicts["R-1"] is not Verdict.UNKNOWN
    if before.verdicts["R-1"] is not Verdict.UNKNOWN:
        assert before.verdicts == after.verdicts
    if before.outcome is not Outcome.NEEDS_CHECK:
        assert before.outcome is after.outcome
