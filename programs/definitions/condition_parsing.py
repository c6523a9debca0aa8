"""Conditions between questions: asked only if, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django_countries import countries

from portal.common.translated import Translated
from programs.definitions.kinds import CHOICES, COUNTRIES, YES_NO
from programs.definitions.shapes import Condition, Contradiction, Question
from programs.eligibility.reading import Place, key_text, one_of, record, sequence, show, translated


def read_condition(data: object, place: Place) -> Condition:
    """`{question: key, is: value}`, or a list of values of which one is enough."""
    entry = record(data, place, required=("question", "is"))
    given = entry["is"]
    values = sequence(given, place.at("is")) if isinstance(given, list) else [given]
    for value in values:
        if not isinstance(value, str | bool):
            raise place.at("is").error(f"{show(value)} is no answer to compare with; write true, false or a code.")
    return Condition(key_text(entry["question"], place.at("question")), tuple(values))


def check_condition(condition: Condition | None, known: Iterable[Question], place: Place) -> None:
    """Raise DefinitionError unless the condition asks for an answer that one of the known questions can have."""
    if condition is None:
        return
    questions = {question.key: question for question in known}
    asked = questions[one_of(condition.question, questions, place.at("question"))]
    if asked.health:
        raise place.at("question").error(f'"{asked.key}" is about health; nothing else may depend on it.')
    if asked.type in YES_NO:
        choices: tuple[str | bool, ...] = (True, False)
    elif asked.type in CHOICES:
        choices = tuple(code for code, _ in asked.choices)
    elif asked.type in COUNTRIES:
        choices = (*countries.countries, *(code for code, _ in asked.choices))
    else:
        wanted = sorted((*YES_NO, *CHOICES, *COUNTRIES))
        raise place.at("question").error(f'"{asked.key}" is of type {asked.type}; take one with fixed answers.', wanted)
    for value in condition.values:
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            raise place.at("is").error(f'{show(value)} is no answer to "{asked.key}".', map(_written, choices))


def read_contradictions(entry: Mapping[str, Any], place: Place) -> tuple[Contradiction, ...]:
    """Which answers to this question cannot stand beside which answer to an earlier one."""
    found = []
    for number, item in enumerate(sequence(entry.get("contradicts", []), place.at("contradicts"), empty=True)):
        spot = place.at("contradicts").item(number)
        part = record(item, spot, required=("answer", "with", "message"))
        # The answer is a condition on the question itself, read and checked like one.
        answer = read_condition({"question": entry["key"], "is": part["answer"]}, spot.at("answer"))
        found.append(
            Contradiction(
                answer=answer,
                other=read_condition(part["with"], spot.at("with")),
                message=Translated(translated(part["message"], spot.at("message"))),
            )
        )
    return tuple(found)


def _written(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()
