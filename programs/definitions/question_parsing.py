"""Reading one question strictly, and what must hold between its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_countries import countries

from portal.common.translated import Translated
from programs.definitions.bounds import date_range, lengths, number_range
from programs.definitions.condition_parsing import read_condition, read_contradictions
from programs.definitions.kinds import (
    CHOICES,
    COUNTRIES,
    FACT_TYPES,
    NUMBERS,
    PERSON_TYPES,
    TEXTS,
    THEMES,
    PersonField,
    QuestionType,
)
from programs.definitions.shapes import Question
from programs.eligibility.facts import AnsweredBy, Fact, Scope
from programs.eligibility.reading import (
    Place,
    flag,
    integer,
    key_text,
    mapping,
    one_of,
    record,
    sequence,
    text,
    translated,
)
from programs.eligibility.vocabulary import Vocabulary

_OPTIONAL = ("hint", "required", "fact", "person", "only_if", "choices", "min", "max", "sources", "contradicts")
_BOUNDS = ("earliest", "latest", "min_length", "max_length", "not_before", "at_most")
MOST_RANKED = 5
_FOR_TYPES: dict[str, tuple[QuestionType, ...]] = {
    "choices": CHOICES,
    "min": NUMBERS,
    "max": NUMBERS,
    "earliest": (QuestionType.DATE,),
    "latest": (QuestionType.DATE,),
    "not_before": (QuestionType.DATE,),
    "at_most": (QuestionType.THEMES,),
    "min_length": TEXTS,
    "max_length": TEXTS,
    "person": tuple({kind for kinds in PERSON_TYPES.values() for kind in kinds}),
    "fact": tuple(FACT_TYPES),
}


def read_question(data: object, place: Place, vocabulary: Vocabulary) -> Question:
    """One question. Raises DefinitionError (UnknownFactError) with file, path and choices."""
    entry = record(data, place, required=("key", "type", "label"), optional=(*_OPTIONAL, *_BOUNDS))
    kind = QuestionType(one_of(entry["type"], list(QuestionType), place.at("type")))
    for word, kinds in _FOR_TYPES.items():
        if word in entry and kind not in kinds:
            raise place.at(word).error(f'"{word}" does not go with a question of type {kind}.', sorted(kinds))
    fact = _fact(entry, kind, place, vocabulary)
    low, high = number_range(entry, kind, fact, place)
    earliest, latest = date_range(entry, kind, place)
    shortest, longest = lengths(entry, kind, place)
    return Question(
        key=key_text(entry["key"], place.at("key")),
        type=kind,
        label=Translated(translated(entry["label"], place.at("label"))),
        hint=optional_text(entry, "hint", place),
        required=flag(entry.get("required", True), place.at("required")),
        fact=fact.key if fact else None,
        person=_person(entry, kind, place),
        only_if=read_condition(entry["only_if"], place.at("only_if")) if "only_if" in entry else None,
        contradictions=read_contradictions(entry, place),
        choices=_choices(entry, kind, fact, place),
        minimum=low,
        maximum=high,
        earliest=earliest,
        latest=latest,
        min_length=shortest,
        max_length=longest,
        not_before=key_text(entry["not_before"], place.at("not_before")) if "not_before" in entry else "",
        at_most=_at_most(entry, kind, place),
        sources=source_keys(entry, place),
        health=fact is not None and fact.health,
    )


def _at_most(entry: Mapping[str, Any], kind: QuestionType, place: Place) -> int:
    """How many themes may be ranked."""
    if kind is not QuestionType.THEMES:
        return 1
    spot = place.at("at_most")
    most = integer(entry.get("at_most", 3), spot)
    if not 2 <= most <= MOST_RANKED:
        raise spot.error(f"{most} cannot be ranked; from 2 to {MOST_RANKED} can. One theme is of type theme.")
    return most


def optional_text(entry: Mapping[str, Any], key: str, place: Place) -> Translated:
    """A text per language that may be left out."""
    return Translated(translated(entry[key], place.at(key)) if key in entry else {})


def source_keys(entry: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """Keys of sources; whether they exist is checked where the sources are known."""
    spot = place.at("sources")
    return tuple(text(key, spot.item(n)) for n, key in enumerate(sequence(entry.get("sources", []), spot, empty=True)))


def _fact(entry: Mapping[str, Any], kind: QuestionType, place: Place, vocabulary: Vocabulary) -> Fact | None:
    if kind in THEMES and "fact" not in entry:
        raise place.error('a question for the theme names its fact; the key "fact" is missing.')
    if "fact" not in entry:
        return None
    spot = place.at("fact")
    fact = vocabulary.fact(entry["fact"], spot)
    if fact.type not in FACT_TYPES[kind]:
        fitting = sorted(str(asks) for asks, types in FACT_TYPES.items() if fact.type in types)
        raise spot.error(f'"{fact.key}" is of type {fact.type}; a question of type {kind} cannot state it.', fitting)
    if fact.answered_by is AnsweredBy.STAFF:
        raise spot.error(f'"{fact.key}" is for staff to find out; an applicant cannot be asked.')
    if (fact.scope is Scope.CHOICE) != (kind in THEMES):
        raise spot.error(f'"{fact.key}" belongs to the {fact.scope}; a question of type {kind} is about the other.')
    return fact


def _person(entry: Mapping[str, Any], kind: QuestionType, place: Place) -> PersonField | None:
    if "person" not in entry:
        return None
    spot = place.at("person")
    field = PersonField(one_of(entry["person"], list(PersonField), spot))
    if kind not in PERSON_TYPES[field]:
        raise spot.error(f'"{field}" cannot be filled from a question of type {kind}.', PERSON_TYPES[field])
    return field


def _choices(
    entry: Mapping[str, Any], kind: QuestionType, fact: Fact | None, place: Place
) -> tuple[tuple[str, Translated], ...]:
    codes = fact.codes if fact else None
    if kind in COUNTRIES and codes is not None:
        known = countries.countries  # unlike dict(countries), neither translated nor sorted
        return tuple((code, Translated(words)) for code, words in codes.labels.items() if code not in known)
    if kind not in CHOICES:
        return ()
    if "choices" not in entry:
        if codes is None or not codes.labels:
            raise place.error('the key "choices" is missing, and there is no fact with named codes to take them from.')
        return tuple((code, Translated(labels)) for code, labels in codes.labels.items())
    # A list of pairs, not a mapping: Postgres does not keep the order of keys.
    given: dict[str, Translated] = {}
    for number, item in enumerate(sequence(entry["choices"], place.at("choices"))):
        spot = place.at("choices").item(number)
        pair = mapping(item, spot)
        if len(pair) != 1:
            raise spot.error("a choice is one code with its label, such as - yes: {en: Yes}.")
        [(code, words)] = pair.items()
        if codes is not None and not codes.accepts(code):
            raise spot.error(f'"{code}" is not a code of the fact "{fact.key if fact else ""}".', codes.labels)
        if code in given:
            raise spot.error(f'the code "{code}" is there twice.')
        given[code] = Translated(translated(words, spot.at(code)))
    return tuple(given.items())
