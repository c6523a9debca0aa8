"""Answers as they are stored (JSON), and what is derived from them: facts, gaps, what is known of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from programs.definitions.definition import DOCUMENTS, Definition
from programs.definitions.deriving import derived_facts
from programs.definitions.kinds import QuestionType
from programs.definitions.shapes import Group, Question, Slot
from programs.eligibility.canonical import decimal_text
from programs.vocabulary import vocabulary

AnswersByGroup = Mapping[str, Mapping[str, Any]]


def to_answers(group: Group, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's cleaned values as they are stored: by question key, ISO dates, unanswered ones left out.

    A question that does not apply to the other answers is left out too, whatever was typed into it. Entries are not in
    it (`programs.forms.SectionForm`).
    """
    answers: dict[str, Any] = {}
    for question in group.questions:
        value = cleaned.get(question.key)
        if value not in (None, "", []) and question.applies(answers):
            answers[question.key] = _stored(value)
    return answers


def to_initial(group: Group, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored answers as a form's initial values; what the group does not ask any more is left out."""
    return {question.key: answers[question.key] for question in group.questions if question.key in answers}


def all_answers(answers: AnswersByGroup) -> dict[str, Any]:
    """Return the answers of all groups by question key, which is unique in a definition; entries by group key."""
    return {key: value for group in answers.values() for key, value in group.items()}


def facts_from(
    definition: Definition,
    answers_by_group: AnswersByGroup,
    documents: Iterable[str] = (),
    documents_complete: bool = False,
    choice_facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the facts that answers and documents state, as canonical JSON (`vocabulary().canonical` reads it back).

    `documents` are keys of slots with a file, `documents_complete` says that no further file can come (the
    application is submitted); before, a missing document is "not yet", not "no". `choice_facts` are those of one
    choice and win over answers. Facts about health are in it when their answers are. Raises FactError.
    """
    answers = all_answers(answers_by_group)
    facts = {
        question.fact: _of_first_choice(question, answers[question.key])
        for question in definition.direct_questions()
        if question.fact and question.key in answers
    }
    facts |= {found.fact: found.value for found in derived_facts(definition, answers_by_group)}
    if DOCUMENTS in vocabulary():
        facts[DOCUMENTS] = {"codes": sorted(documents), "complete": documents_complete}
    return vocabulary().canonical({**facts, **(choice_facts or {})}).content()


def person_values(definition: Definition, answers_by_group: AnswersByGroup) -> dict[str, Any]:
    """Return what the answers say about the person, by field of `accounts.Person`; the birth date as a date."""
    answers = all_answers(answers_by_group)
    values: dict[str, Any] = {
        question.person.value: answers[question.key]
        for question in definition.questions()
        if question.person and question.key in answers
    }
    if "birth_date" in values:
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    return values


def unanswered(group: Group, answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions that must be answered before submission and are not."""
    return [q for q in group.questions if q.required and q.applies(answers) and q.key not in answers]


def missing_documents(definition: Definition, answers_by_group: AnswersByGroup, present: Iterable[str]) -> list[Slot]:
    """Return the documents that are wanted with these answers and are not there."""
    answers, there = all_answers(answers_by_group), set(present)
    return [slot for slot in definition.documents if slot.wanted(answers) and slot.key not in there]


def _of_first_choice(question: Question, answer: Any) -> Any:
    return answer[0] if question.type is QuestionType.THEMES else answer


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return decimal_text(value)
    return list(value) if isinstance(value, list | tuple) else value
