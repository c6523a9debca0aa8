"""Dates of a stay are corrected as anything else: seen before and after, screened, and counted once they are taken."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Addendum, Application
from applications.queries import definition_of
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import value_of, words

STAY = {"entered": "2022-04-01", "left": "2022-09-30", "purpose": "study"}
HOLIDAY = {"entered": "2024-08-03", "left": "2024-08-14", "purpose": "visit"}


@pytest.fixture
def sent(call: Call) -> Application:
    """Somebody who stayed for half a year, which is just allowed."""
    return scenarios.submitted(call, been_in_japan=True, japan_before=[STAY])


@pytest.fixture
def web(sent: Application, signed_in: SignIn) -> Client:
    return signed_in(sent.person.user)


def address_of(sent: Application) -> str:
    return reverse("application_correct", args=[sent.reference, "japan_before"])


def post(sent: Application, web: Client, *stays: dict[str, str], been: bool = True, **also: Any) -> Any:
    address = address_of(sent)
    page = web.get(address)
    group = definition_of(sent).group("japan_before")
    given = {"been_in_japan": been, "prior_jp_gov_exchange": False, "japan_before": list(stays)}
    about = {
        "reason": "I forgot a holiday.",
        "based_on": value_of(page, "based_on"),
        "idempotency_key": value_of(page, "idempotency_key"),
    }
    return web.post(address, {**scenarios.posted(group, given), **about, **also})


def test_the_form_holds_the_stays_as_they_count_now(sent: Application, web: Client) -> None:
    page = web.get(reverse("application_correct", args=[sent.reference, "japan_before"]))
    assert value_of(page, "japan_before-1-entered_year") == "2022"
    assert "Add another stay" in words(page)


def test_adding_and_removing_shows_the_form_again_and_sends_nothing(sent: Application, web: Client) -> None:
    page = post(sent, web, STAY, save="add")
    assert page.status_code == 200
    assert value_of(page, "japan_before-2-entered_year") == ""
    assert "There is a problem" not in words(page)
    page = post(sent, web, STAY, HOLIDAY, save="remove-1")
    assert value_of(page, "japan_before-2-entered_year") == "2024"
    assert 'name="japan_before-1-entered_year"' not in page.content.decode()
    assert not Addendum.objects.unscoped("a test").exists()


def test_the_page_opens_at_the_entry_that_was_changed(sent: Application, web: Client) -> None:
    def opened_at(*stays: dict[str, str], save: str) -> list[str]:
        return re.findall(r'id="([^"]+)" tabindex="-1" autofocus', post(sent, web, *stays, save=save).content.decode())

    assert opened_at(STAY, save="add") == ["japan_before-2"]
    assert opened_at(STAY, HOLIDAY, save="remove-1") == ["japan_before-2"]
    assert opened_at(STAY, HOLIDAY, save="remove-2") == ["japan_before-1"]
    assert opened_at(STAY, HOLIDAY, save="up-2") == ["japan_before-1"]
    assert "autofocus" not in web.get(address_of(sent)).content.decode()


def test_the_check_shows_both_and_what_is_sent_is_screened(sent: Application, web: Client) -> None:
    check = words(post(sent, web, STAY, HOLIDAY, step="check"))
    assert "Stay 1: When did you enter Japan? 1 April 2022" in check
    assert "Stay 2: When did you enter Japan? 3 August 2024" in check
    response = post(sent, web, STAY, HOLIDAY, step="send")
    assert response.status_code == 302
    addendum = Addendum.objects.unscoped("a test").get()
    assert addendum.values.before == {"japan_before": [STAY]}
    assert addendum.values.after == {"japan_before": [STAY, HOLIDAY]}
    assert addendum.snapshot.values.facts["japan_residence_months_total"] == 7
    assert addendum.snapshot.screenings.get().outcome == "not_eligible"
    assert Application.objects.unscoped("a test").get(pk=sent.pk).status == "eligible"
    assert "Stay 2: When did you enter Japan?" in words(web.get(response.headers["Location"]))


def test_who_was_never_there_takes_the_stays_back(sent: Application, web: Client) -> None:
    assert post(sent, web, been=False, step="send").status_code == 302
    addendum = Addendum.objects.unscoped("a test").get()
    assert addendum.values.after == {"been_in_japan": False, "japan_before": None}
    assert addendum.snapshot.values.facts["japan_residence_months_total"] == 0


def test_a_wrong_date_is_said_beside_it(sent: Application, web: Client) -> None:
    page = post(sent, web, {**STAY, "left": "2021-09-30"}, step="check")
    assert page.status_code == 422
    assert page.content.decode().count("This is before 1 April 2022") == 2
