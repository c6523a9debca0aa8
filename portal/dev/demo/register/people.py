"""People who never lived, with names as they are common in their country, each name given once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from operator import itemgetter
from typing import Any, NamedTuple

from portal.dev.demo.register.places import read


class Name(NamedTuple):
    """A name in Latin letters and, where people there write another script, in theirs."""

    full: str
    native: str


class People:
    """The names of each group of countries, one after another."""

    def __init__(self) -> None:
        self._left: dict[str, Iterator[Name]] = {}
        for data in read("people.yaml"):
            names = _mixed(_lists(data))
            self._left |= dict.fromkeys(data["for"].split(), names)

    def next(self, country: str, city: str) -> Name:
        """Return a name of the city if it has its own, else of the country.

        Raises KeyError for a country without names, StopIteration when they have run out.
        """
        return next(self._left.get(f"{country}-{city}") or self._left[country])


def _lists(data: dict[str, Any]) -> list[list[str]]:
    if "lists" in data:
        lists: list[list[str]] = data["lists"]
        return lists
    return [[data["given"], data["family"], data.get("order", "given")]]


def _rounds(given: str, family: str, order: str = "given") -> Iterator[list[Name]]:
    """Yield rounds in which each given name comes once, every time with another family name."""
    givens, families = given.split(", "), family.split(", ")
    for step in range(len(families)):
        pairs = ((name, families[(step + number) % len(families)]) for number, name in enumerate(givens))
        yield [_name(pair[::-1] if order == "family" else pair) for pair in pairs]


def _name(parts: tuple[str, ...]) -> Name:
    written = [part.partition("|") for part in parts]
    return Name(" ".join(latin for latin, _, _ in written), " ".join(native for _, _, native in written).strip())


def _mixed(lists: list[list[str]]) -> Iterator[Name]:
    """Yield the names of all lists, those of a long list more often, evenly spread."""
    for together in zip_longest(*(_rounds(*each) for each in lists), fillvalue=[]):
        placed = [(number / len(names), name) for names in together for number, name in enumerate(names)]
        yield from (name for _, name in sorted(placed, key=itemgetter(0)))
