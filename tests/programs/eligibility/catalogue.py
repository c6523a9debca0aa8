"""The catalogue's rule sets as the tests see them."""

from functools import cache

from programs.eligibility import Bound, Facts, RuleSet, bind
from programs.eligibility.cases import Case
from programs.rulesets import rule_set, rule_set_cases, rule_set_names
from programs.vocabulary import lists

NAMES = rule_set_names()
CASES = [(name, case) for name in NAMES for case in rule_set_cases(name)]


@cache
def rules_of(name: str) -> RuleSet:
    """A rule set of the catalogue."""
    return rule_set(name)


def bound_for(name: str, case: Case) -> Bound:
    """The rule set bound with the case's parameters."""
    return bind(rules_of(name), parameters=case.parameters, lists=lists())


def facts_of(name: str, case: Case) -> Facts:
    """The case's facts."""
    return rules_of(name).vocabulary.canonical(case.facts)


def case_id(value: object) -> str | None:
    """A readable name for a parametrized case."""
    return value.name if isinstance(value, Case) else None
