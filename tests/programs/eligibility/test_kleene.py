"""True, false and unknown: the tables, the leaves, and sets of which only a part is known."""

import itertools

import pytest

from programs.eligibility.conditions import Truth, condition
from programs.eligibility.nodes import AllOf, AnyOf, Compare, Declared, Literal, Node, Not, Param
from tests.programs.eligibility.samples import bound, facts

TRUTHS: tuple[Truth, ...] = (True, None, False)


def leaf(truth: Truth, fact: str) -> tuple[Node, dict[str, bool]]:
    """A condition with this truth, and the facts that give it."""
    return Declared(fact=fact), {} if truth is None else {fact: truth}


def truth_of(when: object, **known: object) -> Truth:
    """The truth of a condition of the small vocabulary for these facts."""
    return bound(when).conditions[0][1](facts(**known).values)


@pytest.mark.parametrize(("left", "right"), list(itertools.product(TRUTHS, TRUTHS)))
def test_all_is_the_lesser_and_any_the_greater_of_two(left: Truth, right: Truth) -> None:
    (one, known), (other, more) = leaf(left, "a"), leaf(right, "b")
    order = {False: 0, None: 1, True: 2}
    values = {**known, **more}
    assert condition(AllOf((one, other)))(values) is min(left, right, key=lambda truth: order[truth])
    assert condition(AnyOf((one, other)))(values) is max(left, right, key=lambda truth: order[truth])


@pytest.mark.parametrize(("truth", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_turns_what_is_decided_and_leaves_unknown_unknown(truth: Truth, opposite: Truth) -> None:
    node, values = leaf(truth, "a")
    assert condition(Not(node))(values) is opposite


@pytest.mark.parametrize(
    ("when", "known", "truth"),
    [
        ({"eq": {"fact": "country", "value": "BE"}}, {"country": "BE"}, True),
        ({"eq": {"fact": "country", "value": "BE"}}, {"country": "FR"}, False),
        ({"eq": {"fact": "country", "value": "BE"}}, {}, None),
        ({"eq": {"fact": "member", "value": False}}, {"member": False}, True),
        ({"eq": {"fact": "member", "value": False}}, {"member": True}, False),
        ({"eq": {"fact": "member", "value": False}}, {}, None),
        ({"declared": {"fact": "agrees"}}, {"agrees": False}, False),
        ({"declared": {"fact": "agrees"}}, {}, None),
        ({"not": {"declared": {"fact": "agrees"}}}, {}, None),
        ({"in": {"fact": "country", "codes": ["BE", "FR"]}}, {"country": "FR"}, True),
        ({"in": {"fact": "country", "codes": {"list": "neighbours"}}}, {"country": "JP"}, False),
        ({"le": {"fact": "months", "value": 6}}, {"months": 6}, True),
        ({"le": {"fact": "months", "value": 6}}, {"months": 7}, False),
        ({"le": {"fact": "months", "value": 0}}, {"months": 0}, True),
        ({"lt": {"fact": "months", "value": 6}}, {"months": 6}, False),
        ({"ge": {"fact": "grade", "value": "2.5"}}, {"grade": 2.5}, True),
        ({"ge": {"fact": "grade", "value": "2.5"}}, {"grade": "2.4999"}, False),
        ({"gt": {"fact": "grade", "value": 2}}, {"grade": 2}, False),
        ({"gt": {"fact": "grade", "value": 2}}, {}, None),
        ({"between": {"fact": "months", "low": 2, "high": 4}}, {"months": 4}, True),
        ({"between": {"fact": "months", "low": 2, "high": 4}}, {"months": 5}, False),
        ({"le": {"fact": "birth_date", "value": "1999-10-01"}}, {"birth_date": "1999-10-01"}, True),
        ({"lt": {"fact": "birth_date", "value": "1999-10-01"}}, {"birth_date": "1999-10-01"}, False),
        ({"ge": {"fact": "japanese", "value": "N2"}}, {"japanese": "N1"}, True),
        ({"ge": {"fact": "japanese", "value": "N2"}}, {"japanese": "N2"}, True),
        ({"ge": {"fact": "japanese", "value": "N2"}}, {"japanese": "N3"}, False),
        ({"gt": {"fact": "japanese", "value": "N2"}}, {"japanese": "N2"}, False),
        ({"lt": {"fact": "japanese", "value": "N2"}}, {"japanese": "N5"}, True),
        ({"le": {"fact": "japanese", "value": "N2"}}, {}, None),
        ({"between": {"fact": "japanese", "low": "N4", "high": "N2"}}, {"japanese": "N3"}, True),
        ({"between": {"fact": "japanese", "low": "N4", "high": "N2"}}, {"japanese": "N1"}, False),
    ],
)
def test_a_leaf_compares_and_is_unknown_without_an_answer(when: object, known: dict[str, object], truth: Truth) -> None:
    assert truth_of(when, **known) is truth


WHOLE = {
    "none": [],
    "form": ["form"],
    "form and plan": ["form", "plan"],
    "grades": ["grades"],
}
PART = {name: {"codes": codes, "complete": False} for name, codes in WHOLE.items()}


@pytest.mark.parametrize(
    ("test", "papers", "whole", "part"),
    [
        ("has_any", "none", False, None),
        ("has_any", "form", True, True),
        ("has_any", "form and plan", True, True),
        ("has_any", "grades", False, None),
        ("has_all", "none", False, None),
        ("has_all", "form", False, None),
        ("has_all", "form and plan", True, True),
        ("has_all", "grades", False, None),
        ("only", "none", True, None),
        ("only", "form", True, None),
        ("only", "form and plan", True, None),
        ("only", "grades", False, False),
    ],
)
def test_a_part_of_a_set_decides_only_what_more_codes_cannot_change(
    test: str, papers: str, whole: Truth, part: Truth
) -> None:
    when = {test: {"fact": "papers", "codes": ["form", "plan"]}}
    assert truth_of(when, papers=WHOLE[papers]) is whole
    assert truth_of(when, papers=PART[papers]) is part
    assert truth_of(when) is None


def test_has_none_needs_the_whole_set() -> None:
    when = {"not": {"has_any": {"fact": "papers", "codes": ["form"]}}}
    assert truth_of(when, papers=["plan"]) is True
    assert truth_of(when, papers={"codes": ["plan"], "complete": False}) is None
    assert truth_of(when, papers={"codes": ["form"], "complete": False}) is False


def test_a_condition_that_was_not_bound_is_refused() -> None:
    with pytest.raises(TypeError, match="bind the rule set first"):
        condition(Compare(fact="months", comparison="le", value=Param("most")))
    with pytest.raises(TypeError, match="bind the rule set first"):
        condition(AllOf((Compare(fact="months", comparison="le", value=Literal(1)), Declared(fact="a"), *_unbound())))


def _unbound() -> tuple[Node, ...]:
    return (Compare(fact="months", comparison="ge", value=Param("least")),)
