"""What a made-up applicant studies, where, and how far: one choice that every answer of that person agrees with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_HERE = Path(__file__).parent
# What somebody of that age usually studies for; the last one also for everybody older.
_LEVELS = (
    (22, ("bachelor",)),
    (24, ("bachelor", "master", "master")),
    (26, ("master",)),
    (99, ("master", "doctorate")),
)


@dataclass(frozen=True)
class Study:
    """A course at a university of a country, the level studied for, and a plan of research with its own course."""

    course: str
    words: str
    degree: str
    university: str
    city: str
    level: str
    research_title: str
    research_summary: str

    @property
    def degree_title(self) -> str:
        """The degree somebody has who studies on this level."""
        degree = f"{'Master' if self.level == 'doctorate' else 'Bachelor'} of {self.degree}"
        return degree if self.degree.lower() == self.course.lower() else f"{degree}, {self.course}"

    def fill(self, text: str) -> str:
        """Put this person's own course, university, city and level into a text."""
        level = {"bachelor": "bachelor's degree", "master": "master's degree"}.get(self.level, "doctorate")
        return text.format(course=self.words, university=self.university, city=self.city, level=level)


def choose_study(country: str, theme: str, age: int, random: Random, *, other_research: bool) -> Study:
    """Draw a study that a university of the country teaches and that suits the theme ('' for any) and the age.

    With `other_research` the plan of research is of another kind of course.
    """
    universities = places(country)["universities"]
    taught = {kind for university in universities for kind in university["teaches"]}
    courses = [c for c in _courses() if c["kind"] in taught and (not theme or theme in c["themes"])]
    courses = [c for c in courses if country in c.get("countries", [country])]
    course = random.choice(courses)
    university = random.choice([u for u in universities if course["kind"] in u["teaches"]])
    planned = random.choice([c for c in _courses() if c["kind"] != course["kind"]]) if other_research else course
    research = random.choice(planned["research"])
    return Study(
        course=course["course"],
        words=course["words"],
        degree=course["degree"],
        university=university["name"],
        city=university["city"],
        level=random.choice(next(levels for oldest, levels in _LEVELS if age <= oldest)),
        research_title=research["title"],
        research_summary=research["summary"],
    )


def phone(country: str, random: Random) -> str:
    """Return a number in the shape of the country's mobile numbers."""
    shape = random.choice(places(country)["phones"])
    return "".join(str(random.randrange(10)) if sign == "#" else sign for sign in shape)


def address(country: str, city: str, random: Random) -> str:
    """Return the lines of an envelope in a city."""
    return str(random.choice(places(country)["addresses"][city])).format(n=random.randint(2, 96))


def places(country: str) -> dict[str, Any]:
    """Return what is known of a country. Raises KeyError for one that has no universities here."""
    found: dict[str, Any] = _read("places.yaml")[country]
    return found


def _courses() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read("studies.yaml")
    return found


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
