"""Made-up applicants: a name, and answers to every question of a definition, believable and always the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from portal.dev.demo.naming import Name
from programs.definitions import Definition, Question, QuestionType
from programs.models import Call

_FILE = Path(__file__).with_name("answers.yaml")
# Answers that meet the rules; a flaw replaces some of them.
_GOOD: dict[str, Any] = {
    "has_japanese_nationality": False,
    "japan_residence_months_total": 0,
    "prior_jp_gov_exchange": False,
    "english_ok": True,
    "declares_healthy": True,
    "commits_sns_open": True,
    "age_exception_claim": "none",
    "education_route": "bachelor_equivalent_3y_plus",
    "degree_conferred": True,
    "field_relation": "same",
    "communicates_in": ["en"],
    "willing_to_learn_japanese": True,
    "can_arrive_in_window": True,
    "will_obtain_student_visa": True,
    "is_military_or_military_civilian_at_arrival": False,
    "enrolled_or_planned_private_student_in_japan": False,
    "other_mext_application_pending": False,
    "other_japanese_government_scholarship_planned": False,
    "prior_mext_category": "none",
}


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies: name, stored answers by group, health answers apart, the theme's key or ''."""

    name: Name
    email: str
    answers: dict[str, dict[str, Any]]
    health: dict[str, Any]
    theme: str

    @property
    def birth_date(self) -> date:
        """The day of birth from the answers."""
        return date.fromisoformat(next(g["birth_date"] for g in self.answers.values() if "birth_date" in g))


def make_applicant(
    name: Name, number: int, call: Call, country: str, definition: Definition, themes: list[str], random: Random
) -> Applicant:
    """Make one applicant; about one in four has a flaw that a rule sees."""
    given = {**_GOOD, **_personal(name, call, country, random)}
    if random.random() < 0.25:
        slug = call.round.programme.slug
        given |= random.choice([flaw["facts"] for flaw in _texts()["flaws"] if slug in flaw["programmes"]])
    theme = random.choice(themes) if themes else ""
    answers: dict[str, dict[str, Any]] = {}
    health: dict[str, Any] = {}
    for group in definition.groups:
        kept: dict[str, Any] = {}
        for question in group.questions:
            if not question.applies(kept):
                continue
            value = theme or None if question.type is QuestionType.THEME else _answer(question, given, country, random)
            if value is not None:
                (health if question.health else kept)[question.key] = value
        answers[group.key] = kept
    return Applicant(name, f"{name.mailbox}.{number}@mail.example", answers, health, theme)


def _personal(name: Name, call: Call, country: str, random: Random) -> dict[str, Any]:
    today = call.opens_at.date()
    born = today - timedelta(days=random.randint(21 * 365, 27 * 365))
    digits = f"{random.randint(0, 999):03d}"
    phone = _texts()["phones"][country]
    return {
        "full_name": name.full,
        "passport_name": name.passport,
        "native_name": name.native or None,
        "birth_date": born.isoformat(),
        "phone": phone.replace("###", digits).replace("##", digits[:2]),
        "nationalities": [country],
        "residence_country": country,
        "institution_country": country,
        "institution": random.choice(_texts()["universities"][country]),
        "university": random.choice(_texts()["universities"][country]),
        "passport_expiry": (today + timedelta(days=random.randint(900, 3200))).isoformat(),
        "study_level": random.choice(["bachelor", "master", "master"]),
    }


def _answer(question: Question, given: Mapping[str, Any], country: str, random: Random) -> Any:
    if question.key in given:
        return given[question.key]
    if not question.required:
        return None
    match question.type:
        case QuestionType.LONG_TEXT | QuestionType.TEXT | QuestionType.NAME:
            return _written(question, country, random)
        case QuestionType.BOOL | QuestionType.DECLARATION:
            return False
        case QuestionType.CHOICE:
            return random.choice(question.choices)[0]
        case QuestionType.CHOICES:
            return [question.choices[0][0]]
        case QuestionType.INT | QuestionType.DECIMAL:
            return int(question.minimum or 0)
        case QuestionType.COUNTRY:
            return country
        case QuestionType.COUNTRIES:
            return [country]
        case _:
            return None


def _written(question: Question, country: str, random: Random) -> str:
    texts = _texts()
    field, place = random.choice(texts["fields"]), random.choice(texts["universities"][country])
    lists = {
        "study_field": texts["fields"],
        "degree_title": [f"Bachelor of {field}"],
        "research_title": texts["research"],
        "theme_experience": texts["experience"],
        "after_visit": texts["after"],
        "address": [f"{random.randint(2, 140)} University Street\n{place}"],
    }
    text = str(random.choice(lists.get(question.key, texts["motivation"]))).format(field=field, place=place)
    while len(text) < question.min_length:
        text += " " + str(random.choice(texts["experience"])).format(field=field, place=place)
    return text[: question.max_length]


@cache
def _texts() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
