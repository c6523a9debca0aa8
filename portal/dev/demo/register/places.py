"""Where the made-up associations are: one line of data each, from countries.yaml and chapters.yaml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

from portal.dev.demo.register.row import Standing

_HERE = Path(__file__).parent
_LANGUAGES = ("home", "ja", "fr", "nl")
_SLUGS = {
    "association": "japan-alumni",
    "city": "japan-alumni",
    "exchange": "exchange-alumni",
    "graduates": "graduates",
    "jet": "jet-alumni",
    "kosen": "kosen-graduates",
    "mext": "mext-scholars",
    "scholars": "returned-scholars",
    "society": "former-students",
    "teachers": "returned-teachers",
    "trainees": "study-and-training",
    "union": "alumni-union",
    "young": "young-leaders",
}
# Countries without an embassy of Japan, and the one that looks after them.
LOOKED_AFTER: Mapping[str, str] = {"BT": "emb-in-new-delhi", "SR": "emb-tt-port-of-spain"}


@dataclass(frozen=True)
class Place:
    """A line of data. `turn` counts those of the same kind, so that their names take turns."""

    slug: str
    country: str
    kind: str
    chapter: bool
    umbrella: str
    turn: int
    city: str
    cities: dict[str, str]
    office: str
    language: str
    founded: int
    members: int
    standing: Standing
    ended: date | None
    successor: str


def read(name: str) -> Any:
    """Return what a data file beside this one holds."""
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


def places() -> Iterator[Place]:
    """Yield every association: first those of the countries, then their chapters."""
    countries = read("countries.yaml")
    turns: Counter[str] = Counter()
    for country, data in countries.items():
        slug = f"{_SLUGS[data['kind']]}-{country.lower()}"
        yield _place(slug, country, data, turns, data["local"], chapter=False)
    for data in read("chapters.yaml"):
        slug = f"{_SLUGS[data['kind']]}-{data['in'].lower()}-{slugify(data['city'])}"
        first = countries[data["in"]]
        umbrella = "" if data.get("apart") else f"{_SLUGS[first['kind']]}-{data['in'].lower()}"
        language = data.get("local", first["local"]) if "home" in data else ""
        yield _place(slug, data["in"], data, turns, language, chapter=True, umbrella=umbrella)


def _place(
    slug: str,
    country: str,
    data: dict[str, Any],
    turns: Counter[str],
    language: str,
    *,
    chapter: bool,
    umbrella: str = "",
) -> Place:
    key = f"{data['kind']}{chapter}"
    turns[key] += 1
    return Place(
        slug=slug,
        country=country,
        kind=data["kind"],
        chapter=chapter,
        umbrella=umbrella,
        turn=turns[key] - 1,
        city=data["city"],
        cities={language: data[language] for language in _LANGUAGES if language in data},
        office=data["office"],
        language=language,
        founded=data["founded"],
        members=data["members"],
        standing=data.get("standing", "recognised"),
        ended=data.get("ended"),
        successor=data.get("into", ""),
    )
