"""Cases: people with a name, their facts, and what the rules must say about them.

A file of cases is to a rule set what tests are to code, readable by who knows the rules. Unless a case says
otherwise every rule must pass, so a rule that fails by accident is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programs.eligibility.binding import Bound, bind
from programs.eligibility.errors import BindingError, FactError
from programs.eligibility.evaluation import Outcome, Verdict, evaluate
from programs.eligibility.facts import Facts
from programs.eligibility.lists import CodeList
from programs.eligibility.reading import Place, mapping, one_of, record, sequence, text
from programs.eligibility.rules import RuleSet


@dataclass(frozen=True)
class Case:
    """One person. `verdicts` holds the rules that must not pass; all others must."""

    name: str
    facts: Mapping[str, Any]
    parameters: Mapping[str, Any]
    outcome: Outcome
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Disagreement:
    """A case that did not come out as written, in a sentence."""

    case: str
    message: str


def load_cases(data: Mapping[str, Any], rule_set: RuleSet, *, file: str) -> list[Case]:
    """Read cases strictly. Raises DefinitionError.

    The file has common `parameters`, and `facts` of a person who meets everything; each case says what is
    different: `with` (other facts), `without` (keys left out), `parameters`, `outcome`, and `verdicts` of the
    rules that do not pass.
    """
    place = Place(file)
    top = record(data, place, required=("parameters", "facts", "cases"))
    keys = [rule.key for rule in rule_set.rules]
    cases: dict[str, Case] = {}
    for number, entry in enumerate(sequence(top["cases"], place.at("cases"))):
        spot = place.at("cases").item(number)
        case = _case(entry, spot, top, keys)
        if case.name in cases:
            raise spot.at("name").error(f'two cases are called "{case.name}".')
        cases[case.name] = case
    return list(cases.values())


def run_cases(cases: list[Case], rule_set: RuleSet, lists: Mapping[str, CodeList]) -> list[Disagreement]:
    """Every case that does not come out as written; an empty list when all do."""
    found = []
    for case in cases:
        try:
            bound = bind(rule_set, parameters=case.parameters, lists=lists)
            facts = rule_set.vocabulary.canonical(case.facts)
        except (BindingError, FactError) as error:
            found.append(Disagreement(case.name, str(error)))
        else:
            found += _compared(case, bound, facts)
    return found


def _case(data: object, place: Place, top: Mapping[str, Any], keys: list[str]) -> Case:
    entry = record(data, place, required=("name", "outcome"), optional=("with", "without", "parameters", "verdicts"))
    facts = {**mapping(top["facts"], place), **mapping(entry.get("with", {}), place.at("with"))}
    for number, key in enumerate(sequence(entry.get("without", []), place.at("without"), empty=True)):
        facts.pop(one_of(key, facts, place.at("without").item(number)))
    verdicts = mapping(entry.get("verdicts", {}), place.at("verdicts"))
    return Case(
        name=text(entry["name"], place.at("name")),
        facts=facts,
        parameters={**top["parameters"], **mapping(entry.get("parameters", {}), place.at("parameters"))},
        outcome=Outcome(one_of(entry["outcome"], list(Outcome), place.at("outcome"))),
        verdicts={
            one_of(key, keys, place.at("verdicts")): Verdict(
                one_of(verdict, list(Verdict), place.at("verdicts").at(key))
            )
            for key, verdict in verdicts.items()
        },
    )


def _compared(case: Case, bound: Bound, facts: Facts) -> list[Disagreement]:
    screening = evaluate(bound, facts)
    found = []
    if screening.outcome != case.outcome:
        message = f"the outcome is {screening.outcome}, and {case.outcome} is expected."
        found.append(Disagreement(case.name, message))
    for key, verdict in screening.verdicts.items():
        expected = case.verdicts.get(key, Verdict.PASS)
        if verdict != expected:
            found.append(Disagreement(case.name, f"{key} is {verdict}, and {expected} is expected."))
    return found
