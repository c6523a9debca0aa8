"""What is on record: values that rules know, positions by country, missions and the people they handle."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from applications.models import Application, Choice
from portal.common.errors import DomainError
from portal.offices.models import Office, OfficeKind
from programs import queries
from programs.bindings import bound_of
from programs.definitions import Definition
from programs.eligibility import evaluate
from programs.eligibility_check import check
from programs.models import Theme
from programs.rulesets import rule_set
from programs.services.calls import announce
from programs.services.catalog_reading import read_catalogue
from programs.vocabulary import vocabulary
from tests.calls import jet_call

ROUNDS = read_catalogue().rounds
DAY = date(2026, 11, 22)


@pytest.mark.parametrize("row", ROUNDS, ids=lambda row: row["slug"])
def test_a_round_gives_values_that_its_rules_know_and_can_read(row: dict[str, object]) -> None:
    definition = read_catalogue().definitions[str(row["programme"])]
    declared = rule_set(definition.rule_set).parameters
    countries: dict[str, dict[str, dict[str, object]]] = row["countries"]  # type: ignore[assignment]
    given = [row["parameters"], *(own["parameters"] for own in countries.values())]
    for values in given:
        for key, value in values.items():  # type: ignore[attr-defined]
            assert declared[key].read(value) is not None
    themes = [theme["key"] for theme in row["themes"]]  # type: ignore[attr-defined]
    codes = vocabulary()[definition.choice_fact].codes if themes and definition.choice_fact else None
    assert codes is None or all(codes.accepts(key) for key in themes)


def test_the_positions_that_rules_accept_are_those_one_can_choose() -> None:
    for row in ROUNDS:
        for country, own in row["countries"].items():
            assert sorted(own["parameters"]["positions"]) == sorted(own["themes"]), country
            assert country in own["parameters"]["countries"]


def test_every_mission_is_an_office_and_every_embassy_handles_the_nationals_of_its_country() -> None:
    offices = read_catalogue().offices
    kinds = Counter(row["kind"] for row in offices)
    assert kinds == {
        OfficeKind.EMBASSY: 155,
        OfficeKind.CONSULATE_GENERAL: 67,
        OfficeKind.CONSULAR_OFFICE: 17,
        OfficeKind.CENTER: 4,
        OfficeKind.MINISTRY: 2,
    }
    assert len({row["code"] for row in offices}) == len(offices)
    embassies = {row["code"]: row["country"] for row in offices if row["kind"] == OfficeKind.EMBASSY}
    handled = {
        (row["office"], row["country"])
        for row in read_catalogue().jurisdictions
        if (row["programme"], row["basis"]) == ("mext-research", "nationality")
    }
    assert set(embassies.items()) <= handled
    assert all(row["parent"] in embassies for row in offices if "parent" in row)


@pytest.mark.parametrize(
    ("code", "hours"),
    [("emb-us-washington-dc", -5), ("cg-us-honolulu", -10), ("cg-br-manaus", -4), ("emb-np-kathmandu", 5.75)],
)
def test_deadlines_of_an_office_are_in_the_time_of_its_city(code: str, hours: float) -> None:
    zone = next(row["time_zone"] for row in read_catalogue().offices if row["code"] == code)
    offset = datetime(2026, 1, 15, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset == timedelta(hours=hours)


@pytest.mark.django_db
def test_a_call_in_belgium_offers_what_is_on_record_for_belgium() -> None:
    call = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    assert list(call.themes.values_list("key", flat=True)) == ["cir"]
    assert call.parameters == {"countries": ["BE"], "positions": ["cir"], "degree_deadline": "2027-06-25"}
    facts = vocabulary().canonical({"nationalities": ["BE"], "position": "alt"})
    verdicts = evaluate(bound_of(announce(call, actor=None)), facts).verdicts
    assert (verdicts["JET-GEN-NAT"], verdicts["JET-GEN-COUNTRY"]) == ("pass", "fail")


@pytest.mark.django_db
def test_what_is_given_wins_and_a_country_that_is_not_on_record_starts_with_everything() -> None:
    london = jet_call("emb-gb-london", degree_deadline="2027-07-31", positions=["cir"])
    assert london.parameters["positions"] == ["cir"]
    berlin = jet_call("emb-de-berlin")
    assert list(berlin.themes.values_list("key", flat=True)) == ["cir", "alt", "sea"]
    with pytest.raises(DomainError) as refused:
        announce(berlin, actor=None)
    assert {"countries", "positions", "degree_deadline"} <= set(str(refused.value).replace('"', " ").split())


@pytest.mark.django_db
def test_a_position_is_a_fact_of_the_choice_and_is_called_a_position() -> None:
    call = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    announce(call, actor=None)
    application = Application(call=call, programme_version=call.programme_version)
    choice = Choice(application=application, theme=Theme.objects.unscoped("a test").get(call=call, key="cir"))
    assert choice.facts() == {"position": "cir"}
    page = Client().get(f"/calls/{call.slug}/").content.decode()
    assert "Position" in page
    assert "Coordinator for International Relations" in page
    assert "Not set yet" not in page


@pytest.mark.django_db
def test_a_wrong_mission_is_a_redirect_and_a_consulate_of_the_right_embassy_is_not_wrong() -> None:
    call = jet_call("emb-be-brussels", degree_deadline="2027-06-25")
    bound = bound_of(announce(call, actor=None))
    result = check(call, bound, {"nationalities": ["AT"]}, today=DAY)
    assert result.handled_by == Office.objects.get(code="emb-at-vienna")
    assert check(call, bound, {"nationalities": ["BE"]}, today=DAY).handled_by is None
    chicago = jet_call("cg-us-chicago", degree_deadline="2027-06-25")
    bound = bound_of(announce(chicago, actor=None))
    assert check(chicago, bound, {"nationalities": ["US"]}, today=DAY).handled_by is None
    assert queries.handling_offices(["US"], "", DAY)["jet"] == [Office.objects.get(code="emb-us-washington-dc")]


def test_each_programme_asks_health_only_where_a_rule_needs_it() -> None:
    asked = {
        key: {question.fact for question in Definition.questions(definition) if question.health}
        for key, definition in read_catalogue().definitions.items()
    }
    assert {key: facts for key, facts in asked.items() if facts} == {
        "jet": {"declares_healthy"},
        "mirai": {"declares_healthy"},
        "mext-kosen": {"eyesight_sufficient", "colour_vision_deficiency"},
    }
