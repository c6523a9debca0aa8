"""Calls in the staff site: one's own office's, changed by its coordinator through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.common import clock
from portal.offices.models import Office, Role
from programs.models import Call, Jurisdiction, Programme, Round, RuleSet
from tests.programs.conftest import MakeCall
from tests.staff import posted, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
LIST = "/admin/programs/call/"


@pytest.fixture
def coordinator(mirai_call: Call) -> Client:
    """The browser of the coordinator of the Embassy in Belgium."""
    return staff_browser(posted(mirai_call.office, Role.COORDINATOR))


def address(call: Call) -> str:
    return f"{LIST}{call.pk}/change/"


def entered(call: Call, **changed: Any) -> dict[str, Any]:
    """The form as the page would send it."""
    form = {
        "opens_local": call.opens_local,
        "closes_local": call.closes_local,
        "time_zone": call.time_zone,
        "accepts_not_eligible": "on",
        "shortlist_places": call.shortlist_places,
        "reserve_places": call.reserve_places,
        "themes-TOTAL_FORMS": 0,
        "themes-INITIAL_FORMS": 0,
    }
    return {**form, **changed}


def test_staff_see_the_calls_of_their_own_office(mirai_call: Call, make_call: MakeCall, coordinator: Client) -> None:
    other = make_call("mirai-finland", opens=-1, closes=30)
    assert str(mirai_call.pk) in coordinator.get(LIST).content.decode()
    html = coordinator.get(LIST).content.decode()
    assert "Embassy of Japan in Belgium" in html
    assert "Embassy of Japan in Finland" not in html
    assert coordinator.get(address(other)).status_code == 404


def test_a_programmes_coordinator_sees_its_calls_at_every_office(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=-1, closes=30)
    mofa = Office.objects.get(code="mofa")
    html = staff_browser(posted(mofa, Role.COORDINATOR, programme="mirai")).get(LIST).content.decode()
    assert "Embassy of Japan in Belgium" in html
    assert "Embassy of Japan in Finland" in html


def test_a_reviewer_reads_and_changes_nothing(mirai_call: Call) -> None:
    browser = reviewer_browser(mirai_call.office)
    page = browser.get(address(mirai_call))
    assert page.status_code == 200
    assert "country: BE" in page.content.decode()
    assert 'name="closes_local"' not in page.content.decode()
    sent = browser.post(address(mirai_call), entered(mirai_call, shortlist_places=99))
    assert sent.status_code == 403
    assert Call.objects.get(pk=mirai_call.pk).shortlist_places == 10


def test_the_coordinator_moves_the_deadline_later_and_writes_notes(mirai_call: Call, coordinator: Client) -> None:
    page = coordinator.get(address(mirai_call)).content.decode()
    assert 'name="notes_ja"' in page
    later = f"{int(mirai_call.closes_local[:4]) + 1}{mirai_call.closes_local[4:]}"
    sent = coordinator.post(
        address(mirai_call), entered(mirai_call, closes_local=later, notes_en="Interviews are held in May.")
    )
    assert sent.status_code == 302, sent.context and sent.context["errors"]
    stored = Call.objects.get(pk=mirai_call.pk)
    assert stored.closes_local == later
    assert stored.notes == {"en": "Interviews are held in May."}
    assert "Interviews are held in May." in Client().get(f"/calls/{stored.slug}/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"closes_local": "2020-01-01T12:00"}, "never moves earlier"),
        ({"opens_local": "2020-01-01T12:00"}, "announced, so this can no longer change"),
        ({"time_zone": "Asia/Tokyo"}, "announced, so this can no longer change"),
        ({"closes_local": "soon"}, "is no day and time"),
        ({"closes_local": "x" * 300}, "at most 16 characters"),
        ({"notes_en": "a\x00b"}, "is not text"),
        ({"shortlist_places": "-1"}, "greater than or equal to 0"),
        ({"themes-TOTAL_FORMS": "many"}, "Nothing was saved: the page came back without its number of rows"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    mirai_call: Call, coordinator: Client, changed: dict[str, Any], words: str
) -> None:
    sent = coordinator.post(address(mirai_call), entered(mirai_call, **changed))
    assert sent.status_code == 200
    assert words in sent.content.decode()
    assert Call.objects.get(pk=mirai_call.pk).closes_at == mirai_call.closes_at


def test_a_zone_that_is_none_gets_words_even_where_other_fields_are_wrong_too(
    mirai_call: Call, coordinator: Client
) -> None:
    sent = entered(mirai_call, time_zone="Europe/Brussels\ufffd", closes_local="soon", shortlist_places="many")
    page = coordinator.post(address(mirai_call), sent)
    assert page.status_code == 200
    assert "is no time zone" in page.content.decode()


def test_a_deadline_does_not_move_once_the_seed_of_the_lot_is_public(make_call: MakeCall) -> None:
    ended = make_call("mirai-finland", opens=-30, closes=-2)
    coordinator = staff_browser(posted(ended.office, Role.COORDINATOR))
    Call.objects.unscoped("test").filter(pk=ended.pk).update(lot_published_at=clock.now())
    later = f"{clock.now() + timedelta(days=9):%Y-%m-%dT12:00}"
    sent = coordinator.post(address(ended), entered(ended, closes_local=later))
    assert sent.status_code == 200
    assert "the seed of its lot became public" in sent.content.decode()
    assert later in sent.content.decode(), "what was typed is still there"


def test_calls_are_announced_from_the_list_and_refusals_are_named(make_call: MakeCall, coordinator: Client) -> None:
    call = make_call("mirai-belgium-2", opens=1, closes=30, office="mofa", announced=False)
    Call.objects.unscoped("test").filter(pk=call.pk).update(parameters={})
    mofa = staff_browser(posted(call.office, Role.COORDINATOR, programme="mirai"))
    action = {"action": "announce_calls", "_selected_action": [call.pk], "index": 0}
    assert "Nothing is missing" not in mofa.get(address(call)).content.decode()
    refused = mofa.post(LIST, action, follow=True).content.decode()
    assert "The parameter &quot;country&quot; is missing" in refused
    Call.objects.unscoped("test").filter(pk=call.pk).update(parameters={"country": "FI"})
    assert "1 call is announced." in mofa.post(LIST, action, follow=True).content.decode()
    assert Call.objects.unscoped("test").get(pk=call.pk).announced_at is not None
    # A stranger to the call cannot name it in an action.
    strange = make_call("mirai-finland", opens=1, closes=30, announced=False)
    coordinator.post(LIST, {**action, "_selected_action": [strange.pk]}, follow=True)
    assert Call.objects.unscoped("test").get(pk=strange.pk).announced_at is None


@pytest.mark.parametrize("model", [Programme, RuleSet, Round, Jurisdiction])
def test_what_the_catalogue_loaded_is_read_and_not_changed(model: Any, mirai_call: Call, coordinator: Client) -> None:
    row = model.objects.order_by("pk").last()
    base = f"/admin/programs/{model._meta.model_name}/"
    assert coordinator.get(base).status_code == 200
    assert coordinator.get(f"{base}{row.pk}/change/").status_code == 200
    assert coordinator.post(f"{base}{row.pk}/change/", {}).status_code == 403
    assert coordinator.get(f"{base}add/").status_code == 403
    assert coordinator.get(f"{base}{row.pk}/delete/").status_code == 403
