"""What definitions say beside English: `catalog/languages/<code>/programmes.yaml`, each text by its English.

Kept apart from the definitions, as the words of rules are (decision 31): an edition that a draft pins is said with a
translation that was corrected yesterday, and a text whose English changed has none any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from portal.common.translated import Translated
from programs.catalog_files import CATALOG, file_name, read_yaml
from programs.eligibility.languages import read_top
from programs.eligibility.reading import Place, mapping, text

Said = TypeVar("Said")


@dataclass(frozen=True)
class ProgrammeWords:
    """One language's texts of definitions by their English; `reviewed` by somebody who speaks it from birth."""

    language: str
    reviewed: bool
    texts: Mapping[str, str]


def read_programme_words(data: object, *, file: str) -> ProgrammeWords:
    """Read a language's texts strictly. Raises DefinitionError with file, path and choices."""
    place = Place(file)
    top = read_top(data, place, required=("texts",), optional=())
    here = place.at("texts")
    texts = {english: text(said, here.at(english)) for english, said in mapping(top["texts"], here).items()}
    return ProgrammeWords(top["language"], top["reviewed"], texts)


@cache
def programme_words() -> tuple[ProgrammeWords, ...]:
    """Return every language's texts. Raises DefinitionError for a wrong file."""
    files = sorted((CATALOG / "languages").glob("*/programmes.yaml"))
    return tuple(read_programme_words(read_yaml(path), file=file_name(path)) for path in files)


def said(own: Mapping[str, str]) -> Translated:
    """Return a text with the languages that are kept for its English; its own words go first."""
    english = own.get("en", "").strip()
    kept = {words.language: words.texts[english] for words in programme_words() if english in words.texts}
    return Translated({**kept, **own})


def in_languages(thing: Said) -> Said:
    """Return a definition, or a part of one, with each of its texts in the languages kept for it."""
    return _in_languages(thing)  # type: ignore[no-any-return]


def _in_languages(thing: Any) -> Any:
    if isinstance(thing, Translated):
        return said(thing)
    if isinstance(thing, tuple):
        return tuple(_in_languages(each) for each in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        own = {field.name: getattr(thing, field.name) for field in fields(thing) if field.init}
        changed = {name: new for name, old in own.items() if (new := _in_languages(old)) is not old}
        return replace(thing, **changed) if changed else thing
    return thing
