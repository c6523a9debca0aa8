"""A rule set bound to a call: parameters, lists and additions put in, all arithmetic done.

A binding is what screenings point to. It is made once, stored as canonical JSON with its hash, and read back
years later without needing the rule set, the lists or the round it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from programs.eligibility.additions import with_additions
from programs.eligibility.canonical import sha256_of
from programs.eligibility.conditions import Condition, condition
from programs.eligibility.errors import BindingError, nearest
from programs.eligibility.folding import Folder
from programs.eligibility.lists import CodeList
from programs.eligibility.nodes import Constant, ListRef, Node, OneOf, SetTest, leaves
from programs.eligibility.parameters import Bound as ParameterValue
from programs.eligibility.parameters import value_content
from programs.eligibility.parsing import Context
from programs.eligibility.reading import Place, mapping, record, text, translated
from programs.eligibility.rules import Rule, RuleSet, parse_rules
from programs.eligibility.vocabulary import Vocabulary

ENGINE_VERSION = 1
"""Rises when the same binding and facts could come to another verdict."""


@dataclass(frozen=True)
class Bound:
    """Rules over constants, for one call.

    `parameters` and `lists` say what was put in: values as JSON, and version and labels per list.
    """

    rules: tuple[Rule, ...]
    parameters: Mapping[str, Any]
    lists: Mapping[str, Mapping[str, Any]]
    vocabulary: Vocabulary = field(compare=False, repr=False)
    engine: int = ENGINE_VERSION

    def content(self) -> dict[str, Any]:
        """The binding as JSON-able data, as it is stored."""
        return {
            "engine": self.engine,
            "parameters": dict(self.parameters),
            "lists": {name: dict(entry) for name, entry in self.lists.items()},
            "rules": [rule.content() for rule in self.rules],
        }

    @cached_property
    def sha256(self) -> str:
        """Hash of the content."""
        return sha256_of(self.content())

    def rule(self, key: str) -> Rule:
        """The rule with this key; raises KeyError."""
        return self._by_key[key]

    def facts(self) -> frozenset[str]:
        """Keys of all facts its rules speak of."""
        return frozenset().union(*(rule.facts() for rule in self.rules))

    @cached_property
    def conditions(self) -> tuple[tuple[str, Condition], ...]:
        """Each rule's key and its condition as a function, made once."""
        return tuple((rule.key, condition(rule.when)) for rule in self.rules)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The rules' keys, in their order."""
        return tuple(rule.key for rule in self.rules)

    @cached_property
    def tests(self) -> tuple[Condition, ...]:
        """The rules' conditions as functions, in their order."""
        return tuple(test for _, test in self.conditions)

    @cached_property
    def leaf_conditions(self) -> Mapping[int, Condition]:
        """The function of every leaf by the identity of its node, for explanations."""
        return {id(leaf): condition(leaf) for rule in self.rules for leaf in leaves(rule.when)}

    @cached_property
    def spoken(self) -> dict[Any, Any]:
        """Words prepared for explanations (`programs.eligibility.speaking`), by language and names."""
        return {}

    @cached_property
    def rejecting(self) -> tuple[tuple[str, bool], ...]:
        """Each rule's key and whether it rejects when it fails."""
        return tuple((rule.key, rule.on_false == "reject") for rule in self.rules)

    @cached_property
    def health_rules(self) -> tuple[Rule, ...]:
        """The rules that speak of health facts."""
        return tuple(rule for rule in self.rules if rule.health)

    @cached_property
    def _by_key(self) -> Mapping[str, Rule]:
        return {rule.key: rule for rule in self.rules}

    @classmethod
    def from_content(cls, content: Mapping[str, Any], vocabulary: Vocabulary, *, file: str = "binding") -> "Bound":
        """Read a stored binding. Raises DefinitionError, also for one that a newer engine made."""
        place = Place(file)
        top = record(content, place, required=("engine", "parameters", "lists", "rules"))
        if top["engine"] != ENGINE_VERSION:
            raise place.at("engine").error(f"this binding was made by engine {top['engine']!r}.", [str(ENGINE_VERSION)])
        lists = {}
        for name, entry in mapping(top["lists"], place.at("lists")).items():
            spot = place.at("lists").at(name)
            record(entry, spot, required=("version", "labels"))
            lists[name] = {
                "version": text(entry["version"], spot.at("version")),
                "labels": translated(entry["labels"], spot.at("labels")),
            }
        return cls(
            rules=parse_rules(top["rules"], place.at("rules"), Context(vocabulary, bound=True)),
            parameters=dict(mapping(top["parameters"], place.at("parameters"))),
            lists=lists,
            vocabulary=vocabulary,
        )


def bind(
    rule_set: RuleSet,
    *,
    parameters: Mapping[str, object],
    lists: Mapping[str, CodeList],
    additions: Sequence[Mapping[str, Any]] = (),
) -> Bound:
    """Bind a rule set to a call.

    `parameters` are raw values (ISO dates, numbers, codes, lists of codes); null is the same as not given.
    Raises BindingError that lists every problem (a missing, unknown or unreadable parameter, a missing list),
    and DefinitionError for a wrong addition.
    """
    effective = with_additions(rule_set, additions)
    values, problems = _values(effective, parameters)
    used = {name: lists.get(name) for rule in effective.rules for name in _lists_of(rule.when)}
    problems += [f'The code list "{name}" is not there.' for name, known in used.items() if known is None]
    if problems:
        raise BindingError(problems)
    known = {name: entry for name, entry in used.items() if entry is not None}
    folder = Folder(effective.vocabulary, values, known)
    rules = []
    for rule in effective.rules:
        try:
            rules.append(_bound_rule(rule, folder, values))
        except ValueError as error:
            problems.append(f"{rule.key}: {error}")
    if problems:
        raise BindingError(problems)
    return Bound(
        rules=tuple(rules),
        parameters={key: value_content(value) for key, value in values.items() if value is not None},
        lists={name: {"version": entry.version, "labels": dict(entry.labels)} for name, entry in known.items()},
        vocabulary=effective.vocabulary,
    )


def _bound_rule(rule: Rule, folder: Folder, values: Mapping[str, ParameterValue | None]) -> Rule:
    unset = any(values[name] is None for name in rule.applies_with)
    return replace(rule, when=Constant(True) if unset else folder.fold(rule.when), applies_with=())


def _values(rule_set: RuleSet, given: Mapping[str, object]) -> tuple[dict[str, ParameterValue | None], list[str]]:
    """A value for every declared parameter (None for an optional one that is unset), and what is wrong."""
    declared = rule_set.parameters
    problems = [
        f'There is no parameter "{key}". Did you mean "{nearest(str(key), declared)}"?'
        for key in given
        if key not in declared
    ]
    values: dict[str, ParameterValue | None] = {}
    for key, parameter in declared.items():
        raw = given.get(key)
        values[key] = parameter.default
        if raw is None:
            if parameter.required:
                problems.append(f'The parameter "{key}" is missing ({parameter.type}: {parameter.labels["en"]}).')
            continue
        try:
            values[key] = parameter.read(raw)
        except ValueError as error:
            problems.append(f"The parameter {key}: {error}")
        else:
            if parameter.needs and values[key] and given.get(parameter.needs) is None:
                problems.append(f'The parameter "{parameter.needs}" is missing; "{key}" needs it.')
    return values, problems


def _lists_of(node: Node) -> list[str]:
    """Names of the code lists a condition uses."""
    return [
        leaf.codes.name
        for leaf in leaves(node)
        if isinstance(leaf, OneOf | SetTest) and isinstance(leaf.codes, ListRef)
    ]
