"""Rules and rule sets as they are published: sentences whose parameters are still names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from programs.eligibility.canonical import sha256_of
from programs.eligibility.nodes import Node, content, leaves
from programs.eligibility.parameters import Parameter, parameters_content, read_parameters
from programs.eligibility.parsing import Context, parse_node
from programs.eligibility.reading import Place, one_of, record, sequence, text, translated
from programs.eligibility.vocabulary import Vocabulary

FORMAT = 1


class OnFalse(StrEnum):
    """What a rule that does not hold means: the person is out, or a person decides."""

    REJECT = "reject"
    REFER = "refer"


class OnUnknown(StrEnum):
    """What an undecided rule means: the applicant can still tell us, or a person decides."""

    PENDING = "pending"
    REFER = "refer"


class Confidence(StrEnum):
    """How well the rule is sourced; a weakly sourced one always refers."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Rule:
    """One requirement.

    `requirement` is the label it has where it is published (such as "4"), `text` the short statement per
    language, `sources` keys of sources, `applies_with` parameters without which it does not apply.
    """

    key: str
    requirement: str
    text: Mapping[str, str]
    when: Node
    on_false: OnFalse
    on_unknown: OnUnknown
    sources: tuple[str, ...]
    confidence: Confidence
    health: bool = False
    applies_with: tuple[str, ...] = ()
    note: str = ""

    def facts(self) -> frozenset[str]:
        """Keys of the facts the rule speaks of."""
        return frozenset(leaf.fact for leaf in leaves(self.when))

    def statement(self, language: str) -> str:
        """The short statement in that language, or else in English."""
        return self.text.get(language) or self.text["en"]

    def content(self) -> dict[str, Any]:
        """The rule as JSON-able data, as it is read back."""
        optional = {"applies_with": list(self.applies_with), "note": self.note}
        return {
            "key": self.key,
            "requirement": self.requirement,
            "text": dict(self.text),
            "when": content(self.when),
            "on_false": self.on_false.value,
            "on_unknown": self.on_unknown.value,
            "sources": list(self.sources),
            "confidence": self.confidence.value,
            **{word: value for word, value in optional.items() if value},
        }

    @cached_property
    def sha256(self) -> str:
        """Hash of what decides: condition and consequences, not wording or sources.

        When it differs between versions, an override of this rule and a stored health verdict no longer count.
        """
        return sha256_of([self.key, content(self.when), self.on_false.value, self.on_unknown.value])


@dataclass(frozen=True)
class RuleSet:
    """A version of a programme's rules, independent of any call."""

    rules: tuple[Rule, ...]
    parameters: Mapping[str, Parameter]
    vocabulary: Vocabulary = field(compare=False, repr=False)
    file: str = field(default="", compare=False)

    def content(self) -> dict[str, Any]:
        """The rule set as JSON-able data; `parse_rule_set` reads it back to an equal one."""
        return {
            "format": FORMAT,
            "parameters": parameters_content(self.parameters.values()),
            "rules": [rule.content() for rule in self.rules],
        }

    @cached_property
    def sha256(self) -> str:
        """Hash of the content."""
        return sha256_of(self.content())

    def facts(self) -> frozenset[str]:
        """Keys of all facts its rules speak of."""
        return frozenset().union(*(rule.facts() for rule in self.rules))


def parse_rule_set(data: Mapping[str, Any], vocabulary: Vocabulary, *, file: str) -> RuleSet:
    """Read a rule set strictly. Raises DefinitionError (UnknownFactError) with file, path and choices."""
    place = Place(file)
    top = record(data, place, required=("format", "rules"), optional=("parameters",))
    if top["format"] != FORMAT:
        raise place.at("format").error(f"format {top['format']!r} is not known.", [str(FORMAT)])
    parameters = read_parameters(top.get("parameters", {}), place.at("parameters"), vocabulary)
    context = Context(vocabulary, parameters)
    return RuleSet(parse_rules(top["rules"], place.at("rules"), context), parameters, vocabulary, file)


def parse_rules(data: object, place: Place, context: Context) -> tuple[Rule, ...]:
    """A list of rules with distinct keys."""
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(sequence(data, place)):
        rule = parse_rule(entry, place.item(number), context)
        if rule.key in rules:
            raise place.item(number).at("key").error(f'the key "{rule.key}" is used twice.')
        rules[rule.key] = rule
    return tuple(rules.values())


def parse_rule(data: object, place: Place, context: Context) -> Rule:
    """One rule, with what must hold between its parts. Raises DefinitionError."""
    entry = record(
        data,
        place,
        required=("key", "requirement", "text", "when", "on_false", "on_unknown", "sources", "confidence"),
        optional=("applies_with", "note"),
    )
    when = parse_node(entry["when"], place.at("when"), context)
    rule = Rule(
        key=text(entry["key"], place.at("key")),
        requirement=text(entry["requirement"], place.at("requirement")),
        text=translated(entry["text"], place.at("text")),
        when=when,
        on_false=OnFalse(one_of(entry["on_false"], list(OnFalse), place.at("on_false"))),
        on_unknown=OnUnknown(one_of(entry["on_unknown"], list(OnUnknown), place.at("on_unknown"))),
        sources=_texts(entry["sources"], place.at("sources")),
        confidence=Confidence(one_of(entry["confidence"], list(Confidence), place.at("confidence"))),
        health=any(context.vocabulary[leaf.fact].health for leaf in leaves(when)),
        applies_with=_texts(entry.get("applies_with", []), place.at("applies_with"), empty=True),
        note=text(entry["note"], place.at("note")) if "note" in entry else "",
    )
    _check_referral(rule, place)
    _check_optional_parameters(rule, place, context)
    return rule


def _texts(data: object, place: Place, *, empty: bool = False) -> tuple[str, ...]:
    return tuple(text(item, place.item(number)) for number, item in enumerate(sequence(data, place, empty=empty)))


def _check_referral(rule: Rule, place: Place) -> None:
    """Rules on health, and rules nobody could source well, are for a person to decide."""
    reason = "speaks of health" if rule.health else "has low confidence" if rule.confidence == "low" else ""
    if not reason:
        return
    for word, given in (("on_false", rule.on_false), ("on_unknown", rule.on_unknown)):
        if given != "refer":
            raise place.at(word).error(f'{rule.key} {reason}, so it always refers, and "{given}" is not allowed.')


def _check_optional_parameters(rule: Rule, place: Place, context: Context) -> None:
    """A rule that needs an optional parameter says so, and says it of no other."""
    if context.bound:
        return
    used = parameters_of(rule.when)
    for name in used:
        if context.parameters[name].optional and name not in rule.applies_with:
            raise place.at("when").error(f'the parameter "{name}" may be unset; add it to "applies_with".')
    for name in rule.applies_with:
        one_of(name, used, place.at("applies_with"))


def parameters_of(node: Node) -> tuple[str, ...]:
    """Names of the parameters a condition uses."""
    found: list[str] = []

    def visit(data: object) -> None:
        if isinstance(data, Mapping):
            if "param" in data:
                found.append(data["param"])
            for part in data.values():
                visit(part)
        elif isinstance(data, list):
            for part in data:
                visit(part)

    visit(content(node))
    return tuple(dict.fromkeys(found))
