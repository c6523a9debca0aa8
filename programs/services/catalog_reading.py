"""The catalogue as a whole, read and checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.conf.locale import LANG_INFO
from django_countries import countries

from portal.common.translated import LOCALES
from portal.offices.models import OfficeKind
from programs.catalog_files import CATALOG, file_name, read_yaml
from programs.definitions import (
    Definition,
    check_codes_of_documents,
    check_provided,
    check_sources,
    parse_definition,
)
from programs.eligibility.reading import (
    Place,
    flag,
    integer,
    mapping,
    one_of,
    record,
    sequence,
    show,
    text,
    translated,
)
from programs.eligibility.rules import RuleSet, parse_rule_set
from programs.models.jurisdiction import Basis
from programs.services.walltime import time_zones
from programs.vocabulary import sources, vocabulary

OFFICES = settings.BASE_DIR / "portal" / "offices" / "catalog" / "offices.yaml"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Catalogue:
    """What the files say. Rows hold model fields; `office`, `parent` and `programme` are codes and slugs."""

    definitions: Mapping[str, Definition]
    rule_sets: Mapping[str, RuleSet]
    offices: list[Row]
    jurisdictions: list[Row]
    rounds: list[Row]


def read_catalogue(folder: Path = CATALOG, offices: Path = OFFICES) -> Catalogue:
    """Read and check everything. Raises DefinitionError with file, path and choices; writes nothing.

    Files that did not change are not read again by the same process.
    """
    files = [*sorted(folder.rglob("*.yaml")), offices]
    stamps = tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists())
    return _catalogue(folder, offices, stamps)


@lru_cache(maxsize=4)
def _catalogue(folder: Path, offices: Path, stamps: tuple[tuple[str, int, int], ...]) -> Catalogue:
    definitions: dict[str, Definition] = {}
    rule_sets: dict[str, RuleSet] = {}
    for path in sorted(folder.glob("*/programme.yaml")):
        definition = parse_definition(_read(path, folder), vocabulary(), file=_named(path, folder))
        if definition.key != path.parent.name:
            place = Place(_named(path, folder), "key")
            raise place.error(f'"{definition.key}" stands in the folder "{path.parent.name}"; give both one name.')
        definitions[definition.key] = definition
    for path in sorted(folder.glob("*/rules.yaml")):
        rule_sets[path.parent.name] = parse_rule_set(_read(path, folder), vocabulary(), file=_named(path, folder))
    for definition in definitions.values():
        if definition.handled_like:
            one_of(definition.handled_like, definitions, Place(f"{definition.key}/programme.yaml", "handled_like"))
        _check_together(definition, rule_sets, f"{definition.key}/programme.yaml")
    rows = _rows(read_yaml(offices, named="offices.yaml"), "offices.yaml", "offices", _office)
    codes = [row["code"] for row in rows]
    return Catalogue(
        definitions,
        rule_sets,
        rows,
        _rows(
            _read(folder / "jurisdictions.yaml", folder),
            "jurisdictions.yaml",
            "jurisdictions",
            lambda item, place: _jurisdiction(item, place, codes, definitions),
        ),
        _rows(
            _read(folder / "rounds.yaml", folder),
            "rounds.yaml",
            "rounds",
            lambda item, place: _round(item, place, definitions),
        ),
    )


@dataclass(frozen=True)
class OnRecord:
    """What the catalogue knows of a round for the offices of a country: themes as fields of Theme, values of a call."""

    themes: list[Row]
    parameters: Row


def on_record(round_slug: str, country: str) -> OnRecord:
    """Return what the catalogue knows of a round for a country; nothing for a round it does not know.

    Where the round says nothing of the country, all its themes are there and no values.
    """
    rows = {row["slug"]: row for row in read_catalogue().rounds}
    found = rows.get(round_slug)
    if found is None:
        return OnRecord([], {})
    own = found["countries"].get(country)
    if own is None:
        return OnRecord(found["themes"], {})
    themes = [
        {**theme, "places": own["places"].get(theme["key"], theme["places"])}
        for theme in found["themes"]
        if theme["key"] in own["themes"]
    ]
    return OnRecord(themes, own["parameters"])


def read_themes(file: Path) -> list[Row]:
    """Return the themes of a file, as fields of Theme: a list `themes` as the catalogue's rounds have it.

    Raises DefinitionError, also for an empty list; OSError.
    """
    place = Place(file_name(file))
    top = record(read_yaml(file), place, required=("themes",))
    sequence(top["themes"], place.at("themes"))
    return _themes(top, place)


def _named(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else file_name(path)


def _read(path: Path, folder: Path) -> Any:
    return read_yaml(path, named=_named(path, folder))


def _check_together(definition: Definition, rule_sets: Mapping[str, RuleSet], file: str) -> None:
    rules = rule_sets[one_of(definition.rule_set, rule_sets, Place(file, "rule_set"))]
    check_provided(definition, rules, file=file)
    check_codes_of_documents(definition, rules, file=file)
    check_sources(definition, rules, sources(), file=file)


def _rows(data: object, file: str, word: str, read: Callable[[object, Place], T]) -> list[T]:
    top = record(data, Place(file), required=(word,))
    place = Place(file, word)
    return [read(item, place.item(number)) for number, item in enumerate(sequence(top[word], place, empty=True))]


_OF_AN_OFFICE = ("parent", "email", "website", "phone", "address")


def _office(data: object, place: Place) -> Row:
    entry = record(
        data,
        place,
        required=("code", "kind", "name", "country", "city", "time_zone", "verified"),
        optional=("parent", "email", "website", "phone", "address", "languages"),
    )
    return {
        "code": slug(entry["code"], place.at("code")),
        "kind": one_of(entry["kind"], OfficeKind.values, place.at("kind")),
        "name": names(entry["name"], place.at("name")),
        "country": one_of(entry["country"], _countries(), place.at("country")),
        "city": text(entry["city"], place.at("city")),
        "time_zone": _zone(entry["time_zone"], place.at("time_zone")),
        "verified": flag(entry["verified"], place.at("verified")),
        **{word: text(entry[word], place.at(word)) for word in _OF_AN_OFFICE if word in entry},
        **({"languages": _languages(entry["languages"], place.at("languages"))} if "languages" in entry else {}),
    }


def _languages(value: object, place: Place) -> list[str]:
    return [one_of(code, LANG_INFO, place.item(number)) for number, code in enumerate(sequence(value, place))]


def _jurisdiction(data: object, place: Place, codes: list[str], programmes: Mapping[str, Any]) -> Row:
    entry = record(data, place, required=("programme", "basis", "country", "office", "from"), optional=("until",))
    return {
        "programme": one_of(entry["programme"], programmes, place.at("programme")),
        "basis": one_of(entry["basis"], Basis.values, place.at("basis")),
        "country": one_of(entry["country"], _countries(), place.at("country")),
        "office": one_of(entry["office"], codes, place.at("office")),
        "valid_from": day(entry["from"], place.at("from")),
        "valid_until": day(entry["until"], place.at("until")) if "until" in entry else None,
    }


def _round(data: object, place: Place, programmes: Mapping[str, Any]) -> Row:
    entry = record(
        data,
        place,
        required=("slug", "programme", "name", "year", "parameters"),
        optional=("starts_on", "ends_on", "sources", "themes", "countries"),
    )
    _check_sources(entry, place)
    themes = _themes(entry, place)
    return {
        "slug": slug(entry["slug"], place.at("slug")),
        "programme": one_of(entry["programme"], programmes, place.at("programme")),
        "name": names(entry["name"], place.at("name")),
        "year": integer(entry["year"], place.at("year")),
        "parameters": dict(mapping(entry["parameters"], place.at("parameters"))),
        **{word: day(entry[word], place.at(word)) for word in ("starts_on", "ends_on") if word in entry},
        "themes": themes,
        "countries": _by_country(entry, place, [theme["key"] for theme in themes]),
    }


def _check_sources(entry: Mapping[str, Any], place: Place) -> None:
    for number, key in enumerate(sequence(entry.get("sources", []), place.at("sources"), empty=True)):
        one_of(key, sources(), place.at("sources").item(number))


def _by_country(entry: Mapping[str, Any], place: Place, themes: list[str]) -> dict[str, Row]:
    """What a round has on record for the offices of a country."""
    found = {}
    for country, data in mapping(entry.get("countries", {}), place.at("countries")).items():
        spot = place.at("countries").at(one_of(country, _countries(), place.at("countries")))
        own = record(data, spot, required=("themes", "parameters", "sources"), optional=("places",))
        _check_sources(own, spot)
        named = enumerate(sequence(own["themes"], spot.at("themes")))
        places = mapping(own.get("places", {}), spot.at("places")).items()
        found[country] = {
            "themes": [one_of(key, themes, spot.at("themes").item(number)) for number, key in named],
            "places": {
                one_of(key, themes, spot.at("places")): integer(count, spot.at("places").at(key))
                for key, count in places
            },
            "parameters": dict(mapping(own["parameters"], spot.at("parameters"))),
        }
    return found


def _themes(entry: Mapping[str, Any], place: Place) -> list[Row]:
    spot = place.at("themes")
    items = enumerate(sequence(entry.get("themes", []), spot, empty=True))
    themes = [_theme(item, spot.item(number)) for number, item in items]
    for number, theme in enumerate(themes):
        if theme["key"] in {other["key"] for other in themes[:number]}:
            raise spot.item(number).at("key").error(f'the theme "{theme["key"]}" is there twice.')
    return themes


def _theme(data: object, place: Place) -> Row:
    entry = record(data, place, required=("key", "name"), optional=("starts_on", "ends_on", "places"))
    return {
        "key": slug(entry["key"], place.at("key")),
        "name": names(entry["name"], place.at("name")),
        "places": integer(entry["places"], place.at("places")) if "places" in entry else None,
        **{word: day(entry[word], place.at(word)) for word in ("starts_on", "ends_on") if word in entry},
    }


def slug(value: object, place: Place) -> str:
    """The value as a name for an address."""
    word = text(value, place)
    if not SLUG.fullmatch(word):
        raise place.error(f"{show(word)} is no name for an address; use small letters, digits and single hyphens.")
    return word


def names(value: object, place: Place) -> dict[str, str]:
    """The value as a text per language of the portal."""
    found = translated(value, place)
    for language in found:
        one_of(language, LOCALES, place.at(language))
    return found


def day(value: object, place: Place) -> date:
    """The value as a date."""
    try:
        return date.fromisoformat(text(value, place))
    except ValueError:
        raise place.error(f"{show(value)} is no date; write 2026-10-27.") from None


@cache
def _countries() -> tuple[str, ...]:
    """Codes of all countries: naming and sorting them once is enough for hundreds of rows."""
    return tuple(countries.countries)


def _zone(value: object, place: Place) -> str:
    name = text(value, place)
    if name not in time_zones():
        raise place.error(f"{show(name)} is no IANA time zone, such as Europe/Brussels.")
    return name
