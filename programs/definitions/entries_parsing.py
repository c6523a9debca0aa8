"""Reading what a group asks several times over, and what is worked out from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.common.translated import Translated
from programs.definitions.condition_parsing import check_condition, read_condition
from programs.definitions.extractors import EXTRACTORS, Extractor
from programs.definitions.kinds import THEMES
from programs.definitions.question_parsing import read_question
from programs.definitions.shapes import Derived, Entries, Question
from programs.eligibility.reading import Place, flag, integer, mapping, one_of, record, sequence, text, translated
from programs.eligibility.vocabulary import Vocabulary

MOST_ENTRIES = 30


def read_entries(data: object, plain: tuple[Question, ...], place: Place, vocabulary: Vocabulary) -> Entries:
    """What is asked several times over. Raises DefinitionError with file, path and choices."""
    entry = record(
        data,
        place,
        required=("title", "add", "questions"),
        optional=("at_least", "at_most", "ranked", "only_if"),
    )
    least = integer(entry.get("at_least", 0), place.at("at_least"))
    most = integer(entry.get("at_most", 10), place.at("at_most"))
    if not 0 <= least <= most or not 1 <= most <= MOST_ENTRIES:
        raise place.error(f"from {least} to {most} entries cannot be; the most is {MOST_ENTRIES}.")
    only_if = read_condition(entry["only_if"], place.at("only_if")) if "only_if" in entry else None
    check_condition(only_if, plain, place.at("only_if"))
    return Entries(
        title=Translated(translated(entry["title"], place.at("title"))),
        add=Translated(translated(entry["add"], place.at("add"))),
        questions=_questions(entry["questions"], place.at("questions"), vocabulary),
        at_least=least,
        at_most=most,
        ranked=flag(entry.get("ranked", False), place.at("ranked")),
        only_if=only_if,
    )


def read_derived(data: object, entries: Entries | None, place: Place, vocabulary: Vocabulary) -> tuple[Derived, ...]:
    """The facts worked out from entries. Raises DefinitionError (UnknownFactError) with file, path and choices."""
    found = []
    for number, item in enumerate(sequence(data, place)):
        spot = place.item(number)
        if entries is None:
            raise spot.error("there are no entries in this group to work a fact out from.")
        entry = record(item, spot, required=("by", "with", "instead"))
        name = one_of(entry["by"], EXTRACTORS, spot.at("by"))
        instead = read_question(entry["instead"], spot.at("instead"), vocabulary)
        if instead.fact is None or instead.health:
            raise spot.at("instead").error("the question names the fact that is worked out, and not one about health.")
        gives, kind = EXTRACTORS[name].gives, vocabulary[instead.fact].type
        if kind is not gives:
            raise spot.at("by").error(f'"{name}" gives a fact of type {gives}, and "{instead.fact}" is of type {kind}.')
        roles = _roles(entry["with"], EXTRACTORS[name], entries.questions, spot.at("with"))
        found.append(Derived(fact=instead.fact, extractor=name, roles=roles, instead=instead))
    return tuple(found)


def _questions(data: object, place: Place, vocabulary: Vocabulary) -> tuple[Question, ...]:
    questions: list[Question] = []
    for number, item in enumerate(sequence(data, place)):
        spot = place.item(number)
        question = read_question(item, spot, vocabulary)
        if question.key in {other.key for other in questions}:
            raise spot.at("key").error(f'the key "{question.key}" is used twice.')
        if question.fact or question.person or question.type in THEMES:
            raise spot.error(
                f'"{question.key}" is asked several times over, so it states no fact, says nothing of the person and '
                "is no theme; a fact is worked out from entries (derives)."
            )
        check_between(question, questions, spot)
        questions.append(question)
    return tuple(questions)


def check_between(question: Question, before: Iterable[Question], place: Place) -> None:
    """Raise DefinitionError unless what a question says of others speaks of such as stand before it on the page."""
    earlier = list(before)
    # Only what stands before it, on the same page: one can see why one is asked.
    check_condition(question.only_if, earlier, place.at("only_if"))
    for number, contradiction in enumerate(question.contradictions):
        spot = place.at("contradicts").item(number)
        check_condition(contradiction.answer, (question,), spot.at("answer"))
        check_condition(contradiction.other, earlier, spot.at("with"))
    if question.not_before:
        dates = [other.key for other in earlier if other.type is question.type]
        one_of(question.not_before, dates, place.at("not_before"))


def _roles(data: object, extractor: Extractor, questions: tuple[Question, ...], place: Place) -> dict[str, str]:
    given: dict[str, Any] = dict(mapping(data, place))
    by_key = {question.key: question for question in questions}
    for role, key in given.items():
        spot = place.at(role)
        one_of(role, extractor.roles, spot)
        question = by_key[one_of(text(key, spot), by_key, spot)]
        if question.type is not extractor.roles[role]:
            raise spot.error(f'"{key}" is of type {question.type}; {extractor.roles[role]} is needed.')
        codes = extractor.choices.get(role, frozenset())
        if codes and {code for code, _words in question.choices} != codes:
            raise spot.error(f'"{key}" has other choices than are needed here.', sorted(codes))
    for role in extractor.roles:
        if role not in given and role not in extractor.optional:
            raise place.error(f'the key "{role}" is missing.')
    return given
