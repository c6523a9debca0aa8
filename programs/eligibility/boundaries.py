"""Boundary days: for every limit, the value before it, on it and after it, with what must come out.

What is expected is worked out apart from the engine's own path: ages by counting birthdays, comparisons on
days and numbers as such, and conditions by walking the tree instead of running its compiled form.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from programs.eligibility.binding import Bound
from programs.eligibility.conditions import Truth, condition
from programs.eligibility.facts import Fact, Facts, FactType, Value
from programs.eligibility.nodes import Age, AllOf, AnyOf, Between, Compare, Constant, Leaf, Literal, Node, Not, leaves
from programs.eligibility.rules import Rule


@dataclass(frozen=True)
class Boundary:
    """Facts with one value at a limit, and what one rule must say about them."""

    name: str
    rule: str
    facts: Facts
    expected: Truth


def boundaries(bound: Bound, facts: Facts) -> list[Boundary]:
    """Boundary cases of every rule, made from a person's facts by changing one of them."""
    return [made for rule in bound.rules for leaf in leaves(rule.when) for made in _around(bound, rule, leaf, facts)]


def age_on(birth: date, day: date) -> int:
    """Birthdays that somebody born on `birth` has had by `day`; 29 February is kept on 1 March where missing."""
    return sum(_birthday(birth, year) <= day for year in range(birth.year + 1, day.year + 1))


def _birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _around(bound: Bound, rule: Rule, leaf: Leaf, facts: Facts) -> list[Boundary]:
    fact = bound.vocabulary[leaf.fact]
    made = []
    for limit in _limits(leaf):
        for word, value in _neighbours(fact, limit):
            changed = Facts({**facts.values, fact.key: value})
            made.append(
                Boundary(
                    name=f"{rule.key}: {fact.key} {word} {limit}",
                    rule=rule.key,
                    facts=changed,
                    expected=_walk(rule.when, leaf, _holds(leaf, value), changed),
                )
            )
    return made


def _limits(leaf: Leaf) -> list[str | int | Decimal]:
    match leaf:
        case Compare(value=Literal(limit)):
            found = [limit]
        case Between(low=Literal(low), high=Literal(high)):
            found = [low, high]
        case _:
            found = []
    return [limit for limit in found if not isinstance(limit, bool)]


def _neighbours(fact: Fact, limit: str | int | Decimal) -> list[tuple[str, Value]]:
    if fact.type is FactType.DATE:
        day = date.fromisoformat(str(limit))
        step = timedelta(days=1)
        return [
            ("the day before", (day - step).isoformat()),
            ("on", day.isoformat()),
            ("the day after", (day + step).isoformat()),
        ]
    if fact.type is FactType.INT:
        number = int(limit)
        return [("one below", number - 1), ("at", number), ("one above", number + 1)]
    small = Decimal("0.01")
    return [("just below", Decimal(limit) - small), ("at", Decimal(limit)), ("just above", Decimal(limit) + small)]


def _holds(leaf: Leaf, value: Value) -> bool:
    """Whether the leaf holds for the value, by the meaning of what was stated."""
    said = leaf.stated or leaf
    match said:
        case Age(years=Literal(int() as years), on=Literal(on)):
            age = age_on(date.fromisoformat(str(value)), date.fromisoformat(str(on)))
            return age >= years if said.bound == "age_at_least" else age <= years
        case Compare(value=Literal(limit)):
            ahead = _distance(limit, value)
            return {"le": ahead <= 0, "lt": ahead < 0, "ge": ahead >= 0, "gt": ahead > 0}[said.comparison]
        case Between(low=Literal(low), high=Literal(high)):
            return _distance(low, value) >= 0 and _distance(high, value) <= 0
    raise TypeError(f"{said.operator} has no limit.")


def _distance(limit: object, value: object) -> Decimal:
    """How far the value lies beyond the limit, in days or units."""
    if isinstance(limit, str):
        return Decimal((date.fromisoformat(str(value)) - date.fromisoformat(limit)).days)
    return Decimal(str(value)) - Decimal(str(limit))


def _walk(node: Node, leaf: Leaf, holds: bool, facts: Facts) -> Truth:
    """The condition's truth with that leaf's truth taken as given, by Kleene's tables."""
    match node:
        case Constant(value):
            return value
        case Not(part):
            truth = _walk(part, leaf, holds, facts)
            return None if truth is None else not truth
        case AllOf(parts):
            return _least([_walk(part, leaf, holds, facts) for part in parts])
        case AnyOf(parts):
            lowest = _least([_negated(_walk(part, leaf, holds, facts)) for part in parts])
            return _negated(lowest)
    return holds if node is leaf else condition(node)(facts.values)


def _least(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def _negated(truth: Truth) -> Truth:
    return None if truth is None else not truth
