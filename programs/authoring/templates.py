"""One template per operator and fact type: the words one picks it by, and how its fields become a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.eligibility import Fact, FactType, Parameter
from programs.eligibility.parameters import ParameterType
from programs.eligibility.parsing import arguments_of, operators_for, parameter_types_for

_DATES = {
    "le": _("on a day or earlier"),
    "lt": _("before a day"),
    "ge": _("on a day or later"),
    "gt": _("after a day"),
    "between": _("from one day to another, both included"),
}
_RANKS = {
    "eq": _("is exactly this one"),
    "in": _("is one of these"),
    "le": _("is this one or lower"),
    "lt": _("is lower than this one"),
    "ge": _("is this one or higher"),
    "gt": _("is higher than this one"),
    "between": _("lies between two, both included"),
}
_NUMBERS = {
    "le": _("is at most"),
    "lt": _("is less than"),
    "ge": _("is at least"),
    "gt": _("is more than"),
    "between": _("lies between two numbers, both included"),
}
WORDS: Mapping[FactType, Mapping[str, Any]] = {
    FactType.DATE: {
        **_DATES,
        "age_at_least": _("makes somebody so old or older on a day (for dates of birth)"),
        "age_at_most": _("makes somebody so old or younger on a day (for dates of birth)"),
    },
    FactType.INT: _NUMBERS,
    FactType.DECIMAL: _NUMBERS,
    FactType.BOOL: {"eq": _("is answered with yes, or with no")},
    FactType.CODE: {"eq": _("is this one"), "in": _("is one of these")},
    FactType.ORDINAL: _RANKS,
    FactType.SET: {
        "has_any": _("holds at least one of these"),
        "has_all": _("holds all of these"),
        "only": _("holds nothing but these"),
    },
    FactType.DECLARATION: {"declared": _("is declared")},
}


def templates_for(fact: Fact) -> list[tuple[str, Any]]:
    """Return the operators that can be asked of a fact, each with the words that continue the fact's name."""
    return [(operator, WORDS[fact.type][operator]) for operator in operators_for(fact.type)]


def arguments(operator: str) -> tuple[str, ...]:
    """Return what is to be filled in beside the fact."""
    return arguments_of(operator)


def fitting(parameters: Mapping[str, Parameter], fact: Fact, argument: str) -> list[Parameter]:
    """Return the declared parameters that can stand in an argument."""
    if argument == "years":
        wanted: tuple[ParameterType, ...] = (ParameterType.INT,)
    elif argument == "codes":
        wanted = (ParameterType.CODES, ParameterType.CODE)
    else:
        wanted = parameter_types_for(fact.type)
    return [
        parameter
        for parameter in parameters.values()
        if parameter.type in wanted and (parameter.of is None or _same_codes(parameter.of, fact))
    ]


def _same_codes(one: Fact, other: Fact) -> bool:
    """Whether a parameter of one fact's codes can stand for the other's: the same words, or at least the same fact."""
    if one.key == other.key:
        return True
    if one.codes is None or other.codes is None:
        return False
    return bool(one.codes.labels) and set(one.codes.labels) <= set(other.codes.labels) | {"none"}
