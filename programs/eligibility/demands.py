"""What conditions that must all hold ask of one fact, and whether any value is left that meets all of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from programs.eligibility.facts import Fact, FactType
from programs.eligibility.nodes import (
    Between,
    Compare,
    Declared,
    Equals,
    Leaf,
    Literal,
    OneOf,
    Operands,
    SetTest,
)

_OPPOSITE = {"le": "gt", "lt": "ge", "ge": "lt", "gt": "le"}
_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "le": lambda rank, limit: rank <= limit,
    "lt": lambda rank, limit: rank < limit,
    "ge": lambda rank, limit: rank >= limit,
    "gt": lambda rank, limit: rank > limit,
}


@dataclass
class Demands:
    """What is asked of one fact; a set may also be empty, a single value cannot.

    Only constants are compared. Steps of an ordinal are the codes that lie on the right side, so that they meet
    single codes in `allowed`.
    """

    fact: Fact
    rules: list[str] = field(default_factory=list)
    lower: tuple[Any, bool] | None = None  # the limit, and whether it is excluded itself
    upper: tuple[Any, bool] | None = None
    allowed: set[Any] | None = None  # None: any
    forbidden: set[Any] = field(default_factory=set)
    needed: set[Any] = field(default_factory=set)
    one_of: list[set[Any]] = field(default_factory=list)  # sets: at least one of each
    not_all: list[set[Any]] = field(default_factory=list)  # sets: at least one of each is missing
    beyond: list[set[Any]] = field(default_factory=list)  # sets: something that is not among each

    def copy(self) -> Demands:
        """Return demands to try further ones on."""
        return deepcopy(self, {id(self.fact): self.fact})

    def impossible(self) -> bool:
        """Whether no value is left."""
        if self.fact.type is FactType.SET:
            return self._no_set_left()
        if self.lower and self.upper:
            (low, low_open), (high, high_open) = self.lower, self.upper
            if low > high or (low == high and (low_open or high_open or low in self.forbidden)):
                return True
        return self.allowed is not None and not any(map(self._within, self.allowed - self.forbidden))

    def add(self, leaf: Leaf, negated: bool, rule: str) -> None:
        """Ask for one more condition, or for its opposite. What is not written out yet asks for nothing."""
        if rule not in self.rules:
            self.rules.append(rule)
        match leaf:
            case Declared():
                self._only({not negated})
            case Equals(value=Literal(wanted)):
                self._one_of({wanted}, negated)
            case OneOf(codes=codes) if (named := _named(codes)) is not None:
                self._one_of(named, negated)
            case SetTest(codes=codes) if (named := _named(codes)) is not None:
                self._of_set(leaf.test, named, negated)
            case Compare(value=Literal(limit)):
                self._compared(_OPPOSITE[leaf.comparison] if negated else leaf.comparison, limit)
            case Between(low=Literal(low), high=Literal(high)) if not negated:
                self._compared("ge", low)
                self._compared("le", high)
            case Between(low=Literal(low), high=Literal(high)) if self.fact.type is FactType.ORDINAL:
                self._only(self._ranked("lt", str(low)) | self._ranked("gt", str(high)))

    def _within(self, value: Any) -> bool:
        above = self.lower is None or value > self.lower[0] or (value == self.lower[0] and not self.lower[1])
        return above and (self.upper is None or value < self.upper[0] or (value == self.upper[0] and not self.upper[1]))

    def _no_set_left(self) -> bool:
        room = None if self.allowed is None else self.allowed - self.forbidden
        if self.needed & self.forbidden or (room is not None and self.needed - room):
            return True
        if any(not codes - self.forbidden or (room is not None and not codes & room) for codes in self.one_of):
            return True
        return any(codes <= self.needed for codes in self.not_all) or (
            room is not None and any(room <= codes for codes in self.beyond)
        )

    def _only(self, values: set[Any]) -> None:
        self.allowed = values if self.allowed is None else self.allowed & values

    def _one_of(self, values: set[Any], negated: bool) -> None:
        every = self._every()
        if not negated:
            self._only(values)
        elif every is not None:
            self._only(every - values)
        else:
            self.forbidden |= values

    def _compared(self, comparison: str, limit: Any) -> None:
        if self.fact.type is FactType.ORDINAL:
            self._only(self._ranked(comparison, limit))
            return
        excluded = comparison in ("gt", "lt")
        if excluded and self.fact.type is FactType.INT:  # more than 5 is at least 6
            limit, excluded = limit + (1 if comparison == "gt" else -1), False
        if comparison in ("ge", "gt"):
            if self.lower is None or (limit, excluded) > self.lower:
                self.lower = (limit, excluded)
        elif self.upper is None or (limit, not excluded) < (self.upper[0], not self.upper[1]):
            self.upper = (limit, excluded)

    def _ranked(self, comparison: str, limit: str) -> set[Any]:
        ranks = self.fact.ranks()
        return {code for rank, code in enumerate(ranks) if _HOLDS[comparison](rank, ranks.index(limit))}

    def _of_set(self, test: str, codes: set[Any], negated: bool) -> None:
        """`only` bounds a set, `has_all` needs its codes, `has_any` one of them."""
        match test, negated:
            case "only", False:
                self._only(codes)
            case "only", True:
                self.beyond.append(codes)
            case "has_all", False:
                self.needed |= codes
            case "has_all", True:
                self.not_all.append(codes)
            case "has_any", False:
                self.one_of.append(codes)
            case _:
                self.forbidden |= codes

    def _every(self) -> set[Any] | None:
        """All values there are, where they are few enough to be named."""
        if self.fact.type is FactType.BOOL:
            return {True, False}
        codes = self.fact.codes
        return None if codes is None or codes.pattern is not None else set(codes.labels)


def _named(operands: Operands) -> set[Any] | None:
    """The codes, where all of them are written out."""
    if not isinstance(operands, tuple) or not all(isinstance(operand, Literal) for operand in operands):
        return None
    return {operand.value for operand in operands if isinstance(operand, Literal)}
