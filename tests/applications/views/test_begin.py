"""Beginning an application."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.queries import answers_of
from applications.states import Status
from portal.accounts.models import User
from portal.offices.models import Office
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words


def address(call: Call) -> str:
    return reverse("application_begin", args=[call.slug])


def test_starting_leads_to_the_task_list_of_a_new_draft(call: Call, applicant: User, signed_in: SignIn) -> None:
    response = signed_in(applicant).post(address(call), follow=True)
    application = Application.objects.of_person(applicant).get()
    assert response.redirect_chain[-1][0] == reverse("application", args=[application.reference])
    assert application.reference in words(response)


def test_starting_again_continues_what_is_there(call: Call, applicant: User, signed_in: SignIn) -> None:
    browser = signed_in(applicant)
    browser.post(address(call))
    response = browser.post(address(call), follow=True)
    assert "You already have an application to this call." in words(response)
    assert Application.objects.of_person(applicant).count() == 1


def test_a_visitor_comes_back_to_one_button_after_signing_in(call: Call, applicant: User, client: Client) -> None:
    response = client.post(address(call))
    assert response.headers["Location"] == f"{reverse('account_login')}?next={address(call)}"
    assert "You were signed out" not in words(client.get(response.headers["Location"]))
    client.force_login(applicant)
    assert "Start or continue my application" in words(client.get(address(call)))
    assert not Application.objects.of_person(applicant).exists()


def test_an_ended_call_says_when_it_ended_and_what_to_do(
    call: Call, applicant: User, signed_in: SignIn, shift_clock: Any
) -> None:
    shift_clock(timedelta(days=60))
    response = signed_in(applicant).post(address(call))
    assert response.status_code == 422
    text = words(response)
    closed = call.closes_at.astimezone(call.zone)
    assert f"This call closed on {closed.day} {closed:%B %Y}" in text
    assert "UTC" in text
    assert "no application to it can be started any more" in text
    assert f"write to the {call.office} ({call.office.email})" in text
    assert "See all programmes and open calls" in text
    for untrue in ("your answers are kept", "your reference"):
        assert untrue not in text
    assert not Application.objects.of_person(applicant).exists()


def test_the_page_offers_no_button_once_the_call_has_ended(
    call: Call, applicant: User, signed_in: SignIn, shift_clock: Any
) -> None:
    begun = scenarios.draft(call, applicant)
    shift_clock(timedelta(days=60))
    assert "Start or continue my application" in words(signed_in(applicant).get(address(call))), "their draft is there"
    scenarios.moved_to(begun, Status.CLOSED)
    text = words(signed_in(applicant).get(address(call)))
    assert "Start or continue my application" not in text
    assert f"give your reference, {begun.reference}." in text


def test_an_ended_call_names_what_one_had_begun_before_the_end(
    call: Call, applicant: User, signed_in: SignIn, shift_clock: Any
) -> None:
    begun = scenarios.moved_to(scenarios.draft(call, applicant), Status.CLOSED)
    shift_clock(timedelta(days=60))
    response = signed_in(applicant).post(address(call))
    text = words(response)
    assert "your answers are kept" in text
    assert f"write to the {call.office} ({call.office.email}) and give your reference, {begun.reference}." in text
    assert f'href="{reverse("application", args=[begun.reference])}"' in response.content.decode()


def test_an_office_without_an_address_is_named_without_one(
    call: Call, applicant: User, signed_in: SignIn, shift_clock: Any
) -> None:
    Office.objects.filter(pk=call.office_id).update(email="")
    shift_clock(timedelta(days=60))
    assert f"write to the {call.office}." in words(signed_in(applicant).post(address(call)))


def test_a_call_that_is_only_announced_says_when_it_opens(
    call: Call, applicant: User, signed_in: SignIn, shift_clock: Any
) -> None:
    shift_clock(timedelta(days=-30))
    response = signed_in(applicant).post(address(call))
    assert response.status_code == 422
    assert "This call opens on" in words(response)


def test_a_call_nobody_announced_is_not_there(call: Call, applicant: User, signed_in: SignIn) -> None:
    browser = signed_in(applicant)
    assert browser.get(address(call)).status_code == 200
    Call.objects.unscoped("a test").filter(pk=call.pk).update(announced_at=None)
    assert browser.get(address(call)).status_code == 404
    assert browser.post(address(call)).status_code == 404


def test_answers_of_the_eligibility_check_are_carried_over_once(call: Call, applicant: User, signed_in: SignIn) -> None:
    browser = signed_in(applicant)
    group = scenarios.definition(call).group_of("birth_date")
    session = browser.session
    session["eligibility_answers"] = {call.slug: {group.key: {"birth_date": "2003-05-27"}}}
    session.save()
    assert "will be filled in for you" in words(browser.get(address(call)))
    response = browser.post(address(call), follow=True)
    assert "Your answers were carried over." in words(response)
    application = Application.objects.of_person(applicant).get()
    assert answers_of(application)[group.key] == {"birth_date": "2003-05-27"}
    assert browser.session["eligibility_answers"] == {}
