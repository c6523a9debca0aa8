"""Code lists with a version, such as the countries that have diplomatic relations with Japan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programs.eligibility.reading import Place, mapping, record, sequence, text, translated


@dataclass(frozen=True)
class CodeList:
    """A named list. A binding pins its version and takes its codes in, so a later change touches nobody."""

    name: str
    version: str
    labels: Mapping[str, str]
    codes: tuple[str, ...]
    sources: tuple[str, ...] = ()


def load_lists(data: Mapping[str, Any], *, file: str) -> dict[str, CodeList]:
    """Read code lists strictly, by name. Raises DefinitionError."""
    place = Place(file)
    top = record(data, place, required=("lists",))
    lists = {}
    for name, entry in mapping(top["lists"], place.at("lists")).items():
        spot = place.at("lists").at(name)
        record(entry, spot, required=("version", "label", "codes"), optional=("sources", "note"))
        codes = [
            text(code, spot.at("codes").item(n)) for n, code in enumerate(sequence(entry["codes"], spot.at("codes")))
        ]
        if doubles := sorted({code for code in codes if codes.count(code) > 1}):
            raise spot.at("codes").error(f"named twice: {', '.join(doubles)}.")
        lists[name] = CodeList(
            name=name,
            version=text(entry["version"], spot.at("version")),
            labels=translated(entry["label"], spot.at("label")),
            codes=tuple(sorted(codes)),
            sources=tuple(
                text(key, spot.at("sources").item(n))
                for n, key in enumerate(sequence(entry.get("sources", []), spot.at("sources"), empty=True))
            ),
        )
    return lists
