"""An applicant reads what newer rules mean for their draft, and decides by pages alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from applications.services.submission import submit
from portal.common import clock
from programs.models import Call
from tests.applications.conftest import SignIn
from tests.applications.new_rules import PASSPORT
from tests.applications.test_editions import LONGER_STILL, change_rules, owner, read
from tests.applications.test_offering_rules import Shift
from tests.applications.views.pages import title, value_of, words
from tests.factories import PersonFactory
from tests.scenarios import draft, filled_in

NOTICE = "The rules of this call changed on"
QUIET = "Read or take the newer rules"


def at(application: Application, name: str = "application_rules") -> str:
    return reverse(name, args=[application.reference])


def decide(web: Client, application: Application, decision: str, **changed: str) -> Any:
    page = web.get(at(application))
    return web.post(
        at(application), {"binding": value_of(page, "binding"), "decision": decision, **changed}, follow=True
    )


def day(instant: Any, call: Call) -> str:
    local = instant.astimezone(call.zone)
    return f"{local.day} {local:%B %Y}"


@pytest.fixture
def application(call: Call) -> Application:
    """A draft that is ready to be submitted; its passport ends in 2032."""
    return filled_in(call)


@pytest.fixture
def web(application: Application, signed_in: SignIn) -> Client:
    return signed_in(owner(application))


def test_task_list_and_check_say_that_the_rules_changed_and_lead_to_the_page(
    call: Call, application: Application, web: Client
) -> None:
    for name in ("application", "application_check"):
        assert NOTICE not in words(web.get(at(application, name)))
    run = change_rules(call, PASSPORT)
    for name in ("application", "application_check"):
        page = web.get(at(application, name))
        assert f"{NOTICE} {day(run.settled_at, call)}" in words(page)
        assert f'href="{at(application)}"' in page.content.decode()
    check = words(web.get(at(application, "application_check")))
    assert f"screened by the rules of {day(call.announced_at, call)}, which you began with" in check


def test_the_page_says_what_changed_and_what_it_means(call: Call, application: Application, web: Client) -> None:
    change_rules(call, PASSPORT, without=("MIRAI-SNS-1",))
    page = web.get(at(application))
    text = words(page)
    assert title(page).startswith("The rules of this call have changed")
    assert "Every requirement is met." in text
    assert "1 requirement is not met. Submitted like this, the application would be marked “Not eligible”." in text
    new = text[text.index("What has changed") :]
    assert new.index("Passport valid until the end of 2035") < new.index("No longer asked")
    assert "New Passport valid until the end of 2035" in new
    assert "1 June 2032" in new
    assert "Not met" in new
    assert "Written in" in new
    assert call.office.email in text
    for key in ("MIRAI-PASS-2", "MIRAI-SNS-1", "passport_expiry"):
        assert key not in page.content.decode()


def test_a_limit_that_moved_is_said_before_and_after(call: Call, application: Application, web: Client) -> None:
    change_rules(call, PASSPORT)
    decide(web, application, "take")
    change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    text = words(web.get(at(application)))
    assert "Changed Passport valid until the end of 2037" in text
    until = text.index("Until now")
    since = text.index("New rules", until)
    assert until < text.index("31 December 2035") < since < text.index("31 December 2037")


def test_taking_moves_the_draft_and_nothing_is_offered_any_more(
    call: Call, application: Application, web: Client
) -> None:
    run = change_rules(call, PASSPORT)
    text = words(decide(web, application, "take"))
    assert "goes by the new rules now" in text
    assert NOTICE not in text
    assert QUIET not in text
    assert read(application).binding_id == run.to_binding_id
    check = words(web.get(at(application, "application_check")))
    assert "With these answers the application would be “Not eligible”" in check
    assert "there is no newer one" in words(web.get(at(application), follow=True))
    twice = web.post(at(application), {"binding": run.to_binding.number, "decision": "take"}, follow=True)
    assert "goes by the new rules now" in words(twice)


def test_keeping_makes_the_notice_one_quiet_line_and_the_new_rules_can_still_be_taken(
    call: Call, application: Application, web: Client
) -> None:
    run = change_rules(call, PASSPORT)
    text = words(decide(web, application, "keep"))
    assert "You keep the rules you began with." in text
    assert NOTICE not in text
    assert QUIET in text
    page = words(web.get(at(application)))
    assert "This is what you chose." in page
    assert "Keep the rules I began with" not in page
    decide(web, application, "take")
    assert read(application).binding_id == run.to_binding_id


def test_a_page_from_before_another_change_decides_nothing_and_shows_the_rules_of_now(
    call: Call, application: Application, web: Client
) -> None:
    change_rules(call, PASSPORT)
    old = value_of(web.get(at(application)), "binding")
    second = change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    response = web.post(at(application), {"binding": old, "decision": "take"})
    assert response.status_code == 409
    assert title(response).startswith("Error:")
    assert "have changed again since you opened this page" in words(response)
    assert "end of 2037" in words(response)
    assert value_of(response, "binding") == str(second.to_binding.number)
    assert read(application).binding_id == second.call.bindings.get(number=1).pk


@pytest.mark.parametrize(
    "sent",
    [{}, {"binding": "2"}, {"decision": "take"}, {"binding": "two", "decision": "take"},
     {"binding": "9" * 40, "decision": "keep"}, {"binding": "²", "decision": "take"},
     {"binding": "2", "decision": "delete"}],
)  # fmt: skip
def test_a_form_without_a_decision_is_refused_in_words(
    call: Call, application: Application, web: Client, sent: dict[str, str]
) -> None:
    run = change_rules(call, PASSPORT)
    response = web.post(at(application), sent)
    assert response.status_code == 422
    assert "Choose one below." in words(response)
    assert read(application).binding_id == run.from_binding_id


def test_somebody_elses_offer_is_not_there(call: Call, application: Application, signed_in: SignIn) -> None:
    run = change_rules(call, PASSPORT)
    stranger = signed_in(PersonFactory().user)
    assert stranger.get(at(application)).status_code == 404
    sent = stranger.post(at(application), {"binding": run.to_binding.number, "decision": "take"})
    assert sent.status_code == 404
    assert read(application).binding_id == run.from_binding_id


def test_after_submission_and_after_the_deadline_nothing_is_offered(
    call: Call, application: Application, web: Client, signed_in: SignIn, shift_clock: Shift
) -> None:
    late = draft(call)
    run = change_rules(call, PASSPORT)
    submit(application, user=owner(application), arrived_at=clock.now())
    response = web.get(at(application), follow=True)
    assert "answers can no longer be changed" in words(response)
    assert NOTICE not in words(response)
    sent = web.post(at(application), {"binding": run.to_binding.number, "decision": "take"}, follow=True)
    assert "answers can no longer be changed" in words(sent)
    shift_clock(call.closes_at - clock.now() + timedelta(seconds=1))
    browser = signed_in(owner(late))
    page = words(browser.get(at(late), follow=True))
    assert "The deadline has passed" in page
    assert NOTICE not in page
    sent = browser.post(at(late), {"binding": run.to_binding.number, "decision": "take"}, follow=True)
    assert "This call closed on" in words(sent)
    assert read(late).binding_id == run.from_binding_id


def test_a_call_that_takes_only_who_meets_every_rule_says_so(call: Call, application: Application, web: Client) -> None:
    change_rules(call, PASSPORT)
    Call.objects.filter(pk=call.pk).update(accepts_not_eligible=False)
    assert "1 requirement is not met. Like this it cannot be submitted" in words(web.get(at(application)))


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "31 décembre 2035"), ("nl", "31 december 2035"), ("ja", "2035年12月31日")],
)
def test_what_changed_is_said_in_the_readers_language(
    call: Call, application: Application, web: Client, language: str, said: str
) -> None:
    change_rules(call, PASSPORT)
    page = web.get(at(application), headers={"accept-language": language})
    assert said in words(page)
    assert f'<html lang="{language}"' in page.content.decode()


def test_an_offer_costs_a_draft_s_page_three_queries_and_a_draft_without_one_none(
    call: Call, application: Application, web: Client
) -> None:
    web.get(at(application, "application"))
    with CaptureQueriesContext(connection) as before:
        web.get(at(application, "application"))
    change_rules(call, PASSPORT)
    with CaptureQueriesContext(connection) as after:
        web.get(at(application, "application"))
    assert not [query for query in before.captured_queries if "applications_rescreening" in query["sql"]]
    assert len(after) <= len(before) + 3
