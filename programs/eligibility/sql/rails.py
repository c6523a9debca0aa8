"""A bound condition as two positive ones: when it is definitely true, and when it is definitely false.

Both leave out the rows where it is unknown, because every comparison with NULL is NULL, and NULL is not true.
`not` swaps the two. The only negations stand before a test of a set's members, which is NULL or has no rows for
NULL, and are joined to the set's flag, which is NULL with them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from programs.eligibility.canonical import decimal_text
from programs.eligibility.facts import FactType
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
from programs.eligibility.sql.fragments import Sql, compose, joined
from programs.eligibility.sql.reading import Column, Columns

TRUE, FALSE = Sql("TRUE"), Sql("FALSE")
COMPARISONS = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">"}
OPPOSITE = {"le": ">", "lt": ">=", "ge": "<", "gt": "<="}
LONG = 40
"""Above so many codes (countries, say) the few members of a set are looked up among them instead of the reverse."""

_MEMBERS = "SELECT FROM jsonb_array_elements({}) AS member"
_IS_TEXT, _AS_TEXT = "jsonb_typeof(member) = 'string'", "(member #>> '{{}}') COLLATE \"C\""
_CASTS = {FactType.INT: "numeric", FactType.DECIMAL: "numeric", FactType.BOOL: "boolean"}


@dataclass(frozen=True)
class Rails:
    """Definitely true, definitely false. Never both; neither is unknown."""

    true: Sql
    false: Sql


def rails(node: Node, columns: Columns) -> Rails:
    """The two conditions of a node. Raises TypeError for one that is not bound."""
    match node:
        case AllOf(parts):
            return all_of([rails(part, columns) for part in parts])
        case AnyOf(parts):
            return any_of([rails(part, columns) for part in parts])
        case Not(part):
            return swapped(rails(part, columns))
        case Constant(value):
            return Rails(TRUE, FALSE) if value else Rails(FALSE, TRUE)
        case Declared():
            return declared(columns[node.fact])
        case Equals():
            return equals(columns[node.fact], node.value)
        case OneOf():
            return one_of(columns[node.fact], codes_of(node.codes))
        case Compare():
            return compare(columns[node.fact], node.comparison, node.value)
        case Between():
            return between(columns[node.fact], node.low, node.high)
        case SetTest():
            return SET_TESTS[node.test](columns[node.fact], codes_of(node.codes))
    raise TypeError(f"{type(node).__name__} is not a bound condition.")


def all_of(parts: list[Rails]) -> Rails:
    """True where all are, false where one is."""
    return Rails(_together("AND", [part.true for part in parts]), _together("OR", [part.false for part in parts]))


def any_of(parts: list[Rails]) -> Rails:
    """True where one is, false where all are."""
    return Rails(_together("OR", [part.true for part in parts]), _together("AND", [part.false for part in parts]))


def swapped(part: Rails) -> Rails:
    """`not`."""
    return Rails(part.false, part.true)


def declared(column: Column) -> Rails:
    """Yes and no are both answers; NULL is none."""
    return Rails(compose("{} = TRUE", column.value), compose("{} = FALSE", column.value))


def equals(column: Column, wanted: Operand) -> Rails:
    """This code, or this yes-or-no."""
    value = constant(column, wanted)
    return Rails(compose("{} = {}", column.value, value), compose("{} <> {}", column.value, value))


def one_of(column: Column, codes: list[str]) -> Rails:
    """One of these codes. An empty list has its own test for NULL: `NULL <> ALL ('{}')` is true in SQL."""
    listed = Sql("(%s::text[])", (codes,))
    return Rails(
        compose("{} = ANY {}", column.value, listed),
        compose("({} IS NOT NULL AND {} <> ALL {})", column.value, column.value, listed),
    )


def compare(column: Column, comparison: str, limit: Operand) -> Rails:
    """On this side of the limit, or on the other. Raises TypeError for ranks: binding makes codes of them."""
    if column.fact.type is FactType.ORDINAL:
        raise TypeError(f"{column.fact.key} is compared by rank; bind the rule set first.")
    value = constant(column, limit)
    return Rails(
        compose(f"{{}} {COMPARISONS[comparison]} {{}}", column.value, value),
        compose(f"{{}} {OPPOSITE[comparison]} {{}}", column.value, value),
    )


def between(column: Column, low: Operand, high: Operand) -> Rails:
    """Both ends included. Raises TypeError for ranks: binding makes codes of them."""
    if column.fact.type is FactType.ORDINAL:
        raise TypeError(f"{column.fact.key} is compared by rank; bind the rule set first.")
    least, most = constant(column, low), constant(column, high)
    return Rails(
        compose("({} >= {} AND {} <= {})", column.value, least, column.value, most),
        compose("({} < {} OR {} > {})", column.value, least, column.value, most),
    )


def has_any(column: Column, codes: list[str]) -> Rails:
    """One of them is there; that none is takes the whole set to know."""
    listed = Sql("%s::text[]", (codes,))
    held = compose("{} ?| {}", column.members, listed)
    if len(codes) > LONG:
        held = compose(f"EXISTS ({_MEMBERS} WHERE {_IS_TEXT} AND {_AS_TEXT} = ANY ({{}}))", column.members, listed)
    return Rails(held, compose("({} AND NOT ({}))", column.complete, held))


def has_all(column: Column, codes: list[str]) -> Rails:
    """All of them are there; that one is not takes the whole set to know."""
    held = compose("{} ?& {}", column.members, Sql("%s::text[]", (codes,)))
    return Rails(held, compose("({} AND NOT ({}))", column.complete, held))


def only(column: Column, codes: list[str]) -> Rails:
    """Nothing else is there, which takes the whole set to know; one stranger in a part of it is enough to refute."""
    listed = Sql("%s::text[]", (codes,))
    stranger = compose("NOT ({} <@ to_jsonb({}))", column.members, listed)
    if len(codes) > LONG:
        test = f"NOT {_IS_TEXT} OR {_AS_TEXT} <> ALL ({{}})"
        stranger = compose(f"EXISTS ({_MEMBERS} WHERE {test})", column.members, listed)
    return Rails(compose("({} AND NOT ({}))", column.complete, stranger), stranger)


SET_TESTS: dict[str, Callable[[Column, list[str]], Rails]] = {"has_any": has_any, "has_all": has_all, "only": only}


def constant(column: Column, operand: Operand) -> Sql:
    """A literal as a parameter of the column's type."""
    if not isinstance(operand, Literal):
        raise TypeError(f"{operand} is not a value; bind the rule set first.")
    cast = _CASTS.get(column.fact.type, "text")
    value = operand.value
    if cast == "boolean":
        return Sql("%s::boolean", (value,))
    # Numbers as text: a driver has its own opinion on how long one may be.
    return Sql(f"%s::{cast}", (decimal_text(value) if isinstance(value, Decimal) else str(value),))


def codes_of(operands: Operands) -> list[str]:
    """The codes of a bound condition."""
    if not isinstance(operands, tuple):
        raise TypeError(f"{operands} is not a list of values; bind the rule set first.")
    codes = []
    for operand in operands:
        if not isinstance(operand, Literal):
            raise TypeError(f"{operand} is not a value; bind the rule set first.")
        codes.append(str(operand.value))
    return codes


def _together(word: str, parts: list[Sql]) -> Sql:
    return compose("({})", joined(f" {word} ", parts))
