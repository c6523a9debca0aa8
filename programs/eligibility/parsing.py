"""Reading conditions strictly: every error names file, path and the words that would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from programs.eligibility.facts import Codes, Fact, FactType
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
    SetTest,
)
from programs.eligibility.parameters import Parameter, ParameterType
from programs.eligibility.reading import Place, flag, integer, mapping, one_of, record, sequence, text
from programs.eligibility.values import canonical_value, code_of, whole_number
from programs.eligibility.vocabulary import Vocabulary

DEEPEST = 8
YES_NO = (FactType.BOOL,)
CODED = (FactType.CODE, FactType.ORDINAL)
ORDERED = (FactType.DATE, FactType.INT, FactType.DECIMAL, FactType.ORDINAL)


@dataclass(frozen=True)
class Context:
    """What a condition may speak of. In a bound condition there are no parameters and no lists."""

    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    bound: bool = False


def parse_node(data: object, place: Place, context: Context, depth: int = 0) -> Node:
    """A condition from its data. Raises DefinitionError, and UnknownFactError for a fact that is not known."""
    if depth > DEEPEST:
        raise place.error(f"conditions nest at most {DEEPEST} deep; split this into several rules.")
    entry = dict(mapping(data, place))
    stated = entry.pop("stated", None) if context.bound else None
    known = (*_JOINS, *_LEAVES, *(("always",) if context.bound else ()))
    if len(entry) != 1:
        raise place.error(f"exactly one operator is needed here, not {len(entry)}.", known)
    ((operator, body),) = entry.items()
    spot = place.at(one_of(operator, known, place))
    if operator == "always":
        return Constant(flag(body, spot))
    if operator in _JOINS:
        return _join(operator, body, spot, context, depth)
    types, required, build = _LEAVES[operator]
    arguments = record(body, spot, required=("fact", *required))
    fact = context.vocabulary.fact(arguments["fact"], spot.at("fact"))
    if fact.type not in types:
        fits = [name for name, (kinds, _, _) in _LEAVES.items() if fact.type in kinds]
        raise spot.error(f'"{operator}" cannot be asked of "{fact.key}", which is of type {fact.type}.', fits)
    leaf = build(operator, fact, arguments, spot, context)
    return leaf if stated is None else replace(leaf, stated=_stated(stated, place.at("stated"), context, depth))


def _join(operator: str, body: object, place: Place, context: Context, depth: int) -> Node:
    if operator == "not":
        return Not(parse_node(body, place, context, depth + 1))
    parts = tuple(
        parse_node(part, place.item(number), context, depth + 1) for number, part in enumerate(sequence(body, place))
    )
    return AllOf(parts) if operator == "all" else AnyOf(parts)


def _stated(data: object, place: Place, context: Context, depth: int) -> Leaf:
    node = parse_node(data, place, context, depth + 1)
    if not isinstance(node, Leaf):
        raise place.error("what was stated is a single condition.")
    return node


def _equals(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return Equals(fact=fact.key, value=_operand(body["value"], fact, place.at("value"), context))


def _one_of(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return OneOf(fact=fact.key, codes=_operands(body["codes"], fact, place.at("codes"), context))


def _compare(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return Compare(fact=fact.key, comparison=operator, value=_operand(body["value"], fact, place.at("value"), context))


def _between(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return Between(
        fact=fact.key,
        low=_operand(body["low"], fact, place.at("low"), context),
        high=_operand(body["high"], fact, place.at("high"), context),
    )


def _age(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    years = body["years"]
    if isinstance(years, Mapping):
        count: Operand = _param(years, place.at("years"), context, (ParameterType.INT,))
    else:
        count = Literal(integer(years, place.at("years")))
        if not 0 <= whole_number(years) <= 150:
            raise place.at("years").error(f"{years} is no age; give years from 0 to 150.")
    return Age(fact=fact.key, bound=operator, years=count, on=_operand(body["on"], fact, place.at("on"), context))


def _set_test(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return SetTest(fact=fact.key, test=operator, codes=_operands(body["codes"], fact, place.at("codes"), context))


def _declared(operator: str, fact: Fact, body: Mapping[str, Any], place: Place, context: Context) -> Leaf:
    return Declared(fact=fact.key)


def _operand(data: object, fact: Fact, place: Place, context: Context) -> Operand:
    if isinstance(data, Mapping):
        return _param(data, place, context, _PARAMETER_TYPES[fact.type])
    try:
        value = code_of(fact, data) if fact.type is FactType.SET else canonical_value(fact, data)
    except ValueError as error:
        raise place.error(str(error)) from None
    assert not isinstance(value, Codes)
    return Literal(value)


def _operands(data: object, fact: Fact, place: Place, context: Context) -> Operands:
    if not isinstance(data, Mapping):
        # A bound condition may hold an empty list (a parameter said so); a written one may not.
        items = sequence(data, place, empty=context.bound)
        return tuple(_operand(item, fact, place.item(number), context) for number, item in enumerate(items))
    entry = record(data, place, optional=("list", "param"))
    if len(entry) != 1:
        raise place.error("name either a list or a parameter.", ("list", "param"))
    if "list" in entry:
        return ListRef(text(entry["list"], place.at("list")))
    return CodesParam(_param(entry, place, context, (ParameterType.CODES,)).name)


def _param(data: Mapping[str, Any], place: Place, context: Context, types: tuple[ParameterType, ...]) -> Param:
    entry = record(data, place, required=("param",), optional=("years", "months"))
    name = one_of(entry["param"], context.parameters, place.at("param"))
    parameter = context.parameters[name]
    if parameter.type not in types:
        raise place.at("param").error(f'the parameter "{name}" is of type {parameter.type}, which does not fit.', types)
    moved = {word: integer(entry[word], place.at(word)) for word in ("years", "months") if word in entry}
    if moved and parameter.type is not ParameterType.DATE:
        raise place.error(f'only a date can be moved by years or months, and "{name}" is of type {parameter.type}.')
    return Param(name, **moved)


_JOINS = ("all", "any", "not")
_Build = Callable[[str, Fact, Mapping[str, Any], Place, Context], Leaf]
_LEAVES: dict[str, tuple[tuple[FactType, ...], tuple[str, ...], _Build]] = {
    "eq": ((*CODED, *YES_NO), ("value",), _equals),
    "in": (CODED, ("codes",), _one_of),
    "le": (ORDERED, ("value",), _compare),
    "lt": (ORDERED, ("value",), _compare),
    "ge": (ORDERED, ("value",), _compare),
    "gt": (ORDERED, ("value",), _compare),
    "between": (ORDERED, ("low", "high"), _between),
    "age_at_least": ((FactType.DATE,), ("years", "on"), _age),
    "age_at_most": ((FactType.DATE,), ("years", "on"), _age),
    "has_any": ((FactType.SET,), ("codes",), _set_test),
    "has_all": ((FactType.SET,), ("codes",), _set_test),
    "only": ((FactType.SET,), ("codes",), _set_test),
    "declared": ((FactType.DECLARATION,), (), _declared),
}
_PARAMETER_TYPES: dict[FactType, tuple[ParameterType, ...]] = {
    FactType.DATE: (ParameterType.DATE,),
    FactType.INT: (ParameterType.INT,),
    FactType.DECIMAL: (ParameterType.DECIMAL, ParameterType.INT),
    FactType.CODE: (ParameterType.CODE,),
    FactType.ORDINAL: (ParameterType.CODE,),
    FactType.SET: (ParameterType.CODE,),
    FactType.BOOL: (),
    FactType.DECLARATION: (),
}
OPERATORS = tuple(_LEAVES)
"""The words of all leaves."""


def operators_for(kind: FactType) -> tuple[str, ...]:
    """The words of the leaves that can be asked of facts of this type."""
    return tuple(name for name, (kinds, _, _) in _LEAVES.items() if kind in kinds)


def arguments_of(operator: str) -> tuple[str, ...]:
    """What stands beside the fact in a leaf with this word."""
    return _LEAVES[operator][1]


def parameter_types_for(kind: FactType) -> tuple[ParameterType, ...]:
    """The types of parameters that can stand for one value of a fact of this type."""
    return _PARAMETER_TYPES[kind]
