"""What is wrong, or at least odd, about a rule set: said while it is being written.

Errors forbid publishing; warnings ask for a look.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from programs.eligibility.contradictions import contradictions
from programs.eligibility.errors import DefinitionError, UnknownFactError
from programs.eligibility.limits import extremes
from programs.eligibility.lists import CodeList
from programs.eligibility.nodes import ListRef, OneOf, SetTest, leaves
from programs.eligibility.parameters import read_parameters
from programs.eligibility.parsing import Context
from programs.eligibility.reading import Place, mapping
from programs.eligibility.rules import Rule, RuleSet, parameters_of, parse_rule, parse_rule_set
from programs.eligibility.vocabulary import Vocabulary


@dataclass(frozen=True)
class Finding:
    """One remark. `rule` is the key (or number) of the rule it is about, empty for the set as a whole."""

    severity: str
    rule: str
    code: str
    message: str


def lint(
    data: Mapping[str, Any],
    vocabulary: Vocabulary,
    *,
    file: str,
    languages: Iterable[str] = ("en",),
    lists: Mapping[str, CodeList] | None = None,
) -> list[Finding]:
    """All findings about a rule set's data, every rule looked at even where another cannot be read.

    `languages` are those a rule's statement must have; `lists`, when given, are the code lists there are.
    """
    errors = _unreadable(data, vocabulary, file)
    if errors:
        return errors
    rule_set = parse_rule_set(data, vocabulary, file=file)
    findings = [Finding("error", *extreme) for extreme in extremes(data, file)]
    for rule in rule_set.rules:
        findings += _about_words(rule, tuple(languages), vocabulary)
        findings += _about_lists(rule, lists)
    findings += [Finding("error", *clash) for clash in contradictions(rule_set.rules, vocabulary)]
    findings += _unused_parameters(rule_set)
    return findings


def _unreadable(data: Mapping[str, Any], vocabulary: Vocabulary, file: str) -> list[Finding]:
    """One error per rule that cannot be read, or the error of the set when all can."""
    findings = []
    place = Place(file)
    try:
        parameters = read_parameters(mapping(data, place).get("parameters", {}), place.at("parameters"), vocabulary)
        for number, entry in enumerate(data.get("rules", ())):
            try:
                parse_rule(entry, place.at("rules").item(number), Context(vocabulary, parameters))
            except DefinitionError as error:
                name = entry.get("key", str(number + 1)) if isinstance(entry, Mapping) else str(number + 1)
                findings.append(Finding("error", str(name), _code_of(error), str(error)))
        if not findings:
            parse_rule_set(data, vocabulary, file=file)
    except DefinitionError as error:
        findings.append(Finding("error", "", _code_of(error), str(error)))
    return findings


def _code_of(error: DefinitionError) -> str:
    """A short word for the kind of error, so that an editor can show it beside the right widget."""
    if isinstance(error, UnknownFactError):
        return "unknown_fact"
    if 'the key "on" is missing' in error.message:
        return "missing_reference_date"
    if "empty list" in error.message:
        return "empty_list"
    return "unreadable"


def _about_words(rule: Rule, languages: tuple[str, ...], vocabulary: Vocabulary) -> list[Finding]:
    return [
        Finding("warning", rule.key, "missing_language", f"{rule.key} has no statement in {language}.")
        for language in languages
        if not vocabulary.states(rule.text, language)
    ]


def _about_lists(rule: Rule, lists: Mapping[str, CodeList] | None) -> list[Finding]:
    findings = []
    for leaf in leaves(rule.when):
        if lists is None or not isinstance(leaf, OneOf | SetTest) or not isinstance(leaf.codes, ListRef):
            continue
        name = leaf.codes.name
        if name not in lists:
            message = f'{rule.key} uses the code list "{name}", which is not there.'
            findings.append(Finding("error", rule.key, "unknown_list", message))
    return findings


def _unused_parameters(rule_set: RuleSet) -> list[Finding]:
    used = {name for rule in rule_set.rules for name in parameters_of(rule.when)}
    return [
        Finding("warning", "", "unused_parameter", f'No rule uses the parameter "{key}".')
        for key in rule_set.parameters
        if key not in used
    ]
