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

from portal.dev.demo.entries import entries_for
from portal.dev.demo.naming import Name
from portal.dev.demo.studies import Study, address, choose_study, phone, places
from programs.definitions import Definition, Question, QuestionType
from programs.definitions.kinds import THEMES
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
    "other_jet_application": False,
    "designated_language_level": "excellent",
    "japanese_level": "n1",
    "driving_licence": True,
    "teacher_training_3y": False,
    "jet_participated": False,
    "jet_declined_placement": "none",
    "declares_interest": True,
    "declares_full_term": True,
    "declares_obey_law": True,
    "criminal_history": False,
}
# Years of age when the call opens: students for a visit, graduates for research.
_AGES = {"mirai": (20, 27), "mext-research": (23, 32), "jet": (23, 30)}


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies: name, stored answers by group, health answers apart, the theme's key or ''.

    `refused` is what an office would write that ends the application for its flaw, '' when it would not.
    """

    name: Name
    email: str
    answers: dict[str, dict[str, Any]]
    health: dict[str, Any]
    theme: str
    refused: str

    def answer(self, key: str) -> Any:
        """Return the stored answer to a question, '' where there is none."""
        return next((group[key] for group in self.answers.values() if key in group), "")

    @property
    def birth_date(self) -> date:
        """The day of birth from the answers."""
        return date.fromisoformat(self.answer("birth_date"))


def motivating(themes: list[str]) -> list[str]:
    """Return those themes somebody here writes about."""
    return [theme for theme in themes if theme in _texts()["motivation"]]


def make_applicant(
    name: Name,
    number: int,
    call: Call,
    country: str,
    definition: Definition,
    themes: list[str],
    random: Random,
    *,
    flawed: bool | None = None,
) -> Applicant:
    """Make one applicant. About one in four has a flaw that a rule sees; who must be `flawed` has one to be judged."""
    programme = call.round.programme.slug
    flaw: dict[str, Any] = {"facts": {}}
    by_chance = random.random() < 0.25
    if by_chance if flawed is None else flawed:
        flaws = [each for each in _texts()["flaws"] if programme in each["programmes"]]
        flaw = random.choice([each for each in flaws if each.get("refused")] if flawed else flaws)
    theme = random.choice(themes) if themes else ""
    study = _study(call, country, theme, random, flaw["facts"])
    given = {**_GOOD, **_personal(name, call, country, theme, study, random, flaw["facts"])}
    answers: dict[str, dict[str, Any]] = {}
    health: dict[str, Any] = {}
    for group in definition.groups:
        kept: dict[str, Any] = {}
        for question in group.questions:
            if not question.applies(kept):
                continue
            value = _theme(question, theme) if question.type in THEMES else _answer(question, given, country, random)
            if value is not None:
                (health if question.health else kept)[question.key] = value
        entries_for(group, given, kept, study.study, call.opens_at.date(), random)
        answers[group.key] = kept
    email = f"{name.mailbox}.{number}@mail.example"
    return Applicant(name, email, answers, health, theme, flaw.get("refused", ""))


@dataclass(frozen=True)
class _Studying:
    """What somebody studies, and their age in days when the call opens."""

    study: Study
    days: int


def _study(call: Call, country: str, theme: str, random: Random, flaw: Mapping[str, Any]) -> _Studying:
    youngest, oldest = _AGES.get(call.round.programme.slug, (21, 27))
    days = random.randint(youngest * 365 + 200, oldest * 365)
    other_field = flaw.get("field_relation") == "different"
    return _Studying(choose_study(country, theme, days // 365, random, other_research=other_field), days)


def _theme(question: Question, theme: str) -> Any:
    if not theme:
        return None
    return [theme] if question.type is QuestionType.THEMES else theme


def _personal(
    name: Name, call: Call, country: str, theme: str, studying: _Studying, random: Random, flaw: Mapping[str, Any]
) -> dict[str, Any]:
    today = call.opens_at.date()
    study, days = studying.study, studying.days
    given: dict[str, Any] = {
        "full_name": name.full,
        "passport_name": name.passport,
        "native_name": name.native or None,
        "birth_date": (today - timedelta(days=days)).isoformat(),
        "phone": phone(country, random),
        "nationalities": [country],
        "residence_country": country,
        "address": address(country, study.city, random),
        "institution_country": country,
        "institution": study.university,
        "university": study.university,
        "study_field": study.course,
        "study_level": study.level,
        "study_end": date(today.year + random.randint(1, 2), 6, 30).isoformat(),
        "degree_title": study.degree_title,
        "degree_level": "master" if study.level == "doctorate" else "bachelor",
        "degree_conferral_date": date(today.year - (days // 365 - 21), 6, 30).isoformat(),
        # Passports of some of these countries are made out for seven years, none for fewer than five.
        "passport_expiry": (today + timedelta(days=random.randint(300, 2400))).isoformat(),
        "preferred_start": random.choice(["april", "autumn"]),
        "aim": random.choice(["doctorate"] if study.level == "doctorate" else ["master", "master", "non_degree"]),
        **_written(study, theme, random),
    }
    if random.random() < 0.12:
        given |= {"japan_residence_months_total": 1}
    return given | _replacing(flaw, country, today)


def _written(study: Study, theme: str, random: Random) -> dict[str, str]:
    """Return what somebody writes in sentences, about the own study and theme and nothing else."""
    texts = _texts()
    written = {
        "research_title": study.research_title,
        "research_summary": f"{study.research_summary} {study.fill(random.choice(texts['why_japan']))}",
        "after_visit": study.fill(random.choice(texts["after"])),
    }
    if theme:
        parts = [random.choice(texts["motivation"][theme][part]) for part in ("begin", "middle", "end")]
        written["motivation"] = study.fill(" ".join(parts))
        experience = study.fill(random.choice(texts["experience"][theme]))
        written |= {"theme_experience": experience, "experience": experience}
    return written


def _replacing(flaw: Mapping[str, Any], country: str, today: date) -> dict[str, Any]:
    """Return a flaw's answers with its words for a country or a day put into what they mean here."""
    answers = dict(flaw)
    if answers.get("nationalities") == "neighbour":
        answers["nationalities"] = [places(country)["neighbour"]]
    if answers.get("birth_date") == "too_old":
        answers["birth_date"] = date(today.year - 39, today.month, 14).isoformat()
    return answers


def _answer(question: Question, given: Mapping[str, Any], country: str, random: Random) -> Any:
    if question.key in given:
        return given[question.key]
    if not question.required:
        return None
    match question.type:
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
        case QuestionType.LONG_TEXT | QuestionType.TEXT:
            raise ValueError(f"The demonstration has no words for the required question {question.key}.")
        case _:
            return None


@cache
def _texts() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def withdrawal(call: Call, random: Random) -> str:
    """Return why somebody withdraws from a programme."""
    return str(random.choice(_texts()["withdrawn"][call.round.programme.slug]))
