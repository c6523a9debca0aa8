"""Putting parameters and lists into a condition, and doing all date arithmetic, once.

What comes out compares facts with constants: ages are birth dates, ordinals are codes, and a part that a
parameter has decided is gone.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from programs.eligibility.facts import Codes, FactType
from programs.eligibility.lists import CodeList
from programs.eligibility.months import earliest_birth_for_age_at_most, latest_birth_for_age_at_least, shifted
from programs.eligibility.nodes import (
    Age,
    AllOf,
    AnyOf,
    Between,
    CodesParam,
    Compare,
    Constant,
    Declared,
    Equals,
    Leaf,
    ListRef,
    Literal,
    Node,
    Not,
    OneOf,
    Operand,
    Operands,
    Param,
    Scalar,
    SetTest,
)
from programs.eligibility.parameters import ALL, Bound
from programs.eligibility.values import canonical_value
from programs.eligibility.vocabulary import Vocabulary


class Folder:
    """Folds conditions for one binding.

    Raises ValueError, with a whole sentence, where the values cannot be put in.
    """

    def __init__(
        self, vocabulary: Vocabulary, values: Mapping[str, Bound | None], lists: Mapping[str, CodeList]
    ) -> None:
        self.vocabulary = vocabulary
        self.values = values
        self.lists = lists

    def fold(self, node: Node) -> Node:
        """The same condition over constants."""
        match node:
            case AllOf(parts):
                return _joined([self.fold(part) for part in parts], decisive=False)
            case AnyOf(parts):
                return _joined([self.fold(part) for part in parts], decisive=True)
            case Not(part):
                inner = self.fold(part)
                return Constant(not inner.value) if isinstance(inner, Constant) else Not(inner)
            case Age():
                return self._age(node)
            case Compare():
                return self._compare(node)
            case Between():
                return self._between(node)
            case Equals():
                return Equals(fact=node.fact, value=self._literal(node.fact, node.value))
            case OneOf():
                return self._one_of(node)
            case SetTest():
                return self._set_test(node)
            case Declared() | Constant():
                return node
            case _:
                raise TypeError(f"{type(node).__name__} cannot be folded.")

    def _age(self, node: Age) -> Node:
        years, on = self._scalar(node.years), self._scalar(node.on)
        assert isinstance(years, int)
        assert isinstance(on, str)
        if not 0 <= years <= 150:
            raise ValueError(f"{years} is no age; give years from 0 to 150.")
        day = date.fromisoformat(on)
        stated = Age(fact=node.fact, bound=node.bound, years=Literal(years), on=Literal(on))
        if node.bound == "age_at_least":
            limit, comparison = latest_birth_for_age_at_least(years, day), "le"
        else:
            limit, comparison = earliest_birth_for_age_at_most(years, day), "ge"
        return Compare(fact=node.fact, comparison=comparison, value=Literal(limit.isoformat()), stated=stated)

    def _compare(self, node: Compare) -> Node:
        value = self._literal(node.fact, node.value)
        plain = Compare(fact=node.fact, comparison=node.comparison, value=value)
        if self.vocabulary[node.fact].type is not FactType.ORDINAL:
            return plain
        ranks = self._ranks(node.fact)
        at = ranks.index(str(value.value))
        spans = {"le": ranks[: at + 1], "lt": ranks[:at], "ge": ranks[at:], "gt": ranks[at + 1 :]}
        return _among(plain, spans[node.comparison])

    def _between(self, node: Between) -> Node:
        low, high = self._literal(node.fact, node.low), self._literal(node.fact, node.high)
        plain = Between(fact=node.fact, low=low, high=high)
        if self.vocabulary[node.fact].type is not FactType.ORDINAL:
            return plain
        ranks = self._ranks(node.fact)
        return _among(plain, ranks[ranks.index(str(low.value)) : ranks.index(str(high.value)) + 1])

    def _one_of(self, node: OneOf) -> Node:
        codes = self._codes(node.codes)
        if codes == ALL:
            return Constant(True)
        if not codes:
            return Constant(False)
        stated = node if isinstance(node.codes, ListRef) else None
        return OneOf(fact=node.fact, codes=_literals(codes), stated=stated)

    def _set_test(self, node: SetTest) -> Node:
        codes = self._codes(node.codes)
        if codes == ALL:
            raise ValueError(f'"{ALL}" can be said of a fact with one code, not of the set "{node.fact}".')
        if not codes and node.test in ("has_any", "has_all"):
            return Constant(node.test == "has_all")
        stated = node if isinstance(node.codes, ListRef) else None
        return SetTest(fact=node.fact, test=node.test, codes=_literals(codes), stated=stated)

    def _ranks(self, fact: str) -> tuple[str, ...]:
        return self.vocabulary[fact].ranks()

    def _literal(self, fact: str, operand: Operand) -> Literal:
        """The value as this fact would hold it, so that a stored binding reads back the same."""
        value = canonical_value(self.vocabulary[fact], self._scalar(operand))
        assert not isinstance(value, Codes)
        return Literal(value)

    def _scalar(self, operand: Operand) -> Scalar:
        if isinstance(operand, Literal):
            return operand.value
        return self._param(operand)

    def _param(self, operand: Param) -> Scalar:
        value = self.values[operand.name]
        assert value is not None, operand.name
        assert not isinstance(value, tuple), operand.name
        if operand.years or operand.months:
            moved = shifted(date.fromisoformat(str(value)), years=operand.years, months=operand.months)
            return moved.isoformat()
        return value

    def _codes(self, operands: Operands) -> tuple[str, ...] | str:
        """The codes, sorted, or the word ALL."""
        match operands:
            case ListRef(name):
                return self.lists[name].codes
            case CodesParam(name):
                value = self.values[name]
                assert value is not None
                return value if isinstance(value, tuple) else ALL
            case _:
                return tuple(sorted({str(self._scalar(operand)) for operand in operands}))


def day_after(day: str) -> str:
    """The ISO day after an ISO day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def day_before(day: str) -> str:
    """The ISO day before an ISO day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _among(stated: Leaf, codes: tuple[str, ...]) -> Node:
    """An ordinal comparison as the codes that satisfy it; where none does, it is false whatever the answer."""
    return OneOf(fact=stated.fact, codes=_literals(tuple(sorted(codes))), stated=stated) if codes else Constant(False)


def _literals(codes: tuple[str, ...] | str) -> tuple[Literal, ...]:
    return tuple(Literal(code) for code in codes)


def _joined(parts: list[Node], *, decisive: bool) -> Node:
    """`any` (decisive True) or `all` (decisive False) without the parts that binding has decided."""
    if Constant(decisive) in parts:
        return Constant(decisive)
    rest = tuple(part for part in parts if not isinstance(part, Constant))
    if not rest:
        return Constant(not decisive)
    if len(rest) == 1:
        return rest[0]
    return AnyOf(rest) if decisive else AllOf(rest)
