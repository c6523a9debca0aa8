"""The catalogue's words: facts, code lists and sources, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import override
from django_countries import countries

from portal.common.catalogues import interface_reviewed
from programs.catalog_files import CATALOG, file_name, read_yaml
from programs.eligibility.languages import Words, read_fact_words, read_texts, together
from programs.eligibility.lists import CodeList, load_lists
from programs.eligibility.phrases import phrases
from programs.eligibility.reading import Place
from programs.eligibility.vocabulary import Vocabulary
from programs.programme_words import programme_words
from programs.sources import Source, read_sources

LANGUAGES = CATALOG / "languages"


@cache
def vocabulary() -> Vocabulary:
    """Return all facts in every language that has words. Raises DefinitionError for a wrong file."""
    data: Mapping[str, Any] = read_yaml(CATALOG / "facts.yaml")
    words = catalogue_words()
    names = {"countries": {language: _countries(language) for language in ("en", *words)}}
    return Vocabulary.load(data, file="facts.yaml", names=names, words=words.values())


@cache
def catalogue_words() -> Mapping[str, Words]:
    """Return what the catalogue says in languages beside English, by language. Raises DefinitionError."""
    found = {}
    for folder in sorted(path.parent for path in LANGUAGES.glob("*/facts.yaml")):
        facts, texts = folder / "facts.yaml", folder / "texts.yaml"
        one = together(
            read_fact_words(read_yaml(facts), file=file_name(facts)),
            read_texts(read_yaml(texts), file=file_name(texts)),
        )
        if one.language != folder.name:
            here = Place(one.file, "language")
            raise here.error(f'"{one.language}" stands in the folder "{folder.name}"; give both one name.')
        found[one.language] = one
    return found


def unreviewed() -> tuple[str, ...]:
    """Return the languages of which somebody who speaks them from birth has not read everything yet."""
    languages = catalogue_words()
    unread = {words.language for words in programme_words() if not words.reviewed}
    unread |= {code for code, one in languages.items() if not (one.reviewed and phrases(code).reviewed)}
    return tuple(code for code in languages if code in unread or not interface_reviewed(code))


def _countries(language: str) -> dict[str, str]:
    with override(language):  # this is kept for the process, whatever language the first reader has
        names = {"XK": "Kosovo", **dict(countries)}
    # The other languages' sentences are set with the apostrophe of print.
    return names if language == "en" else {code: name.replace("'", "’") for code, name in names.items()}


@cache
def lists() -> Mapping[str, CodeList]:
    """Return the code lists by name. Raises DefinitionError for a wrong file."""
    return load_lists(read_yaml(CATALOG / "lists.yaml"), file="lists.yaml")


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by key. Raises DefinitionError for a wrong file."""
    return read_sources(read_yaml(CATALOG / "sources.yaml"), file="sources.yaml", words=catalogue_words().values())
