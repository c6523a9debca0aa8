"""Withdrawing, with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.states import Status
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import title, words
from tests.factories import PASSWORD


def address(application: Application) -> str:
    return reverse("application_withdraw", args=[application.reference])


@pytest.mark.parametrize("begin", [scenarios.draft, scenarios.submitted])
def test_withdrawing_takes_a_reason_and_ends_the_application(call: Call, signed_in: SignIn, begin: object) -> None:
    application: Application = begin(call)  # type: ignore[operator]
    web = signed_in(application.person.user)
    assert "This cannot be undone." in words(web.get(address(application)))
    response = web.post(address(application), {"reason": "I found a place elsewhere."}, follow=True)
    assert "You withdrew this application." in words(response)
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    assert application.events.last().reason.text == "I found a place elsewhere."


def test_without_a_reason_nothing_is_withdrawn(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    response = signed_in(application.person.user).post(address(application), {"reason": "  "})
    assert response.status_code == 422
    assert title(response).startswith("Error: ")
    assert "Write in a few words why you withdraw." in words(response)
    application.refresh_from_db()
    assert application.status != Status.WITHDRAWN


def test_what_is_decided_already_cannot_be_withdrawn(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "birth_date": "2009-05-27"})
    response = signed_in(application.person.user).post(address(application), {"reason": "Too late"}, follow=True)
    assert "This application can no longer be withdrawn: it is “Not eligible”." in words(response)


def test_withdrawing_twice_is_said_and_changes_nothing(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    web = signed_in(application.person.user)
    web.post(address(application), {"reason": "First"})
    response = web.post(address(application), {"reason": "Second"}, follow=True)
    assert "can no longer be withdrawn" in words(response)
    assert application.events.count() == 1


def test_after_withdrawing_one_can_start_anew_while_the_call_is_open(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    web = signed_in(application.person.user)
    web.post(address(application), {"reason": "I want to begin again."})
    response = web.post(reverse("application_begin", args=[call.slug]), follow=True)
    assert application.reference not in words(response)
    assert "You have completed 0 of" in words(response)


def test_a_reason_sent_after_the_session_ended_is_back_after_signing_in(call: Call) -> None:
    application = scenarios.submitted(call)
    page = address(application)
    browser = Client()
    assert browser.post(page, {"reason": "I found work in Ghent."}).status_code == 302
    assert 0 < browser.session.get_expiry_age() <= 3600
    browser.post(reverse("account_login"), {"login": application.person.user.email, "password": PASSWORD})
    assert "I found work in Ghent." in browser.get(page).content.decode()
    application.refresh_from_db()
    assert application.status == "eligible"
