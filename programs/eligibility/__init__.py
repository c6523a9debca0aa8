"""Eligibility: rules as data, evaluated in three values, with a sentence for every verdict.

Pure Python: no Django, no models, no clock, no files but its own phrases. See docs/eligibility.md.
"""

from programs.eligibility.binding import ENGINE_VERSION, Bound, bind
from programs.eligibility.canonical import canonical_json, sha256_of
from programs.eligibility.cases import Case, Disagreement, load_cases, run_cases
from programs.eligibility.errors import (
    BindingError,
    DefinitionError,
    EligibilityError,
    FactError,
    FactProblem,
    UnknownFactError,
)
from programs.eligibility.evaluation import (
    BEST_FIRST,
    Outcome,
    Screening,
    Verdict,
    best_outcome,
    evaluate,
    health_verdicts,
    outcome_of,
    unchanged_health_rules,
    verdicts_from_compact,
)
from programs.eligibility.explaining import Explained, explain, requirement_sentence
from programs.eligibility.facts import AnsweredBy, Codes, Fact, Facts, FactType, Scope, Sensitivity
from programs.eligibility.lint import Finding, lint
from programs.eligibility.lists import CodeList, load_lists
from programs.eligibility.parameters import Parameter
from programs.eligibility.provenance import Provenance, as_seen, at_floor, below_floor
from programs.eligibility.rules import Rule, RuleSet, parse_rule_set
from programs.eligibility.screening import screen
from programs.eligibility.stays import months_in_japan
from programs.eligibility.stored import stored_facts
from programs.eligibility.vocabulary import Vocabulary

__all__ = [
    "BEST_FIRST",
    "ENGINE_VERSION",
    "AnsweredBy",
    "BindingError",
    "Bound",
    "Case",
    "CodeList",
    "Codes",
    "DefinitionError",
    "Disagreement",
    "EligibilityError",
    "Explained",
    "Fact",
    "FactError",
    "FactProblem",
    "FactType",
    "Facts",
    "Finding",
    "Outcome",
    "Parameter",
    "Provenance",
    "Rule",
    "RuleSet",
    "Scope",
    "Screening",
    "Sensitivity",
    "UnknownFactError",
    "Verdict",
    "Vocabulary",
    "as_seen",
    "at_floor",
    "below_floor",
    "best_outcome",
    "bind",
    "canonical_json",
    "evaluate",
    "explain",
    "health_verdicts",
    "lint",
    "load_cases",
    "load_lists",
    "months_in_japan",
    "outcome_of",
    "parse_rule_set",
    "requirement_sentence",
    "run_cases",
    "screen",
    "sha256_of",
    "stored_facts",
    "unchanged_health_rules",
    "verdicts_from_compact",
]
