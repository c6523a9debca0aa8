"""Requirements that no person can meet together.

Looks at what must hold for sure: rules that are one condition or `all` of several. It compares constants, so
before binding it sees only what is written out; after binding it sees everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from programs.eligibility.facts import FactType
from programs.eligibility.nodes import (
    AllOf,
    Between,
    Compare,
    Constant,
    Declared,
    Equals,
    Leaf,
    Literal,
    Node,
    Not,
    OneOf,
    Operands,
    SetTest,
)
from programs.eligibility.rules import Rule
from programs.eligibility.vocabulary import Vocabulary

OPPOSITE = {"le": "gt", "lt": "ge", "ge": "lt", "gt": "le"}


@dataclass
class _Demands:
    """What all rules together ask of one fact; a set may also be empty, a single value cannot."""

    is_set: bool = False
    rules: list[str] = field(default_factory=list)
    lower: tuple[Any, bool] | None = None
    upper: tuple[Any, bool] | None = None
    allowed: set[Any] | None = None
    forbidden: set[Any] = field(default_factory=set)
    needed: set[Any] = field(default_factory=set)

    def impossible(self) -> bool:
        """Whether no value is left."""
        if self.lower and self.upper:
            (low, low_open), (high, high_open) = self.lower, self.upper
            if low > high or (low == high and (low_open or high_open)):
                return True
        if not self.is_set and self.allowed is not None and not self.allowed - self.forbidden:
            return True
        return bool(self.needed & self.forbidden) or bool(
            self.needed and self.allowed is not None and self.needed - self.allowed
        )

    def at_least(self, value: Any, *, excluded: bool) -> None:
        if self.lower is None or (value, excluded) > self.lower:
            self.lower = (value, excluded)

    def at_most(self, value: Any, *, excluded: bool) -> None:
        if self.upper is None or (value, not excluded) < (self.upper[0], not self.upper[1]):
            self.upper = (value, excluded)

    def only(self, values: set[Any]) -> None:
        self.allowed = values if self.allowed is None else self.allowed & values


def contradictions(rules: Iterable[Rule], vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """(key of the rule that cannot be met any more, "contradiction", sentence) for each clash."""
    demands: dict[str, _Demands] = {}
    clashes = []
    for rule in rules:
        if rule.when == Constant(False):
            clashes.append((rule.key, "contradiction", f"{rule.key} can be met by nobody."))
        for leaf, negated in _conjuncts(rule.when):
            demand = demands.setdefault(leaf.fact, _Demands(vocabulary[leaf.fact].type is FactType.SET))
            before = demand.impossible()
            _demand(demand, leaf, negated, vocabulary)
            if rule.key not in demand.rules:
                demand.rules.append(rule.key)
            if demand.impossible() and not before:
                together = " and ".join(demand.rules)
                message = f'{together} ask of "{leaf.fact}" what nobody can meet.'
                clashes.append((rule.key, "contradiction", message))
    return clashes


def _conjuncts(node: Node, negated: bool = False) -> list[tuple[Leaf, bool]]:
    match node:
        case AllOf(parts) if not negated:
            return [found for part in parts for found in _conjuncts(part)]
        case Not(part):
            return _conjuncts(part, not negated)
        case Leaf():
            return [(node, negated)]
    return []


def _demand(demand: _Demands, leaf: Leaf, negated: bool, vocabulary: Vocabulary) -> None:
    match leaf:
        case Declared():
            demand.only({not negated})
        case Equals(value=Literal(wanted)) if isinstance(wanted, bool):
            demand.only({wanted != negated})
        case Equals(value=Literal(wanted)):
            demand.forbidden.add(wanted) if negated else demand.only({wanted})
        case OneOf(codes=codes) if (named := _named(codes)) is not None:
            demand.forbidden.update(named) if negated else demand.only(named)
        case SetTest() if (named := _named(leaf.codes)) is not None:
            _demand_of_set(demand, leaf.test, named, negated)
        case Compare(value=Literal(limit)) if vocabulary[leaf.fact].type is not FactType.ORDINAL:
            comparison = OPPOSITE[leaf.comparison] if negated else leaf.comparison
            if comparison in ("ge", "gt"):
                demand.at_least(limit, excluded=comparison == "gt")
            else:
                demand.at_most(limit, excluded=comparison == "lt")
        case Between(low=Literal(low), high=Literal(high)) if (
            not negated and vocabulary[leaf.fact].type is not FactType.ORDINAL
        ):
            demand.at_least(low, excluded=False)
            demand.at_most(high, excluded=False)


def _demand_of_set(demand: _Demands, test: str, codes: set[Any], negated: bool) -> None:
    """`only` bounds a set; `has_all` needs codes; `has_any` of a single code needs it."""
    if test == "only" and not negated:
        demand.only(codes)
    elif test == "has_any" and negated:
        demand.forbidden.update(codes)
    elif not negated and (test == "has_all" or len(codes) == 1):
        demand.needed.update(codes)


def _named(operands: Operands) -> set[Any] | None:
    """The codes, where all of them are written out."""
    if not isinstance(operands, tuple) or not all(isinstance(operand, Literal) for operand in operands):
        return None
    return {operand.value for operand in operands if isinstance(operand, Literal)}
