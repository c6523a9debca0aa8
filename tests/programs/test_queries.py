"""Reads of calls and jurisdiction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.offices.models import Office
from programs import queries
from programs.models import Call, CallState, Jurisdiction, Programme
from programs.services.load_catalog import load_catalog
from tests.programs.conftest import MakeCall

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def office(programme: str, nationality: str = "", residence: str = "", on: date = DAY) -> str | None:
    found = queries.handling_offices([nationality] if nationality else [], residence, on).get(programme)
    return found[0].code if found else None


def test_the_scholarship_goes_by_nationality_and_mirai_by_residence() -> None:
    load_catalog()
    assert office("mext-research", nationality="BE", residence="NL") == "emb-be-brussels"
    assert office("mirai", nationality="BE", residence="NL") == "emb-nl-the-hague"
    assert office("mirai", nationality="BE") is None
    assert office("mext-research", nationality="KP") is None
    assert office("mirai", residence="VN") is None


def test_the_other_categories_and_jet_follow_the_research_students_unless_they_have_an_entry_of_their_own() -> None:
    load_catalog()
    for programme in ("mext-undergraduate", "mext-kosen", "mext-teacher-training", "mext-ylp", "jet"):
        assert office(programme, nationality="SE") == "emb-se-stockholm"
        assert office(programme, nationality="LR") == "emb-gh-accra"
    assert office("jet", nationality="BT") == "emb-in-new-delhi"
    assert office("mext-research", nationality="BT") is None
    Jurisdiction.objects.create(
        office=Office.objects.get(code="emb-fi-helsinki"),
        programme=Programme.objects.get(slug="mext-kosen"),
        basis="nationality",
        country="SE",
        valid_from=date(2020, 4, 1),
    )
    assert office("mext-kosen", nationality="SE") == "emb-fi-helsinki"
    assert office("mext-undergraduate", nationality="SE") == "emb-se-stockholm"


def test_each_nationality_counts_and_where_one_lives_only_for_those_without_an_entry() -> None:
    load_catalog()
    finland = Office.objects.get(code="emb-fi-helsinki")
    mext = Programme.objects.get(slug="mext-research")
    Jurisdiction.objects.create(
        office=finland, programme=mext, basis="residence", country="SR", valid_from=date(2015, 4, 1)
    )
    # No embassy is on record as handling nationals of Suriname.
    found = queries.handling_offices(["NL", "SR", "BE"], "SR", DAY)
    assert [each.code for each in found["mext-research"]] == ["emb-nl-the-hague", "emb-fi-helsinki", "emb-be-brussels"]
    assert "mirai" not in found


def test_of_two_entries_the_newer_counts() -> None:
    load_catalog()
    Jurisdiction.objects.create(
        office=Office.objects.get(code="emb-fi-helsinki"),
        programme=Programme.objects.get(slug="mirai"),
        basis="residence",
        country="BE",
        valid_from=date(2026, 1, 1),
    )
    assert office("mirai", residence="BE") == "emb-fi-helsinki"


def test_jurisdiction_is_dated() -> None:
    load_catalog()
    Jurisdiction.objects.filter(programme__slug="mirai", country="BE").update(valid_until=date(2026, 12, 31))
    Jurisdiction.objects.create(
        office=Office.objects.get(code="emb-nl-the-hague"),
        programme=Programme.objects.get(slug="mirai"),
        basis="residence",
        country="BE",
        valid_from=date(2027, 1, 1),
    )
    assert office("mirai", residence="BE", on=date(2026, 12, 31)) == "emb-be-brussels"
    assert office("mirai", residence="BE", on=date(2027, 1, 1)) == "emb-nl-the-hague"
    assert office("mirai", residence="BE", on=date(2014, 1, 1)) is None


def test_calls_stand_open_first_then_announced_then_ended(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("ended", opens=-40, closes=-5, office="emb-fi-helsinki")
    make_call("soon", opens=4, closes=40, office="emb-ca-ottawa")
    make_call("urgent", opens=-4, closes=3, office="cg-ca-vancouver")
    assert [call.slug for call in queries.listed_calls()] == ["urgent", mirai_call.slug, "soon", "ended"]


def test_a_call_is_open_up_to_and_including_its_deadline(mirai_call: Call) -> None:
    mirai_call.set_times("2026-11-02T09:00", "2027-01-15T12:00", "Europe/Brussels")
    deadline = datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
    assert mirai_call.state_at(deadline) is CallState.OPEN
    assert mirai_call.state_at(deadline.replace(second=1)) is CallState.ENDED


def test_calls_of_an_office_are_its_own(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("finland", opens=-4, closes=30)
    assert [call.slug for call in queries.calls_of_office(mirai_call.office)] == [mirai_call.slug]
