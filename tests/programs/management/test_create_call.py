"""`manage.py create_call`: one office's opening of a round."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from portal.audit.models import Entry
from programs.models import Call, CallState
from tests.commands import refused, said

BRUSSELS = "emb-be-brussels"
TIMES = ("--opens=2026-11-02T09:00", "--closes=2027-01-15T12:00")
CALL = ("create_call", BRUSSELS, "mirai-2026-27", "mirai-belgium", *TIMES)
THEME = '{key: rule-of-law, name: {en: "Rule of law"}, places: 12, starts_on: "2027-02-13"}'


@pytest.fixture(autouse=True)
def mirai_round(catalogue: None) -> None:
    """MIRAI 2026/27, in which no call is made yet."""
    said(
        *("create_round", "mirai", "mirai-2026-27", "--name=MIRAI 2026/27", "--year=2026"),
        *("--param=programme_end=2027-02-19", "--param=age_reference_date=2027-02-13"),
    )


@pytest.fixture
def themes(tmp_path: Path) -> Path:
    file = tmp_path / "themes.yaml"
    file.write_text(f"themes:\n  - {THEME}\n", "utf-8")
    return file


def test_a_call_is_not_public_before_it_is_announced_and_says_what_it_needs() -> None:
    words = said(*CALL)
    call = Call.objects.get()
    assert call.state is CallState.UNANNOUNCED
    assert (call.time_zone, call.closes_at) == ("Europe/Brussels", datetime(2027, 1, 15, 11, 0, tzinfo=UTC))
    assert "Made, not announced: MIRAI 2026/27, Embassy of Japan in Belgium (mirai-belgium)." in words
    assert 'The parameter "country" is missing' in words
    assert "the call has none" in words
    assert Client().get("/calls/mirai-belgium/").status_code == 404
    assert Entry.objects.get(code="programs.call_made").object_id == str(call.pk)


def test_zone_values_themes_and_places_are_taken_over(themes: Path) -> None:
    said(*CALL, "--zone=Asia/Tokyo", "--param=country=BE", f"--themes={themes}", "--places=12", "--reserve=0")
    call = Call.objects.get()
    assert call.closes_at == datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
    assert call.parameters == {"country": "BE"}
    assert (call.shortlist_places, call.reserve_places) == (12, 0)
    theme = call.themes.get()
    assert (theme.key, str(theme.name), theme.places, theme.starts_on) == (
        "rule-of-law",
        "Rule of law",
        12,
        date(2027, 2, 13),
    )


def test_the_offices_own_rules_are_taken_over(tmp_path: Path, themes: Path) -> None:
    file = tmp_path / "additions.yaml"
    file.write_text("additions:\n  - {disable: MIRAI-SNS-1, note: Agreed with the ministry}\n", "utf-8")
    said(*CALL, "--param=country=BE", f"--themes={themes}", f"--additions={file}", "--announce")
    call = Call.objects.get()
    assert call.additions == [{"disable": "MIRAI-SNS-1", "note": "Agreed with the ministry"}]
    assert "MIRAI-SNS-1" not in {rule["key"] for rule in call.binding.content["rules"]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("additions: []", "an empty list means nothing here"),
        ("- {disable: MIRAI-SNS-1}", "a mapping is needed here"),
        ("additions: [{disable: MIRAI-SMS-1}]", 'additions[0].disable: there is no rule "MIRAI-SMS-1"'),
        ("additions: [{add: {key: BE-1}}]", 'additions[0].add: the key "requirement" is missing'),
        ("additions: {disable: MIRAI-SNS-1}", "additions: a list is needed here"),
    ],
)
def test_additions_are_read_strictly_and_the_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "additions.yaml"
    file.write_text(content, "utf-8")
    told = refused(2, *CALL, f"--additions={file}")
    assert words in told
    assert str(file) in told
    assert not Call.objects.unscoped("test").exists()


def test_an_announced_call_is_public(themes: Path) -> None:
    said(*CALL, "--param=country=BE", f"--themes={themes}", "--announce")
    assert Client().get("/calls/mirai-belgium/").status_code == 200
    assert Entry.objects.filter(code="programs.call_announced", user_id=None).exists()


def test_what_cannot_be_announced_is_not_made_either(themes: Path) -> None:
    words = refused(1, *CALL, f"--themes={themes}", "--announce")
    assert 'The parameter "country" is missing' in words
    assert not Call.objects.unscoped("test").exists()
    said(*CALL, "--param=country=BE", f"--themes={themes}", "--announce")


def test_an_office_that_nobody_verified_announces_nothing(themes: Path) -> None:
    words = refused(
        *(1, "create_call", "emb-nl-the-hague", "mirai-2026-27", "mirai-netherlands", *TIMES),
        *("--param=country=NL", f"--themes={themes}", "--announce"),
    )
    assert "Nobody has verified the details of Embassy of Japan in the Netherlands" in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("emb-be-brussel", "mirai-2026-27", "m", *TIMES),
            "There is no office “emb-be-brussel”. Did you mean “emb-be-brussels”?",
        ),
        ((BRUSSELS, "mirai-2026-2", "m", *TIMES), "There is no round “mirai-2026-2”. Did you mean “mirai-2026-27”?"),
        ((BRUSSELS, "mirai-2026-27", "m/b", *TIMES), "“m/b” cannot stand in an address."),
        ((BRUSSELS, "mirai-2026-27", "m" * 81, *TIMES), "at most 80 characters"),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--zone=Brussels"), "“Brussels” is no time zone."),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--places=-1"), "greater than or equal to 0"),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--param=land=BE"), "There is no parameter “land”."),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--param=country=XX"), "The parameter country: "),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--themes=/no/such/file.yaml"), "the file is missing"),
        ((BRUSSELS, "mirai-2026-27", "m", *TIMES, "--themes=/tmp"), "Nothing can be read from /tmp"),
        (
            (BRUSSELS, "mirai-2026-27", "m", "--opens=2026-11-2T9:00", "--closes=2027-01-15T12:00"),
            "“2026-11-2T9:00” is no day and time. Write it as 2027-01-15T12:00.",
        ),
        (
            (BRUSSELS, "mirai-2026-27", "m", "--opens=2026-11-02T09:00", "--closes=2026-11-02T08:00"),
            "not after it opens on 2026-11-02 09:00",
        ),
    ],
)
def test_wrong_usage_is_said_in_words_and_makes_nothing(arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(2, "create_call", *arguments)
    assert not Call.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("themes: []", "an empty list means nothing here"),
        (f"- {THEME}", "a mapping is needed here"),
        (f"themes: [{THEME}, {THEME}]", 'themes[1].key: the theme "rule-of-law" is there twice'),
        ("themes: [{key: law, nam: {en: Law}}]", 'unknown key "nam". Did you mean "name"?'),
        ("themes: [{key: law, name: {en: Law}, places: -1}]", "places: Ensure this value is greater than"),
        ("themes: [", "this is not readable YAML"),
        ("themes: \x07", "this is not readable YAML"),
    ],
)
def test_themes_are_read_strictly(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "themes.yaml"
    file.write_text(content, "utf-8")
    assert words in refused(2, *CALL, f"--themes={file}")
    assert not Call.objects.unscoped("test").exists()
