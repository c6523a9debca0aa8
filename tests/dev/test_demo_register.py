"""The register of the demonstration: as many associations, countries and members as the ministry names."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

import portal
from portal.dev.demo.register import LOOKED_AFTER, Row, rows

ROOT = Path(portal.__file__).parent
ENDED = ("merged", "dissolved")
EXCHANGE = ("be", "ge", "vn", "eg", "th", "id")


@cache
def offices() -> dict[str, dict[str, Any]]:
    data = yaml.safe_load((ROOT / "offices" / "catalog" / "offices.yaml").read_text(encoding="utf-8"))
    return {office["code"]: office for office in data["offices"]}


def by_slug() -> dict[str, Row]:
    return {row.slug: row for row in rows()}


def scripts(text: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


def test_there_are_as_many_associations_and_countries_as_the_ministry_counts() -> None:
    assert len(rows()) == 226
    assert len({row.country for row in rows()}) == 120
    assert len(by_slug()) == 226


def test_members_by_the_latest_counts_are_a_little_over_110_000() -> None:
    assert 110_000 < sum(row.counts[-1].members for row in rows() if row.standing not in ENDED) < 112_000


def test_so_they_were_in_january_2023() -> None:
    known = [
        [count for count in row.counts if count.on <= date(2023, 1, 31)] for row in rows() if row.standing not in ENDED
    ]
    assert 110_000 < sum(counts[-1].members for counts in known if counts) < 112_000


def test_the_office_of_each_lies_in_its_country_or_looks_after_it() -> None:
    for row in rows():
        office = offices()[row.office_code]
        assert office["kind"] in {"embassy", "consulate_general", "consular_office"}
        assert office["country"] == row.country or LOOKED_AFTER[row.country] == row.office_code, row.slug


def test_a_country_that_another_embassy_looks_after_has_none_of_its_own() -> None:
    assert not {office["country"] for office in offices().values()} & set(LOOKED_AFTER)


def test_umbrellas_and_successors_are_other_associations_of_the_country() -> None:
    known = by_slug()
    for row in rows():
        for slug in filter(None, (row.umbrella, row.successor)):
            assert slug != row.slug
            assert known[slug].country == row.country
            assert known[slug].standing not in ENDED
        if row.umbrella:
            assert known[row.umbrella].umbrella == "", "an umbrella is nobody's chapter"
    assert sum(bool(row.umbrella) for row in rows()) > 50


def test_standings_and_their_dates_go_together() -> None:
    standings = Counter(row.standing for row in rows())
    assert standings == {"recognised": 205, "dormant": 9, "merged": 4, "dissolved": 3, "forming": 5}
    for row in rows():
        assert bool(row.ended_on) == (row.standing in ENDED)
        assert bool(row.successor) == (row.standing == "merged")
        assert (row.recognised_on is None) == (row.standing == "forming")
        days = [date(row.founded_year, 1, 1), row.recognised_on, row.ended_on]
        assert [day for day in days if day] == sorted(day for day in days if day), row.slug


def test_counts_follow_one_another_from_the_founding_on_and_mostly_grow() -> None:
    steps = []
    for row in rows():
        assert 1 <= len(row.counts) <= 4
        assert row.counts[0].on.year >= row.founded_year
        assert row.ended_on is None or row.counts[-1].on < row.ended_on
        for earlier, later in pairwise(row.counts):
            assert earlier.on < later.on
            steps.append(later.members > earlier.members)
        assert all(count.members > 0 for count in row.counts)
    assert 0.8 < sum(steps) / len(steps) < 1
    assert {count.source for row in rows() for count in row.counts} == {"association", "mission", "ministry"}


def test_terms_in_a_role_do_not_overlap() -> None:
    for row in rows():
        assert 2 <= len(row.officers) <= 4
        for role in {officer.role for officer in row.officers}:
            terms = sorted((each.starts_on, each.ends_on) for each in row.officers if each.role == role)
            for (_, ended), (starts, _) in pairwise(terms):
                assert ended is not None, row.slug
                assert ended < starts, row.slug
            for starts, ends in terms:
                assert starts.year >= row.founded_year
                assert ends is None or starts < ends


def test_a_third_remembers_who_was_there_before_and_what_ended_has_nobody() -> None:
    past = [row for row in rows() if any(officer.ends_on for officer in row.officers) and row.standing not in ENDED]
    assert 60 <= len(past) <= 90
    assert all(officer.ends_on for row in rows() if row.standing in ENDED for officer in row.officers)
    assert all(any(not officer.ends_on for officer in row.officers) for row in rows() if row.standing not in ENDED)


def test_nobody_is_there_twice_and_some_names_are_not_public() -> None:
    people = Counter((row.country, officer.full_name) for row in rows() for officer in row.officers)
    assert set(people.values()) == {1}
    assert {officer.public for row in rows() for officer in row.officers} == {True, False}


def test_names_are_in_the_languages_of_the_country() -> None:
    for row in rows():
        assert {"en", "ja"} <= set(row.names)
        assert {"HIRAGANA", "KATAKANA", "CJK"} & scripts(row.names["ja"])
        assert bool(row.local_name) == bool(row.local_language)
        assert row.names.get(row.local_language, row.local_name) == row.local_name
    assert all({"fr", "nl"} <= set(row.names) for row in rows() if row.country == "BE")
    assert all("fr" in row.names for row in rows() if row.country in {"FR", "SN", "CI", "CA"})
    assert all("nl" in row.names for row in rows() if row.country in {"NL", "SR"})


def test_local_names_are_in_many_languages_and_scripts() -> None:
    written = {script for row in rows() for script in scripts(row.local_name)}
    assert len({row.local_language for row in rows()}) > 50
    assert len(written) >= 15
    assert {"GEORGIAN", "ARABIC", "THAI", "DEVANAGARI", "ETHIOPIC", "CYRILLIC", "LATIN"} <= written


def test_no_two_have_the_same_name() -> None:
    for language in ("en", "ja", "fr", "nl"):
        names = [row.names[language] for row in rows() if language in row.names]
        assert [name for name, times in Counter(names).items() if times > 1] == []
    assert not [
        text for row in rows() for text in (*row.names.values(), row.local_name) if "{" in text or "(" in text[:1]
    ]


def test_the_first_six_kept_their_slugs() -> None:
    for country in EXCHANGE:
        row = by_slug()[f"exchange-alumni-{country}"]
        assert row.country == country.upper()
        assert row.names["en"].endswith("–Japan Exchange Alumni")
    assert by_slug()["exchange-alumni-be"].names["fr"] == "Anciens des échanges Belgique-Japon"


def test_another_process_makes_the_same_rows() -> None:
    script = "from portal.dev.demo.register import rows; print(ascii(rows()))"
    made = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert made.stdout.strip() == ascii(rows())
