"""Code lists with a version, such as the countries that have diplomatic relations with Japan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programs.eligibility.reading import Place, mapping, one_of, record, sequence, text, translated


@dataclass(frozen=True)
class CodeList:
    """A named list. A binding pins its version and takes its codes in, so a later change touches nobody."""

    name: str
    version: str
    labels: Mapping[str, str]
    codes: tuple[str, ...]
    sources: tuple[str, ...] = ()


def load_lists(data: Mapping[str, Any], *, file: str) -> dict[str, CodeList]:
    """Read code lists strictly, by name. A list may include those above it. Raises DefinitionError."""
    place = Place(file)
    top = record(data, place, required=("lists",))
    lists: dict[str, CodeList] = {}
    for name, entry in mapping(top["lists"], place.at("lists")).items():
        lists[name] = _list(name, entry, place.at("lists").at(name), lists)
    return lists


def _list(name: str, data: object, place: Place, above: Mapping[str, CodeList]) -> CodeList:
    entry = record(data, place, required=("version", "label", "codes"), optional=("includes", "sources", "note"))
    codes = _texts(entry["codes"], place.at("codes"))
    for number, other in enumerate(_texts(entry.get("includes", []), place.at("includes"))):
        codes += above[one_of(other, above, place.at("includes").item(number))].codes
    if doubles := sorted({code for code in codes if codes.count(code) > 1}):
        raise place.at("codes").error(f"named twice: {', '.join(doubles)}.")
    if not codes:
        raise place.at("codes").error("an empty list means nothing here; name at least one.")
    return CodeList(
        name=name,
        version=text(entry["version"], place.at("version")),
        labels=translated(entry["label"], place.at("label")),
        codes=tuple(sorted(codes)),
        sources=_texts(entry.get("sources", []), place.at("sources")),
    )


def _texts(data: object, place: Place) -> tuple[str, ...]:
    return tuple(text(item, place.item(number)) for number, item in enumerate(sequence(data, place, empty=True)))
