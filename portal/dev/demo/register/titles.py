"""What the made-up associations are called: patterns in many languages, with the country's name from Babel's data."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from portal.dev.demo.register.places import Place, read

_WITH_ARTICLE = frozenset({"AE", "GB", "MV", "NL", "PH", "US"})
_FRENCH = frozenset({"BE", "CA", "CD", "CH", "CI", "CM", "DZ", "FR", "MA", "MG", "RW", "SN", "TN"})
_DUTCH = frozenset({"BE", "NL", "SR"})
_NOTES = re.compile(r"\s*[(（].*[)）]")  # Myanmar (Burma)


def names(place: Place) -> dict[str, str]:
    """Return an association's names in the languages of the portal that are spoken there, and in Japanese."""
    languages = ["en", "ja"]
    languages += ["fr"] if place.country in _FRENCH else []
    languages += ["nl"] if place.country in _DUTCH else []
    return {language: _title(place, language, place.cities.get(language, place.city)) for language in languages}


def local_name(place: Place) -> str:
    """Return its name in a language of its country, '' where that is English."""
    if not place.language:
        return ""
    return _title(place, place.language, place.cities.get("home", place.city))


def _title(place: Place, language: str, city: str) -> str:
    patterns = _patterns(place, language)
    country = _country(language, place.country)
    article = "the " if place.country in _WITH_ARTICLE else ""
    pattern: str = patterns[place.turn % len(patterns)]
    return pattern.format(c=country, the=article + country, j=_country(language, "JP"), city=city)


def _patterns(place: Place, language: str) -> list[str]:
    """Return the patterns of its kind. Raises KeyError where titles.yaml has none that serves."""
    of_language = _file("titles.yaml")[language]
    general = "city" if place.chapter else "any"
    kind = f"{place.kind} city" if place.chapter and place.kind != "city" else place.kind
    patterns: list[str] = of_language[kind if kind in of_language else general]
    return patterns


@cache
def _country(language: str, code: str) -> str:
    """Return what a language calls a country; languages that Babel does not know use its English name."""
    ours: str = _file("countrynames.yaml").get(language, {}).get(code, "")
    return ours or _NOTES.sub("", _in_babel(language, code) or Locale("en").territories[code])


def _in_babel(language: str, code: str) -> str | None:
    try:
        return Locale.parse(language, sep="-").territories.get(code)
    except UnknownLocaleError:
        return None


@cache
def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = read(name)
    return loaded
