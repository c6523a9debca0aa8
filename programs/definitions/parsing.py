"""Reading a definition strictly: groups of questions, documents, stages, statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from portal.common.translated import Translated
from programs.definitions.condition_parsing import check_condition, read_condition
from programs.definitions.kinds import NOT_FOR_GROUPS, FileKind, Owner, StageKind
from programs.definitions.question_parsing import optional_text, read_question, source_keys
from programs.definitions.shapes import Group, Question, Slot, Stage, Statement
from programs.eligibility.provenance import Provenance
from programs.eligibility.reading import Place, flag, key_text, one_of, record, sequence, show, text, translated
from programs.eligibility.vocabulary import Vocabulary

FORMAT = 1
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEXTS = ("name", "summary", "organiser")
_STATEMENTS = ("for_whom", "offer", "duties")


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def read_parts(data: object, vocabulary: Vocabulary, *, file: str) -> dict[str, Any]:
    """Return the parts of a definition by their name in `Definition`. Raises DefinitionError."""
    place = Place(file)
    top = record(
        data,
        place,
        required=("format", "key", "rule_set", *_TEXTS, *_STATEMENTS, "groups", "documents", "stages"),
        optional=("handled_like",),
    )
    if top["format"] != FORMAT:
        raise place.at("format").error(f"format {show(top['format'])} is not known.", [str(FORMAT)])
    groups = _list(top, "groups", place, lambda item, spot: _group(item, spot, vocabulary))
    questions = _unique_questions(groups, place)
    slots = _list(top, "documents", place, _slot, empty=True)
    for number, slot in enumerate(slots):
        check_condition(slot.only_if, questions, place.at("documents").item(number).at("only_if"))
    return {
        "key": _slug(top["key"], place.at("key")),
        "rule_set": _slug(top["rule_set"], place.at("rule_set")),
        "handled_like": _slug(top["handled_like"], place.at("handled_like")) if "handled_like" in top else "",
        **{word: Translated(translated(top[word], place.at(word))) for word in _TEXTS},
        **{word: tuple(_statements(top[word], place.at(word))) for word in _STATEMENTS},
        "groups": groups,
        "documents": slots,
        "stages": _list(top, "stages", place, _stage),
    }


def _slug(value: object, place: Place) -> str:
    word = text(value, place)
    if not SLUG.fullmatch(word):
        raise place.error(f"{show(word)} is no name for an address; use small letters, digits and single hyphens.")
    return word


def _list(
    top: Mapping[str, Any], word: str, place: Place, read: Callable[[object, Place], K], *, empty: bool = False
) -> tuple[K, ...]:
    """A list of things with a key each, no key twice."""
    spot = place.at(word)
    found: dict[str, K] = {}
    for number, item in enumerate(sequence(top[word], spot, empty=empty)):
        thing = read(item, spot.item(number))
        if thing.key in found:
            raise spot.item(number).at("key").error(f'the key "{thing.key}" is used twice.')
        found[thing.key] = thing
    return tuple(found.values())


def _group(data: object, place: Place, vocabulary: Vocabulary) -> Group:
    entry = record(data, place, required=("key", "title", "questions"), optional=("intro",))
    questions = _list(entry, "questions", place, lambda item, spot: read_question(item, spot, vocabulary))
    for number, question in enumerate(questions):
        # Only what stands before it, on the same page: one can see why one is asked.
        spot = place.at("questions").item(number).at("only_if")
        check_condition(question.only_if, questions[:number], spot)
        for n, contradiction in enumerate(question.contradictions):
            there = place.at("questions").item(number).at("contradicts").item(n)
            check_condition(contradiction.answer, (question,), there.at("answer"))
            check_condition(contradiction.other, questions[:number], there.at("with"))
    key = key_text(entry["key"], place.at("key"))
    if key in NOT_FOR_GROUPS:
        raise place.at("key").error(f'"{key}" is the address of another page of an application; take another key.')
    return Group(
        key=key,
        title=Translated(translated(entry["title"], place.at("title"))),
        intro=optional_text(entry, "intro", place),
        questions=questions,
    )


def _unique_questions(groups: tuple[Group, ...], place: Place) -> tuple[Question, ...]:
    """All questions. Raises DefinitionError when a key, a fact or a field of the person is there twice."""
    seen: dict[tuple[str, str], str] = {}
    for n, group in enumerate(groups):
        for m, question in enumerate(group.questions):
            spot = place.at("groups").item(n).at("questions").item(m)
            for word, value in (("key", question.key), ("fact", question.fact), ("person", question.person)):
                if value is None:
                    continue
                if (word, value) in seen:
                    raise spot.at(word).error(f'"{value}" is there already, in {seen[word, value]}.')
                seen[word, value] = spot.path
    return tuple(question for group in groups for question in group.questions)


def _slot(data: object, place: Place) -> Slot:
    entry = record(
        data,
        place,
        required=("key", "title", "purpose"),
        optional=("required", "only_if", "accepts", "on_paper", "sources"),
    )
    accepts = sequence(entry.get("accepts", list(FileKind)), place.at("accepts"))
    return Slot(
        key=key_text(entry["key"], place.at("key")),
        title=Translated(translated(entry["title"], place.at("title"))),
        purpose=Translated(translated(entry["purpose"], place.at("purpose"))),
        required=flag(entry.get("required", True), place.at("required")),
        only_if=read_condition(entry["only_if"], place.at("only_if")) if "only_if" in entry else None,
        accepts=tuple(
            FileKind(one_of(kind, list(FileKind), place.at("accepts").item(n))) for n, kind in enumerate(accepts)
        ),
        on_paper=optional_text(entry, "on_paper", place),
        sources=source_keys(entry, place),
    )


def _stage(data: object, place: Place) -> Stage:
    entry = record(data, place, required=("key", "kind", "owner", "title", "text"), optional=("evidence",))
    kind = StageKind(one_of(entry["kind"], list(StageKind), place.at("kind")))
    return Stage(
        key=key_text(entry["key"], place.at("key")),
        kind=kind,
        owner=Owner(one_of(entry["owner"], list(Owner), place.at("owner"))),
        title=Translated(translated(entry["title"], place.at("title"))),
        text=Translated(translated(entry["text"], place.at("text"))),
        evidence=_floor(entry["evidence"], kind, place.at("evidence")) if "evidence" in entry else Provenance.DECLARED,
    )


def _floor(value: object, kind: StageKind, place: Place) -> Provenance:
    """What counts in a stage. Only where documents are checked does anybody hold facts against them."""
    floor = Provenance(one_of(value, list(Provenance), place))
    if kind is not StageKind.DOCUMENT_CHECK:
        raise place.error(
            f'evidence is asked for where documents are checked, and this stage is of kind "{kind}"; '
            f'move it to a stage of kind "{StageKind.DOCUMENT_CHECK}".'
        )
    return floor


def _statements(data: object, place: Place) -> list[Statement]:
    found = []
    for number, item in enumerate(sequence(data, place, empty=True)):
        spot = place.item(number)
        entry = record(item, spot, required=("text",), optional=("sources",))
        found.append(Statement(Translated(translated(entry["text"], spot.at("text"))), source_keys(entry, spot)))
    return found
