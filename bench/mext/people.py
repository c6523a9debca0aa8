"""Made-up applicants for MEXT research scholarships: facts only, the same ones for the same seed.

Most meet nearly everything, as people who apply do; each rule is failed by some and left open by some.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

CUTOFF = date(1992, 4, 2)
ENROLMENT = date(2027, 10, 1)
PARAMETERS = {"age_cutoff": CUTOFF.isoformat(), "enrolment_date": ENROLMENT.isoformat()}

_COUNTRIES = ("BE", "FR", "DE", "IN", "ID", "BR", "KE", "PH", "TH", "UZ", "VN", "XXA", "KP", "TW", "JP")
_ROUTES = ("16y_schooling", "bachelor_equivalent_3y_plus", "graduate_entry_recognised", "none")
_DOCUMENTS = (
    *("application_form", "research_plan", "academic_transcripts", "degree_certificate", "recommendation_letter"),
    "health_certificate",
)
_USUALLY = {
    "willing_to_learn_japanese": True,
    "can_arrive_in_window": True,
    "will_obtain_student_visa": True,
    "is_military_or_military_civilian_at_arrival": False,
    "other_mext_application_pending": False,
    "enrolled_or_planned_private_student_in_japan": False,
    "other_japanese_government_scholarship_planned": False,
    "security_export_flag": False,
}


OTHERWISE = {
    "will_renounce_japanese_by_arrival": False,
    "degree_completion_date": "2020-07-31",
    "years_research_or_education_since_last_mext_payment": 0,
    "age_exception_claim": "none",
}
"""Answers of who was not asked, for engines that know no "unknown"."""


def applicants(count: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Facts of `count` people as `Vocabulary.canonical` reads them; the same for the same seed."""
    random = Random(seed)
    return (_applicant(random) for _ in range(count))


def _applicant(random: Random) -> dict[str, Any]:
    japanese = random.random() < 0.02
    nationalities = [random.choice(_COUNTRIES)] + (["JP"] if japanese else [])
    conferred = random.random() < 0.7
    facts: dict[str, Any] = {
        "nationalities": sorted(set(nationalities)),
        "has_japanese_nationality": japanese,
        "residence_country": random.choice([code for code in _COUNTRIES if code != "XXA"]),
        "birth_date": _near(random, date(1999, 6, 1), CUTOFF, 3000),
        "education_route": random.choices(_ROUTES, (50, 40, 6, 4))[0],
        "degree_conferred": conferred,
        "field_relation": random.choices(("same", "related", "different"), (70, 22, 8))[0],
        "communicates_in": random.choices((["en"], ["en", "fr"], ["ja", "en"], ["fr"]), (60, 20, 15, 5))[0],
        "documents": [slot for slot in _DOCUMENTS if random.random() < 0.95],
        "prior_mext_category": random.choices(("none", "japanese_studies", "research"), (94, 4, 2))[0],
        **{key: usual != (random.random() < 0.03) for key, usual in _USUALLY.items()},
    }
    if japanese:
        facts["will_renounce_japanese_by_arrival"] = random.random() < 0.5
    if not conferred:
        facts["degree_completion_date"] = _near(random, date(2027, 7, 31), ENROLMENT, 200)
    if facts["prior_mext_category"] == "research":
        facts["years_research_or_education_since_last_mext_payment"] = random.randrange(7)
    if facts["birth_date"] < CUTOFF.isoformat():
        facts["age_exception_claim"] = random.choice(("none", "national_military_service", "war_or_conflict"))
    if random.random() < 0.1:
        facts["documents"] = {"codes": facts["documents"], "complete": False}
    for key in [key for key in facts if random.random() < 0.02]:
        del facts[key]
    return facts


def _near(random: Random, usual: date, limit: date, spread: int) -> str:
    """A day around the usual one; one in ten lies within two days of the limit."""
    if random.random() < 0.1:
        return (limit + timedelta(days=random.randint(-2, 2))).isoformat()
    return (usual + timedelta(days=round(random.gauss(0, spread / 3)))).isoformat()
