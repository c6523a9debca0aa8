"""Calls: made, announced for good, extended, and what the database itself refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseRefusal

from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Office, Role
from programs.eligibility import Bound, sha256_of
from programs.models import Binding, Call, CallState, Programme, ProgrammeVersion, Round
from programs.services.calls import announce, create_call, create_round, extend_deadline, why_not_announced
from programs.services.editing import change_call
from programs.services.load_catalog import load_catalog
from programs.services.values import set_values
from programs.services.walltime import instant
from programs.vocabulary import vocabulary
from tests.applications.new_rules import PASSPORT, publish
from tests.calls import PARAMETERS, THEMES
from tests.staff import posted


@pytest.fixture
def belgium(db: None) -> Office:
    load_catalog()
    return Office.objects.get(code="emb-be-brussels")


@pytest.fixture
def call(belgium: Office) -> Call:
    """A call that is not announced yet."""
    return make(belgium)


def make(office: Office, *, round_parameters: Any = PARAMETERS, **changed: Any) -> Call:
    found = Round.objects.filter(slug="mirai-2026-27").first() or create_round(
        programme="mirai", slug="mirai-2026-27", name={"en": "MIRAI"}, year=2026, parameters=round_parameters
    )
    fields: dict[str, Any] = {
        "opens_local": "2026-11-02T09:00",
        "closes_local": "2027-01-15T12:00",
        "parameters": {"country": "BE"},
        "themes": THEMES,
    }
    return create_call(office=office, round=found, slug="mirai-be", **{**fields, **changed})


def refusal(code: str, do: Any, *args: Any, **kwargs: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        do(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_times_are_wall_times_of_the_office(call: Call) -> None:
    assert call.time_zone == "Europe/Brussels"
    assert call.closes_at == datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
    assert call.state is CallState.UNANNOUNCED


def test_announcing_binds_the_rules_with_the_rounds_and_the_calls_values(call: Call) -> None:
    binding = announce(call, actor=None)
    assert binding.number == 1
    assert binding.sha256 == sha256_of(binding.content) == sha256_of(Binding.objects.get().content)
    bound = Bound.from_content(binding.content, vocabulary())
    assert bound.parameters["country"] == "BE"
    assert bound.parameters["max_age"] == 30
    assert binding.rule_set_version == call.rule_set_version
    assert call.announced_at is not None
    assert Entry.objects.get(code="programs.call_announced").data["sha256"] == binding.sha256


def test_what_was_published_since_the_call_was_made_is_bound(call: Call) -> None:
    made_with = call.rule_set_version
    newer = publish(call, PASSPORT)
    binding = announce(call, actor=None)
    stored = Call.objects.get(pk=call.pk)
    assert binding.rule_set_version == stored.rule_set_version == call.rule_set_version == newer != made_with
    assert PASSPORT["key"] in {rule["key"] for rule in binding.content["rules"]}
    assert Entry.objects.get(code="programs.call_announced").data["rules"] == newer.number
    publish(stored, without=(PASSPORT["key"],))
    assert Call.objects.get(pk=call.pk).binding == binding  # what comes after it leaves the call alone


def test_a_newer_definition_comes_with_the_rules_that_need_it(call: Call) -> None:
    old = call.programme_version
    newer = ProgrammeVersion.objects.create(
        programme=old.programme, number=old.number + 1, content=old.content, sha256=old.sha256, origin=old.origin
    )
    announce(call, actor=None)
    assert Call.objects.get(pk=call.pk).programme_version == newer


def test_a_value_that_newer_rules_need_is_refused_in_words_and_can_be_given(call: Call) -> None:
    needy = {**PASSPORT, "when": {"ge": {"fact": "passport_expiry", "value": {"param": "valid_until"}}}}
    publish(call, needy, parameters={"valid_until": {"type": "date", "label": {"en": "Passport valid until"}}})
    error = refusal("cannot_bind", announce, call, actor=None)
    assert 'The parameter "valid_until" is missing' in str(error)
    assert why_not_announced(Call.objects.get(pk=call.pk)) == error.values["problems"]
    set_values(call, parameters={**call.parameters, "valid_until": "2027-08-31"}, actor=None)
    assert announce(call, actor=None).content["parameters"]["valid_until"] == "2027-08-31"


def test_an_own_rule_can_depart_from_a_rule_that_came_since(call: Call) -> None:
    publish(call, PASSPORT)
    set_values(call, additions=[{"disable": PASSPORT["key"], "note": "Agreed with the ministry"}], actor=None)
    assert PASSPORT["key"] not in {rule["key"] for rule in announce(call, actor=None).content["rules"]}


def test_a_calls_value_wins_over_the_rounds(belgium: Office) -> None:
    call = make(belgium, parameters={"country": "BE", "max_age": 35})
    assert announce(call, actor=None).content["parameters"]["max_age"] == 35


def test_a_missing_parameter_is_refused_in_words_and_nothing_is_announced(belgium: Office) -> None:
    call = make(belgium, round_parameters={"programme_end": "2027-02-20"}, parameters={})
    error = refusal("cannot_bind", announce, call, actor=None)
    assert 'The parameter "country" is missing' in str(error)
    assert 'The parameter "age_reference_date" is missing' in str(error)
    assert len(error.values["problems"]) == 2
    assert why_not_announced(call) == error.values["problems"]
    call.refresh_from_db()
    assert call.announced_at is None
    assert not Binding.objects.exists()


def test_an_unknown_parameter_names_the_nearest(belgium: Office) -> None:
    call = make(belgium, parameters={"country": "BE", "maximum_age": 30})
    assert 'Did you mean "max_age"?' in str(refusal("cannot_bind", announce, call, actor=None))


def test_a_call_is_announced_once(call: Call) -> None:
    announce(call, actor=None)
    refusal("already_announced", announce, call, actor=None)
    assert Binding.objects.count() == 1


def test_an_office_that_nobody_verified_announces_nothing(belgium: Office) -> None:
    call = make(Office.objects.get(code="emb-nl-the-hague"))
    assert "verified" in str(refusal("office_not_verified", announce, call, actor=None))


def test_a_call_whose_applicants_choose_a_theme_has_themes(belgium: Office) -> None:
    call = make(belgium, themes=[])
    refusal("no_themes", announce, call, actor=None)


def test_a_round_on_record_brings_its_themes(belgium: Office) -> None:
    call = create_call(
        office=belgium,
        round=Round.objects.get(slug="mirai-2025-26"),
        slug="mirai-2025-26-be",
        opens_local="2025-09-01T09:00",
        closes_local="2025-10-15T03:00",
        parameters={"country": "BE"},
    )
    assert [(theme.key, theme.places) for theme in call.themes.all()] == [
        ("peacebuilding-western-balkans", 14),
        ("diplomacy-security", 17),
        ("sdgs-business-innovation", 26),
        ("rule-of-law-central-asia-caucasus", 12),
    ]


def test_a_programme_without_definition_makes_no_call(belgium: Office) -> None:
    Programme.objects.create(slug="jenesys")
    unloaded = create_round(programme="jenesys", slug="jenesys-2027", name={"en": "JENESYS"}, year=2027, parameters={})
    refusal(
        "not_loaded",
        create_call,
        office=belgium,
        round=unloaded,
        slug="jenesys-be",
        opens_local="2026-11-02T09:00",
        closes_local="2027-01-15T12:00",
    )


@pytest.mark.parametrize("table", ["programs_binding", "programs_programmeversion"])
@pytest.mark.parametrize("change", ["UPDATE {} SET sha256 = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_bindings_and_versions(call: Call, table: str, change: str) -> None:
    announce(call, actor=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does
    with pytest.raises(DatabaseRefusal, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_the_database_refuses_to_change_published_rules(call: Call) -> None:
    with pytest.raises(DatabaseRefusal, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_rulesetversion SET content = '{}'")


def test_a_deadline_moves_later_only(call: Call) -> None:
    announce(call, actor=None)
    refusal("deadline_not_later", extend_deadline, call, "2027-01-15T12:00", actor=None)
    refusal("deadline_not_later", extend_deadline, call, "2027-01-14T12:00", actor=None)
    extend_deadline(call, "2027-01-22T12:00", actor=None)
    stored = Call.objects.get(pk=call.pk)
    assert stored.closes_at == call.closes_at == datetime(2027, 1, 22, 11, 0, tzinfo=UTC)
    assert Entry.objects.get(code="programs.deadline_extended").data["before"] == "2027-01-15T11:00:00+00:00"


def test_a_coordinator_of_the_office_or_the_programme_may_act_and_nobody_else(call: Call, belgium: Office) -> None:
    ministry = Office.objects.get(code="mofa")
    helsinki = Office.objects.get(code="emb-fi-helsinki")
    strangers = [
        posted(belgium, Role.REVIEWER),
        posted(belgium, Role.COORDINATOR, programme="mext-research"),
        posted(helsinki, Role.COORDINATOR),
        posted(ministry, Role.COORDINATOR),
        posted(ministry, Role.MINISTRY, programme="mirai"),
    ]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            announce(call, actor=stranger)
    announce(call, actor=posted(ministry, Role.COORDINATOR, programme="mirai"))
    extend_deadline(call, "2027-02-01T12:00", actor=posted(belgium, Role.COORDINATOR))


def test_before_the_announcement_times_change_freely_and_after_it_only_later(call: Call) -> None:
    assert change_call(call, {"opens_local": "2026-11-03T09:00"}, actor=None) == ["opens_local"]
    announce(call, actor=None)
    error = refusal("fixed_by_announcement", change_call, call, {"opens_local": "2026-11-04T09:00"}, actor=None)
    assert error.values["field"] == "opens_local"
    refusal("deadline_not_later", change_call, call, {"closes_local": "2027-01-01T12:00"}, actor=None)
    assert change_call(call, {"closes_local": "2027-01-29T12:00", "reserve_places": 7}, actor=None) == [
        "closes_local",
        "reserve_places",
    ]
    stored = Call.objects.get(pk=call.pk)
    assert (stored.closes_local, stored.reserve_places) == ("2027-01-29T12:00", 7)


def test_a_call_does_not_close_before_it_opens(belgium: Office) -> None:
    refusal("closes_before_opening", make, belgium, closes_local="2026-11-02T09:00")


@pytest.mark.parametrize(
    ("local", "zone", "code"),
    [
        ("2027-03-28T02:30", "Europe/Brussels", "time_not_unique"),  # skipped
        ("2026-10-25T02:30", "Europe/Brussels", "time_not_unique"),  # there twice
        ("15 January 2027", "Europe/Brussels", "unreadable_time"),
        ("2027-02-30T12:00", "Europe/Brussels", "unreadable_time"),
        ("2027-1-15T9:00", "Europe/Brussels", "unreadable_time"),
        ("0001-01-01T00:00", "Asia/Tokyo", "unreadable_time"),
        ("9999-12-31T23:59", "America/Vancouver", "unreadable_time"),
        ("2027-01-15T12:00", "Brussels", "unknown_zone"),
    ],
)
def test_a_wall_time_names_exactly_one_instant(local: str, zone: str, code: str) -> None:
    refusal(code, instant, local, zone)


def test_a_wall_time_is_read_in_its_zone() -> None:
    assert instant("2027-01-15T12:00", "Asia/Tokyo") == datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
