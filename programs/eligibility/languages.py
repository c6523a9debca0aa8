"""The words of one language beside the catalogue's English: of facts, of rules' statements, of sources.

Kept apart from what they translate, one set of files per language, so that a language can be added, read through and
corrected alone. Statements go by the English that they say: a statement whose English changed has no translation any
more, and one that is bound to a call finds its translation whenever that was written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from programs.eligibility.errors import UnknownFactError
from programs.eligibility.fact_reading import read_operators
from programs.eligibility.facts import Fact
from programs.eligibility.reading import LANGUAGE, Place, flag, mapping, one_of, record, show, text

FORMAT = 1

Texts = Mapping[str, str]


@dataclass(frozen=True)
class FactWords:
    """One fact in one language; `sentences` is operator -> (want, pass, fail, unknown)."""

    label: str
    codes: Texts
    sentences: Mapping[str, Texts]


@dataclass(frozen=True)
class Words:
    """What one language's files say. `reviewed`: somebody who speaks it from birth has read all of them."""

    language: str
    reviewed: bool
    code_sets: Mapping[str, Texts] = field(default_factory=dict)
    facts: Mapping[str, FactWords] = field(default_factory=dict)
    statements: Texts = field(default_factory=dict)
    sources: Texts = field(default_factory=dict)
    file: str = ""
    texts_file: str = ""


def read_fact_words(data: object, *, file: str) -> Words:
    """Read a language's words of facts strictly. Raises DefinitionError with file, path and choices."""
    place = Place(file)
    top = read_top(data, place, required=("facts",), optional=("code_sets",))
    sets = mapping(top.get("code_sets", {}), place.at("code_sets"))
    return Words(
        language=top["language"],
        reviewed=top["reviewed"],
        code_sets={name: _texts(names, place.at("code_sets").at(name)) for name, names in sets.items()},
        facts={
            key: _fact_words(entry, place.at("facts").at(key))
            for key, entry in mapping(top["facts"], place.at("facts")).items()
        },
        file=file,
    )


def read_texts(data: object, *, file: str) -> Words:
    """Read a language's statements and titles strictly. Raises DefinitionError with file, path and choices."""
    place = Place(file)
    top = read_top(data, place, required=("statements",), optional=("sources",))
    return Words(
        language=top["language"],
        reviewed=top["reviewed"],
        statements=_texts(top["statements"], place.at("statements")),
        sources=_texts(top.get("sources", {}), place.at("sources")),
        texts_file=file,
    )


def together(facts: Words, texts: Words) -> Words:
    """The two files of a language as one. Raises DefinitionError where they are of two languages."""
    if facts.language != texts.language:
        here = Place(texts.texts_file, "language")
        raise here.error(f"{show(texts.language)} is not the language of {facts.file}, {show(facts.language)}.")
    reviewed = facts.reviewed and texts.reviewed
    return replace(
        facts,
        reviewed=reviewed,
        statements=texts.statements,
        sources=texts.sources,
        texts_file=texts.texts_file,
    )


def translated_facts(facts: Mapping[str, Fact], words: Iterable[Words]) -> dict[str, Fact]:
    """The facts with these languages added. Raises DefinitionError for words of what is not there."""
    found = dict(facts)
    for one in words:
        here = Place(one.file, "facts")
        for key, entry in one.facts.items():
            if key not in found:
                raise UnknownFactError(one.file, f"facts.{key}", key, found)
            found[key] = _translated(found[key], one.language, entry, here.at(key))
    return found


def _translated(fact: Fact, language: str, words: FactWords, place: Place) -> Fact:
    codes = fact.codes
    if words.codes:
        labels = dict(codes.labels) if codes else {}
        for code, name in words.codes.items():
            one_of(code, labels, place.at("codes").at(code))
            labels[code] = {**labels[code], language: name}
        codes = replace(codes, labels=labels) if codes else None
    return replace(
        fact,
        labels={**fact.labels, language: words.label},
        codes=codes,
        sentences={**fact.sentences, language: words.sentences} if words.sentences else fact.sentences,
    )


def read_top(data: object, place: Place, *, required: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, Any]:
    """Read what every file of a language begins with. Raises DefinitionError for another format or language."""
    top = record(data, place, required=("format", "language", "reviewed", *required), optional=optional)
    if top["format"] != FORMAT:
        raise place.at("format").error(f"format {top['format']!r} is not known.", [str(FORMAT)])
    language = text(top["language"], place.at("language"))
    if not LANGUAGE.fullmatch(language) or language == "en":
        raise place.at("language").error(f"{show(language)} is not a language beside English, such as fr, nl or ja.")
    return {**top, "language": language, "reviewed": flag(top["reviewed"], place.at("reviewed"))}


def _fact_words(data: object, place: Place) -> FactWords:
    entry = record(data, place, required=("label",), optional=("codes", "sentences"))
    return FactWords(
        label=text(entry["label"], place.at("label")),
        codes=_texts(entry.get("codes", {}), place.at("codes")),
        sentences=read_operators(entry.get("sentences", {}), place.at("sentences")),
    )


def _texts(data: object, place: Place) -> dict[str, str]:
    return {key: text(value, place.at(key)) for key, value in mapping(data, place).items()}
