"""Names for made-up people: many scripts, one order of words per country, always the same for the same number."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from portal.common.text import search_key

_FILE = Path(__file__).with_name("people.yaml")


@dataclass(frozen=True)
class Name:
    """A made-up person's name as written, as in the passport, and in native script ('' when that is the same)."""

    full: str
    passport: str
    native: str

    @property
    def mailbox(self) -> str:
        """The part of a made-up address before the @."""
        return search_key(self.passport).replace(" ", ".")


@cache
def _lists() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def countries() -> list[str]:
    """Return the countries there are names for."""
    return list(_lists())


def names(country: str, random: Random) -> list[Name]:
    """Return all names of a country in an order drawn from `random`. Raises KeyError for a country without names."""
    data = _lists()[country]
    made = [Name(single, _passport(single), "") for single in data.get("single", [])]
    family_first = data.get("order") == "family"
    for given in map(_pair, data["given"]):
        for family in map(_pair, data["family"]):
            first, second = (family, given) if family_first else (given, family)
            native = f"{first[1]} {second[1]}".strip()
            made.append(Name(f"{first[0]} {second[0]}", f"{_passport(family[0])} {_passport(given[0])}", native))
    random.shuffle(made)
    return made


class People:
    """Names of a country one after another, each once until they run out; not those that are `taken`."""

    def __init__(self, random: Random, *, taken: Collection[str]) -> None:
        self._random, self._taken = random, taken
        self._left: dict[str, list[Name]] = {}

    def next(self, country: str) -> Name:
        """Return a name. Raises KeyError for a country without names."""
        if not self._left.get(country):
            all_names = names(country, self._random)
            self._left[country] = [name for name in all_names if name.full not in self._taken]
        return self._left[country].pop()


def _pair(entry: str | list[str]) -> tuple[str, str]:
    return (entry, "") if isinstance(entry, str) else (entry[0], entry[1])


def _passport(name: str) -> str:
    """Return the letters a passport's machine-readable line could hold."""
    plain = unicodedata.normalize("NFKD", name.replace("Đ", "D").replace("đ", "d").replace("’", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()
