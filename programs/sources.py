"""Where rules, documents and statements are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.eligibility.languages import Words
from programs.eligibility.reading import Place, mapping, one_of, record, text


class SourceKind(StrEnum):
    """How a source was read, which says how far it carries."""

    OFFICIAL = "official"
    OFFICIAL_VIA = "official_via"
    MIRROR = "mirror"
    SECONDARY = "secondary"
    BACKGROUND = "background"

    @property
    def label(self) -> Any:
        """What readers are told about it."""
        return _LABELS[self]


_LABELS = {
    SourceKind.OFFICIAL: _("official page"),
    SourceKind.OFFICIAL_VIA: _("official document, as quoted by others"),
    SourceKind.MIRROR: _("copy of an official document"),
    SourceKind.SECONDARY: _("press or other pages"),
    SourceKind.BACKGROUND: _("not confirmed by a document yet"),
}


@dataclass(frozen=True)
class Source:
    """One source. `address` may be empty; `lang` is the language of its title, `titles` has those in others."""

    key: str
    kind: SourceKind
    title: str
    address: str = ""
    lang: str = "en"
    titles: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def label(self) -> str:
        """What a link to it says."""
        return self.title

    @property
    def url(self) -> str:
        """The address when one can follow it, else ''."""
        return self.address if self.address.startswith(("https://", "http://")) and " " not in self.address else ""

    def in_language(self, language: str) -> Source:
        """Return it with its title in a language, as it is where that has none."""
        title = self.titles.get(language)
        return replace(self, title=title, lang=language) if title else self


def read_sources(data: object, *, file: str, words: Iterable[Words] = ()) -> dict[str, Source]:
    """Read sources strictly, by key, with their titles in further languages. Raises DefinitionError."""
    place = Place(file)
    top: Mapping[str, Any] = record(data, place, required=("sources",))
    found = {}
    for key, item in mapping(top["sources"], place.at("sources")).items():
        spot = place.at("sources").at(key)
        entry = record(item, spot, required=("kind", "title"), optional=("address", "note"))
        found[key] = Source(
            key=key,
            kind=SourceKind(one_of(entry["kind"], list(SourceKind), spot.at("kind"))),
            title=text(entry["title"], spot.at("title")),
            address=text(entry["address"], spot.at("address")) if "address" in entry else "",
        )
    for one in words:
        for key, title in one.sources.items():
            source = found[one_of(key, found, Place(one.texts_file, "sources").at(key))]
            found[key] = replace(source, titles={**source.titles, one.language: title})
    return found
