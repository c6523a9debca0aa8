"""What made-up applicants answer several times over: stays in Japan, universities, posts, wishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.dev.demo.studies import Study
from programs.definitions import Group
from programs.eligibility.months import end_of_months

Entries = list[dict[str, Any]]

_JAPANESE = ("Kyoto University", "Tohoku University", "Hokkaido University", "Kyushu University", "Nagoya University")
_PLACES = ("Okayama", "Kanazawa", "Hokkaido", "Nagano", "Kumamoto", "Matsuyama", "Sendai")
_POSTS = (
    ("City library", "Help at the desk, two evenings a week"),
    ("Language school", "Teacher of evening classes"),
    ("Café at the university", "Waiting at tables"),
    ("Summer camp of the region", "Looking after groups of children"),
)


def a_stay(months: int, today: date, random: Random) -> dict[str, Any]:
    """Return one stay that counts as so many months: for one, a holiday of some days."""
    entered = date(today.year - random.randint(1, 6), random.randint(1, 12), random.randint(1, 28))
    whole = end_of_months(entered, months) - timedelta(days=1)
    left = entered + timedelta(days=random.randint(9, 16)) if months == 1 else whole
    purpose = "visit" if months == 1 else "study"
    return {"entered": entered.isoformat(), "left": left.isoformat(), "purpose": purpose}


def entries_for(
    group: Group, given: Mapping[str, Any], answers: dict[str, Any], study: Study, today: date, random: Random
) -> None:
    """Put into a group's answers what it asks several times over; what has to be said of the question before it too."""
    made = _made(group.key, given, study, today, random)
    asked = group.entries
    if asked is None or made is None:
        return
    if asked.only_if is not None:
        answers[asked.only_if.question] = bool(made)
    if made:
        answers[group.key] = made[: asked.at_most]


def _made(key: str, given: Mapping[str, Any], study: Study, today: date, random: Random) -> Entries | None:
    match key:
        case "japan_before":
            months = given.get("japan_residence_months_total") or given.get("japan_residence_months_last_ten_years", 0)
            return [a_stay(months, today, random)] if months else []
        case "education":
            return _universities(given, study, today) if "education_route" in given else []
        case "grades":
            return [_transcript(random)]
        case "universities":
            return [{"university": name} for name in random.sample(_JAPANESE, random.randint(1, 3))]
        case "wishes":
            return [{"place": place} for place in random.sample(_PLACES, random.randint(1, 3))]
        case "employment":
            employer, work = random.choice(_POSTS)
            began = date(today.year - 2, random.randint(1, 9), 1)
            ended = date(began.year + 1, began.month, 28)
            post = {"employer": employer, "work": work, "began": began.isoformat(), "ended": ended.isoformat()}
            return [post] if "has_worked" not in given or given["has_worked"] else []
    return None


def _universities(given: Mapping[str, Any], study: Study, today: date) -> Entries:
    country = given["institution_country"]
    began = date(today.year - 5, 9, 15)
    return [
        {
            "university": study.university,
            "country": country,
            "degree_title": study.degree_title,
            "began": began.isoformat(),
            "ended": date(today.year - 1, 6, 30).isoformat(),
        }
    ]


def _transcript(random: Random) -> dict[str, Any]:
    first, second = random.randint(40, 90), random.randint(30, 60)
    third = max(0, 180 - first - second - random.randint(0, 30))
    return {
        "scale": "five_levels",
        "first": str(first),
        "second": str(second),
        "third": str(third),
        "fourth": str(180 - first - second - third),
    }
