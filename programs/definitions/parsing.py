"""Reading a definition strictly: groups of questions, documents, stages, statements."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from portal.common.translated import Translated
from programs.definitions.condition_parsing import check_condition, read_condition
from programs.definitions.entries_parsing import check_between, read_derived, read_entries
from programs.definitions.kinds import NOT_FOR_GROUPS, FileKind, Owner, StageKind
from programs.definitions.question_parsing import optional_text, read_question, source_keys
from programs.definitions.shapes import GivenBy, Group, Question, Slot, Stage, Statement
from programs.eligibility.provenance import Provenance
from programs.eligibility.reading import Place, flag, key_text, one_of, record, sequence, show, text, translated
from programs.eligibility.vocabulary import Vocabulary

FORMAT = 1
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEXTS = ("name", "summary", "organiser")
MOST_REFEREES = 5
MOST_DAYS = 120  # what comes later than that is read by nobody
APPEAL_DAYS = 30
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
        optional=("handled_like", "appeal_days"),
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
        "appeal_days": _number(top.get("appeal_days", APPEAL_DAYS), place.at("appeal_days"), 1, MOST_DAYS),
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
    entry = record(data, place, required=("key", "title"), optional=("intro", "questions", "entries", "derives"))
    if "questions" not in entry and "entries" not in entry:
        raise place.error('a group asks something; both "questions" and "entries" are missing.')
    questions: tuple[Question, ...] = ()
    if "questions" in entry:
        questions = _list(entry, "questions", place, lambda item, spot: read_question(item, spot, vocabulary))
    for number, question in enumerate(questions):
        check_between(question, questions[:number], place.at("questions").item(number))
    key = key_text(entry["key"], place.at("key"))
    if key in NOT_FOR_GROUPS:
        raise place.at("key").error(f'"{key}" is the address of another page of an application; take another key.')
    entries = read_entries(entry["entries"], questions, place.at("entries"), vocabulary) if "entries" in entry else None
    return Group(
        key=key,
        title=Translated(translated(entry["title"], place.at("title"))),
        intro=optional_text(entry, "intro", place),
        questions=questions,
        entries=entries,
        derived=read_derived(entry["derives"], entries, place.at("derives"), vocabulary) if "derives" in entry else (),
    )


def _unique_questions(groups: tuple[Group, ...], place: Place) -> tuple[Question, ...]:
    """All plain questions. Raises DefinitionError when a key, a fact or a field of the person is there twice."""
    seen: dict[tuple[str, str], str] = {}

    def once(word: str, value: str | None, spot: Place) -> None:
        if value is None:
            return
        if (word, value) in seen:
            raise spot.at(word).error(f'"{value}" is there already, in {seen[word, value]}.')
        seen[word, value] = spot.path

    for n, group in enumerate(groups):
        there = place.at("groups").item(n)
        asked = [(question, there.at("questions").item(m)) for m, question in enumerate(group.questions)]
        asked += [(each.instead, there.at("derives").item(m).at("instead")) for m, each in enumerate(group.derived)]
        for question, spot in asked:
            once("key", question.key, spot)
            once("fact", question.fact, spot)
            once("person", question.person, spot)
        if group.entries:
            once("key", group.key, there)  # their list is kept under the group's key, beside the answers
    return tuple(question for group in groups for question in group.questions)


def _slot(data: object, place: Place) -> Slot:
    entry = record(
        data,
        place,
        required=("key", "title", "purpose"),
        optional=("required", "only_if", "accepts", "on_paper", "sources", "given_by"),
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
        given_by=_given_by(entry["given_by"], place.at("given_by")) if "given_by" in entry else None,
    )


def _given_by(data: object, place: Place) -> GivenBy:
    entry = record(data, place, required=("referee",), optional=("or", "days_after_deadline"))
    if "or" in entry:
        one_of(entry["or"], [Owner.APPLICANT.value], place.at("or"))
    return GivenBy(
        referees=_number(entry["referee"], place.at("referee"), 1, MOST_REFEREES),
        or_applicant="or" in entry,
        days_after_deadline=_number(
            entry.get("days_after_deadline", GivenBy.days_after_deadline),
            place.at("days_after_deadline"),
            0,
            MOST_DAYS,
        ),
    )


def _number(value: object, place: Place, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise place.error(f"a whole number from {least} to {most} is needed here, not {show(value)}.")
    return value


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
