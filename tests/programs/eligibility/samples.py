"""A small vocabulary with a fact of every type, and short cuts to rules on it."""

from typing import Any

from programs.eligibility import Bound, CodeList, Facts, RuleSet, Vocabulary, bind, parse_rule_set
from programs.eligibility.nodes import Node

WORDS: dict[str, Any] = {
    "format": 1,
    "facts": {
        "birth_date": {"type": "date", "label": {"en": "Date of birth"}},
        "months": {"type": "int", "label": {"en": "Months"}, "min": 0, "max": 600, "unit": "month"},
        "grade": {"type": "decimal", "label": {"en": "Grade"}, "min": 0, "max": 5},
        "member": {"type": "bool", "label": {"en": "Member"}},
        "country": {
            "type": "code",
            "label": {"en": "Country"},
            "codes": {"known": {"BE": {"en": "Belgium"}, "FR": {"en": "France"}, "JP": {"en": "Japan"}}},
        },
        "japanese": {
            "type": "ordinal",
            "label": {"en": "Japanese"},
            "ranks": {code: {"en": code} for code in ("N5", "N4", "N3", "N2", "N1")},
        },
        "papers": {
            "type": "set",
            "label": {"en": "Papers"},
            "codes": {"known": {code: {"en": code} for code in ("form", "plan", "grades")}},
        },
        "agrees": {"type": "declaration", "label": {"en": "Agrees"}},
        "healthy": {"type": "declaration", "label": {"en": "Healthy"}, "sensitivity": "health"},
        "theme": {"type": "code", "label": {"en": "Theme"}, "scope": "choice", "codes": {"open": "slug"}},
    },
    "instead": {"age": "birth_date"},
}

VOCABULARY = Vocabulary.load(WORDS, file="words.yaml")

LISTS = {
    "neighbours": CodeList("neighbours", "2026-01", {"en": "a neighbouring country"}, ("BE", "FR")),
}


def rule(when: object, **changes: Any) -> dict[str, Any]:
    """A rule's data around a condition."""
    return {
        "key": "R-1",
        "requirement": "1",
        "text": {"en": "What is asked"},
        "when": when,
        "on_false": "reject",
        "on_unknown": "pending",
        "sources": ["PAGE"],
        "confidence": "high",
        **changes,
    }


def rule_set(*rules: dict[str, Any], parameters: dict[str, Any] | None = None) -> RuleSet:
    """A rule set of these rules, keyed R-1, R-2 and so on where they have no key of their own."""
    data = {
        "format": 1,
        "parameters": parameters or {},
        "rules": [
            {**entry, "key": f"R-{number}" if entry["key"] == "R-1" else entry["key"]}
            for number, entry in enumerate(rules, start=1)
        ],
    }
    return parse_rule_set(data, VOCABULARY, file="rules.yaml")


def bound(*whens: object, parameters: dict[str, Any] | None = None, **values: Any) -> Bound:
    """A binding with one rule per condition."""
    return bind(rule_set(*(rule(when) for when in whens), parameters=parameters), parameters=values, lists=LISTS)


def folded(when: object, parameters: dict[str, Any] | None = None, **values: Any) -> Node:
    """The bound form of one condition."""
    return bound(when, parameters=parameters, **values).rules[0].when


def facts(**values: object) -> Facts:
    """Canonical facts of the small vocabulary."""
    return VOCABULARY.canonical(values)
