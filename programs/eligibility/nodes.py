"""Conditions as data: a handful of leaves and `all`, `any`, `not`.

The same classes hold a condition before binding (values may be names of parameters and lists) and after
(only literals). `content` writes a condition as the JSON it was read from.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from programs.eligibility.canonical import decimal_text

Scalar = str | int | Decimal | bool


@dataclass(frozen=True)
class Literal:
    """A value written out, in its canonical form."""

    value: Scalar


@dataclass(frozen=True)
class Param:
    """The value of a parameter of the round or call; a date may be moved by years and months."""

    name: str
    years: int = 0
    months: int = 0


@dataclass(frozen=True)
class ListRef:
    """All codes of a code list."""

    name: str


@dataclass(frozen=True)
class CodesParam:
    """All codes of a parameter that holds several."""

    name: str


Operand = Literal | Param
Operands = tuple[Operand, ...] | ListRef | CodesParam


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A condition on one fact. `stated` is how it was said before binding folded it, for explanations."""

    fact: str
    stated: "Leaf | None" = field(default=None)

    @property
    def operator(self) -> str:
        """The word that names this leaf in a definition."""
        raise NotImplementedError

    def arguments(self) -> dict[str, Any]:
        """What stands beside the fact in a definition."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Equals(Leaf):
    """The fact is this code or this yes-or-no."""

    value: Operand
    operator = "eq"

    def arguments(self) -> dict[str, Any]:
        return {"value": operand_content(self.value)}


@dataclass(frozen=True, kw_only=True)
class OneOf(Leaf):
    """The fact is one of these codes."""

    codes: Operands
    operator = "in"

    def arguments(self) -> dict[str, Any]:
        return {"codes": operands_content(self.codes)}


@dataclass(frozen=True, kw_only=True)
class Compare(Leaf):
    """The fact is at most (le), less than (lt), at least (ge) or more than (gt) the value."""

    comparison: str
    value: Operand

    @property
    def operator(self) -> str:
        return self.comparison

    def arguments(self) -> dict[str, Any]:
        return {"value": operand_content(self.value)}


@dataclass(frozen=True, kw_only=True)
class Between(Leaf):
    """The fact lies between two values, both included."""

    low: Operand
    high: Operand
    operator = "between"

    def arguments(self) -> dict[str, Any]:
        return {"low": operand_content(self.low), "high": operand_content(self.high)}


@dataclass(frozen=True, kw_only=True)
class Age(Leaf):
    """The person born on the fact's day is at least, or at most, so many years old on a stated day."""

    bound: str
    years: Operand
    on: Operand

    @property
    def operator(self) -> str:
        return self.bound

    def arguments(self) -> dict[str, Any]:
        return {"years": operand_content(self.years), "on": operand_content(self.on)}


@dataclass(frozen=True, kw_only=True)
class SetTest(Leaf):
    """The set holds one of the codes (has_any), all of them (has_all), or nothing but them (only)."""

    test: str
    codes: Operands

    @property
    def operator(self) -> str:
        return self.test

    def arguments(self) -> dict[str, Any]:
        return {"codes": operands_content(self.codes)}


@dataclass(frozen=True, kw_only=True)
class Declared(Leaf):
    """The person declared it."""

    operator = "declared"

    def arguments(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True)
class Constant:
    """Decided when it was bound: a parameter made the condition moot."""

    value: bool


Node = Leaf | AllOf | AnyOf | Not | Constant


def content(node: Node) -> dict[str, Any]:
    """The condition as JSON-able data."""
    match node:
        case AllOf(parts):
            return {"all": [content(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [content(part) for part in parts]}
        case Not(part):
            return {"not": content(part)}
        case Constant(value):
            return {"always": value}
        case Leaf():
            written: dict[str, Any] = {node.operator: {"fact": node.fact, **node.arguments()}}
            if node.stated is not None:
                written["stated"] = content(node.stated)
            return written


def leaves(node: Node) -> list[Leaf]:
    """Every leaf of a condition, from left to right."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Not(part):
            return leaves(part)
        case Leaf():
            return [node]
        case _:
            return []


def operand_content(operand: Operand) -> Any:
    """A literal as JSON (decimals as text, so that no digit is lost), a parameter as `{"param": ...}`."""
    if isinstance(operand, Literal):
        return decimal_text(operand.value) if isinstance(operand.value, Decimal) else operand.value
    moved = {word: by for word, by in (("years", operand.years), ("months", operand.months)) if by}
    return {"param": operand.name, **moved}


def operands_content(operands: Operands) -> Any:
    """A list of literals and parameters, or a reference to a list or to a parameter of several codes."""
    match operands:
        case ListRef(name):
            return {"list": name}
        case CodesParam(name):
            return {"param": name}
        case _:
            return [operand_content(operand) for operand in operands]
