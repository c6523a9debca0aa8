"""Bound conditions as functions that say true, false or unknown (None).

Kleene's logic: an unanswered fact makes a condition unknown unless the rest already decides it. Conditions
become closures once per binding, so that screening a hundred thousand people costs no walking of trees.
"""

from collections.abc import Callable, Mapping
from typing import Any

from programs.eligibility.facts import Codes
from programs.eligibility.nodes import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Constant,
    Declared,
    Equals,
    Literal,
    Node,
    Not,
    OneOf,
    Operand,
    Operands,
    SetTest,
)

Truth = bool | None
Values = Mapping[str, Any]
Condition = Callable[[Values], Truth]


def condition(node: Node) -> Condition:
    """The function for a bound condition. Raises TypeError for one that is not bound."""
    match node:
        case AllOf(parts):
            return _all([condition(part) for part in parts])
        case AnyOf(parts):
            return _any([condition(part) for part in parts])
        case Not(part):
            return _not(condition(part))
        case Constant(value):
            return lambda values: value
        case Declared():
            return _declared(node.fact)
        case Equals():
            return _equals(node.fact, _value(node.value))
        case OneOf():
            return _one_of(node.fact, _members(node.codes))
        case Compare():
            return _COMPARISONS[node.comparison](node.fact, _value(node.value))
        case Between():
            return _between(node.fact, _value(node.low), _value(node.high))
        case SetTest():
            return _SET_TESTS[node.test](node.fact, _members(node.codes))
    raise TypeError(f"{type(node).__name__} is not a bound condition.")


def _value(operand: Operand) -> Any:
    if not isinstance(operand, Literal):
        raise TypeError(f"{operand} is not a value; bind the rule set first.")
    return operand.value


def _members(operands: Operands) -> frozenset[Any]:
    if not isinstance(operands, tuple):
        raise TypeError(f"{operands} is not a list of values; bind the rule set first.")
    return frozenset(_value(operand) for operand in operands)


def _all(parts: list[Condition]) -> Condition:
    def test(values: Values) -> Truth:
        truth: Truth = True
        for part in parts:
            one = part(values)
            if one is False:
                return False
            if one is None:
                truth = None
        return truth

    return test


def _any(parts: list[Condition]) -> Condition:
    if len(parts) == 2:
        return _either(*parts)

    def test(values: Values) -> Truth:
        truth: Truth = False
        for part in parts:
            one = part(values)
            if one is True:
                return True
            if one is None:
                truth = None
        return truth

    return test


def _either(one: Condition, other: Condition) -> Condition:
    """`any` of two, the usual number, without a loop."""

    def test(values: Values) -> Truth:
        first = one(values)
        if first is True:
            return True
        second = other(values)
        if second is True:
            return True
        return None if first is None or second is None else False

    return test


def _not(part: Condition) -> Condition:
    def test(values: Values) -> Truth:
        truth = part(values)
        return None if truth is None else not truth

    return test


def _declared(fact: str) -> Condition:
    return lambda values: values.get(fact)


def _equals(fact: str, wanted: Any) -> Condition:
    if wanted is True:
        return _declared(fact)

    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value == wanted

    return test


def _one_of(fact: str, members: frozenset[Any]) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value in members

    return test


def _at_most(fact: str, limit: Any) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value <= limit

    return test


def _less(fact: str, limit: Any) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value < limit

    return test


def _at_least(fact: str, limit: Any) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value >= limit

    return test


def _more(fact: str, limit: Any) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else value > limit

    return test


def _between(fact: str, low: Any, high: Any) -> Condition:
    def test(values: Values) -> Truth:
        value = values.get(fact)
        return None if value is None else low <= value <= high

    return test


def _has_any(fact: str, members: frozenset[str]) -> Condition:
    def test(values: Values) -> Truth:
        codes: Codes | None = values.get(fact)
        if codes is None:
            return None
        if not members.isdisjoint(codes.members):
            return True
        return False if codes.complete else None

    return test


def _has_all(fact: str, members: frozenset[str]) -> Condition:
    def test(values: Values) -> Truth:
        codes: Codes | None = values.get(fact)
        if codes is None:
            return None
        if members <= codes.members:
            return True
        return False if codes.complete else None

    return test


def _only(fact: str, members: frozenset[str]) -> Condition:
    def test(values: Values) -> Truth:
        codes: Codes | None = values.get(fact)
        if codes is None:
            return None
        if not codes.members <= members:
            return False
        return True if codes.complete else None

    return test


_COMPARISONS: dict[str, Callable[[str, Any], Condition]] = {
    "le": _at_most,
    "lt": _less,
    "ge": _at_least,
    "gt": _more,
}
_SET_TESTS: dict[str, Callable[[str, frozenset[str]], Condition]] = {
    "has_any": _has_any,
    "has_all": _has_all,
    "only": _only,
}
