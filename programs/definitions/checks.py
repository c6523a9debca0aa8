"""What must hold between a definition, its rules and the list of sources."""

from __future__ import annotations

from collections.abc import Container

from programs.definitions.definition import DOCUMENTS, Definition
from programs.definitions.shapes import Group, Question
from programs.eligibility.errors import DefinitionError
from programs.eligibility.facts import AnsweredBy
from programs.eligibility.nodes import Literal, SetTest, leaves
from programs.eligibility.reading import Place
from programs.eligibility.rules import Rule, RuleSet


def check_provided(definition: Definition, rules: RuleSet, *, file: str) -> None:
    """Raise DefinitionError when a rule asks for a fact or document that nothing in the definition provides.

    Facts that only staff can find out need no question.
    """
    place = Place(file)
    asked = {question.fact for question in definition.direct_questions() if question.fact}
    slots = [slot.key for slot in definition.documents]
    for rule in rules.rules:
        for key in sorted(rule.facts()):
            if key == DOCUMENTS:
                _check_documents(rule, slots, place)
            elif key not in asked and rules.vocabulary[key].answered_by is not AnsweredBy.STAFF:
                raise place.at("groups").error(
                    f'the rule {rule.key} of "{definition.rule_set}" needs the fact "{key}", and no question states it.'
                )


def check_codes_of_documents(definition: Definition, rules: RuleSet, *, file: str) -> None:
    """Raise DefinitionError when the key of a document is no code of the fact `documents`."""
    if not definition.documents:
        return
    codes = rules.vocabulary[DOCUMENTS].codes
    for number, slot in enumerate(definition.documents):
        if codes is not None and not codes.accepts(slot.key):
            raise (
                Place(file)
                .at("documents")
                .item(number)
                .at("key")
                .error(f'"{slot.key}" is not a code of the fact "{DOCUMENTS}".', codes.labels)
            )


def check_sources(definition: Definition, rules: RuleSet, known: Container[str], *, file: str) -> None:
    """Raise DefinitionError when something names a source that the list of sources does not have."""
    named = [
        *((f"question {q.key}", q.sources) for group in definition.groups for q in _all_questions(group)),
        *((f"document {slot.key}", slot.sources) for slot in definition.documents),
        *(
            (word, statement.sources)
            for word in ("for_whom", "offer", "duties")
            for statement in getattr(definition, word)
        ),
        *((f"rule {rule.key}", rule.sources) for rule in rules.rules),
    ]
    for what, keys in named:
        for key in keys:
            if key not in known:
                raise DefinitionError(file, what, f'there is no source "{key}" in sources.yaml.')


def _all_questions(group: Group) -> tuple[Question, ...]:
    return (*group.all_questions, *(derived.instead for derived in group.derived))


def _check_documents(rule: Rule, slots: list[str], place: Place) -> None:
    for leaf in leaves(rule.when):
        if not isinstance(leaf, SetTest) or leaf.fact != DOCUMENTS or not isinstance(leaf.codes, tuple):
            continue
        for code in (operand.value for operand in leaf.codes if isinstance(operand, Literal)):
            if code not in slots:
                raise place.at("documents").error(
                    f'the rule {rule.key} needs the document "{code}", and none has this key.', slots
                )
