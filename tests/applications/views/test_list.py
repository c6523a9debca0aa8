"""My applications."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.services.submission import withdraw
from portal.accounts.models import User
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words


def test_with_nothing_to_list_the_page_says_what_will_be_here_and_what_to_do(
    applicant: User, signed_in: SignIn
) -> None:
    response = signed_in(applicant).get(reverse("application_list"))
    assert response.status_code == 200
    assert "You have no application yet" in words(response)
    assert reverse("programme_list") in response.content.decode()


def test_a_draft_is_listed_with_its_deadline_in_the_zone_of_the_office(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    text = words(signed_in(application.person.user).get(reverse("application_list")))
    closes = call.closes_at.astimezone(call.zone)
    assert f"Submit it by {closes.day} {closes:%B %Y, %H:%M %Z}." in text
    assert application.reference in text
    assert "Draft" in text


def test_a_draft_is_continued_from_the_list_as_long_as_it_can_be(
    call: Call, signed_in: SignIn, shift_clock: Callable[[timedelta], object]
) -> None:
    browser = signed_in(scenarios.draft(call).person.user)
    button = f"Continue : {call.round}, {call.office}"
    assert button in words(browser.get(reverse("application_list")))
    shift_clock(timedelta(days=60))
    text = words(browser.get(reverse("application_list")))
    assert "You did not submit." in text
    assert button not in text


def test_what_was_submitted_is_not_continued(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    assert "Continue" not in words(signed_in(application.person.user).get(reverse("application_list")))


def test_a_submitted_application_is_listed_with_who_has_it(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    text = words(signed_in(application.person.user).get(reverse("application_list")))
    assert f"Now with the {call.office}." in text


def test_other_peoples_applications_are_not_listed(call: Call, signed_in: SignIn) -> None:
    mine, theirs = scenarios.draft(call), scenarios.draft(call)
    text = words(signed_in(mine.person.user).get(reverse("application_list")))
    assert mine.reference in text
    assert theirs.reference not in text


def test_a_longer_list_takes_no_more_queries(call: Call, signed_in: SignIn, applicant: User) -> None:
    browser = signed_in(applicant)
    scenarios.draft(call, applicant)
    before = queries_of(browser)
    for _ in range(4):
        withdraw(scenarios.draft(call, applicant), user=applicant, reason="Another university.")
    scenarios.draft(call, applicant)
    assert queries_of(browser) == before


def queries_of(browser: Client) -> int:
    browser.get(reverse("application_list"))
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(reverse("application_list")).status_code == 200
    return len(queries)
