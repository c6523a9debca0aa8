"""An office's additions to a rule set: a rule more, another in its place, or one that does not apply here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from programs.eligibility.errors import nearest
from programs.eligibility.parsing import Context
from programs.eligibility.reading import Place, record, sequence, text
from programs.eligibility.rules import Rule, RuleSet, parse_rule

WORDS = ("add", "replace", "disable")
"""What an addition does."""


def with_additions(rule_set: RuleSet, additions: Sequence[Mapping[str, Any]]) -> RuleSet:
    """The rule set after the additions, in their order.

    Each is `{"add": rule}`, `{"replace": rule}` (by the rule's key) or `{"disable": key}`, with an optional
    `note`. Raises DefinitionError, also when no rule would be left.
    """
    rules = {rule.key: rule for rule in rule_set.rules}
    context = Context(rule_set.vocabulary, rule_set.parameters)
    place = Place(rule_set.file, "additions")
    for number, data in enumerate(sequence(additions, place, empty=True)):
        _apply(rules, data, place.item(number), context)
    if not rules:
        raise place.error("no rule would be left, and everybody would be eligible; keep at least one.")
    return replace(rule_set, rules=tuple(rules.values()))


def _apply(rules: dict[str, Rule], data: Mapping[str, Any], place: Place, context: Context) -> None:
    entry = record(data, place, optional=(*WORDS, "note"))
    words = [word for word in WORDS if word in entry]
    if len(words) != 1:
        raise place.error("an addition does one thing.", WORDS)
    if "note" in entry:
        text(entry["note"], place.at("note"))
    word = words[0]
    spot = place.at(word)
    if word == "disable":
        rules.pop(_known(text(entry[word], spot), rules, spot))
        return
    rule = parse_rule(entry[word], spot, context)
    if word == "replace":
        _known(rule.key, rules, spot)
    elif rule.key in rules:
        raise spot.at("key").error(f'"{rule.key}" is there already; use "replace", or another key.')
    rules[rule.key] = rule


def _known(key: str, rules: Mapping[str, Rule], place: Place) -> str:
    if key not in rules:
        raise place.error(f'there is no rule "{key}". Did you mean "{nearest(key, rules)}"?', rules)
    return key
