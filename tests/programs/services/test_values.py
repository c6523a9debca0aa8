"""A call's values and own rules are corrected until it is announced, and by whom it may be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from portal.audit.models import Entry
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Office, Role
from programs.models import Call
from programs.services.calls import announce, create_call, create_round, why_not_announced
from programs.services.load_catalog import load_catalog
from programs.services.values import set_values
from tests.calls import PARAMETERS, THEMES
from tests.staff import posted

pytestmark = pytest.mark.django_db
NO_SNS = {"disable": "MIRAI-SNS-1"}
NO_NATIONALITY = {"disable": "MIRAI-NAT-1", "note": "Agreed with the ministry"}


@pytest.fixture
def call() -> Call:
    """A call that is not announced, made for the wrong country."""
    load_catalog()
    return create_call(
        office=Office.objects.get(code="emb-be-brussels"),
        round=create_round(
            programme="mirai", slug="mirai-2026-27", name={"en": "MIRAI"}, year=2026, parameters=PARAMETERS
        ),
        slug="mirai-be",
        opens_local="2026-11-02T09:00",
        closes_local="2027-01-15T12:00",
        parameters={"country": "NL", "max_age": 35},
        additions=[NO_SNS],
        themes=THEMES,
    )


def stored(call: Call) -> tuple[Any, Any]:
    row = Call.objects.get(pk=call.pk)
    return row.parameters, row.additions


def corrections() -> QuerySet[Entry]:
    return Entry.objects.filter(code="programs.values_changed").order_by("pk")


def told() -> list[Any]:
    return [(entry.user_id, entry.data) for entry in corrections()]


def test_the_announcement_binds_the_corrected_values_and_rules(call: Call) -> None:
    assert set_values(call, parameters={"country": "BE"}, additions=[NO_NATIONALITY], actor=None)
    assert (call.parameters, call.additions) == ({"country": "BE"}, [NO_NATIONALITY])
    content = announce(call, actor=None).content
    assert (content["parameters"]["country"], content["parameters"]["max_age"]) == ("BE", 30)
    keys = {rule["key"] for rule in content["rules"]}
    assert "MIRAI-SNS-1" in keys
    assert "MIRAI-NAT-1" not in keys


def test_what_is_not_given_stays_as_it_is(call: Call) -> None:
    assert set_values(call, parameters={"country": "BE"}, actor=None)
    assert stored(call) == ({"country": "BE"}, [NO_SNS])
    assert set_values(call, additions=[], actor=None)
    assert stored(call) == ({"country": "BE"}, [])


def test_every_correction_is_recorded_with_what_differs_and_by_whom(call: Call) -> None:
    emi = posted(call.office, Role.COORDINATOR)
    set_values(call, parameters={"country": "BE", "max_age": 35}, additions=[NO_SNS, NO_NATIONALITY], actor=emi)
    set_values(call, parameters={"country": "BE"}, actor=None)
    set_values(call, additions=[NO_NATIONALITY, NO_SNS], actor=None)
    assert told() == [
        (emi.pk, {"parameters": ["country"], "additions": ["MIRAI-NAT-1"]}),
        (None, {"parameters": ["max_age"], "additions": []}),
        (None, {"parameters": [], "additions": ["MIRAI-NAT-1", "MIRAI-SNS-1"]}),
    ]
    assert {entry.object_id for entry in corrections()} == {str(call.pk)}


def test_the_same_once_more_is_no_correction(call: Call) -> None:
    assert not set_values(call, parameters={"max_age": 35, "country": "NL"}, additions=[NO_SNS], actor=None)
    assert not set_values(call, actor=None)
    assert told() == []


def test_a_number_is_not_taken_for_yes_or_no(call: Call) -> None:
    set_values(call, parameters={"country": "BE", "max_age": 1}, actor=None)
    assert set_values(call, parameters={"country": "BE", "max_age": True}, actor=None)
    assert stored(call)[0]["max_age"] is True


def test_an_announced_call_keeps_its_values_and_rules(call: Call) -> None:
    announce(call, actor=None)
    before = stored(call)
    for change in ({"parameters": {"country": "BE"}}, {"additions": []}):
        with pytest.raises(DomainError, match="is announced, so its values and its own rules") as caught:
            set_values(call, **change, actor=None)
        assert caught.value.code == "fixed_by_announcement"
    assert stored(call) == before
    assert told() == []


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"additions": [{"disable": "MIRAI-SMS-1"}]}, "wrong_addition", "mirai-be: additions[0].disable: there is no"),
        ({"additions": [{"disable": "MIRAI-SNS-1", "why": ""}]}, "wrong_addition", "additions[0]"),
        ({"additions": ["MIRAI-SNS-1"]}, "wrong_addition", "a mapping is needed here"),
        ({"parameters": {"country": {"BE"}}}, "not_valid", "parameters: "),
    ],
)
def test_what_no_call_is_made_with_does_not_get_into_one(
    call: Call, change: dict[str, Any], code: str, words: str
) -> None:
    before = stored(call)
    with pytest.raises(DomainError) as caught:
        set_values(call, **change, actor=None)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert stored(call) == before
    assert told() == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"country": "BE", "maximum_age": 30}, 'Did you mean "max_age"?'),
        ({"country": "BE", "max_age": "thirty"}, "The parameter max_age: "),
    ],
)
def test_a_value_that_the_rules_cannot_take_keeps_the_call_from_being_announced(
    call: Call, parameters: dict[str, Any], words: str
) -> None:
    set_values(call, parameters=parameters, actor=None)
    (problem,) = why_not_announced(call)
    assert words in problem
    with pytest.raises(DomainError) as caught:
        announce(call, actor=None)
    assert caught.value.code == "cannot_bind"


def test_only_its_coordinator_corrects_a_call(call: Call) -> None:
    helsinki = Office.objects.get(code="emb-fi-helsinki")
    for stranger in (posted(call.office, Role.REVIEWER), posted(helsinki, Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            set_values(call, parameters={}, actor=stranger)
    assert stored(call)[0] == {"country": "NL", "max_age": 35}


def test_who_cannot_announce_is_told_a_way_that_is_open_to_them(call: Call) -> None:
    set_values(call, parameters={}, actor=None)
    missing = 'The parameter "country" is missing'
    with pytest.raises(DomainError) as on_the_site:
        announce(call, actor=posted(call.office, Role.COORDINATOR))
    with pytest.raises(DomainError) as in_a_shell:
        announce(call, actor=None)
    assert missing in str(on_the_site.value)
    assert "Send the operator these words, the call's name mirai-be" in str(on_the_site.value)
    assert "set_call_values" not in str(on_the_site.value)
    assert missing in str(in_a_shell.value)
    assert "set_call_values mirai-be" in str(in_a_shell.value)
    assert on_the_site.value.values == in_a_shell.value.values
