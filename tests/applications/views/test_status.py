"""An application's own page: what happened, who has it, what comes next."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from applications.actors import actor_for
from applications.models import Application
from applications.services.submission import withdraw
from applications.services.transition import transition
from applications.states import Status
from portal.offices.models import Role
from portal.outbox.models import Message, MessageState
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.calls import mext_beside
from tests.factories import PostingFactory
from tests.staff import call_elsewhere


def page(application: Application, signed_in: SignIn) -> Any:
    return signed_in(application.person.user).get(reverse("application", args=[application.reference]))


def text(application: Application, signed_in: SignIn) -> str:
    return words(page(application, signed_in))


def test_a_new_draft_shows_what_there_is_to_do(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    shown = text(application, signed_in)
    tasks = [str(group.title) for group in scenarios.definition(call).groups]
    for task in [*tasks, "Documents", "Check your answers and submit"]:
        assert task in shown
    assert f"You have completed 0 of {len(tasks) + 2} parts." in shown
    assert "Not ready yet" in shown
    closes = call.closes_at.astimezone(call.zone)
    assert f"{closes.day} {closes:%B %Y}, 12:00" in shown
    assert "UTC" in shown


def test_a_complete_draft_is_ready_to_submit(call: Call, signed_in: SignIn) -> None:
    shown = text(scenarios.filled_in(call), signed_in)
    assert "Ready to submit" in shown
    assert "Not started" not in shown


def test_a_draft_of_an_ended_call_says_when_it_ended_and_what_to_do(
    call: Call, signed_in: SignIn, shift_clock: Any
) -> None:
    application = scenarios.filled_in(call)
    shift_clock(timedelta(days=60))
    response = page(application, signed_in)
    shown = words(response)
    closed = call.closes_at.astimezone(call.zone)
    assert "The deadline has passed" in shown
    assert f"This call closed on {closed.day} {closed:%B %Y} at 12:00 ({call.office.city})" in shown
    assert "UTC" in shown
    assert "your answers are kept" in shown
    assert f"give your reference, {application.reference}." in shown
    assert reverse("application_check", args=[application.reference]) not in response.content.decode()


def test_a_submitted_application_says_who_has_it_and_what_comes_next(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    assert application.status == Status.ELIGIBLE
    shown = text(application, signed_in)
    assert f"Who has it now The {call.office}" in shown
    assert "We have your application, and it meets the requirements." in shown
    assert "Received : done" in shown
    assert "In review : now" in shown
    assert application.reference in shown


def test_a_refusal_shows_its_reasons_first(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "birth_date": "2009-05-27"})
    assert application.status == Status.NOT_ELIGIBLE
    shown = text(application, signed_in)
    assert "Not eligible" in shown
    assert "You were born on 27 May 2009" in shown
    assert shown.index("Why") < shown.index("You were born on 27 May 2009") < shown.index("Where it stands")
    assert "See other programmes and open calls" in shown


def test_a_refusal_names_what_follows_the_office_and_calls_that_fit_the_same_answers(
    call: Call, signed_in: SignIn
) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "birth_date": "2009-05-27"})
    assert application.status == Status.NOT_ELIGIBLE
    assert "Other calls that these answers fit" not in text(application, signed_in)
    mext_beside(call)
    shown = text(application, signed_in)
    assert "Without this you cannot be selected." in shown
    assert "Other calls that these answers fit MEXT research students 2027, Embassy of Japan in Belgium Needs" in shown
    assert call.office.email in shown


def test_a_refusal_beside_twenty_calls_reads_no_more_than_beside_two(
    call: Call, signed_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "birth_date": "2009-05-27"})
    browser = signed_in(application.person.user)
    address = reverse("application", args=[application.reference])
    call_elsewhere(call, "embassy-1")
    browser.get(address)
    with CaptureQueriesContext(connection) as beside_two:
        browser.get(address)
    for number in range(2, 20):
        call_elsewhere(call, f"embassy-{number}")
    with django_assert_num_queries(len(beside_two)):
        browser.get(address)


def test_page_and_reasons_are_read_in_the_language_one_chooses(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "passport_expiry": "2027-02-01"})
    browser = signed_in(application.person.user)
    address = reverse("application", args=[application.reference])
    browser.post(reverse("set_language"), {"language": "nl", "next": address})
    response = browser.get(address)
    source = response.content.decode()
    assert (
        "<p>Uw paspoort vervalt op 1 februari 2027; "
        "het moet geldig zijn tot en met 20 februari 2027 of later.</p>" in source
    )
    assert '<p class="consequence">Zonder dit kunt u niet worden geselecteerd.</p>' in source
    assert '<html lang="nl" dir="ltr">' in source
    assert "Where it stands" not in source
    assert response.headers["Content-Language"] == "nl"


def test_every_failing_reason_is_shown(call: Call, signed_in: SignIn) -> None:
    facts = {**scenarios.MEETS_ALL, "birth_date": "2009-05-27", "japan_residence_months_total": 9}
    application = scenarios.submitted(call, facts=facts)
    assert text(application, signed_in).count("Not met") == 2


def test_a_check_names_what_is_checked(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "english_ok": False})
    assert application.status == Status.NEEDS_CHECK
    shown = text(application, signed_in)
    assert "What is being checked" in shown
    assert "You do not communicate in English without difficulty" in shown
    assert "A person at the office looks at this and decides." in shown


def test_a_check_without_an_open_requirement_says_so(call: Call, signed_in: SignIn) -> None:
    shown = text(scenarios.moved_to(scenarios.submitted(call), Status.NEEDS_CHECK), signed_in)
    assert "What is being checked No single requirement stands open" in shown


def test_a_health_answer_is_not_repeated_on_the_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call, facts={**scenarios.MEETS_ALL, "declares_healthy": False})
    assert application.status == Status.NEEDS_CHECK
    source = page(application, signed_in).content.decode()
    assert re.search(r"Your answer</dt><dd[^>]*>", source)
    assert not re.search(r"Your answer</dt><dd[^>]*>No</dd>", source)


def test_what_staff_do_before_a_decision_is_not_on_the_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    reviewer = PostingFactory(office=call.office, role=Role.REVIEWER).user
    transition(application, "open_review", actor=actor_for(reviewer))
    shown = text(application, signed_in)
    assert "Your application is being read." in shown
    assert reviewer.email not in shown
    for internal in ("score", "rank", "proposal", "open_review"):
        assert internal not in shown.lower()


def test_a_mail_that_could_not_be_delivered_is_said(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    assert "could not be delivered" not in text(application, signed_in)
    Message.objects.filter(subject_key=f"application:{application.reference}").update(state=MessageState.FAILED)
    shown = text(application, signed_in)
    assert "A mail to you could not be delivered" in shown
    assert application.person.user.email in shown


def test_documents_are_listed_with_their_state(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    shown = text(application, signed_in)
    assert "passport_copy.jpg" in shown
    assert "Being checked" not in shown
    scenarios.unchecked(application)
    assert "Being checked" in text(application, signed_in)


def test_a_withdrawn_application_says_so_and_offers_nothing_more(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    withdraw(application, user=application.person.user, reason="I got a place elsewhere.")
    response = page(application, signed_in)
    assert "You withdrew this application." in words(response)
    assert "I got a place elsewhere." in words(response)
    assert reverse("application_withdraw", args=[application.reference]) not in response.content.decode()


@pytest.mark.parametrize(
    "way",
    [
        (Status.IN_REVIEW, Status.SHORTLISTED, Status.NOMINATED, Status.SELECTED, Status.ACCEPTED, Status.ON_PROGRAMME,
         Status.COMPLETED),
        (Status.NEEDS_CHECK, Status.NOT_ELIGIBLE),
        (Status.RESERVE, Status.NOT_SHORTLISTED),
        (Status.NOT_SELECTED,),
        (Status.DECLINED,),
        (Status.TERMINATED,),
        (Status.WITHDRAWN,),
    ],
)  # fmt: skip
def test_every_status_after_submission_has_a_page(call: Call, signed_in: SignIn, way: tuple[Status, ...]) -> None:
    """The words are tested elsewhere; no state may end in an error page."""
    application = scenarios.submitted(call)
    for status in way:
        response = page(scenarios.moved_to(application, status), signed_in)
        assert response.status_code == 200
        assert application.reference in words(response)


def test_a_closed_draft_says_why_and_what_to_do(call: Call, signed_in: SignIn) -> None:
    shown = text(scenarios.moved_to(scenarios.draft(call), Status.CLOSED), signed_in)
    assert "The deadline passed before you submitted this application." in shown
    assert "If a fault of this site kept you from submitting" in shown


def test_reading_the_page_takes_a_bounded_number_of_queries(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    web: Client = signed_in(application.person.user)
    address = reverse("application", args=[application.reference])
    web.get(address)
    with CaptureQueriesContext(connection) as queries:
        web.get(address)
    assert len(queries) <= 16
