"""Strict reading of definition data: each value is asked for by type, each error knows its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from programs.eligibility.errors import DefinitionError, nearest

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Place:
    """A spot inside a definition file."""

    file: str
    path: str = ""

    def at(self, key: str) -> "Place":
        """The place of a key below this one."""
        return Place(self.file, f"{self.path}.{key}" if self.path else key)

    def item(self, number: int) -> "Place":
        """The place of the item with this number (from 0) below this one."""
        return Place(self.file, f"{self.path}[{number}]")

    def error(self, message: str, choices: Iterable[str] = ()) -> DefinitionError:
        """An error at this place, to be raised by the caller."""
        return DefinitionError(self.file, self.path, message, choices)


def show(value: object) -> str:
    """A value as it is quoted in an error message, cut to a readable length."""
    words = repr(value) if not isinstance(value, str) else f'"{value}"'
    return words if len(words) <= 80 else words[:77] + "..."


def mapping(value: object, place: Place) -> Mapping[str, Any]:
    """The value as a mapping with text keys."""
    if not isinstance(value, Mapping):
        raise place.error(f"a mapping is needed here, not {show(value)}.")
    for key in value:
        if not isinstance(key, str):
            raise place.error(f"the key {show(key)} is not text; put it in quotes.")
    return value


def record(
    value: object, place: Place, *, required: Iterable[str] = (), optional: Iterable[str] = ()
) -> Mapping[str, Any]:
    """The value as a mapping with exactly the named keys; a strange or missing key is an error."""
    data = mapping(value, place)
    required = tuple(required)
    allowed = (*required, *optional)
    for key in data:
        if key not in allowed:
            raise place.at(key).error(f'unknown key "{key}". Did you mean "{nearest(key, allowed)}"?', allowed)
    for key in required:
        if key not in data:
            raise place.error(f'the key "{key}" is missing.')
    return data


def sequence(value: object, place: Place, *, empty: bool = False) -> list[Any]:
    """The value as a list; an empty one only where `empty` says so."""
    if not isinstance(value, list | tuple):
        raise place.error(f"a list is needed here, not {show(value)}.")
    if not value and not empty:
        raise place.error("an empty list means nothing here; name at least one.")
    return list(value)


def text(value: object, place: Place) -> str:
    """The value as text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise place.error(f"text is needed here, not {show(value)}.")
    return value.strip()


def key_text(value: object, place: Place) -> str:
    """The value as a key: small letters, digits and underscores."""
    word = text(value, place)
    if not KEY.fullmatch(word):
        raise place.error(f"{show(word)} is not a key; use small letters, digits and underscores, a letter first.")
    return word


def one_of(value: object, choices: Iterable[str], place: Place) -> str:
    """The value as one of the named words."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise place.error(f"{show(value)} is not known here.", choices)
    return str(value)


def flag(value: object, place: Place) -> bool:
    """The value as true or false."""
    if not isinstance(value, bool):
        raise place.error(f"{show(value)} is neither true nor false.")
    return value


def integer(value: object, place: Place) -> int:
    """The value as a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise place.error(f"a whole number is needed here, not {show(value)}.")
    return value


def translated(value: object, place: Place) -> dict[str, str]:
    """Text per language; English must be there, because every other language falls back to it."""
    data = mapping(value, place)
    for language in data:
        if not LANGUAGE.fullmatch(language):
            raise place.at(language).error(f"{show(language)} is not a language code such as en, fr, nl or ja.")
    if "en" not in data:
        raise place.error("the English text (en) is missing.")
    return {language: text(words, place.at(language)) for language, words in data.items()}
