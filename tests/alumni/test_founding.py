"""Somebody asks the mission to support a founding; it answers with reasons, and what it supports is in the register."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alumni.models import Association, FoundingRequest, FoundingState
from alumni.services import ask_to_found, settle_founding, withdraw_founding
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Role
from portal.outbox.models import Message
from portal.outbox.rendering import render
from tests.factories import OfficeFactory, PersonFactory
from tests.staff import posted, reviewer_browser

SAID: dict[str, Any] = {
    "name": "Ghent Circle of Former Students in Japan",
    "local_name": "Gentse Kring",
    "local_language": "nl",
    "country": "BE",
    "city": "Ghent",
    "people": 24,
    "aims": "Meet four times a year; help those who leave for Japan.",
    "wanted": "A room for the first meeting.",
}


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory()


@pytest.fixture
def founder(db: None) -> User:
    user: User = PersonFactory(full_name="Ada Osei").user
    return user


def asked(office: Office, founder: User, **other: Any) -> FoundingRequest:
    return ask_to_found(user=founder, office=office, **{**SAID, **other})


def test_a_founder_asks_in_a_browser_and_reads_the_answer(office: Office, founder: User, client: Client) -> None:
    client.force_login(founder)
    sent = client.post("/alumni/found/new/", {"office": office.code, **SAID})
    assert (sent.status_code, sent["Location"]) == (302, "/alumni/found/")
    assert "Waiting for the mission" in client.get("/alumni/found/").content.decode()
    liaison = reviewer_browser(office, Role.LIAISON)
    asked = FoundingRequest.objects.get()
    assert "Meet four times a year" in liaison.get(f"/admin/alumni/foundingrequest/{asked.pk}/answer/").content.decode()
    answer = {"supported": "yes", "answer": "The embassy gives its hall on 3 May."}
    done = liaison.post(f"/admin/alumni/foundingrequest/{asked.pk}/answer/", answer)
    association = Association.objects.get()
    assert done["Location"] == f"/admin/alumni/association/{association.pk}/change/"
    assert (association.standing, association.published, association.office) == ("forming", False, office)
    assert (association.local_name, association.local_language) == ("Gentse Kring", "nl")
    html = client.get("/alumni/found/").content.decode()
    assert all(shown in html for shown in ("Supported", "The embassy gives its hall on 3 May."))
    assert Entry.objects.filter(code="alumni.founding_settled", office_id=office.pk).count() == 1


def test_each_step_is_told_by_mail(office: Office, founder: User) -> None:
    settle_founding(asked(office, founder), actor=None, supported=False, answer="Too few are behind it yet.")
    received, declined = Message.objects.order_by("pk")
    assert (received.to_email, received.template) == (founder.email, "mail/founding_received")
    render(declined)
    text = declined.rendered_body
    assert "does not support the founding" in text
    assert "The answer:\n\nToo few are behind it yet." in text
    assert "Association: Ghent Circle of Former Students in Japan" in text
    assert "Reference:" not in text
    assert not Association.objects.exists()


def test_one_is_open_at_a_time_with_a_mission_and_others_may_be_asked(office: Office, founder: User) -> None:
    first = asked(office, founder)
    with pytest.raises(Conflict) as refused:
        asked(office, founder)
    assert refused.value.code == "asked_already"
    assert asked(OfficeFactory(), founder).pk
    withdraw_founding(first, user=founder)
    assert asked(office, founder).pk


def test_what_is_settled_is_not_settled_again(office: Office, founder: User) -> None:
    request = asked(office, founder)
    settle_founding(request, actor=None, supported=True, answer="Gladly.")
    for attempt in (
        lambda: settle_founding(request, actor=None, supported=True, answer="Again."),
        lambda: withdraw_founding(request, user=founder),
    ):
        with pytest.raises(Conflict):
            attempt()
    assert Association.objects.count() == 1
    assert Message.objects.filter(template="mail/founding_supported").count() == 1


def test_nobody_else_answers_or_withdraws(office: Office, founder: User) -> None:
    request = asked(office, founder)
    with pytest.raises(NotAllowed):
        settle_founding(request, actor=posted(OfficeFactory(), Role.LIAISON), supported=True, answer="Yes.")
    with pytest.raises(NotAllowed):
        settle_founding(request, actor=posted(office), supported=True, answer="Yes.")
    with pytest.raises(NotAllowed):
        withdraw_founding(request, user=PersonFactory().user)
    with pytest.raises(DomainError):
        settle_founding(request, actor=None, supported=False, answer=" ")
    request.refresh_from_db()
    assert request.state == FoundingState.OPEN


def test_what_is_answered_is_shown_and_not_asked_again(office: Office, founder: User) -> None:
    request = asked(office, founder)
    settle_founding(request, actor=None, supported=False, answer="Not this year.")
    there = reviewer_browser(office, Role.LIAISON).get(f"/admin/alumni/foundingrequest/{request.pk}/answer/")
    assert there["Location"] == f"/admin/alumni/foundingrequest/{request.pk}/change/"


def test_strangers_see_and_withdraw_nothing(office: Office, founder: User, client: Client) -> None:
    request = asked(office, founder)
    client.force_login(PersonFactory().user)
    assert SAID["name"] not in client.get("/alumni/found/").content.decode()
    assert client.post(f"/alumni/found/{request.pk}/withdraw/").status_code == 404
    stranger = reviewer_browser(OfficeFactory(), Role.LIAISON)
    assert stranger.get(f"/admin/alumni/foundingrequest/{request.pk}/answer/").status_code == 404
    assert SAID["name"] not in stranger.get("/admin/alumni/foundingrequest/").content.decode()


def test_a_founder_withdraws_in_a_browser(office: Office, founder: User, client: Client) -> None:
    request = asked(office, founder)
    client.force_login(founder)
    assert client.post(f"/alumni/found/{request.pk}/withdraw/", follow=True).status_code == 200
    request.refresh_from_db()
    assert request.state == FoundingState.WITHDRAWN


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get("/alumni/found/new/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("left_out", ["office", "country", "name", "city", "people", "aims"])
def test_what_is_missing_is_said_and_the_rest_stays(
    office: Office, founder: User, client: Client, left_out: str
) -> None:
    client.force_login(founder)
    typed = {"office": office.code, **SAID}
    del typed[left_out]
    answer = client.post("/alumni/found/new/", typed)
    assert answer.status_code == 422
    assert "A room for the first meeting." in answer.content.decode()
    assert not FoundingRequest.objects.exists()


def test_whoever_has_no_name_on_record_is_asked_for_it(office: Office, client: Client) -> None:
    user = PersonFactory(full_name="").user
    client.force_login(user)
    typed = {"office": office.code, **SAID}
    assert client.post("/alumni/found/new/", typed).status_code == 422
    assert client.post("/alumni/found/new/", {**typed, "full_name": "O"}).status_code == 302
    user.person.refresh_from_db()
    assert user.person.full_name == "O"


def test_the_liaison_finds_on_the_home_page_that_somebody_waits(office: Office, founder: User) -> None:
    asked(office, founder)
    html = reviewer_browser(office, Role.LIAISON).get("/admin/").content.decode()
    assert "request to found an association" in html
